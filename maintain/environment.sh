#!/bin/sh
# Makes .venv and installs the locked requirements named by the first argument (run or dev) into it.
# Quick when nothing changed. Knows nothing of where packages come from: pip's own settings say that.
set -eu
cd "$(dirname "$0")/.."

wanted=$1
stamp=".venv/installed-$wanted"

say() { printf '%s\n' "$*" >&2; }

good_enough() { # is this command a Python that MARS can use?
    command -v "$1" >/dev/null 2>&1 &&
        "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

complete() { # can this Python make an environment with pip in it?
    "$1" -c 'import venv, ensurepip' >/dev/null 2>&1
}

find_python() { # prints the Python to use, or stops with what to do
    incomplete=
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11 python}; do
        if good_enough "$candidate"; then
            if complete "$candidate"; then
                printf '%s\n' "$candidate"
                return
            fi
            incomplete=$candidate
        fi
    done
    if [ -n "$incomplete" ]; then
        say "$incomplete cannot make environments: its venv module is missing."
        say "On Debian or Ubuntu: apt-get install python3-venv"
    elif [ -n "${PYTHON:-}" ]; then
        say "PYTHON=$PYTHON is not Python 3.11 or newer."
    elif command -v python3 >/dev/null 2>&1; then
        say "MARS needs Python 3.11 or newer. This is $(python3 --version 2>&1)."
        say "Install a newer one, or name it: make run PYTHON=/path/to/python3.12"
    else
        say "MARS needs Python 3.11 or newer, and there is no python3 here."
    fi
    exit 1
}

if [ -e "$stamp" ] && cmp -s "$stamp" "requirements/$wanted.txt" && good_enough .venv/bin/python; then
    exit 0
fi

python=$(find_python)
if ! good_enough .venv/bin/python || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    say "Making .venv with $("$python" --version 2>&1)."
    "$python" -m venv --clear .venv
fi

say "Installing the locked packages for '$wanted'. The first time takes a minute at most."
if ! .venv/bin/python -m pip install -qq --no-input --disable-pip-version-check \
    --no-deps --only-binary :all: --require-hashes --requirement "requirements/$wanted.txt"; then
    say "The packages could not be installed. The lines above say why; nothing else was changed."
    exit 1
fi

# A stamp is a copy of what was installed; the packages to run are among those to develop.
cp "requirements/$wanted.txt" "$stamp"
if [ "$wanted" = dev ]; then
    cp requirements/run.txt .venv/installed-run
fi
