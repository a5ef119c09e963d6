#!/bin/sh
# Runs every test: first makes sure of Chromium and PostgreSQL, then one pytest run on two workers.
set -eu
cd "$(dirname "$0")/.."

.venv/bin/python -m maintain.machine

# Where there is memory to spare the tests' databases live in it: nothing there has to outlive them.
if [ -d /dev/shm ] && [ -w /dev/shm ] && [ "$(df -Pk /dev/shm | awk 'NR == 2 { print $4 }')" -gt 2000000 ]; then
    export PYTEST_DEBUG_TEMPROOT=/dev/shm
fi
# Compiled once for both workers and every server under test, also where that is switched off.
unset PYTHONDONTWRITEBYTECODE
exec .venv/bin/python -m pytest --numprocesses 2 --dist worksteal
