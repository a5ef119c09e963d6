"""Static files are kept for ever by their content's address, and travel compressed."""

import gzip
from pathlib import Path

import brotli
import pytest

from mars.web.assets import COMPRESSED, STATIC, asset, digest

TEXTS = sorted(p for p in STATIC.rglob("*") if p.suffix in {".css", ".js", ".svg"})


@pytest.mark.parametrize("path", TEXTS, ids=lambda p: p.name)
def test_the_compressed_files_are_those_of_today(path: Path) -> None:
    zipped, shrunk = (path.with_name(path.name + end) for end in (".gz", ".br"))
    if not zipped.exists():
        assert path.stat().st_size < 1000, f"run “make compress” for {path.name}"
        return
    assert gzip.decompress(zipped.read_bytes()) == path.read_bytes(), "run “make compress”"
    assert brotli.decompress(shrunk.read_bytes()) == path.read_bytes(), "run “make compress”"


def test_no_compressed_file_is_left_behind() -> None:
    alone = [
        p.name
        for p in STATIC.rglob("*")
        if p.suffix in COMPRESSED and not p.with_suffix("").exists()
    ]
    assert alone == []


def test_the_address_holds_the_digest_of_the_folder() -> None:
    assert asset("mars.css") == f"/static/{digest()}/mars.css"
    assert len(digest()) == 12
