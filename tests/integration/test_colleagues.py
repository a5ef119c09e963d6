"""Answering in another's place: who names, who only proposes, who says yes, who gets a link."""

import re
from dataclasses import dataclass, field

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from mars.database import db
from mars.domain.workflow import LetterKind
from mars.store.invitations import Invitation
from mars.store.people import Agency
from tests import factories, scenes
from tests.played import Played

HANA = "hana.osei@ashbournevale.example"
JOAN = "joan.petrie@haven.charity.example"
MIA = {"name": "Mia Stone", "job": "Worker", "email": "mia.stone@haven.charity.example"}
ELSEWHERE = MIA | {"email": "mia@mailbox.example"}


@dataclass
class Scene:
    """A request on which Joan has not answered; somebody holds her link."""

    app: Flask
    reference: str
    holder: FlaskClient
    address: str
    staff: FlaskClient
    decide: str = field(default="")

    def name(self, who: dict[str, str] = MIA, choice: str = "somebody-else") -> str:
        """Name somebody in Joan's place. Returns where that leads."""
        answer = self.holder.post(f"{self.address}?choice={choice}", data=who)
        assert answer.status_code == 303, answer.text
        return str(answer.location)

    def letters(self, address: str, kind: LetterKind) -> list[str]:
        with self.app.app_context():
            return [" ".join(text.split()) for text in factories.letters_to(address, kind)]

    def open(self, address: str, kind: LetterKind) -> tuple[FlaskClient, str]:
        """A fresh browser at the page behind the link of a letter."""
        client = factories.browser(self.app)
        with self.app.app_context():
            return client, client.get(factories.link_to(address, kind)).location

    def asked(self) -> set[str]:
        """The addresses of everybody who is asked."""
        with self.app.app_context():
            return set(
                db.session.scalars(
                    select(Invitation.email).where(
                        Invitation.asked_at.is_not(None), Invitation.ended_at.is_(None)
                    )
                )
            )

    def waiting(self) -> list[str]:
        with self.app.app_context():
            return list(db.session.scalars(select(Invitation.name).filter_by(asked_at=None)))


def _play(played: Played) -> Scene:
    app, reference = played.app, played(scenes.request, scenes.half_asked)
    with app.app_context():
        path, staff = factories.link_to(JOAN), factories.browser(app, factories.person())
        joan = factories.invitation_of(factories.supervision(reference), "Joan Petrie")
    holder = factories.browser(app)
    address = holder.get(path).location
    decide = f"/requests/{reference}/team/{joan.id}/colleague"
    return Scene(app, reference, holder, address, staff, decide)


@pytest.fixture
def scene(played: Played) -> Scene:
    return played(_play)


@pytest.fixture
def unlisted(scene: Scene) -> Scene:
    """The same where Joan's agency lists no domains."""
    with factories.arranging(scene.app):
        agency = db.session.scalars(select(Agency).where(Agency.domains.contains("haven"))).one()
        agency.domains = ""
        db.session.commit()
    return scene


@pytest.mark.parametrize("choice", ["somebody-else", "colleague"])
def test_whoever_holds_only_a_link_proposes_somebody_who_gets_no_letter(
    scene: Scene, choice: str
) -> None:
    page = scene.holder.get(f"{scene.address}?choice={choice}").text
    assert "somebody has to say yes first" in page
    led = scene.name(choice=choice)
    assert led == "/answer/done/proposed"
    assert "still works" in scene.holder.get(led).text
    assert MIA["email"] not in scene.asked()
    for kind in LetterKind:
        assert scene.letters(MIA["email"], kind) == []
    assert scene.holder.get(scene.address).status_code == 200
    for address in (JOAN, HANA):
        [letter] = [
            *scene.letters(address, LetterKind.COLLEAGUE_PROPOSED),
            *scene.letters(address, LetterKind.COLLEAGUE_TO_CONFIRM),
        ]
        assert "Mia" not in letter


def test_the_one_who_was_asked_says_yes_by_a_letter(scene: Scene) -> None:
    scene.name()
    client, page = scene.open(JOAN, LetterKind.COLLEAGUE_PROPOSED)
    assert page.endswith("/instead")
    shown = client.get(page).text
    assert all(text in shown for text in MIA.values())
    assert client.post(page).status_code == 422
    assert MIA["email"] not in scene.asked()

    assert client.post(page, data={"answer": "yes"}).location == "/answer/done/colleague"

    assert MIA["email"] in scene.asked()
    assert JOAN not in scene.asked()
    [letter] = scene.letters(MIA["email"], LetterKind.COLLEAGUE_ASKED)
    assert "answer in place of Joan Petrie" in letter
    assert "named you" not in letter
    assert scene.holder.get(scene.address).status_code == 404
    assert client.post(page, data={"answer": "yes"}).status_code == 404


def test_the_one_who_was_asked_says_no_and_what_was_typed_is_wiped(scene: Scene) -> None:
    scene.name()
    client, page = scene.open(JOAN, LetterKind.COLLEAGUE_PROPOSED)
    assert client.post(page, data={"answer": "no"}).location == "/answer/done/refused"
    assert scene.waiting() == []
    assert JOAN in scene.asked()
    assert scene.letters(MIA["email"], LetterKind.COLLEAGUE_ASKED) == []
    assert scene.holder.get(scene.address).status_code == 200
    assert client.get(page).status_code == 404
    assert scene.staff.get(scene.decide).status_code == 404


