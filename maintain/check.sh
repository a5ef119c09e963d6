#!/bin/sh
# Every check that reads the code without running it. Goes on after a fault, so that all are seen.
set -u
cd "$(dirname "$0")/.."

faults=0
report=$(mktemp)
trap 'rm -f "$report"' EXIT

check() { # name, command…
    name=$1
    shift
    if "$@" >"$report" 2>&1; then
        printf '%-18s good\n' "$name"
    else
        printf '%-18s FAULTS\n' "$name"
        cat "$report"
        faults=$((faults + 1))
    fi
}

check format .venv/bin/ruff format --check
check lint .venv/bin/ruff check
check types .venv/bin/mypy
check imports .venv/bin/lint-imports
check templates .venv/bin/djlint templates --lint --quiet

if [ "$faults" -gt 0 ]; then
    echo "$faults of 5 checks found faults."
    exit 1
fi
