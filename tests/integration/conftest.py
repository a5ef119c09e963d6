"""The application on a fresh database, once on SQLite and once on PostgreSQL."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from mars import clock
from mars.config import Settings
from mars.post import hours
from mars.store.base import Base
from tests import postgres
from tests.starting import close, make_settings, release, started
from tests.witness import watching

KEPT: dict[str, "KeptApp"] = {}


@dataclass(frozen=True, slots=True)
class KeptApp:
    """An application that many tests use, each with a fresh database at the same address."""

    app: Flask
    freshen: Callable[[], None]
    release: Callable[[Flask], None]
    """What to do with its connections after a test: a file that is replaced must be closed."""

    @contextmanager
    def lent(self) -> Iterator[Flask]:
        """The application for one test; what the test changes of its settings is put back."""
        before = dict(self.app.config)
        try:
            yield self.app
        finally:
            self.app.config.clear()
            self.app.config.update(before)
            self.release(self.app)


@pytest.fixture(scope="session")
def sqlite_app(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[KeptApp]:
    """The application on SQLite."""
    folder = tmp_path_factory.mktemp("sqlite")
    path = folder / "mars.sqlite"

    def freshen() -> None:
        for rest in folder.glob("mars.sqlite*"):
            rest.unlink()
        shutil.copyfile(sqlite_template, path)

    freshen()
    yield from _keep(make_settings(folder, MARS_DATABASE_URL=f"sqlite:///{path}"), freshen, close)


@pytest.fixture(scope="session")
def postgresql_app(
    postgresql_server: postgres.Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[KeptApp]:
    """The application on PostgreSQL."""

    def freshen() -> None:
        postgresql_server.empty("kept", Base.metadata.tables)

    postgresql_server.create("kept", template="template_mars")
    url = postgresql_server.url("kept")
    folder = tmp_path_factory.mktemp("postgresql")
    yield from _keep(make_settings(folder, MARS_DATABASE_URL=url), freshen, release)


def _keep(
    settings: Settings, freshen: Callable[[], None], release: Callable[[Flask], None]
) -> Iterator[KeptApp]:
    with started(settings) as app:
        KEPT[settings.database_url] = KeptApp(app, freshen, release)
        yield KEPT[settings.database_url]


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
def hours_kept() -> None:
    """For a test about the hours at which letters leave; to all others it is always day."""


@pytest.fixture(autouse=True)
def by_day(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let letters leave at whatever hour the tests run."""
    if "hours_kept" not in request.fixturenames:
        monkeypatch.setattr(hours, "are_open", lambda: True)


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest) -> Settings:
    """Settings for tests, on a fresh database. Made once for either kind: an app costs a second."""
    kept: KeptApp = request.getfixturevalue(f"{request.param}_app")
    kept.freshen()
    settings: Settings = kept.app.config["MARS"]
    return settings


@pytest.fixture
def app(settings: Settings, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """The application, as it is served but for the token of its forms."""
    kept = KEPT.get(settings.database_url)
    with kept.lent() if kept else started(settings) as app:
        app.config["WTF_CSRF_ENABLED"] = False
        yield app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without JavaScript and without a screen."""
    return app.test_client()
