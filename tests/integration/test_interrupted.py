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


# --- a form of an earlier visit -----------------------------------------------------------------


@pytest.fixture
def guarded(app: Flask, client: FlaskClient) -> FlaskClient:
    """A browser whose forms need their token, as everywhere but in tests."""
    app.config["WTF_CSRF_ENABLED"] = True
    return client


def open_form(client: FlaskClient, address: str, **typed: str) -> dict[str, str]:
    """The page in a tab: its hidden fields as they are, and what is typed into it."""
    page = client.get(address)
    assert page.status_code == 200, page.location
    form = page.text[page.text.index("<main") :]
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
    return dict(hidden) | {"end": "1"} | typed


def sign_in_anew(client: FlaskClient, who: Actor) -> None:
    """Begin another visit, as signing in does: with a token of its own."""
    factories.sign_in(client, who)
    with client.session_transaction() as session:
        session.pop("csrf_token", None)


def a_draft(app: Flask, hana: Actor) -> str:
    with factories.arranging(app):
        return f"/requests/new/{verbs.begin(hana)}/stuck"


def saved(app: Flask) -> int:
    with app.app_context():
        told = select(func.count()).where(AuditEntry.event == Event.DRAFT_SAVED)
        return db.session.scalar(told) or 0


def test_text_of_an_earlier_visit_is_shown_again_and_saved_only_when_sent_anew(
    app: Flask, guarded: FlaskClient, hana: Actor
) -> None:
    address = a_draft(app, hana)
    sign_in_anew(guarded, hana)
    tab = open_form(guarded, address, stuck=TEXT)
    clock.set_ahead(timedelta(minutes=31))
    sign_in_anew(guarded, hana)  # in a second tab
    guarded.get("/")

    sent = guarded.post(address, data=tab, as_it_is=True)

    assert (sent.status_code, sent.location) == (303, address)
    assert saved(app) == 0
    page = guarded.get(address).text
    assert NOTICE in page
    assert TEXT in page
    again = open_form(guarded, address, stuck=TEXT, hope="That we listen.", act="continue")
    assert guarded.post(address, data=again, as_it_is=True).status_code == 303
    assert (kept(app), saved(app)) == ([], 1)


def test_it_waits_for_who_signed_out_and_has_not_come_back_yet(
    app: Flask, guarded: FlaskClient, hana: Actor
) -> None:
    address = a_draft(app, hana)
    sign_in_anew(guarded, hana)
    tab = open_form(guarded, address, stuck=TEXT)
    guarded.post("/sign-out", data=open_form(guarded, "/account"), as_it_is=True)

    sent = guarded.post(address, data=tab, as_it_is=True)

    assert (sent.status_code, sent.location) == (303, address)
    assert guarded.get(address).location == "/sign-in"
    assert "What you typed is kept for 30 minutes" in guarded.get("/sign-in").text
    sign_in_anew(guarded, hana)
    assert TEXT in guarded.get(address).text


def test_two_tabs_do_not_push_out_each_other_and_one_sent_twice_is_kept_once(
    app: Flask, guarded: FlaskClient, hana: Actor
) -> None:
    address = a_draft(app, hana)
    sign_in_anew(guarded, hana)
    tabs = [open_form(guarded, address, stuck=f"{TEXT} {number}") for number in (1, 2)]
    sign_in_anew(guarded, hana)
    for tab in (tabs[0], tabs[1], tabs[1]):
        guarded.post(address, data=tab, as_it_is=True)
    assert len(kept(app)) == 2

    newest = open_form(guarded, address, stuck=f"{TEXT} 2", hope="That we listen.")
    assert f"{TEXT} 2" in guarded.get(address).text
    guarded.post(address, data=newest, as_it_is=True)

    assert f"{TEXT} 1" in guarded.get(address).text


def test_whoever_is_signed_in_by_then_gets_no_text_of_somebody_else(
    app: Flask, guarded: FlaskClient, hana: Actor
) -> None:
    address = a_draft(app, hana)
    sign_in_anew(guarded, hana)
    tab = open_form(guarded, address, stuck=TEXT)
    with factories.arranging(app):
        daniel = factories.person("Daniel Reeve")
    sign_in_anew(guarded, daniel)

    sent = guarded.post(address, data=tab, as_it_is=True)

    assert sent.status_code == 403
    assert "Someone else is signed in on this browser now" in sent.text
    assert TEXT not in sent.text
    assert TEXT not in guarded.get("/requests/new").text
    guarded.post("/sign-out", data=open_form(guarded, "/account"), as_it_is=True)
    sign_in_anew(guarded, hana)
    assert TEXT in guarded.get(address).text


@pytest.mark.parametrize("forged", ["key", "token", "no token", "site", "part"])
def test_a_form_that_mars_did_not_make_for_them_is_never_kept(
    app: Flask, guarded: FlaskClient, hana: Actor, forged: str
) -> None:
    address = a_draft(app, hana)
    sign_in_anew(guarded, hana)
    tab = open_form(guarded, address, stuck="Please read evil.example")
    sign_in_anew(guarded, hana)
    sites = {"Sec-Fetch-Site": "cross-site"} if forged == "site" else {}
    if forged == "key":
        random, _, rest = tab["once"].partition(".")
        tab["once"] = f"{random}x.{rest}"
    if forged == "token":
        tab["csrf_token"] = "of-somebody-else"
    if forged == "no token":
        del tab["csrf_token"]
    if forged == "part":
        del tab["end"]

    sent = guarded.post(address, data=tab, headers=sites, as_it_is=True)

    assert sent.status_code in {400, 403}
    assert kept(app) == []


def test_it_leads_back_with_what_can_be_ours_of_its_address(
    app: Flask, guarded: FlaskClient, hana: Actor
) -> None:
    address = a_draft(app, hana)
    factories.sign_in(guarded, hana)
    tab = open_form(guarded, address, stuck=TEXT)
    sign_in_anew(guarded, hana)

    strange = f"{address}?more=1&next=javascript:alert(1)&q=<img>"
    sent = guarded.post(strange, data=tab, as_it_is=True)

    assert sent.location == f"{address}?more=1"
    assert TEXT in guarded.get(sent.location).text


def test_a_guest_who_signed_out_and_opened_the_link_again_gets_the_text_back(
    app: Flask, guarded: FlaskClient, made: Made
) -> None:
    reference = made(factories.an_asked)
    with app.app_context():
        invitee = factories.invitation_of(factories.supervision(reference), factories.TEAM[0])
        link = urlpath(factories.link_to(invitee.email))
    page = guarded.get(link).location
    assert page
    tab = open_form(guarded, page, access_needs="A ramp at the door")
    guarded.post("/answer/sign-out", data=open_form(guarded, page), as_it_is=True)

    early = guarded.post(page, data=tab, as_it_is=True)
    assert early.status_code == 403
    assert "Open the link in our e-mail again" in early.text
    assert guarded.get(link).location == page
    assert "A ramp at the door" in guarded.get(page).text

    late_one = guarded.post(page, data=tab, as_it_is=True)
    assert (late_one.status_code, late_one.location) == (303, page)


def prove(client: FlaskClient) -> None:
    with client.session_transaction() as session:
        session["links"] = {key: link | {"proved": True} for key, link in session["links"].items()}


def urlpath(address: str) -> str:
    return address.removeprefix("http://localhost")
