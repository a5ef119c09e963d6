"""The start page: what needs each person now."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from mars import clock, database
from mars.answers import verbs as answers
from mars.database import db
from mars.domain.actors import Actor
from mars.domain.posting import STOPPED, LetterState
from mars.post import heartbeat
from mars.store.letters import OutboxLetter
from mars.store.supervisions import Nomination, Supervision
from mars.web.filters import moment
from tests import factories, scenes
from tests.integration.conftest import Made
from tests.invariants.visiting import counting

YUSUF = "yusuf.demir@valemind.nhs.example"
COORDINATOR, AUDITOR, STRANGER, NADIA = "Carys Lind", "Victor Hale", "Daniel Reeve", "Nadia Brook"


def home_of(app: Flask, client: FlaskClient, name: str = "Hana Osei") -> str:
    with app.app_context():
        factories.sign_in(client, factories.person(name))
    answer = client.get("/")
    assert answer.status_code == 200
    return answer.text


@scenes.upon(factories.a_summarised)
def all_done(who: Actor, row: Supervision) -> None:
    factories.record_all(row)
    factories.tell_outcome(who, row)


def test_somebody_new_finds_a_friendly_beginning(
    app: Flask, client: FlaskClient, made: Made
) -> None:
    made(factories.an_asked)

    page = home_of(app, client, STRANGER)

    assert "Nothing needs you today." in page
    assert "Ask for reflective supervision" in page


@pytest.mark.parametrize(
    ("maker", "turn"),
    [
        (factories.a_draft, "Finish and send the request"),
        (factories.an_asked, "The partnership is looking for a facilitator"),
        (factories.a_ready, "Fix the date"),
        (factories.a_held, "Note that the family was told the outcome"),
        (factories.a_summarised, "Record the summary on your own system"),
        (all_done, "Close the request"),
    ],
)
def test_the_requester_finds_whats_their_turn(
    app: Flask,
    client: FlaskClient,
    made: Made,
    maker: Callable[[Actor], Supervision],
    turn: str,
) -> None:
    reference = made(maker)

    page = home_of(app, client)

    assert turn in page
    assert reference in page
    assert factories.INITIALS not in page


@pytest.mark.parametrize(
    ("address", "turn", "place"),
    [
        ("joan.petrie@haven.charity.example", "Check an address", "/team"),
        (YUSUF, "Ring the facilitator", "/facilitator"),
    ],
)
def test_a_letter_that_did_not_arrive_is_the_requesters_turn_until_they_answer(
    app: Flask, client: FlaskClient, made: Made, address: str, turn: str, place: str
) -> None:
    reference = made(scenes.half_asked)
    with app.app_context(), database.writing():
        db.session.execute(
            update(OutboxLetter)
            .where(OutboxLetter.recipient == address)
            .values(state=LetterState.BOUNCED)
        )
        db.session.commit()

    page = home_of(app, client)
    assert f"{turn}" in page
    assert f'href="/requests/{reference}{place}"' in page

    with factories.arranging(app):
        row = factories.supervision(reference)
        factories.agree_all(row)
        nomination = select(Nomination.id).where(Nomination.supervision_id == row.id)
        yusuf = factories.by_link("Yusuf Demir", YUSUF)
        answers.accept_facilitating(yusuf, db.session.scalars(nomination).one())
    assert turn not in home_of(app, client)


def test_what_waits_for_others_is_apart(app: Flask, client: FlaskClient, made: Made) -> None:
    reference = made(scenes.half_asked)

    page = home_of(app, client)

    assert "Nothing needs you today." in page
    assert reference in page.partition("Waiting for others")[2]


def test_the_facilitator_finds_the_session_before_and_after_its_hour(
    app: Flask, client: FlaskClient, made: Made
) -> None:
    made(scenes.arranged_with_nadia)

    assert "Prepare the session" in home_of(app, client, NADIA)
    clock.set_ahead(timedelta(days=20))
    assert "Record who came" in home_of(app, client, NADIA)


@pytest.mark.parametrize(
    ("maker", "days", "stall"),
    [
        (factories.an_asked, 0, "left it to you to find a facilitator"),
        (scenes.half_asked, 10, "An agency has not answered in time"),
        (factories.an_arranged, 20, "nobody has recorded who came"),
        (factories.a_held, 40, "The summary is late"),
        (factories.a_summarised, 50, "the request is still open"),
    ],
)
def test_the_coordinator_finds_what_does_not_go_on(
    app: Flask,
    client: FlaskClient,
    made: Made,
    maker: Callable[[Actor], Supervision],
    days: int,
    stall: str,
) -> None:
    reference = made(maker)
    clock.set_ahead(max(clock.ahead(), timedelta(days=days)))

    page = home_of(app, client, COORDINATOR)

    assert stall in page
    assert f"/requests/{reference}" in page


@pytest.mark.parametrize("maker", [factories.a_draft, scenes.half_asked, factories.an_arranged])
def test_the_coordinator_is_not_called_to_what_goes_on(
    app: Flask, client: FlaskClient, made: Made, maker: Callable[[Actor], Supervision]
) -> None:
    made(maker)

    assert "Every request is going on." in home_of(app, client, COORDINATOR)


def test_the_auditor_sees_counts_only_and_small_ones_not_at_all(
    app: Flask, client: FlaskClient, made: Made
) -> None:
    references = [made(factories.an_arranged), made(factories.a_ready)]
    references += [made(factories.an_asked) for _ in range(5)]

    page = home_of(app, client, AUDITOR)

    counts = page.partition("Requests by where they stand")[2]
    assert ">6</td>" in counts
    assert counts.count("fewer than 5") == 8
    assert not any(reference in page for reference in references)
    assert "No facilitator is being asked" not in page


def test_the_start_page_takes_as_many_queries_whatever_the_number_of_requests(
    app: Flask, client: FlaskClient, made: Made
) -> None:
    for _ in range(3):
        made(factories.an_asked)
        made(factories.a_draft)
    home_of(app, client)

    with counting() as queries:
        client.get("/")

    # the signed-in person; the requests they have a part in; the answers to those that are asking;
    # the local settings
    assert len(queries) == 4
    home_of(app, client, COORDINATOR)
    with counting() as queries:
        client.get("/")
    # the signed-in person; the requests they have a part in; the local settings; what is stalled;
    # the roles that wait to be confirmed; how the mail stands
    assert len(queries) == 6


def test_a_sender_that_has_stopped_is_seen_by_who_looks_after_people_or_requests(
    app: Flask, client: FlaskClient, made: Made
) -> None:
    reference = made(factories.an_asked)
    with app.app_context():
        factories.person("Ada Quill")
        heartbeat.beat()
        at = clock.local(clock.now())
    said = "the part of MARS that sends them has stopped"
    for name in (COORDINATOR, "Ada Quill"):
        assert said not in home_of(app, client, name)
        assert "Nothing here needs you" in client.get("/mail").text
    assert STOPPED not in home_of_request(app, client, reference)

    clock.set_ahead(timedelta(hours=2))

    for name in (COORDINATOR, "Ada Quill"):
        page = home_of(app, client, name)
        assert f"No emails have been sent since {moment(at)}: {said}" in page
        assert "Nothing needs you today" not in page
        mail = client.get("/mail").text
        assert "No emails are being sent at the moment" in mail
        assert "Nothing here needs you" not in mail
        assert "is on its way" not in mail
        assert STOPPED in client.get("/mail?show=waiting").text
    assert said not in home_of(app, client)
    page = home_of_request(app, client, reference)
    assert STOPPED in page
    assert "MARS tries again by itself" not in page


def test_whoever_waits_for_a_code_is_told_that_it_will_be_late(
    app: Flask, client: FlaskClient, made: Made
) -> None:
    reference = made(factories.an_asked)
    late = "MARS is not sending emails at the moment"
    with app.app_context():
        heartbeat.beat()
        invitee = factories.invitation_of(factories.supervision(reference), factories.TEAM[0])
        link = factories.link_to(invitee.email).removeprefix("http://localhost")
    guest = client.get(link).location
    with client.session_transaction() as session:
        session["address"] = "hana.osei@anytown.example"
    pages = ("/sign-in/code", f"{guest}/code?sent=yes")
    for page in pages:
        answer = client.get(page)
        assert (answer.status_code, late in answer.text) == (200, False), page

    clock.set_ahead(timedelta(minutes=6))

    for page in pages:
        assert late in client.get(page).text, page


def test_letters_that_no_sender_ever_took_up_are_seen_too(
    app: Flask, client: FlaskClient, made: Made
) -> None:
    made(factories.an_asked)
    assert "No emails have been sent" not in home_of(app, client, COORDINATOR)

    clock.set_ahead(timedelta(minutes=6))

    assert "No emails have been sent since" in home_of(app, client, COORDINATOR)


def home_of_request(app: Flask, client: FlaskClient, reference: str) -> str:
    """The page of the request, as who asked for it sees it."""
    home_of(app, client)
    return client.get(f"/requests/{reference}").text
