"""Static files: addressed by the content of their folder, so that browsers keep them for ever."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask
from whitenoise import WhiteNoise

STATIC = Path(__file__).parent.parent / "static"
COMPRESSED = {".br", ".gz"}


@cache
def digest() -> str:
    """Twelve hexadecimal digits that change when any static file does."""
    whole = hashlib.sha256()
    for path in _files():
        whole.update(path.relative_to(STATIC).as_posix().encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()[:12]


def asset(path: str) -> str:
    """The address of the static file at `path` inside mars/static."""
    return f"/static/{digest()}/{path}"


def serve(app: Flask) -> None:
    """Serve the files before Flask sees the request, compressed beforehand, immutable."""
    files: Any = WhiteNoise(
        app.wsgi_app,
        allow_all_origins=False,
        immutable_file_test=lambda path, url: True,
        charset="utf-8",
        mimetypes={".svg": "image/svg+xml; charset=utf-8"},
    )
    for path in _files():
        files.add_file_to_dictionary(
            asset(path.relative_to(STATIC).as_posix()), str(path), stat_cache=None
        )
    app.wsgi_app = files  # type: ignore[method-assign]


def _files() -> list[Path]:
    return sorted(
        path for path in STATIC.rglob("*") if path.is_file() and path.suffix not in COMPRESSED
    )
