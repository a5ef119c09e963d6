"""Noting what the family was told: whether, then who and when, or why not."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from mars import clock
from mars.database import db
from mars.domain.actors import Actor
from mars.domain.holding import NotSafeReason, Telling, Told
from mars.domain.workflow import Event
from mars.store.entries import AuditEntry
from mars.store.supervisions import FamilyUpdate, Supervision
from tests import factories, scenes
from tests.integration.conftest import Made


@pytest.fixture
def made(app: Flask, client: FlaskClient, made: Made) -> Made:
    """Makes a request of Hana's, who is signed in, and returns its reference."""

    def make(maker: Callable[[Actor], Supervision], who: str = "Hana Osei") -> str:
        reference = made(maker)
        with factories.arranging(app):
            factories.sign_in(client, factories.person(who))
        return reference

    return make


def updates(app: Flask, telling: Telling) -> list[FamilyUpdate]:
    with app.app_context():
        return list(db.session.scalars(select(FamilyUpdate).where(FamilyUpdate.telling == telling)))


def typed(day: date) -> dict[str, str]:
    return {
        "on_day-day": str(day.day),
        "on_day-month": str(day.month),
        "on_day-year": str(day.year),
    }


CONSULTED = {
    "manager": "Jo Sharp",
    "consulted_on-day": "5",
    "consulted_on-month": "1",
    "consulted_on-year": "2026",
}


def test_the_answer_leads_to_the_questions_that_fit_it(client: FlaskClient, made: Made) -> None:
    address = f"/requests/{made(factories.a_held)}/family/outcome"

    assert "Has the family been told the outcome?" in client.get(address).text
    assert "Who told them?" in client.get(address + "?asked=yes&told=yes").text
    assert "When will they be told?" in client.get(address + "?asked=yes&told=not-yet").text
    assert "Why is it not safe?" in client.get(address + "?asked=yes&told=not-safe").text


@pytest.mark.parametrize("query", ["asked=yes", "asked=yes&told=x", "asked=yes&told=yes%00"])
def test_no_answer_is_asked_for_again(client: FlaskClient, made: Made, query: str) -> None:
    answer = client.get(f"/requests/{made(factories.a_held)}/family/outcome?{query}")

    assert answer.status_code == 422
    assert "There is a problem" in answer.text


def test_who_told_the_outcome_and_when_is_kept_and_turns_off_the_amber(
    app: Flask, client: FlaskClient, made: Made
) -> None:
    reference = made(factories.a_held)
    assert "Not told yet" in client.get(f"/requests/{reference}").text

    answer = client.post(
        f"/requests/{reference}/family/outcome",
        data={"told": "yes", "by_whom": "Hana Osei", **typed(clock.today())},
    )

    assert (answer.status_code, answer.location) == (303, f"/requests/{reference}")
    [update] = updates(app, Telling.OUTCOME)
    assert (update.told, update.by_whom, update.on_day) == (Told.YES, "Hana Osei", clock.today())
    page = client.get(f"/requests/{reference}").text
    assert "What the family knows is noted." in page
    assert "Not told yet" not in page
    with app.app_context():
        entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.sequence.desc()))
        entry = entries.first()
    assert entry is not None
    assert (entry.event, entry.object_id) == (Event.FAMILY_UPDATED, update.id)


def test_a_later_note_takes_the_place_of_an_earlier(
    app: Flask, client: FlaskClient, made: Made
) -> None:
    address = f"/requests/{made(factories.an_asked)}/family/purpose"

    client.post(address, data={"told": "not-yet", **typed(clock.today() + timedelta(days=3))})
    later = {"told": "not-safe", "reason": "inquiry"} | CONSULTED
    client.post(f"{address}?told=not-safe", data=later)

    [update] = updates(app, Telling.PURPOSE)
    assert (update.told, update.reason) == (Told.NOT_SAFE, NotSafeReason.INQUIRY)
    assert (update.by_whom, update.on_day) == ("", None)
    assert "checked" in client.get(address + "?told=not-safe").text


TODAY, YESTERDAY, TOMORROW = timedelta(), timedelta(days=-1), timedelta(days=1)


@pytest.mark.parametrize(
    ("given", "day", "sentence", "anchor"),
    [
        ({"told": "yes"}, TODAY, "Enter who told the family", "#by_whom"),
        ({"told": "yes", "by_whom": "H" * 101}, TODAY, "100 characters or fewer", "#by_whom"),
        ({"told": "yes", "by_whom": "H\x00"}, TODAY, "hidden characters", "#by_whom"),
        ({"told": "yes", "by_whom": "Hana"}, None, "Enter the day the family was", "#on_day-day"),
        ({"told": "yes", "by_whom": "Hana"}, TOMORROW, "must be today or earlier", "#on_day-day"),
        ({"told": "not-yet"}, None, "Enter the day you plan to tell", "#on_day-day"),
        ({"told": "not-yet"}, YESTERDAY, "must be today or later", "#on_day-day"),
        ({"told": "not-yet", "on_day-day": "31", "on_day-month": "2", "on_day-year": "2027"}, None,
         "must be a real date", "#on_day-day"),
        ({"told": "not-safe"} | CONSULTED, None, "Choose why it is", "#reason"),
        ({"told": "not-safe", "reason": "x"} | CONSULTED, None,
         "Choose why it is", "#reason"),
        ({"told": "not-safe", "reason": "inquiry"} | CONSULTED | {"manager": ""}, None,
         "Enter the manager", "#manager"),
        ({"told": "not-safe", "reason": "inquiry", "manager": "Jo Sharp"}, None,
         "Enter the day you spoke", "#consulted_on-day"),
        ({}, None, "Choose whether the family has been told", "#told"),
    ],
)  # fmt: skip
def test_a_note_that_will_not_do_comes_back_with_all_that_was_typed(
    app: Flask,
    client: FlaskClient,
    made: Made,
    given: dict[str, str],
    day: timedelta | None,
    sentence: str,
    anchor: str,
) -> None:
    reference = made(factories.a_held)
    parts = typed(clock.today() + day) if day is not None else {}

    answer = client.post(f"/requests/{reference}/family/outcome", data=given | parts)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'href="{anchor}' in answer.text
    assert given.get("by_whom", "").replace("\x00", "") in answer.text
    assert updates(app, Telling.OUTCOME) == []


@pytest.mark.parametrize("telling", ["nothing", "PURPOSE", "outcome%00"])
def test_there_are_two_moments_only(client: FlaskClient, made: Made, telling: str) -> None:
    assert client.get(f"/requests/{made(factories.a_held)}/family/{telling}").status_code == 404


@pytest.mark.parametrize("maker", [factories.an_asked, factories.an_arranged])
def test_there_is_no_outcome_before_the_session(
    client: FlaskClient, made: Made, maker: Callable[[Actor], Supervision]
) -> None:
    address = f"/requests/{made(maker)}/family/outcome"

    assert client.get(address).status_code == 409
    answer = client.post(address, data={"told": "yes"})
    assert answer.status_code == 409
    assert "once the session has been held" in answer.text


def test_the_facilitator_may_note_it_and_a_stranger_may_not(
    app: Flask, client: FlaskClient, made: Made
) -> None:
    reference = made(scenes.ready_with_nadia, "Nadia Brook")
    address = f"/requests/{reference}/family/purpose"

    assert client.get(address).status_code == 200
    with app.app_context():
        factories.sign_in(client, factories.person("Daniel Reeve"))
    assert client.get(address).status_code == 404
