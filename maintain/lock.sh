#!/bin/sh
# Writes requirements/dev.txt and run.txt from pyproject.toml: exact versions, hashes, no addresses.
set -eu
cd "$(dirname "$0")/.."

if [ -x .venv/bin/uv ]; then
    uv=.venv/bin/uv
elif command -v uv >/dev/null 2>&1; then
    uv=uv
else
    echo "make lock needs uv: .venv/bin/python -m pip install uv" >&2
    exit 1
fi

compile() {
    "$uv" pip compile --quiet --universal --python-version 3.11 --upgrade --generate-hashes \
        --no-header --no-annotate --all-extras pyproject.toml "$@"
}

compile --group dev --output-file requirements/dev.txt
compile --constraint requirements/dev.txt --output-file requirements/run.txt
