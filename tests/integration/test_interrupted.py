"""A form that outlives its visit comes back with its text, to the same person and nobody else."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from mars import clock
from mars.asking import verbs
from mars.database import db
from mars.domain.actors import Actor
from mars.domain.workflow import Event, LetterKind
from mars.kept import late
from mars.store.entries import AuditEntry
from mars.store.kept import KeptForm
from tests import factories, scenes
from tests.integration.conftest import Made
from tests.played import Played

TEXT = "The same worry comes back at every review and we each see it differently."
NOTICE = "You were signed out. Nothing was saved yet: check and save."


@pytest.fixture
def hana(app: Flask, played: Played) -> Actor:
    """Hana Osei."""
    played(scenes.partnership)
    with app.app_context():
        return factories.person()


@pytest.fixture
def stuck(app: Flask, client: FlaskClient, hana: Actor) -> str:
    """The page of Hana's draft with the longest texts; her visit is over by now."""
    with factories.arranging(app):
        reference = verbs.begin(hana)
    factories.sign_in(client, hana)
    address = f"/requests/new/{reference}/stuck"
    assert client.get(address).status_code == 200
    clock.set_ahead(timedelta(minutes=31))
    return address


def kept(app: Flask) -> list[KeptForm]:
    with app.app_context():
        return list(db.session.scalars(select(KeptForm)))


def test_the_longest_page_of_asking_comes_back_and_can_be_saved(
    app: Flask, client: FlaskClient, hana: Actor, stuck: str
) -> None:
    fields = {"stuck": TEXT, "hope": "Hope <b>&\nLlŷr"}
    sent = client.post(stuck, data=fields)
    assert (sent.status_code, sent.location) == (303, "/sign-in")
    door = client.get("/sign-in").text
    assert "What you typed is kept for 30 minutes" in door
    assert TEXT not in door
    [row] = kept(app)
    assert TEXT.encode() not in row.sealed

    factories.sign_in(client, hana)
    page = client.get(stuck)

    assert page.status_code == 200
    assert NOTICE in page.text
    assert TEXT in page.text
    saved = client.get(stuck.replace("stuck", "check")).text
    assert TEXT not in saved
    assert NOTICE not in saved

    answer = client.post(stuck, data=fields | {"act": "continue"})

    assert answer.status_code == 303, answer.text
    assert kept(app) == []
    assert NOTICE not in client.get(stuck).text


def test_signing_in_leads_back_to_the_page(
    app: Flask, client: FlaskClient, hana: Actor, stuck: str
) -> None:
    client.post(stuck, data={"stuck": TEXT})
    app.config["MARS"] = replace(app.config["MARS"], staff_domains=("ashbournevale.example",))
    assert client.post("/sign-in", data={"email": hana.email}).location == "/sign-in/code"

    answer = client.post("/sign-in/code", data={"code": sign_in_code(app, hana.email)})

    assert (answer.status_code, answer.location) == (303, stuck)
    assert TEXT in client.get(stuck).text


def sign_in_code(app: Flask, email: str) -> str:
    with app.app_context():
        [letter] = factories.letters_to(email, LetterKind.SIGN_IN_CODE)
    found = re.search(r"\b(\d{4}) (\d{4})\b", letter)
    assert found
    return found[1] + found[2]


def test_nobody_else_gets_it(app: Flask, client: FlaskClient, hana: Actor, stuck: str) -> None:
    client.post(stuck, data={"stuck": TEXT})
    with factories.arranging(app):
        daniel = factories.person("Daniel Reeve")
    factories.sign_in(client, daniel)
    assert client.get(stuck).status_code == 404
    elsewhere = factories.browser(app, hana)
    assert TEXT not in elsewhere.get(stuck).text

    factories.sign_in(client, hana)

    assert TEXT in client.get(stuck).text


