#!/bin/sh
# Runs every test: first makes sure of Chromium and PostgreSQL, then one pytest run on two workers.
set -eu
cd "$(dirname "$0")/.."

.venv/bin/python -m maintain.machine

# Each run has a folder of its own, so that two at once do not tidy each other away. Where there is
# memory to spare it lies there: nothing in it has to outlive the run.
place=${TMPDIR:-/tmp}
if [ -d /dev/shm ] && [ -w /dev/shm ] && [ "$(df -Pk /dev/shm | awk 'NR == 2 { print $4 }')" -gt 2000000 ]; then
    place=/dev/shm
fi
PYTEST_DEBUG_TEMPROOT=$(mktemp -d "$place/mars-tests.XXXXXX")
chmod 711 "$PYTEST_DEBUG_TEMPROOT"  # PostgreSQL runs as a user of its own where root tests
export PYTEST_DEBUG_TEMPROOT
trap 'rm -rf "$PYTEST_DEBUG_TEMPROOT"' EXIT
trap 'exit 130' INT TERM

# Compiled once for both workers and every server under test, also where that is switched off.
unset PYTHONDONTWRITEBYTECODE
.venv/bin/python -m pytest --numprocesses 2 --dist worksteal
