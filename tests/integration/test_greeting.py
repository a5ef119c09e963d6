"""A letter says its reader's name only when staff stand for it: a guest can type anything there."""

from email import message_from_bytes, policy

import pytest
from flask import Flask
from sqlalchemy import select

from mars.database import db
from mars.domain.workflow import LetterKind
from mars.store.invitations import Invitation
from mars.store.letters import OutboxLetter
from mars.store.people import Lead
from tests import factories, scenes
from tests.integration.test_answers import COLLEAGUE, JOAN, MINE
from tests.played import Played

LOCKED = "Your Mail Is Locked"


def name_a_colleague(played: Played, name: str, listed: str = "") -> Flask:
    """Joan gives her code and names somebody by `name`, whose address the directory may list."""
    app = played.app
    played(scenes.request, scenes.half_asked)
    with factories.arranging(app):
        agency = db.session.scalars(select(Invitation).where(Invitation.email == JOAN)).one()
        if listed:
            email = COLLEAGUE["email"].upper()
            lead = Lead(agency_id=agency.agency_id, name=listed, job="Manager", email=email)
            db.session.add(lead)
            db.session.commit()
        path = factories.link_to(JOAN)
    client = factories.browser(app)
    address = client.get(path).location
    client.post(f"{address}/code", data=MINE)
    with app.app_context():
        client.post(f"{address}/code/check", data={"code": factories.code_to(JOAN)})
    done = client.post(f"{address}?choice=colleague", data=COLLEAGUE | {"name": name})
    assert done.status_code == 303
    return app


def headed(app: Flask, address: str) -> tuple[str, str]:
    """To: and the first line of the letter to the colleague."""
    with app.app_context():
        stored = db.session.scalars(
            select(OutboxLetter).where(
                OutboxLetter.recipient == address,
                OutboxLetter.kind == LetterKind.COLLEAGUE_ASKED,
            )
        ).one()
        message = message_from_bytes(stored.message or b"", policy=policy.default)
    body = message.get_body(("plain",))
    assert body is not None
    return str(message["To"]), body.get_content().splitlines()[0]


@pytest.mark.parametrize("listed", ["", "Mia Kett"])
def test_a_colleague_whom_a_guest_named_is_not_greeted_by_what_was_typed(
    played: Played, listed: str
) -> None:
    app = name_a_colleague(played, LOCKED, listed)

    assert headed(app, COLLEAGUE["email"]) == (COLLEAGUE["email"], "Hello")


def test_a_colleague_in_the_directory_is_greeted_by_the_name_there(played: Played) -> None:
    app = name_a_colleague(played, "Mia Kett", "Mia Kett")

    to, hello = headed(app, COLLEAGUE["email"])
    assert (to, hello) == (f"Mia Kett <{COLLEAGUE['email']}>", "Hello Mia Kett")


def test_whom_staff_asked_is_greeted_by_the_name_that_staff_typed(played: Played) -> None:
    app = played.app
    played(scenes.request, scenes.half_asked)
    with app.app_context():
        [letter] = factories.letters_to(JOAN, LetterKind.PLEASE_ANSWER)
    assert letter.startswith("Hello Joan Petrie")


def test_a_name_that_a_guest_typed_is_not_said_to_the_next_one_either(played: Played) -> None:
    app = name_a_colleague(played, LOCKED)
    with app.app_context():
        client = factories.browser(app)
        address = client.get(factories.link_to(COLLEAGUE["email"])).location
    client.post(f"{address}/code", data=MINE)
    with app.app_context():
        digits = factories.code_to(COLLEAGUE["email"])
    client.post(f"{address}/code/check", data={"code": digits})
    third = COLLEAGUE | {"name": "Sol Fry", "email": "sol.fry@haven.charity.example"}
    assert client.post(f"{address}?choice=colleague", data=third).status_code == 303

    with app.app_context():
        [letter] = factories.letters_to(third["email"], LetterKind.COLLEAGUE_ASKED)
    assert LOCKED not in letter
    assert "A colleague of yours was invited" in letter
