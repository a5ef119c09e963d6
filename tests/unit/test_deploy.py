"""What `deploy/` brings: settings that a shell and systemd read alike, units that shut much."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from mars.config import Settings

DEPLOY = Path(__file__).parents[2] / "deploy"
EXAMPLE = DEPLOY / "example.env"
UNITS = ("mars.service", "mars-worker.service")
EXPOSURE_MOST = 2.0
SHUT = {
    "CapabilityBoundingSet=",
    "MemoryDenyWriteExecute=yes",
    "NoNewPrivileges=yes",
    "PrivateDevices=yes",
    "PrivateTmp=yes",
    "PrivateUsers=yes",
    "ProtectHome=yes",
    "ProtectProc=invisible",
    "ProtectSystem=strict",
    "RestrictNamespaces=yes",
    "StateDirectoryMode=0700",
    "SystemCallFilter=@system-service",
    "UMask=0077",
    "User=mars",
}
"""Of many; systemd itself judges the whole where it is installed."""


def as_systemd_reads(text: str) -> dict[str, str]:
    """EnvironmentFile= by systemd.exec(5), without escapes and lines that go on: none are used."""
    found = {}
    for line in text.splitlines():
        if not line.strip() or line.lstrip()[0] in "#;":
            continue
        name, _, value = line.partition("=")
        value = value.strip()
        quoted = re.fullmatch(r"""'([^']*)'|"([^"\\$`]*)\"""", value)
        assert quoted or not re.search(r"""["'\\]""", value), line
        found[name.strip()] = (quoted[1] or quoted[2] or "") if quoted else value
    return found


def as_a_shell_reads(file: Path) -> dict[str, str]:
    """What `set -a; . FILE` puts into an empty environment."""
    done = subprocess.run(
        ["sh", "-c", 'set -eu; set -a; . "$1"; env -0', "sh", file],
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        check=True,
    )
    assert done.stderr == b""
    pairs = (entry.partition("=") for entry in done.stdout.decode().split("\0") if entry)
    return {name: value for name, _, value in pairs if name.startswith("MARS_")}


@pytest.mark.parametrize("defaults", [False, True])
def test_a_shell_and_systemd_read_the_example_alike(tmp_path: Path, defaults: bool) -> None:
    text = EXAMPLE.read_text("utf-8")
    file = tmp_path / "mars.env"
    file.write_text(re.sub(r"(?m)^#(?=MARS_)", "", text) if defaults else text, "utf-8")

    read = as_systemd_reads(file.read_text("utf-8"))

    assert read == as_a_shell_reads(file)
    assert len(read) == len(re.findall(r"(?m)^MARS_", file.read_text("utf-8"))) > 8
    assert read["MARS_COUNCIL_NAME"] == "Example Council"


def test_mars_starts_with_the_example(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.touch(mode=0o600)
    secret.write_text("k" * 43)

    read = as_systemd_reads(EXAMPLE.read_text("utf-8")) | {"MARS_SECRET_KEY_FILE": str(secret)}

    assert Settings.from_environment(read).secure


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_shuts_what_it_never_needs(unit: str, tmp_path: Path) -> None:
    assert set((DEPLOY / unit).read_text("utf-8").splitlines()) >= SHUT
    judge = shutil.which("systemd-analyze")
    if judge is None:
        return
    folder = tmp_path / "etc" / "systemd" / "system"
    folder.mkdir(parents=True)
    shutil.copy(DEPLOY / unit, folder)
    done = subprocess.run(
        [judge, "security", "--offline=true", f"--root={tmp_path}", unit],
        capture_output=True,
        text=True,
        check=False,
    )
    exposure = re.search(r"Overall exposure level for .*: ([0-9.]+)", done.stdout)
    assert exposure, done.stderr
    assert float(exposure[1]) < EXPOSURE_MOST


def test_the_units_user_and_folders_are_made_by_the_files_beside_them() -> None:
    assert re.search(r"(?m)^u mars ", (DEPLOY / "sysusers.conf").read_text("utf-8"))
    made = (DEPLOY / "tmpfiles.conf").read_text("utf-8")
    for unit in UNITS:
        text = (DEPLOY / unit).read_text("utf-8")
        assert "EnvironmentFile=/etc/mars/mars.env" in text
        assert "StateDirectory=mars" in text
    assert re.search(r"(?m)^d /etc/mars 0750 root mars$", made)
    for path in ("mars.env", "secret-key", "keys"):
        assert f"z /etc/mars/{path} 0640 root mars" in made
