"""Fetches and builds mars/static/vendor: the design system's style sheet and script, and htmx.
For maintainers, who need npm; whoever runs MARS never does."""

import base64
import hashlib
import json
import re
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENDOR = HERE.parent / "mars" / "static" / "vendor"
SASS = "sass@1.108.2"
STYLES = HERE / "design-system.scss"
SOURCE_MAP = re.compile(r"\s*(?://# sourceMappingURL=\S*|/\*# sourceMappingURL=.*?\*/)\s*\Z")


@dataclass(frozen=True, slots=True)
class Package:
    """One package: its integrity as npm states it, and the files to take, as package path → name.

    licence_file is a path in the package, or in maintain/licences where the package has none."""

    name: str
    version: str
    licence: str
    licence_file: str
    integrity: str
    files: dict[str, str]
    styles: bool = False

    @property
    def folder(self) -> str:
        """The name of its folder in mars/static/vendor, which changes with its version."""
        return f"{self.name}@{self.version}"


PACKAGES = (
    Package(
        "govuk-frontend",
        "6.3.0",
        "MIT",
        "govuk-frontend.txt",
        "sha512-cXIQxm5PHCsbic47GXZrVBZhAeeshTLRL6ZBKilLsR6rMCjJuWb7Fruq0VUNMBJFlJk/srsRj/q8d5bM9cgKoA==",
        {"dist/govuk/govuk-frontend.min.js": "govuk-frontend.min.js"},
        styles=True,
    ),
    Package(
        "htmx.org",
        "2.0.11",
        "0BSD",
        "LICENSE",
        "sha512-Thx/WtpeOQqSrqBCw/A1cwGJGg4UrVa3+sW0GmrM3p4gJgO89ecH4qtbnyzDDWFvBTqjnIMCgELTNt636dtamA==",
        {"dist/htmx.min.js": "htmx.min.js"},
    ),
)


class VendorError(Exception):
    """A package is not what it should be."""


def fetch(package: Package, folder: Path) -> Path:
    """Fetch the package into `folder`/node_modules and return where it lies.

    Raises VendorError when its bytes are not those of the pinned integrity."""
    asked = ["npm", "pack", package.folder, "--json", "--pack-destination", str(folder)]
    answer = subprocess.run(asked, check=True, capture_output=True, text=True)
    packed = folder / json.loads(answer.stdout)[0]["filename"]
    digest = hashlib.sha512(packed.read_bytes()).digest()
    if f"sha512-{base64.b64encode(digest).decode()}" != package.integrity:
        raise VendorError(f"{package.folder} is not the package whose integrity is pinned")
    place = folder / "node_modules" / package.name
    with tarfile.open(packed) as archive:
        archive.extractall(folder / package.name, filter="data")
    place.parent.mkdir(exist_ok=True)
    (folder / package.name / "package").rename(place)
    return place


def compile_styles(folder: Path) -> str:
    """Compile maintain/design-system.scss against the packages in `folder` and return the CSS."""
    prefix = folder / "sass"
    install = ["npm", "install", "--no-save", "--ignore-scripts", "--prefix", str(prefix), SASS]
    subprocess.run(install, check=True, capture_output=True)
    compiler = prefix / "node_modules" / "sass" / "sass.js"
    options = ["--style=compressed", "--no-source-map", f"--load-path={folder / 'node_modules'}"]
    run = ["node", str(compiler), *options, str(STYLES)]
    return subprocess.run(run, check=True, capture_output=True, text=True).stdout


def build(package: Package, folder: Path) -> dict[str, object]:
    """Write the package's files into mars/static/vendor and return its entry for VENDOR.json."""
    place = fetch(package, folder)
    target = VENDOR / package.folder
    target.mkdir(parents=True)
    for source, name in package.files.items():
        text = (place / source).read_text(encoding="utf-8")
        (target / name).write_text(SOURCE_MAP.sub("\n", text), encoding="utf-8")
    if package.styles:
        css = target / f"{package.name}.min.css"
        css.write_text(compile_styles(folder).removeprefix("\ufeff"), encoding="utf-8")
    licences = place if (place / package.licence_file).exists() else HERE / "licences"
    shutil.copyfile(licences / package.licence_file, target / "LICENCE.txt")
    return {
        "name": package.name,
        "version": package.version,
        "licence": package.licence,
        "integrity": package.integrity,
        "files": {
            f"{package.folder}/{path.name}": hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(target.iterdir())
        },
    }


def main() -> None:
    """Build everything afresh and write VENDOR.json beside it."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        entries = [build(package, Path(folder)) for package in PACKAGES]
    listing = json.dumps(entries, indent=2, ensure_ascii=False) + "\n"
    (VENDOR / "VENDOR.json").write_text(listing, encoding="utf-8")
    print(f"Wrote {len(entries)} packages to mars/static/vendor")


if __name__ == "__main__":
    main()