@pytest.mark.parametrize(("answer", "asked"), [("yes", True), ("no", False)])
def test_the_requester_says_yes_or_no_on_the_team_page(
    scene: Scene, answer: str, asked: bool
) -> None:
    assert scene.staff.get(scene.decide).status_code == 404
    scene.name()
    assert "Check who will answer for an agency" in scene.staff.get("/").text
    assert scene.decide in scene.staff.get(f"/requests/{scene.reference}/team").text
    assert all(text in scene.staff.get(scene.decide).text for text in MIA.values())
    assert scene.staff.post(scene.decide).status_code == 422

    led = scene.staff.post(scene.decide, data={"answer": answer})

    assert led.location == f"/requests/{scene.reference}/team"
    assert (MIA["email"] in scene.asked()) is asked
    assert scene.waiting() == []
    assert "Check who will answer" not in scene.staff.get("/").text


def test_another_request_cannot_say_yes(scene: Scene) -> None:
    scene.name()
    with factories.arranging(scene.app):
        other = factories.an_asked(factories.person()).reference
    foreign = scene.decide.replace(scene.reference, other)
    assert scene.staff.get(foreign).status_code == 404
    assert scene.staff.post(foreign, data={"answer": "yes"}).status_code == 404


def test_one_waits_at_a_time_and_the_code_goes_before(scene: Scene) -> None:
    scene.name()
    again = MIA | {"email": "eve@haven.charity.example"}
    second = scene.holder.post(f"{scene.address}?choice=somebody-else", data=again)
    assert second.status_code == 422
    assert "waiting for a yes" in second.text

    factories.give_code(scene.holder, scene.address, JOAN)
    assert scene.name(again, "colleague") == "/answer/done/colleague"

    assert scene.waiting() == []
    assert again["email"] in scene.asked()
    [letter] = scene.letters(again["email"], LetterKind.COLLEAGUE_ASKED)
    assert "Joan Petrie was invited" in letter
    assert "has named you" in letter


def test_without_listed_domains_the_requester_alone_says_yes(unlisted: Scene) -> None:
    factories.give_code(unlisted.holder, unlisted.address, JOAN)
    page = unlisted.holder.get(f"{unlisted.address}?choice=colleague").text
    assert "somebody has to say yes first" in page
    assert "Confirm it with a code" not in page
    assert unlisted.name(ELSEWHERE, "colleague") == "/answer/done/proposed"
    assert unlisted.letters(JOAN, LetterKind.COLLEAGUE_PROPOSED) == []
    assert len(unlisted.letters(HANA, LetterKind.COLLEAGUE_TO_CONFIRM)) == 1
    assert unlisted.letters(ELSEWHERE["email"], LetterKind.COLLEAGUE_ASKED) == []

    unlisted.staff.post(unlisted.decide, data={"answer": "yes"})

    assert len(unlisted.letters(ELSEWHERE["email"], LetterKind.COLLEAGUE_ASKED)) == 1


def test_a_yes_for_somebody_who_was_asked_meanwhile_is_refused(scene: Scene) -> None:
    scene.name()
    with scene.app.app_context():
        agency = db.session.scalars(select(Agency).where(Agency.domains.contains("haven"))).one()
    sent = MIA | {"agency": agency.id}
    added = scene.staff.post(f"/requests/{scene.reference}/team/add", data=sent)
    assert added.status_code == 303
    refused = scene.staff.post(scene.decide, data={"answer": "yes"})
    assert refused.status_code == 422
    assert "asked already" in refused.text


@pytest.mark.parametrize("end", ["stop", "address", "withdraw"])
def test_who_waits_is_forgotten_when_there_is_nothing_to_answer(scene: Scene, end: str) -> None:
    scene.name()
    client, page = scene.open(JOAN, LetterKind.COLLEAGUE_PROPOSED)
    team = scene.decide.removesuffix("/colleague")
    if end == "stop":
        scene.staff.post(f"{team}/stop")
    elif end == "address":
        right = {"name": "Joan Petrie", "email": "j.petrie@haven.charity.example"}
        assert scene.staff.post(f"{team}/address", data=right).status_code == 303
    else:
        with factories.arranging(scene.app):
            factories.withdraw(factories.person(), factories.supervision(scene.reference))
    assert scene.waiting() == []
    assert client.get(page).status_code == 404


def test_a_link_that_says_yes_opens_nothing_else(scene: Scene) -> None:
    scene.name()
    client, page = scene.open(JOAN, LetterKind.COLLEAGUE_PROPOSED)
    link = re.sub("/instead$", "", page)
    for path in (link, f"{link}/thanks", f"{link}/facilitate"):
        assert client.get(path).status_code == 404
    factories.give_code(client, link, JOAN)
    assert client.get(f"{link}/about").status_code == 404
    assert scene.holder.get(f"{scene.address}/instead").status_code == 404
