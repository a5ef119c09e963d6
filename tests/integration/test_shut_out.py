"""Somebody who was disabled: what they were asked to ends, no link opens, and none comes anew."""

from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select

from mars import clock
from mars.answers import verbs as answers
from mars.database import db
from mars.domain.answering import NominationState
from mars.domain.workflow import LetterKind
from mars.people import verbs
from mars.store.invitations import Invitation
from mars.store.letters import OutboxLetter
from mars.store.people import Agency, Person
from mars.store.supervisions import Nomination
from tests import factories, scenes
from tests.played import Played

COORDINATOR = "coordinator@anytown.example"
HANA = "hana.osei@ashbournevale.example"
JOAN = "joan.petrie@haven.charity.example"
YUSUF = "yusuf.demir@valemind.nhs.example"


@dataclass
class Scene:
    """A request in which somebody has a part who is to be shut out."""

    app: Flask
    reference: str

    def shut_out(self, email: str) -> None:
        """Disable the person with this address, as the administrator does."""
        with factories.arranging(self.app):
            found = db.session.scalars(select(Person).where(Person.email == email)).first()
            person = found or Person(email=email, name="A Name", created_at=clock.now())
            db.session.add(person)
            db.session.commit()
            verbs.disable(factories.person("Ada Quill"), person.id)

    def letters(self, address: str, kind: LetterKind) -> list[str]:
        with self.app.app_context():
            return factories.letters_to(address, kind)

    def link(self, address: str) -> str:
        with self.app.app_context():
            return factories.link_to(address)


def _play(played: Played, maker: scenes.Maker) -> Scene:
    return Scene(played.app, played(scenes.request, maker))


@pytest.fixture
def asked(played: Played) -> Scene:
    return played(_play, scenes.half_asked)


@pytest.mark.parametrize("email", [JOAN, YUSUF])
def test_the_links_of_somebody_who_is_shut_out_close_and_cannot_be_renewed(
    asked: Scene, email: str
) -> None:
    path, client = asked.link(email), factories.browser(asked.app)
    page = client.get(path).location
    assert client.get(page).status_code == 200

    asked.shut_out(email)

    assert client.get(page).status_code == client.get(path).status_code == 404
    client.post("/answer/lost", data={"email": email})
    with asked.app.app_context():
        answers.send_new_links()
    assert asked.letters(email, LetterKind.NEW_LINK) == []
    with asked.app.app_context():
        ended = db.session.scalars(
            select(Invitation.ended_at).where(Invitation.email == JOAN)
        ).one()
        state = db.session.scalars(select(Nomination.state)).one()
    assert (ended is not None) is (email == JOAN)
    assert (state is NominationState.RELEASED) is (email == YUSUF)


def test_the_coordinators_hear_in_which_requests(asked: Scene) -> None:
    asked.shut_out("owen.tate@ashbournevale.example")
    assert asked.letters(COORDINATOR, LetterKind.SHUT_OUT) == []
    asked.shut_out(JOAN)
    [letter] = asked.letters(COORDINATOR, LetterKind.SHUT_OUT)
    assert asked.reference in letter
    assert "Joan" not in letter
    asked.shut_out(HANA)
    assert len(asked.letters(COORDINATOR, LetterKind.SHUT_OUT)) == 2


@pytest.mark.parametrize("maker", [factories.a_held, factories.a_summarised])
def test_a_reader_who_is_shut_out_reads_no_more(played: Played, maker: scenes.Maker) -> None:
    scene = played(_play, maker)
    path, client = scene.link(JOAN), factories.browser(scene.app)
    scene.shut_out(JOAN)
    assert client.get(path).status_code == 404


def test_somebody_who_is_shut_out_cannot_be_asked_again_and_gets_no_letter(asked: Scene) -> None:
    email = "jamie.lock@haven.charity.example"
    asked.shut_out(email)
    with asked.app.app_context():
        haven = db.session.scalars(select(Agency).where(Agency.domains.contains("haven"))).one()
        staff = factories.browser(asked.app, factories.person())
        joan = factories.invitation_of(factories.supervision(asked.reference), "Joan Petrie")
    team = f"/requests/{asked.reference}/team"
    who = {"name": "Jamie Lock", "job": "Worker", "email": email.replace("@", "+mars@")}
    for page, data in (
        (f"{team}/add", who | {"agency": haven.id}),
        (f"{team}/{joan.id}/address", {"name": "Jamie Lock", "email": email}),
    ):
        refused = staff.post(page, data=data)
        assert refused.status_code == 422
        assert "access to MARS was closed" in refused.text
    guest = factories.browser(asked.app)
    page = guest.get(asked.link(JOAN)).location
    assert guest.post(f"{page}?choice=colleague", data=who).status_code == 422
    asked.shut_out(YUSUF)
    with factories.arranging(asked.app), pytest.raises(Exception, match="access to MARS"):
        factories.ask_facilitator(factories.person(), factories.supervision(asked.reference))


def test_a_draft_with_somebody_who_was_shut_out_is_not_sent(played: Played) -> None:
    scene = played(_play, factories.a_draft)
    scene.shut_out(JOAN)
    with scene.app.app_context():
        staff = factories.browser(scene.app, factories.person())
    sent = staff.post(f"/requests/new/{scene.reference}/send", data={"declared": "yes"})
    assert sent.status_code == 422
    assert "Joan Petrie’s access to MARS was closed" in sent.text


def test_a_letter_that_comes_due_for_somebody_shut_out_holds_nothing_and_is_queued_once(
    asked: Scene,
) -> None:
    asked.shut_out(HANA)
    with factories.arranging(asked.app):
        row = factories.supervision(asked.reference)
        factories.propose(row, "Tom Hargreave")
        kind = OutboxLetter.kind == LetterKind.COLLEAGUE_TO_CONFIRM
        [letter] = db.session.scalars(select(OutboxLetter).where(kind)).all()
        assert (letter.message, letter.state.value) == (None, "superseded")
