"""The log tells what happened, by whose request and where, and nothing that anybody typed."""

import io
import json
import logging
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from mars import logs, outages
from mars.database import db
from mars.domain.errors import SettingError
from mars.keys import current_keys
from tests import factories
from tests.starting import make_settings, started

on_sqlite = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)

CANARY = "quokkaword"
TOKEN = "Q" * 43


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """What goes to the log, as it is in a served MARS; the process is put back afterwards."""
    root, hooks = logging.getLogger(), (sys.excepthook, threading.excepthook)
    handlers, level = list(root.handlers), root.level
    quiet = {name: logging.getLogger(name).level for name in logs.QUIET}
    found = io.StringIO()
    logs.start(found)
    yield found
    root.handlers[:], (sys.excepthook, threading.excepthook) = handlers, hooks
    root.setLevel(level)
    logging.captureWarnings(False)
    for name, before in quiet.items():
        logging.getLogger(name).setLevel(before)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    """The lines of the log."""
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@on_sqlite
def test_every_request_has_one_line(client: FlaskClient, stream: io.StringIO) -> None:
    answer = client.get(f"/a/{TOKEN}?q={CANARY}", headers={"Referer": f"http://x/{CANARY}"})

    [line] = [one for one in lines(stream) if one["said"] == "answered"]
    assert line["time"].endswith("+00:00")
    assert line["request"] == answer.headers["X-Request-ID"]
    assert (line["level"], line["endpoint"], line["status"]) == ("info", "answers.enter", 404)
    assert line["method"] == "GET"
    assert line["ms"] >= 0
    assert "actor" not in line
    assert CANARY not in stream.getvalue()
    assert TOKEN not in stream.getvalue()


@on_sqlite
def test_who_asked_is_a_pseudonym(app: Flask, client: FlaskClient, stream: io.StringIO) -> None:
    with factories.arranging(app):
        factories.partnership()
        hana = factories.person("Hana Osei")
        pseudonym = current_keys().pseudonym(hana.id)
    factories.sign_in(client, hana)
    client.get("/")

    assert lines(stream)[-1]["actor"] == pseudonym
    assert hana.id not in stream.getvalue()
    assert "Osei" not in stream.getvalue()


@on_sqlite
def test_a_fault_is_told_by_its_kind_and_place(
    app: Flask, client: FlaskClient, stream: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: str) -> str:
        secret = CANARY
        with pytest.MonkeyPatch.context():
            try:
                db.session.execute(text("SELECT :word FROM nowhere"), {"word": secret})
            except Exception as fault:
                raise LookupError(f"no {CANARY}") from fault
        return secret

    monkeypatch.setitem(app.view_functions, "guidance.index", fail)
    answer = client.get(f"/guidance?q={CANARY}")

    assert answer.status_code == 500
    assert answer.headers["X-Request-ID"] in answer.text
    assert CANARY not in answer.text
    [line] = [one for one in lines(stream) if one["level"] == "error"]
    assert line["request"] == answer.headers["X-Request-ID"]
    assert line["fault"][0]["kind"] == "builtins.LookupError"
    assert "sqlalchemy.exc" in line["fault"][1]["kind"]
    assert line["fault"][0]["at"][-1].startswith("tests/integration/test_logs.py:")
    assert CANARY not in stream.getvalue()


def test_other_libraries_say_only_what_stands_in_their_code(stream: io.StringIO) -> None:
    logging.getLogger("waitress").warning(f"Client disconnected while serving /a/{TOKEN}")  # noqa: G004
    logging.getLogger("mars").error("Exception on %s [%s]", f"/a/{TOKEN}", "GET")
    logging.getLogger("waitress.queue").warning("Task queue depth is %d", 7)
    logging.getLogger("werkzeug").info("GET /a/%s", TOKEN)
    logging.getLogger("sqlalchemy.engine").warning("[raw sql] %r", (CANARY,))
    try:
        raise ValueError(CANARY)
    except ValueError:
        logging.getLogger("huey").exception("Unhandled exception in task %s.", CANARY)

    assert [one["logger"] for one in lines(stream)] == [
        "waitress",
        "mars",
        "waitress.queue",
        "werkzeug",
        "sqlalchemy.engine",
        "huey",
    ]
    assert lines(stream)[2]["said"].startswith("Task queue depth is 7 (")
    assert lines(stream)[5]["fault"][0]["kind"] == "builtins.ValueError"
    assert TOKEN not in stream.getvalue()
    assert CANARY not in stream.getvalue()


def test_what_comes_by_every_request_is_written_once_a_minute_and_counted(
    stream: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def say(depth: int) -> None:
        logging.getLogger("waitress.queue").warning("Task queue depth is %d", depth)
        logging.getLogger("mars.web").error("the database does not serve", extra=logs.SPARING)
        logging.getLogger("mars.web").info("answered")

    for depth in range(1000):
        say(depth)
    written = [line for line in lines(stream) if line["said"] != "answered"]
    assert len(written) == 2

    begun = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: begun + logs.SPARING_SECONDS + 1)
    say(9)
    again = [line for line in lines(stream) if line["said"] != "answered"][2:]
    assert [line["left_out"] for line in again] == [999, 999]
    assert len(lines(stream)) == 1001 + 4


def test_a_database_that_is_away_is_named_by_one_sentence_whoever_says_so(
    stream: io.StringIO,
) -> None:
    try:
        raise psycopg.OperationalError(f"connection to {CANARY} refused")
    except psycopg.OperationalError:
        logging.getLogger("huey.consumer").exception("Error reading from queue")

    [line] = lines(stream)
    assert line["outage"] == outages.SILENT
    assert "fault" not in line
    assert CANARY not in stream.getvalue()


def test_what_ends_a_thread_is_told_the_same_way(stream: io.StringIO) -> None:
    def fail() -> None:
        raise ValueError(CANARY)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()

    assert lines(stream)[0]["fault"][0]["kind"] == "builtins.ValueError"
    assert CANARY not in stream.getvalue()


def test_a_wrong_setting_is_named(stream: io.StringIO) -> None:
    fault = SettingError("MARS_BASE_URL is missing: set it and start MARS again.")

    sys.excepthook(SettingError, fault, None)

    [line] = lines(stream)
    assert line["said"] == f"MARS did not start. {fault}"


def test_a_number_is_taken_from_the_trusted_proxy_alone(sqlite_url: str, tmp_path: Path) -> None:
    settings = make_settings(tmp_path, MARS_DATABASE_URL=sqlite_url, MARS_TRUSTED_PROXY="127.0.0.1")
    good = "0123456789abcdef-from-proxy"
    with started(settings) as app:
        client = app.test_client()

        def number(given: str, sender: str = "127.0.0.1") -> str:
            answer = client.get(
                "/healthz", headers={"X-Request-ID": given}, environ_base={"REMOTE_ADDR": sender}
            )
            [found] = answer.headers.getlist("X-Request-ID")
            return found

        assert number(good) == good
        assert number(good, "192.0.2.9") != good
        for bad in ("short", 'a"b\\c<script>pwned', "a" * 65, "a" * 16 + "\u00e9"):
            assert number(bad) != bad
