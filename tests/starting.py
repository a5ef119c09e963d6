"""Settings and an application for tests, made as they are made in production."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.test import TestResponse

from mars import create_app, keys
from mars.config import Settings
from mars.database import db
from mars.web import pace

KEYS = (
    keys.Key("00000000a1", "2026-01-05T09:00:00+00:00", "mac", b"m" * keys.KEY_BYTES),
    keys.Key("00000000b2", "2026-01-05T09:00:00+00:00", "seal", b"s" * keys.KEY_BYTES),
)
"""One key file for all tests, so that a database may be copied from one to another."""

MADE_FROM = re.compile(r'name="made_from" value="([^"]+)"')


ONCE = re.compile(r'name="once" value="[^"]+"')


def unkeyed(page: str) -> str:
    """A page without the keys of its forms, which are others each time it is shown."""
    return ONCE.sub('name="once"', page)


class FormClient(FlaskClient):
    """A browser that sends what a test names as if it had filled in the page's form.

    The hidden fields that every form has are added where a test names none: a fresh key, what the
    page's form was made from, and the mark that it came whole. `as_it_is` sends just what is named.
    """

    def open(self, *args: Any, as_it_is: bool = False, **kwargs: Any) -> TestResponse:
        """Send a request; a POST of fields is completed first."""
        sent = kwargs.get("data") or {}
        is_form = kwargs.get("method") == "POST" and hasattr(sent, "keys")
        if is_form and not as_it_is and "once" not in sent:
            kwargs["data"] = {**sent, **self._hidden(str(args[0]), sent)}
        return super().open(*args, **kwargs)

    def _hidden(self, address: str, sent: Any) -> dict[str, str]:
        hidden = {"once": secrets.token_urlsafe(16), "end": "1"}
        if "made_from" not in sent:
            other = FlaskClient(self.application, self.response_wrapper, use_cookies=True)
            other._cookies = dict(self._cookies or {})
            found = MADE_FROM.search(other.get(address).text)
            hidden |= {"made_from": found[1]} if found else {}
        return hidden


def put_keys(path: Path) -> Path:
    """The keys of all tests in a file at `path`, unless there is one."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text("".join(key.line for key in KEYS), encoding="ascii")
    return path


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
            "MARS_KEYS_FILE": str(put_keys(folder / "keys")),
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
    app.test_client_class = FormClient
    app.config |= dict.fromkeys((pace.BY_PERSON, pace.BY_NETWORK), 10**6)
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
