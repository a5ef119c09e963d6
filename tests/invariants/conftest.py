"""The rehearsed partnership, visited once by everybody, for the checks over every page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.invariants import crawling, rehearsed
from tests.invariants.attempting import attempt_all
from tests.invariants.browsing import Attempt
from tests.invariants.visiting import Visit


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this run share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if own.name.startswith("popen-") else own


@pytest.fixture(scope="session")
def unwitnessed(shared: Path, sqlite_template: Path) -> list[str]:
    """What the stories' verbs changed without an audit row."""
    folder = shared / "rehearsed"
    return rehearsed.once(shared, "stories", lambda: rehearsed.rehearse(folder, sqlite_template))


@pytest.fixture(scope="session")
def partnership(shared: Path, unwitnessed: list[str]) -> Path:
    """The folder of the rehearsed partnership; a test that changes anything copies it."""
    return shared / "rehearsed"


@pytest.fixture(scope="session")
def crawled(shared: Path, partnership: Path) -> crawling.Crawled:
    """Everything that everybody found by following links."""

    def make() -> crawling.Crawled:
        with rehearsed.opened(partnership) as app:
            return crawling.crawl(app)

    return rehearsed.once(shared, "visits", make)


@pytest.fixture(scope="session")
def visits(crawled: crawling.Crawled) -> list[Visit]:
    """Every answer that a visitor got."""
    return crawled.visits


@pytest.fixture(scope="session")
def house(partnership: Path) -> Iterator[Flask]:
    """The application on the rehearsed partnership, for requests that must change nothing."""
    with rehearsed.opened(partnership) as app:
        yield app


@pytest.fixture
def own(partnership: Path, tmp_path: Path) -> Iterator[Flask]:
    """The application on a copy of the rehearsed partnership, for requests that change it."""
    with rehearsed.opened(rehearsed.copy(partnership, tmp_path / "own")) as app:
        yield app


@pytest.fixture(scope="session")
def attempts(shared: Path, partnership: Path, visits: list[Visit]) -> list[Attempt]:
    """What came of sending every form, in every manner."""

    def make() -> list[Attempt]:
        folder = rehearsed.copy(partnership, shared / "attempted")
        with rehearsed.opened(folder) as app:
            return attempt_all(app, partnership, folder, visits)

    return rehearsed.once(shared, "attempts", make)
