"""The application on a fresh database, once on SQLite and once on PostgreSQL."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from mars import clock
from mars.config import Settings
from mars.post import hours
from mars.store.base import Base
from tests import factories, postgres, scenes
from tests.played import Played
from tests.scenes import Maker
from tests.starting import close, make_settings, release, started
from tests.witness import watching

Made = Callable[..., str]

KEPT: dict[str, "KeptApp"] = {}
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class KeptApp:
    """An application that many tests use, each with a fresh database at the same address."""

    app: Flask
    freshen: Callable[[], None]
    keep: Callable[[], Callable[[], None]]
    """Keeps what the database holds, once released; gives what puts it back."""
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

    def put(source: Path) -> None:
        for rest in folder.glob("mars.sqlite*"):
            rest.unlink()
        shutil.copy(source, path)

    def keep() -> Callable[[], None]:
        copy = folder / f"kept-{next(_numbers)}"
        shutil.copy(path, copy)
        return partial(put, copy)

    put(sqlite_template)
    settings = make_settings(folder, MARS_DATABASE_URL=f"sqlite:///{path}")
    with started(settings) as app:
        kept = KeptApp(app, partial(put, sqlite_template), keep, close)
        KEPT[settings.database_url] = kept
        yield kept


@pytest.fixture(scope="session")
def postgresql_app(
    postgresql_server: postgres.Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[KeptApp]:
    """The application on PostgreSQL."""

    put = partial(postgresql_server.put, "kept", Base.metadata.tables)

    def keep() -> Callable[[], None]:
        return partial(put, postgresql_server.rows("kept", Base.metadata.tables))

    postgresql_server.create("kept", template="template_mars")
    url = postgresql_server.url("kept")
    folder = tmp_path_factory.mktemp("postgresql")
    settings = make_settings(folder, MARS_DATABASE_URL=url)
    with started(settings) as app:
        kept = KeptApp(app, partial(put, {}), keep, release)
        KEPT[settings.database_url] = kept
        yield kept


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
        app.config["MARS"] = settings  # a module may have changed where the mail server is
        app.config["WTF_CSRF_ENABLED"] = False
        yield app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without JavaScript and without a screen."""
    return app.test_client()


@pytest.fixture
def played(app: Flask, settings: Settings) -> Played:
    """Plays a scene, or puts back what the database held when it had been played."""
    kept = KEPT.get(settings.database_url)
    if kept is None or kept.app is not app:
        return Played(app, release, None)
    return Played(app, kept.release, kept.keep)


@pytest.fixture
def made(app: Flask, played: Played) -> Made:
    """Makes a request of Hana's and returns its reference; the partnership is made first."""
    played(scenes.partnership)
    first = replace(played, so_far=())
    references: list[str] = []

    def make(maker: Maker) -> str:
        if references:  # made upon whatever the test has done since
            with factories.arranging(app):
                references.append(maker(factories.person()).reference)
        else:
            references.append(first(scenes.request, maker))
        return references[-1]

    return make
