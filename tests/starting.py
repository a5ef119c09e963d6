"""Settings and an application for tests, made as they are made in production."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache

from mars import create_app
from mars.config import Settings
from mars.database import db


def make_settings(folder: Path, **changes: str) -> Settings:
    """Settings of a fictional council, its key kept in `folder`; `changes` are variables."""
    key = folder / "secret"
    key.write_text("a-key-for-tests-only-" * 3, encoding="ascii")
    key.chmod(0o600)
    return Settings.from_environment(
        {
            "MARS_BASE_URL": "http://localhost",
            "MARS_COUNCIL_NAME": "Anytown Council",
            "MARS_STAFF_DOMAINS": "anytown.example",
            "MARS_SECRET_KEY_FILE": str(key),
            "MARS_MAIL_HOST": "localhost",
            "MARS_MAIL_SECURITY": "none",
            "MARS_MAIL_FROM": "mars@anytown.example",
            "MARS_MAIL_REPLY_TO": "coordinator@anytown.example",
            "MARS_BACKGROUND": "no",
            **changes,
        }
    )


@contextmanager
def started(settings: Settings) -> Iterator[Flask]:
    """The application; its connections are closed at the end, for an open one is a warning."""
    app = create_app(settings)
    app.testing = True
    app.jinja_env.bytecode_cache = _compiled
    try:
        yield app
    finally:
        close(app)


def close(app: Flask) -> None:
    """Close every connection of the application; it can go on afterwards."""
    with app.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def release(app: Flask) -> None:
    """End what the application has begun; its connections stay for the next test."""
    with app.app_context():
        db.session.remove()


class _Compiled(BytecodeCache):
    """Templates as they were compiled for an earlier application of this process."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket if the template was compiled before."""
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


_compiled = _Compiled()
