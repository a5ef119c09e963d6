"""The page of the letters, reports of letters that came back, and the day after a restore."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from mars import database
from mars.clock import now
from mars.database import db
from mars.domain.posting import LetterState, Outcome
from mars.domain.workflow import Event, LetterKind
from mars.operating import bounces, restoring
from mars.post import claims
from mars.store.doors import Link
from mars.store.entries import AuditEntry
from mars.store.invitations import Invitation
from mars.store.letters import OutboxLetter
from tests import factories, scenes
from tests.played import Played
from tests.unit.test_reports import report

GRACE = "g.whitlock@hollybush.school.example"


@dataclass
class Scene:
    """A request that was sent, with the letter to Grace."""

    app: Flask
    carys: FlaskClient
    ada: FlaskClient
    hana: FlaskClient
    reference: str

    def letter(self) -> OutboxLetter:
        with self.app.app_context():
            return _letter()

    def put(self, state: LetterState, outcome: Outcome | None) -> str:
        """Let the letter to Grace stand like this. Returns its key."""
        with self.app.app_context(), database.writing():
            letter = _letter()
            letter.state, letter.last_outcome = state, outcome
            if state in {LetterState.ACCEPTED, LetterState.BOUNCED}:
                letter.accepted_at, letter.message = now(), None
            db.session.commit()
            return letter.id

    def events(self) -> list[Event]:
        with self.app.app_context():
            rows = db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.sequence))
            return [event for event in rows if event.name.startswith(("MAIL", "RESTORED"))]


@pytest.fixture(autouse=True)
def daytime() -> Iterator[None]:
    """At night only a few letters leave."""
    with time_machine.travel(datetime(2026, 3, 2, 9, 0, tzinfo=UTC), tick=False):
        yield


def _letter() -> OutboxLetter:
    return db.session.scalars(
        select(OutboxLetter).where(
            OutboxLetter.recipient == GRACE, OutboxLetter.kind == LetterKind.PLEASE_ANSWER
        )
    ).one()


@pytest.fixture
def scene(played: Played) -> Scene:
    return played(_play)


def _play(played: Played) -> Scene:
    app, reference = played.app, played(scenes.request, factories.an_asked)
    with factories.arranging(app):
        hana, row = factories.person(), factories.supervision(reference)
        return Scene(
            app,
            factories.browser(app, factories.person("Carys Lind")),
            factories.browser(app, factories.person("Ada Quill")),
            factories.browser(app, hana),
            row.reference,
        )


def act(client: FlaskClient, letter: str, what: str) -> int:
    return client.post("/mail", data={"letter": letter, "act": what}).status_code


def test_only_coordinator_and_administrator_see_the_mail(scene: Scene) -> None:
    assert scene.hana.get("/mail").status_code == 403
    assert "/mail" not in scene.hana.get("/").text
    assert act(scene.hana, scene.letter().id, "send") == 403
    for client in (scene.carys, scene.ada):
        assert client.get("/mail").status_code == 200
        assert 'href="/mail"' in client.get("/").text


def test_an_administrator_sees_of_an_address_only_where_it_ends(scene: Scene) -> None:
    page = scene.ada.get("/mail?show=waiting").text
    assert GRACE not in page
    assert "…@hollybush.school.example" in page
    assert f"/requests/{scene.reference}" not in page
    assert scene.reference not in scene.ada.get(f"/mail?show=every&q={GRACE}").text

    page = scene.carys.get("/mail?show=waiting").text
    assert GRACE in page
    assert f"/requests/{scene.reference}" in page


def test_the_page_holds_no_words_of_a_letter(scene: Scene) -> None:
    page = scene.carys.get("/mail?show=every").text
    for words in ("/a/", factories.INITIALS, factories.STUCK, "Grace Whitlock", "Dear"):
        assert words not in page


def test_letters_are_found_by_reference_address_and_state(scene: Scene) -> None:
    for query in (f"q={scene.reference[-4:].lower()}", f"q={GRACE.upper()}", "q="):
        assert GRACE in scene.carys.get(f"/mail?show=waiting&{query}").text, query
    for query in ("q=nobody@hollybush.school.example", "q=MARS-222222", "q=%25", "q=g.whitlock"):
        assert (
            GRACE not in scene.carys.get(f"/mail?show=waiting&{query}").text.split('id="list"')[1]
        )
    assert "is on its way" in scene.carys.get("/mail").text
    assert GRACE not in scene.carys.get("/mail?show=sent").text
    assert scene.carys.get("/mail?show=strange").status_code == 422
    assert scene.carys.get("/mail?page=99&show=every").status_code == 200


@pytest.mark.parametrize(
    "state,outcome,acts",
    [
        (LetterState.HELD, Outcome.UNCERTAIN, {"send", "stop"}),
        (LetterState.REJECTED, Outcome.ADDRESS_REFUSED, {"send", "stop"}),
        (LetterState.BOUNCED, Outcome.CAME_BACK, {"stop"}),
        (LetterState.ACCEPTED, Outcome.ACCEPTED, {"came-back"}),
        (LetterState.PENDING, None, set()),
        (LetterState.HANDING_OVER, None, set()),
        (LetterState.SUPERSEDED, None, set()),
    ],
)
def test_what_can_be_done_is_offered_and_works_and_nothing_else(
    scene: Scene, state: LetterState, outcome: Outcome | None, acts: set[str]
) -> None:
    for what in ("send", "stop", "came-back"):
        key = scene.put(state, outcome)
        page = scene.carys.get("/mail?show=every&q=" + GRACE).text
        assert (f'value="{what}"' in page) is (what in acts)
        again = state is LetterState.BOUNCED and what == "came-back"
        assert act(scene.carys, key, what) == (303 if what in acts or again else 409), what
    assert len(scene.events()) == len(acts)


def test_a_letter_let_go_leaves_at_once_and_the_request_shows_it(scene: Scene) -> None:
    key = scene.put(LetterState.HELD, Outcome.UNCERTAIN)
    page = scene.hana.get(f"/requests/{scene.reference}").text
    assert "could not be delivered" in page
    assert "Ring this person and ask whether they have it." in page
    assert "1 letter was not delivered" in scene.carys.get("/").text

    assert act(scene.ada, key, "send") == 303

    assert scene.letter().state is LetterState.PENDING
    assert "could not be delivered" not in scene.hana.get(f"/requests/{scene.reference}").text
    assert "not delivered" not in scene.carys.get("/").text
    assert scene.events() == [Event.MAIL_RELEASED]


def test_a_pause_is_told_and_can_be_ended(scene: Scene) -> None:
    with scene.app.app_context():
        claimed = claims.claim()
        assert claimed is not None
        claims.settle(claimed, Outcome.OUR_FAULT, 535)

    for client in (scene.carys, scene.ada):
        assert "The mail server did not let MARS in." in client.get("/mail").text
        assert "No letters leave since" in client.get("/").text
    assert "does not let MARS send" in scene.hana.get(f"/requests/{scene.reference}").text

    assert act(scene.ada, "", "resume") == 303
    assert act(scene.ada, "", "resume") == 303

    assert "did not let MARS in" not in scene.carys.get("/mail").text
    assert scene.events() == [Event.MAIL_RESUMED]


@pytest.mark.parametrize(
    "data,status",
    [
        ({}, 422),
        ({"act": "burn"}, 422),
        ({"act": "send"}, 404),
        ({"act": "send", "letter": "ffffffffffffffff"}, 404),
        ({"act": "send", "letter": "../../etc"}, 422),
        ({"act": ["send", "stop"], "letter": "f"}, 422),
    ],
)
def test_a_strange_act_does_nothing(scene: Scene, data: dict[str, str], status: int) -> None:
    assert scene.carys.post("/mail", data=data).status_code == status
    assert scene.events() == []


def note(scene: Scene, content: bytes) -> str:
    with scene.app.app_context(), database.writing():
        return bounces.note_report(content)


def test_a_report_makes_its_letter_one_that_came_back(scene: Scene) -> None:
    scene.put(LetterState.ACCEPTED, Outcome.ACCEPTED)
    ours = scene.letter().message_id

    assert note(scene, of_grace("delayed", ours)) == bounces.GOING_ON
    assert note(scene, of_grace("failed", "<ffffffffffffffff@x.example>")) == bounces.NOT_OURS
    assert note(scene, report(message_id=ours)) == bounces.NOT_OURS  # it did not go to Sam
    assert note(scene, b"hello") == bounces.NOT_OURS
    assert scene.letter().state is LetterState.ACCEPTED
    assert note(scene, of_grace("failed", ours)) == bounces.NOTED
    assert note(scene, of_grace("failed", ours)) == bounces.KNOWN
    assert note(scene, away(ours)) == bounces.KNOWN

    assert scene.letter().state is LetterState.BOUNCED
    assert scene.events() == [Event.MAIL_CAME_BACK]
    assert "it came back" in scene.hana.get(f"/requests/{scene.reference}").text


def test_an_automatic_reply_is_shown_beside_the_person_without_its_words(scene: Scene) -> None:
    scene.put(LetterState.ACCEPTED, Outcome.ACCEPTED)
    ours = scene.letter().message_id

    assert note(scene, away(ours, "jo@x.example")) == bounces.NOT_OURS
    assert note(scene, away(ours)) == bounces.AUTOMATIC
    assert note(scene, away(ours)) == bounces.KNOWN

    assert scene.letter().state is LetterState.ACCEPTED
    assert scene.events() == [Event.MAIL_ANSWERED_ITSELF]
    for page in (f"/requests/{scene.reference}", f"/requests/{scene.reference}/team"):
        assert "Automatic reply" in scene.hana.get(page).text
        assert "on the moon" not in scene.hana.get(page).text
    assert "Automatic reply" in scene.carys.get("/mail?show=sent").text
    assert "not delivered" not in scene.carys.get("/").text
    assert note(scene, of_grace("failed", ours)) == bounces.NOTED  # it can come back after all


def of_grace(action: str, message_id: str) -> bytes:
    return report(action, message_id=message_id, recipient=GRACE)


def away(message_id: str, sender: str = GRACE) -> bytes:
    return (
        f"From: Grace <{sender}>\r\nAuto-Submitted: auto-replied\r\nIn-Reply-To: {message_id}\r\n"
        "Subject: Automatic reply\r\n\r\nI am on the moon until Monday.\r\n"
    ).encode()


def test_a_report_about_a_letter_that_has_not_gone_is_not_believed(scene: Scene) -> None:
    told = note(scene, of_grace("failed", scene.letter().message_id))

    assert "cannot have come back" in told
    assert scene.letter().state is LetterState.PENDING
    assert scene.events() == []


def test_after_a_restore_letters_wait_and_links_are_closed(scene: Scene) -> None:
    with scene.app.app_context():
        path = factories.link_to(GRACE)
    assert scene.app.test_client().get(path).status_code in {302, 303}

    with scene.app.app_context(), database.writing():
        done = restoring.restored()
        again = restoring.restored()

    assert done.letters > 1
    assert done.links > 1
    assert (again.letters, again.links) == (0, 0)
    assert scene.events() == [Event.RESTORED] * 2
    assert scene.app.test_client().get(path).status_code == 404
    with scene.app.app_context():
        assert claims.claim() is None
        assert not db.session.scalars(select(Link).where(Link.revoked_at.is_(None))).all()
        states = set(db.session.scalars(select(OutboxLetter.state)))
        assert states == {LetterState.HELD}


def test_after_a_restore_a_letter_with_a_closed_link_does_not_go(scene: Scene) -> None:
    with scene.app.app_context(), database.writing():
        restoring.restored()
        [confirmation] = db.session.scalars(
            select(OutboxLetter.id).where(OutboxLetter.kind == LetterKind.REQUEST_SENT)
        )
        assert db.session.scalar(select(Invitation.id).where(Invitation.email == GRACE))

    answer = scene.carys.post("/mail", data={"letter": scene.letter().id, "act": "send"})

    assert answer.status_code == 409
    assert "Ask this person again" in answer.text
    assert act(scene.carys, confirmation, "send") == 303
    assert act(scene.carys, scene.letter().id, "stop") == 303
