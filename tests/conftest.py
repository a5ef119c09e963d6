"""Databases for the tests: a fresh one for each test, copied from one that was migrated once."""

import gc
import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from maintain import machine
from tests import moments, postgres

moments.move_here()

LACKING = "this machine has no "


def lack(what: str) -> NoReturn:
    """End a test that needs what this machine has not: in CI a failure, elsewhere a loud skip."""
    if machine.in_ci():
        pytest.fail(LACKING + what, pytrace=False)
    pytest.skip(LACKING + what)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with every table and no row."""
    from mars.database import migrate

    path = tmp_path_factory.mktemp("template") / "mars.sqlite"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[postgres.Server]:
    """A throw-away PostgreSQL server with a migrated database named `template_mars`."""
    from mars.database import migrate

    programs = machine.postgresql()
    if programs is None:
        lack("PostgreSQL")
    with postgres.running(programs) as server:
        server.create("template_mars")
        migrate(server.url("template_mars"))
        yield server


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The URL of a fresh SQLite database."""
    path = tmp_path / "mars.sqlite"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(postgresql_server: postgres.Server) -> Iterator[str]:
    """The URL of a fresh PostgreSQL database."""
    name = f"mars_{next(_numbers)}"
    postgresql_server.create(name, template="template_mars")
    yield postgresql_server.url(name)
    postgresql_server.drop(name)


_numbers = itertools.count(1)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a fresh database; each test that asks for it runs once on either kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Refuse sets as parameters: their order differs between the workers, who then disagree."""
    for mark in metafunc.definition.iter_markers("parametrize"):
        if isinstance(mark.args[1], set | frozenset):
            raise pytest.UsageError(f"{metafunc.definition.nodeid}: sort the parameters")


def pytest_collection_finish() -> None:
    """Spare what is there by now from being looked through for garbage; move the servers' clock."""
    gc.collect()
    gc.freeze()
    moments.move_children()  # now, for the workers of this run move their own clocks


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Take the longest tests first, so that no worker is left alone with them at the end."""
    items.sort(key=lambda item: "/journeys/" not in item.nodeid)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly, last of all, what could not be tested here."""
    reasons = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])]
    for what in ("Chromium", "PostgreSQL"):
        count = sum(LACKING + what in reason for reason in reasons)
        if count:
            terminalreporter.write_sep("!", f"NOT TESTED: {count} tests need {what}", red=True)
