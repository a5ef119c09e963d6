"""A database that does not serve: every page says that MARS is back soon, nobody waits for ever."""

import html
import logging
import re
import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from mars import database, outages, patience
from mars.asking import verbs as asking
from mars.database import db
from mars.web import errors
from tests import factories
from tests.invariants.page_checks import look_at_text
from tests.starting import make_settings, started

TEXT = "The same worry comes back at every review and we each see it differently."
NEEDS_NO_DATABASE = {200, 204, 302, 303, 404, 405}


@contextmanager
def away(app: Flask) -> Iterator[None]:
    """Let no statement reach the database."""

    def refuse(_: Any, __: Any, statement: str, *___: Any) -> None:
        raise OperationalError(statement, {}, psycopg.OperationalError("Connection refused"))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", refuse)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", refuse)


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_every_page_and_form_says_that_mars_is_back_soon(
    app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with factories.arranging(app):
        factories.partnership()
        factories.sign_in(client, factories.person())
    found: dict[str, int] = {}
    with away(app):
        for rule in app.url_map.iter_rules():
            if rule.endpoint in {"static", "health.ready"}:
                continue
            address = re.sub(r"<[^>]+>", "MARS-K7QD4T", rule.rule)
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                answer = client.open(address, method=method, data={"end": "1", "once": "k" * 20})
                found[f"{method} {rule.endpoint}"] = answer.status_code
                if answer.status_code == 503:
                    assert "MARS will be back soon" in answer.text
                    assert answer.headers["Retry-After"] == str(errors.BACK_SECONDS)

    strange = {name: status for name, status in found.items() if status not in NEEDS_NO_DATABASE}
    assert set(strange.values()) == {503}, strange
    assert len(strange) > 100
    assert {record.exc_info for record in caplog.records if record.levelno >= logging.ERROR} == {
        None
    }
    assert outages.SILENT in caplog.text


@pytest.mark.parametrize("path,status", [("/healthz", 200), ("/readyz", 503)])
def test_machines_are_answered_as_ever(
    app: Flask, client: FlaskClient, path: str, status: int
) -> None:
    with away(app):
        assert client.get(path).status_code == status


def test_what_was_typed_is_given_back_to_be_sent_again_and_counts_once(
    app: Flask, client: FlaskClient
) -> None:
    with factories.arranging(app):
        factories.partnership()
        hana = factories.person()
        address = f"/requests/new/{asking.begin(hana)}/stuck"
    factories.sign_in(client, hana)
    hidden = {"csrf_token": "a-token", "once": "k" * 20}
    form = {**hidden, "stuck": TEXT, "hope": "Hope <b>&", "act": "continue", "end": "1"}
    with away(app):
        answer = client.post(address, data=form, as_it_is=True)

    assert answer.status_code == 503
    assert not look_at_text(answer.text, address)
    assert TEXT in answer.text
    sent = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', answer.text)
    again = {name: html.unescape(value) for name, value in sent}
    assert again == form
    assert f'action="{address}"' in answer.text
    done = client.post(address, data=again, as_it_is=True)
    assert done.status_code == 303, done.text


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """No more patience than a test has."""
    monkeypatch.setattr(database, "BUSY_MILLISECONDS", 50)
    monkeypatch.setattr(database, "TURN_SECONDS", 0.05)
    monkeypatch.setattr(patience, "ANSWER_SECONDS", 0.3)


@pytest.mark.usefixtures("short")
def test_a_locked_file_is_answered_at_once_by_readers_and_soon_by_writers(
    sqlite_url: str, tmp_path: Path
) -> None:
    with started(make_settings(tmp_path, MARS_DATABASE_URL=sqlite_url)) as app:
        app.config["WTF_CSRF_ENABLED"] = False
        with factories.arranging(app):
            factories.partnership()
            hana = factories.person()
        client = factories.browser(app, hana)
        other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")

        assert client.get("/").status_code == 200
        answer = client.post("/requests/new")
        assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)
        with app.app_context(), pytest.raises(SQLAlchemyError) as raised, database.writing():
            db.session.execute(text("DELETE FROM beat"))
        assert outages.find(raised.value) == outages.LOCKED

        other.execute("ROLLBACK")
        other.close()
        assert client.post("/requests/new").status_code == 422


@pytest.mark.usefixtures("short")
def test_a_server_that_hangs_is_given_up_and_the_next_connection_is_another(
    postgresql_url: str, tmp_path: Path
) -> None:
    settings = make_settings(tmp_path, MARS_DATABASE_URL=postgresql_url)
    with started(settings) as app, app.app_context():
        limit = db.session.scalar(text("SHOW statement_timeout"))
        assert limit == f"{patience.STATEMENT_SECONDS}s"
        with pytest.raises(OperationalError) as raised:
            db.session.execute(text("SELECT pg_sleep(30)"))
        assert outages.find(raised.value) == outages.SILENT
        database.let_go()
        assert db.session.scalar(text("SELECT 1")) == 1


def test_who_comes_while_a_server_lets_nobody_in_does_not_wait_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(patience.PARAMETERS, "connect_timeout", 2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        url = f"postgresql+psycopg://mars@127.0.0.1:{port}/mars"
        with started(make_settings(tmp_path, MARS_DATABASE_URL=url)) as app:
            begun = time.monotonic()
            first = app.test_client().get("/a/" + "x" * 43)
            assert time.monotonic() - begun < 4
            again = time.monotonic()
            rest = [app.test_client().get("/a/" + "x" * 43) for _ in range(8)]
            assert time.monotonic() - again < 1

    assert {answer.status_code for answer in [first, *rest]} == {503}


def fault_of(url: str, *statements: str) -> SQLAlchemyError:
    engine = create_engine(url, connect_args={"timeout": 0})
    try:
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))
    except SQLAlchemyError as fault:
        return fault
    finally:
        engine.dispose()
    raise AssertionError("nothing was wrong")


def test_what_sqlite_says(tmp_path: Path) -> None:
    file = tmp_path / "mars.sqlite"
    url = f"sqlite:///{file}"
    fill = "INSERT INTO t SELECT zeroblob(200000)"
    full = fault_of(url, "CREATE TABLE t (a)", "PRAGMA max_page_count=3", fill)
    assert outages.find(full) == outages.FULL
    assert outages.find(fault_of(f"sqlite:///{tmp_path}/none/x.sqlite", "SELECT 1")) == (
        outages.NO_FILE
    )
    assert outages.find(fault_of(url, "SELECT * FROM nothing")) is None
    writer = sqlite3.connect(file)
    writer.execute("BEGIN EXCLUSIVE")
    assert outages.find(fault_of(url, "CREATE TABLE u (a)")) == outages.LOCKED
    writer.close()
    file.write_bytes(b"no database, but long enough to be looked at " * 40)
    assert outages.find(fault_of(url, "SELECT * FROM t")) == outages.DAMAGED
