"""Settings and an application for tests, made as they are made in production."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

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
    try:
        yield app
    finally:
        with app.app_context():
            db.session.remove()
            for engine in db.engines.values():
                engine.dispose()
