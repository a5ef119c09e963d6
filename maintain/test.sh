#!/bin/sh
# Runs every test: first makes sure of Chromium and PostgreSQL, then one pytest run on two workers.
set -eu
cd "$(dirname "$0")/.."

.venv/bin/python -m maintain.machine
exec .venv/bin/python -m pytest --numprocesses 2 --dist worksteal
