#!/bin/sh
# Removes all that make can make again, and the demonstration's data. Never touches a real database.
set -eu
cd "$(dirname "$0")/.."

rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis test-results var
find . -name __pycache__ -type d -prune -exec rm -rf {} +
