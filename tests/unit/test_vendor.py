"""What stands in mars/static/vendor is what VENDOR.json says, and loads nothing from elsewhere."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "mars" / "static" / "vendor"
PACKAGES: list[dict[str, Any]] = json.loads((VENDOR / "VENDOR.json").read_text(encoding="utf-8"))
STYLES = sorted((ROOT / "mars" / "static").rglob("*.css"))
SCRIPTS = sorted(VENDOR.rglob("*.js"))
COMPRESSED = {".br", ".gz"}


def test_every_file_has_the_checksum_that_is_written_down() -> None:
    written = {name: digest for package in PACKAGES for name, digest in package["files"].items()}

    present = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "VENDOR.json" and path.suffix not in COMPRESSED
    }

    assert present == written


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: str(package["name"]))
def test_every_package_says_its_version_its_licence_and_its_integrity(
    package: dict[str, Any],
) -> None:
    folder = f"{package['name']}@{package['version']}"

    assert package["integrity"].startswith("sha512-")
    assert package["licence"] in {"MIT", "0BSD"}
    assert f"{folder}/LICENCE.txt" in package["files"]


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_a_style_sheet_loads_nothing(path: Path) -> None:
    css = path.read_text(encoding="utf-8")

    assert not re.search(r"url\(|@import|@font-face", css)
    assert "GDS Transport" not in css
    assert not re.search(r"//[a-z0-9.-]+\.[a-z]", css)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_points_at_no_source_map(path: Path) -> None:
    assert "sourceMappingURL" not in path.read_text(encoding="utf-8")


def test_nothing_of_the_crest_or_the_typeface_is_shipped() -> None:
    kinds = {path.suffix for path in VENDOR.rglob("*") if path.is_file()} - COMPRESSED

    assert kinds == {".css", ".js", ".json", ".txt"}


def test_the_pages_ask_for_the_vendored_versions() -> None:
    callers = [ROOT / "templates" / "layout.html", ROOT / "mars" / "static" / "mars.js"]
    asked = {
        name
        for path in callers
        for name in re.findall(r"vendor/([\w.@-]+/[\w.-]+)", path.read_text(encoding="utf-8"))
    }

    assert asked == {
        name
        for package in PACKAGES
        for name in package["files"]
        if not name.endswith("LICENCE.txt")
    }
