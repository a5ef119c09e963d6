"""Five thousand hostile requests: no fault of ours, no hang, nothing changed by a refused one."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask, abort

from mars import database
from mars.database import db
from mars.store.people import Agency
from tests import postgres
from tests.hostile import grounds, world
from tests.hostile.judging import HEADERS, Court, Reply, Report, faults_in
from tests.hostile.making import Hostile, Maker
from tests.invariants import rehearsed
from tests.invariants.visiting import Visit

REQUESTS, PARTS, SEED = 5000, 5, 1
FURTHER, ON_POSTGRESQL = 100_000, 300
GOOD = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=()",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Content-Type": "text/html; charset=utf-8",
}


@pytest.fixture(scope="module")
def court(
    partnership: Path, visits: list[Visit], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Court]:
    """A partnership to be attacked by everybody in it."""
    folder = rehearsed.copy(partnership, tmp_path_factory.mktemp("attacked"))
    with rehearsed.opened(folder) as app:
        yield Court(app, grounds.File(folder), Maker(world.build(app, visits), SEED))


@pytest.mark.parametrize("part", range(PARTS))
def test_hostile_requests_do_no_harm(court: Court, part: int) -> None:
    report = court.report = Report()
    number = part * REQUESTS
    while report.requests < REQUESTS / PARTS:
        court.try_number(number)
        number += 1

    assert not report.faults, "\n\n".join(report.kept[:10])
    assert report.changed > report.requests / 50, "hardly anything was accepted"
    assert {200, 303, 400, 404, 405, 422} <= set(report.statuses)


def test_on_postgresql_hostile_requests_do_no_harm(
    court: Court, partnership: Path, postgresql_server: postgres.Server, tmp_path: Path
) -> None:
    folder = rehearsed.copy(partnership, tmp_path / "own")
    assert isinstance(court.ground, grounds.File)
    ground = grounds.carry_over(court.ground.kept, postgresql_server, "attacked")
    with rehearsed.opened(folder, database=postgresql_server.url("attacked")) as app:
        other = Court(app, ground, court.maker)
        for number in range(FURTHER, FURTHER + ON_POSTGRESQL):
            other.try_number(number)

    assert not other.report.faults, "\n\n".join(other.report.kept[:10])
    assert other.report.changed > ON_POSTGRESQL / 50, "hardly anything was accepted"


@pytest.mark.parametrize(
    ("status", "changes", "body"),
    [
        (500, {}, b""),
        (200, {"X-Frame-Options": ""}, b""),
        (200, {"Cache-Control": "public"}, b""),
        (303, {"Location": "//pwned.example/"}, b""),
        (303, {"Location": "/\\pwned.example"}, b""),
        (303, {"Location": "javascript:pwned(1)"}, b""),
        (200, {"X-Kept": "pwned"}, b""),
        (500, {}, b"Traceback (most recent call last):"),
        (200, {}, b'<p title="a"><img src=x onerror=pwned(1)></p>'),
        (200, {}, b'<input value="a" onfocus=pwned(1) x="">'),
    ],
)
def test_a_bad_answer_is_seen(status: int, changes: dict[str, str], body: bytes) -> None:
    made = Hostile(1, "nobody", "home.index", "GET", "/")
    kind = b'<input value="&lt;img onerror=pwned(1)&gt;" title="pwned"><p>&lt;pwned&gt;</p>'

    assert set(HEADERS) <= set(GOOD)
    assert not list(faults_in(made, Reply(200, tuple(GOOD.items()), kind, 0.1, "")))
    assert list(faults_in(made, Reply(status, tuple((GOOD | changes).items()), body, 0.1, "")))


def test_a_change_by_a_refused_request_is_seen(own: Flask, tmp_path: Path) -> None:
    def change() -> str:
        with database.writing():
            db.session.add(Agency(name="Somebody’s doing"))
            db.session.commit()
        abort(409)

    def show() -> str:
        return "a page"

    assert _faults_of(own, tmp_path, show) == 0
    assert _faults_of(own, tmp_path, change) == 1


def _faults_of(app: Flask, folder: Path, view: Callable[[], str]) -> int:
    """How many faults are found when a page does this instead."""
    app.view_functions["guidance.index"] = view
    someone = world.Someone("nobody", "", {}, {}, "")
    targets = (("guidance.index", "/guidance", "GET"),)
    ground = grounds.File(folder / "own")
    court = Court(app, ground, _Plain(world.World((someone,), targets, (), {}), SEED))
    court.try_number(0)
    return court.report.faults


class _Plain(Maker):
    """Makes one request, with nothing hostile about it."""

    def make(self, number: int) -> Hostile:
        """Read the guidance."""
        return Hostile(number, "nobody", "guidance.index", "GET", "/guidance")
