"""What machines are told of MARS: two words, and nothing about what is behind them."""

import os
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from mars import clock, database
from mars.database import db
from mars.domain.posting import BEAT_OLDEST
from mars.health import pages
from mars.post import engine, heartbeat
from tests import factories
from tests.invariants.visiting import counting


def test_alive_is_a_constant_that_asks_nobody(app: Flask, client: FlaskClient) -> None:
    with factories.arranging(app):
        factories.partnership()
        hana = factories.person("Hana Osei")
    factories.sign_in(client, hana)
    with counting() as statements:
        answer = client.get("/healthz")

    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert "Set-Cookie" not in answer.headers
    assert statements == []


def test_ready_needs_a_sender_at_work(app: Flask, client: FlaskClient) -> None:
    assert told(client) == (503, "not ready\n")

    with app.app_context():
        heartbeat.beat()
        heartbeat.beat()
    assert told(client) == (200, "ok\n")

    clock.set_ahead(BEAT_OLDEST + timedelta(seconds=1))
    assert told(client) == (503, "not ready\n")


def test_sending_is_the_sign_of_life(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        engine._drain()

    assert told(client) == (200, "ok\n")


def test_ready_needs_the_newest_migration(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        heartbeat.beat()
        with database.writing():
            db.session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
            db.session.commit()
    try:
        assert told(client) == (503, "not ready\n")
    finally:
        with app.app_context(), database.writing():
            newest = {"newest": database.newest_migration()}
            db.session.execute(text("UPDATE alembic_version SET version_num = :newest"), newest)
            db.session.commit()


def test_ready_needs_a_disk_that_can_be_written(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        heartbeat.beat()
        if db.engine.dialect.name != "sqlite":
            return
    monkeypatch.setattr(os, "access", lambda *_: False)

    assert told(client) == (503, "not ready\n")


def test_no_database_is_not_ready_and_no_fault(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise OSError("gone")

    monkeypatch.setitem(pages.CHECKS, "the newest migration", fail)

    assert told(client) == (503, "not ready\n")


def told(client: FlaskClient) -> tuple[int, str]:
    """What a load balancer is told."""
    answer = client.get("/readyz")
    assert "Set-Cookie" not in answer.headers
    return answer.status_code, answer.text
