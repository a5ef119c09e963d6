"""What the tests need of the machine: Chromium and PostgreSQL's programs. Finds or installs them.

Standard library only, and no knowledge of MARS.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

CHROMIUM_NAMES = (
    "chromium-headless-shell",  # the same browser without its window: the tests run quicker in it
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
CHROMIUM_FILES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
POSTGRESQL_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)
POSTGRESQL_PROGRAMS = ("initdb", "pg_ctl", "postgres")
FONTS = "fonts-liberation"  # as wide as Arial
DEBIAN_PACKAGES = {
    "Chromium": (("chromium-headless-shell", FONTS), ("chromium", FONTS)),
    "PostgreSQL": (("postgresql",),),
}
"""What to install; the next only where there is not the one before."""


def chromium() -> str | None:
    """The path of a Chromium or Chrome; CHROMIUM_PATH names another. None if there is none."""
    named = os.environ.get("CHROMIUM_PATH")
    if named:
        return shutil.which(named)
    found = (shutil.which(name) for name in CHROMIUM_NAMES + CHROMIUM_FILES)
    return next((path for path in found if path), None)


def postgresql() -> Path | None:
    """The folder of PostgreSQL's programs: those on the path, else the newest. None without all."""
    on_path = shutil.which("initdb")
    candidates = [Path(on_path).resolve().parent] if on_path else []
    for pattern in POSTGRESQL_FOLDERS:
        folders = Path("/").glob(pattern.removeprefix("/"))
        candidates += sorted(folders, key=_version, reverse=True)
    asked = shutil.which("pg_config")
    if asked:
        answer = subprocess.run([asked, "--bindir"], capture_output=True, text=True, check=False)
        candidates.append(Path(answer.stdout.strip()))
    return next((folder for folder in candidates if _is_complete(folder)), None)


def in_ci() -> bool:
    """Whether nobody is there to read a warning, so that something missing must be a failure."""
    return os.environ.get("CI", "").lower() not in {"", "0", "false", "no"}


def missing() -> list[str]:
    """The names of what is not here."""
    found = {"Chromium": chromium(), "PostgreSQL": postgresql()}
    return [name for name, path in found.items() if path is None]


def main() -> int:
    """Install what is missing where that is allowed, and say plainly what could not be had."""
    wanted = missing()
    if wanted:
        _say(f"This machine has no {' and no '.join(wanted)}.")
        _install(wanted)
        wanted = missing()
    if not wanted:
        return 0
    names = " and ".join(wanted)
    _say(f"Still missing: {names}. Install with your system's packages, for example:")
    _say("  Debian, Ubuntu  apt-get install chromium postgresql")
    _say("  macOS           brew install --cask chromium && brew install postgresql@17")
    _say("A Chromium elsewhere can be named in CHROMIUM_PATH.")
    if in_ci():
        return 1
    _say(f"The tests that need {names} will be skipped.")
    return 0


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)


def _version(folder: Path) -> int:
    numbers = re.findall(r"\d+", folder.parent.name)
    return int(numbers[0]) if numbers else 0


def _is_complete(folder: Path) -> bool:
    return all((folder / program).is_file() for program in POSTGRESQL_PROGRAMS)


def _install(wanted: list[str]) -> None:
    apt_get = shutil.which("apt-get")
    privilege = _privilege()
    if apt_get is None or privilege is None:
        return
    quietly = [*privilege, "env", "DEBIAN_FRONTEND=noninteractive", apt_get, "-qq"]
    subprocess.run([*quietly, "update"], stdout=subprocess.DEVNULL, check=False)
    for name in wanted:
        _say(f"Installing {name} with apt-get.")
        install = [*quietly, "install", "-y", "--no-install-recommends"]
        for packages in DEBIAN_PACKAGES[name]:
            done = subprocess.run([*install, *packages], stdout=subprocess.DEVNULL, check=False)
            if done.returncode == 0:
                break


def _privilege() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    asked = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return ["sudo", "-n"] if asked.returncode == 0 else None


if __name__ == "__main__":
    sys.exit(main())
