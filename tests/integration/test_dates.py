"""Fixing the date: the table of answers, the gates, the letters with a calendar file."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from mars import clock
from mars.database import db
from mars.domain.answering import DeclineReason
from mars.domain.calendar_hints import clock_changes
from mars.domain.statuses import Status
from mars.domain.workflow import LetterKind
from mars.store.letters import OutboxLetter
from mars.store.meetings import Meeting
from tests import factories, scenes
from tests.integration.conftest import Made
from tests.played import Played

FIX = {"place": "in-person", "where": "Room 2", "minutes": "60"}


@dataclass
class Scene:
    """A request that is ready for its date; Joan cannot come."""

    app: Flask
    client: FlaskClient
    reference: str
    page: str
    times: list[str]

    def status(self) -> Status:
        with self.app.app_context():
            return factories.supervision(self.reference).status


@pytest.fixture
def scene(played: Played) -> Scene:
    return played(_play)


def _play(played: Played) -> Scene:
    app, reference = played.app, played(scenes.request, factories.a_ready)
    with factories.arranging(app):
        hana, row = factories.person(), factories.supervision(reference)
        factories.decline(row, "Joan Petrie", DeclineReason.DIARY)
        return Scene(
            app,
            factories.browser(app, hana),
            row.reference,
            f"/requests/{row.reference}/date",
            factories.time_ids(row),
        )


def test_the_table_shows_who_can_come_when(scene: Scene) -> None:
    page = scene.client.get(scene.page).text
    assert '<th scope="row" class="govuk-table__header">Vale Police' in page
    assert page.count("3 of 4") == 3
    assert page.count(">No<") == 3
    assert "Suits most" in page


def test_only_weeks_that_hold_an_offered_or_a_typed_day_are_pointed_out(scene: Scene) -> None:
    [(forward, _), _] = clock_changes(clock.today().year + 1)
    monday = forward + timedelta(days=1)
    typed = {
        "day-day": str(monday.day),
        "day-month": str(monday.month),
        "day-year": str(monday.year),
        "hour": "",
    }
    sentence = f"The clocks go forward on Sunday {forward.day} March"
    assert sentence not in scene.client.get(scene.page).text

    page = scene.client.post(scene.page, data=FIX | {"time": "another"} | typed)

    assert page.status_code == 422
    assert "Look twice" in page.text
    assert sentence in page.text


def test_the_page_takes_at_most_eight_queries(scene: Scene) -> None:
    # access: person, supervision; the request, invitations, the times in their answers, the
    # nomination, the offered times (with the facilitator's), the policies
    with scene.app.app_context():
        engine = db.engine
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        scene.client.get(scene.page)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert len([s for s in seen if s.startswith("SELECT")]) <= 8


def test_fixing_tells_everybody_who_comes(scene: Scene) -> None:
    answer = scene.client.post(scene.page, data=FIX | {"time": scene.times[1]})
    assert (answer.status_code, answer.location) == (303, f"/requests/{scene.reference}")
    assert scene.status() is Status.ARRANGED
    with scene.app.app_context():
        told = set(
            db.session.scalars(
                select(OutboxLetter.recipient).where(OutboxLetter.kind == LetterKind.DATE_FIXED)
            )
        )
        message = db.session.scalars(
            select(OutboxLetter.message).where(
                OutboxLetter.kind == LetterKind.DATE_FIXED,
                OutboxLetter.recipient == "hana.osei@ashbournevale.example",
            )
        ).first()
    assert told == {
        "g.whitlock@hollybush.school.example",
        "tom.hargreave@vale.police.example",
        "leila.nasser@bridgestreet.nhs.example",
        "joan.petrie@haven.charity.example",  # who said no for her diary, and is still welcome
        "yusuf.demir@valemind.nhs.example",
        "hana.osei@ashbournevale.example",
    }
    assert message is not None
    assert b"text/calendar" in message
    assert b"Room 2" not in message


def test_the_facilitators_date_says_what_there_is_to_do(scene: Scene) -> None:
    scene.client.post(scene.page, data=FIX | {"time": scene.times[1]})
    with scene.app.app_context():
        yusuf = factories.letters_to("yusuf.demir@valemind.nhs.example", LetterKind.DATE_FIXED)
        grace = factories.letters_to("g.whitlock@hollybush.school.example", LetterKind.DATE_FIXED)
    assert ["the agenda" in text for text in (*yusuf, *grace)] == [True, False]


def test_fixing_twice_changes_nothing_more(scene: Scene) -> None:
    sent = FIX | {"time": scene.times[1]}
    assert scene.client.post(scene.page, data=sent).status_code == 303
    assert scene.client.post(scene.page, data=sent).status_code == 409
    with scene.app.app_context():
        assert len(db.session.scalars(select(Meeting)).all()) == 1


def test_another_time_that_everybody_agreed_can_be_fixed(scene: Scene) -> None:
    when = clock.local(factories.ahead(12, 11))
    day = {"day-day": str(when.day), "day-month": str(when.month), "day-year": str(when.year)}
    answer = scene.client.post(scene.page, data=FIX | day | {"time": "another", "hour": "11am"})
    assert answer.status_code == 303
    with scene.app.app_context():
        assert db.session.scalar(select(Meeting.starts_at)) == when


PAST = clock.today() - timedelta(days=3)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({}, "Choose a time"),
        ({"time": "0123456789abcdef"}, "Choose a time"),
        ({"time": "another"}, "Enter the date of the session"),
        ({"time": "another", "day-day": "3"}, "must include a month and year"),
        (
            {"time": "another", "day-day": "31", "day-month": "2", "day-year": "2031"},
            "must be a real date",
        ),
        (
            {
                "time": "another",
                "day-day": str(PAST.day),
                "day-month": str(PAST.month),
                "day-year": str(PAST.year),
                "hour": "2pm",
            },
            "This time has passed",
        ),
        (
            {
                "time": "another",
                "day-day": "31",
                "day-month": "3",
                "day-year": "2030",
                "hour": "1:30",
            },
            "The clocks go forward",
        ),
        (
            {"time": "another", "day-day": "1", "day-month": "4", "day-year": "2030"},
            "Enter the start time",
        ),
        ({"time": "FIRST", "place": "on the moon"}, "Choose whether you meet"),
        ({"time": "FIRST", "where": "x" * 201}, "200 characters or fewer"),
        ({"time": "FIRST", "minutes": "14"}, "between 15 and 180"),
        ({"time": "FIRST", "minutes": "long"}, "whole number"),
    ],
)
def test_a_bad_date_comes_back(scene: Scene, changes: dict[str, str], message: str) -> None:
    sent = FIX | {k: scene.times[0] if v == "FIRST" else v for k, v in changes.items()}
    answer = scene.client.post(scene.page, data=sent)
    assert answer.status_code == 422
    assert message in answer.text
    assert "Room 2" in answer.text or "where" in changes
    assert scene.status() is Status.ASKED


def test_before_the_gates_are_passed_the_page_says_what_to_do(app: Flask, made: Made) -> None:
    reference = made(factories.an_asked)
    with app.app_context():
        hana = factories.person()
        first = factories.time_ids(factories.supervision(reference))[0]
    client = factories.browser(app, hana)
    page = client.get(f"/requests/{reference}/date").text
    assert "You cannot fix the date yet" in page
    assert f"/requests/{reference}/team" in page
    assert "Fix this date" not in page
    answer = client.post(f"/requests/{reference}/date", data=FIX | {"time": first})
    assert answer.status_code == 409
    assert "The team agrees" in answer.text