def test_it_is_wiped_after_half_an_hour_and_at_signing_out(
    app: Flask, client: FlaskClient, hana: Actor, stuck: str
) -> None:
    client.post(stuck, data={"stuck": TEXT})
    clock.set_ahead(timedelta(minutes=62))
    factories.sign_in(client, hana)
    assert TEXT not in client.get(stuck).text
    with app.app_context():
        late.wipe_old()
    assert kept(app) == []

    clock.set_ahead(timedelta(minutes=100))
    client.post(stuck, data={"stuck": TEXT})
    factories.sign_in(client, hana)
    client.post("/sign-out")
    assert kept(app) == []
    factories.sign_in(client, hana)
    assert TEXT not in client.get(stuck).text


def test_a_form_without_its_token_or_cut_off_is_not_kept(
    app: Flask, client: FlaskClient, stuck: str
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    assert client.post(stuck, data={"stuck": TEXT}).status_code == 400
    app.config["WTF_CSRF_ENABLED"] = False
    client.post(stuck, data={"stuck": TEXT, "once": "k" * 20}, as_it_is=True)
    app.test_client().post(stuck, data={"stuck": TEXT})
    assert kept(app) == []


def test_no_more_than_five_wait_for_one_person(app: Flask, client: FlaskClient, stuck: str) -> None:
    for number in range(7):
        client.post(stuck, data={"stuck": f"{TEXT} {number}"})

    assert len(kept(app)) == late.MOST


def test_a_damaged_one_is_left_out(
    app: Flask, client: FlaskClient, hana: Actor, stuck: str
) -> None:
    client.post(stuck, data={"stuck": TEXT})
    with factories.arranging(app):
        row = db.session.scalars(select(KeptForm)).one()
        row.sealed = row.sealed[:-1] + bytes([row.sealed[-1] ^ 1])
        db.session.commit()
    factories.sign_in(client, hana)

    page = client.get(stuck)

    assert (page.status_code, TEXT in page.text) == (200, False)


def test_a_facilitator_gets_the_summary_back_by_opening_the_link_again(
    app: Flask, client: FlaskClient, made: Made
) -> None:
    reference = made(factories.a_held)
    with app.app_context():
        address = factories.facilitator_of(factories.supervision(reference)).email
        link = urlpath(factories.link_to(address))
    client.get(link)
    prove(client)
    summary = f"/sessions/{reference}/summary"
    assert client.get(summary).status_code == 200
    clock.set_ahead(clock.ahead() + timedelta(minutes=31))

    sent = client.post(summary, data={"question": "What helps?", "reflections": TEXT})

    assert sent.status_code == 403, sent.location
    assert "You were away for too long" in sent.text
    assert "Open the link in our e-mail again" in sent.text
    assert client.get(summary).location == "/sign-in"
    opened = client.get(link)
    assert opened.location == summary
    assert client.get(summary).location.endswith("/code")
    prove(client)
    page = client.get(summary).text
    assert NOTICE in page
    assert TEXT in page
    with app.app_context():
        told = select(func.count()).where(AuditEntry.event == Event.SUMMARY_SAVED)
        assert db.session.scalar(told) == 0


def test_an_answer_by_link_comes_back_too(app: Flask, client: FlaskClient, made: Made) -> None:
    reference = made(factories.an_asked)
    with app.app_context():
        invitee = factories.invitation_of(factories.supervision(reference), factories.TEAM[0])
        link = urlpath(factories.link_to(invitee.email))
    page = client.get(link).location
    assert page.startswith("/answer/")
    client.get(page)
    clock.set_ahead(timedelta(minutes=31))

    sent = client.post(page, data={"access_needs": "A ramp at the door"})

    assert sent.status_code == 403
    assert client.get(link).location == page
    assert "A ramp at the door" in client.get(page).text
    stranger = app.test_client()
    assert stranger.post(page, data={"access_needs": "x"}).status_code == 404
    assert len(kept(app)) == 1


def prove(client: FlaskClient) -> None:
    with client.session_transaction() as session:
        session["links"] = {key: link | {"proved": True} for key, link in session["links"].items()}


def urlpath(address: str) -> str:
    return address.removeprefix("http://localhost")
