"""The application on a fresh database, once on SQLite and once on PostgreSQL."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from mars import clock
from mars.config import Settings
from tests.starting import make_settings, started
from tests.witness import watching


@pytest.fixture(autouse=True)
def witness() -> Iterator[None]:
    """Fail a test in which a page changed something without an audit row."""
    with watching() as found:
        yield
    assert found == []


@pytest.fixture(autouse=True)
def clock_put_back() -> Iterator[None]:
    """Let a test that moved the clock move it for itself alone."""
    yield
    clock.set_ahead(timedelta())


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings for tests, on the database of this test."""
    return make_settings(tmp_path, MARS_DATABASE_URL=database_url)


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The application, as it is served but for the token of its forms."""
    with started(settings) as app:
        app.config["WTF_CSRF_ENABLED"] = False
        yield app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without JavaScript and without a screen."""
    return app.test_client()
