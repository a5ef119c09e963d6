"""Scenes that are put back: as if they had just been played, and untouched by the test before."""

from dataclasses import dataclass, replace
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from mars import clock
from mars.database import db
from mars.domain.actors import Actor
from mars.store.base import Base
from mars.store.supervisions import Supervision
from tests import factories, scenes
from tests.played import Played


@dataclass
class Scene:
    """Somebody's browser, a row, and what was done by then."""

    client: FlaskClient
    row: Supervision
    done: list[str]


def _play(played: Played, done: str) -> Scene:
    app, reference = played.app, played(scenes.request, factories.a_held)
    with app.app_context():
        row = factories.supervision(reference)
        db.session.expunge(row)
    return Scene(factories.browser(app, _hana(app)), row, [done])


def _hana(app: Flask) -> Actor:
    with app.app_context():
        return factories.person()


def _held(app: Flask) -> dict[str, int]:
    """How many rows each table holds."""
    with app.app_context():
        return {
            name: db.session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
        }


def test_a_scene_is_put_back_as_it_was_when_it_had_been_played(app: Flask, played: Played) -> None:
    first, shown, held = played(_play, "x"), clock.now(), _held(app)
    first.client.delete_cookie(app.config["SESSION_COOKIE_NAME"])
    first.done.append("y")
    with factories.arranging(app):
        factories.tell_outcome(_hana(app), first.row)
    clock.set_ahead(timedelta())
    assert _held(app) != held

    again = replace(played, so_far=())(_play, "x")

    assert _held(app) == held
    assert abs(clock.now() - shown) < timedelta(minutes=1)
    assert (again.row.reference, again.done) == (first.row.reference, ["x"])
    assert again.client is not first.client
    assert again.client.application is app
    assert again.client.get(f"/requests/{again.row.reference}").status_code == 200
    assert first.client.get(f"/requests/{again.row.reference}").status_code != 200
    with factories.arranging(app):
        factories.tell_outcome(_hana(app), again.row)


def test_in_other_words_at_another_time_or_upon_another_it_is_played_anew(played: Played) -> None:
    calls: list[str] = []

    def play(_: Played, word: str) -> str:
        calls.append(word)
        return word

    for _ in range(2):
        assert replace(played, so_far=())(play, "one") == "one"
    assert calls == ["one"]
    replace(played, so_far=())(play, "two")
    clock.set_ahead(timedelta(days=1))
    replace(played, so_far=())(play, "one")
    assert calls == ["one", "two", "one"]
    for _ in range(2):
        upon = replace(played, so_far=())
        upon(play, "one")
        upon(play, "one")
    assert calls == ["one", "two", "one", "one"]
