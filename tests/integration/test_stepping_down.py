"""A facilitator withdraws, also the day before: the date stands and somebody else is asked."""

from dataclasses import dataclass
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from mars import chasing, clock
from mars.answers import verbs as answers
from mars.database import db
from mars.domain.actors import Actor
from mars.domain.answering import NominationState
from mars.domain.holding import REASONS_TOLD, NotHeldReason
from mars.domain.statuses import Status
from mars.domain.workflow import LetterKind
from mars.store.letters import OutboxLetter
from mars.store.people import Facilitator
from mars.store.supervisions import Nomination, Supervision
from tests import factories, scenes
from tests.integration.test_moving import calendar_of
from tests.played import Played

GRACE, YUSUF = "g.whitlock@hollybush.school.example", "yusuf.demir@valemind.nhs.example"
HANA, MAILBOX = "hana.osei@ashbournevale.example", "coordinator@anytown.example"
WITHDREW, FREED = LetterKind.FACILITATOR_WITHDREW, LetterKind.FACILITATOR_FREED
INDEPENDENT = {"same_team": "no", "line_manager": "no", "knows_family": "no"}


@dataclass
class Scene:
    """A request whose date is fixed, and the browsers of those whom it concerns."""

    app: Flask
    reference: str
    hana: FlaskClient
    starts_at: datetime

    @property
    def page(self) -> str:
        return f"/requests/{self.reference}"

    def row(self) -> Supervision:
        return factories.supervision(self.reference)

    def by_link(self, address: str) -> FlaskClient:
        """A browser in which this address opened its latest link and gave the code."""
        browser = self.app.test_client()
        with self.app.app_context():
            path = factories.link_to(address)
        link = browser.get(path).location.split("/")[2]
        if not link.startswith("MARS-"):
            browser.post(f"/answer/{link}/code", data={"reader": "myself"})
        else:
            landing = browser.get(f"/sessions/{link}").location
            link = landing.split("/")[2]
            browser.post(landing, data={"reader": "myself"})
        with self.app.app_context():
            digits = factories.code_to(address)
        browser.post(f"/answer/{link}/code/check", data={"code": digits})
        return browser

    def step_down(self) -> None:
        answer = self.by_link(YUSUF).post(f"{self.page}/facilitator/withdraw")
        assert (answer.status_code, answer.location) == (303, "/answer/done/withdrew")

    def letters(self, kind: LetterKind) -> dict[str, str]:
        """The text of the letters of a kind, by recipient."""
        with self.app.app_context():
            rows = db.session.execute(
                select(OutboxLetter.recipient, OutboxLetter.message).where(
                    OutboxLetter.kind == kind, OutboxLetter.message.is_not(None)
                )
            ).all()
        return {recipient: factories.text_in(message or b"") for recipient, message in rows}

    def ask(self, name: str) -> str:
        """Hana asks somebody else from the register. Returns their address."""
        with self.app.app_context():
            found = db.session.scalars(select(Facilitator).where(Facilitator.name == name)).one()
            key, address = found.id, found.email
        sent = INDEPENDENT | {"facilitator": key}
        assert self.hana.post(f"{self.page}/facilitator", data=sent).status_code == 303
        return address


@pytest.fixture
def scene(played: Played) -> Scene:
    return played(_play)


def _play(played: Played) -> Scene:
    reference = played(scenes.request, factories.an_arranged)
    with factories.arranging(played.app):
        starts_at = factories.meeting_of(factories.supervision(reference)).starts_at
        hana = factories.person()
    return Scene(played.app, reference, factories.browser(played.app, hana), starts_at)


def test_who_withdraws_leaves_the_date_standing_and_all_are_told(scene: Scene) -> None:
    page = scene.by_link(YUSUF).get(f"/sessions/{scene.reference}").text
    assert f"{scene.page}/facilitator/withdraw" in page
    with scene.app.app_context():
        old_link = factories.link_to(YUSUF)
    scene.step_down()

    with scene.app.app_context():
        assert scene.row().status is Status.ARRANGED
        assert factories.meeting_of(scene.row()).starts_at == scene.starts_at
        states = db.session.scalars(select(Nomination.state)).all()
    assert states == [NominationState.WITHDREW]
    told = scene.letters(WITHDREW)
    assert {HANA, MAILBOX, GRACE} <= set(told)
    assert len(told) == len(factories.TEAM) + 2
    assert "Find another facilitator" not in told[GRACE]
    assert "Please keep it free" in told[GRACE]
    assert f"{scene.page}/facilitator" in told[MAILBOX]
    assert set(scene.letters(FREED)) == {YUSUF}
    with scene.app.app_context():
        [message] = db.session.scalars(
            select(OutboxLetter.message).where(OutboxLetter.kind == FREED)
        )
    assert calendar_of(message or b"")["METHOD"] == "CANCEL"
    assert scene.app.test_client().get(old_link).status_code == 404


def test_the_asker_reads_what_stands_and_has_a_task(scene: Scene) -> None:
    with factories.arranging(scene.app):
        scene.row().find_facilitator = False
        db.session.commit()
    scene.step_down()
    assert "Choose a facilitator" in scene.hana.get("/").text
    page = scene.hana.get(scene.page).text
    assert "The date stands, and nobody facilitates yet" in page
    assert "Choose a facilitator" in page
    assert "Prepare the session" not in page
    history = factories.browser(scene.app, _carys(scene)).get(f"{scene.page}/history").text
    assert "withdrew as facilitator" in history


def test_where_the_search_was_left_to_the_partnership_it_is_again(scene: Scene) -> None:
    scene.step_down()
    assert "The partnership is looking for another facilitator" in scene.hana.get(scene.page).text
    start = factories.browser(scene.app, _carys(scene)).get("/").text
    assert "left it to you to find a facilitator" in start


def _carys(scene: Scene) -> Actor:
    with factories.arranging(scene.app):
        return factories.person("Carys Lind")


def test_somebody_else_is_asked_for_the_date_and_leads_the_session(scene: Scene) -> None:
    scene.step_down()
    address = scene.ask("Owen Tate")
    asked = scene.letters(LetterKind.FACILITATOR_ASKED)[address]
    assert "The date is fixed already" in asked
    guest = scene.by_link(address)
    with scene.app.app_context():
        link = guest.get(factories.link_to(address)).location
    page = guest.get(link).text
    assert "Will you facilitate?" in page
    assert "Times that suit you" not in page
    assert "Asked, no answer yet" in scene.hana.get(scene.page).text

    assert guest.post(link, data={"willing": "yes"}).status_code == 303

    with scene.app.app_context():
        dates = db.session.scalars(
            select(OutboxLetter.message).where(
                OutboxLetter.kind == LetterKind.DATE_FIXED, OutboxLetter.recipient == address
            )
        ).all()
    assert [calendar_of(message or b"")["METHOD"] for message in dates] == ["REQUEST"]
    assert "has said yes" in scene.letters(LetterKind.FACILITATOR_ANSWERED)[HANA]
    assert scene.by_link(address).get(f"/sessions/{scene.reference}").status_code == 200
    assert "Accepted" in scene.hana.get(scene.page).text


def test_who_is_asked_for_the_date_can_say_no(scene: Scene) -> None:
    scene.step_down()
    address = scene.ask("Owen Tate")
    with factories.arranging(scene.app):
        [owen] = db.session.scalars(
            select(Nomination).where(Nomination.state == NominationState.ASKED)
        )
        answers.decline_facilitating(factories.by_link(owen.name, owen.email), owen.id)
    assert MAILBOX in scene.letters(LetterKind.FACILITATOR_WANTED)
    assert "The date stands" in scene.hana.get(scene.page).text
    assert address not in scene.letters(LetterKind.DATE_FIXED)


def test_a_move_asks_whoever_has_not_answered_for_the_new_date(scene: Scene) -> None:
    scene.step_down()
    address = scene.ask("Owen Tate")
    with scene.app.app_context():
        second = factories.time_ids(scene.row())[1]
    sent = {"time": second, "place": "online", "where": "", "minutes": "60"}
    assert scene.hana.post(f"{scene.page}/date/move", data=sent).status_code == 303
    assert address not in scene.letters(LetterKind.DATE_MOVED)
    assert "The date is fixed already" in scene.letters(LetterKind.FACILITATOR_ASKED)[address]


def test_releasing_after_the_date_frees_the_calendar_and_another_can_be_asked(
    scene: Scene,
) -> None:
    assert "takes the session out" in scene.hana.get(f"{scene.page}/facilitator/release").text
    assert scene.hana.post(f"{scene.page}/facilitator/release").status_code == 303
    assert set(scene.letters(FREED)) == {YUSUF}
    assert scene.letters(WITHDREW) == {}
    assert scene.ask("Owen Tate")


def test_nobody_withdraws_once_the_session_has_begun(scene: Scene) -> None:
    with factories.arranging(scene.app):
        factories.pass_session(scene.row())
    guest = scene.by_link(YUSUF)
    assert (
        "Withdraw as facilitator</button>"
        not in guest.get(f"{scene.page}/facilitator/withdraw").text
    )
    answer = guest.post(f"{scene.page}/facilitator/withdraw")
    assert (answer.status_code, "has begun" in answer.text) == (409, True)


def test_a_session_that_nobody_leads_cannot_be_recorded_as_held(scene: Scene) -> None:
    scene.step_down()
    with factories.arranging(scene.app):
        factories.pass_session(scene.row())
        marks = factories.marks(scene.row())
        carys = factories.person("Carys Lind")
    browser = factories.browser(scene.app, carys)
    page = f"/sessions/{scene.reference}/attendance"
    assert "Nobody has agreed to facilitate" in browser.get(page).text
    assert browser.post(page, data=marks).status_code == 409


def test_whoever_led_it_instead_says_so_afterwards_and_records_it(scene: Scene) -> None:
    scene.step_down()
    with factories.arranging(scene.app):
        factories.pass_session(scene.row())
        hana = factories.person()
    scene.hana = factories.browser(scene.app, hana)
    assert "If somebody else led it" in scene.hana.get(f"{scene.page}/facilitator").text
    address = scene.ask("Owen Tate")
    assert "named as the one who led it" in scene.letters(LetterKind.FACILITATOR_ASKED)[address]
    with factories.arranging(scene.app):
        factories.accept(scene.row())
        marks = factories.marks(scene.row())
    assert address not in scene.letters(LetterKind.DATE_FIXED)
    guest = scene.by_link(address)
    held = guest.post(f"/sessions/{scene.reference}/attendance", data=marks)
    assert held.status_code == 303
    assert set(scene.letters(LetterKind.SUMMARY_PLEASE)) == {address}


def test_before_a_session_that_nobody_leads_both_who_can_help_are_warned(scene: Scene) -> None:
    scene.step_down()
    scene.ask("Owen Tate")
    clock.set_ahead(factories.ahead(7) - (clock.now() - clock.ahead()))
    with scene.app.app_context():
        chasing.go_round()
    assert set(scene.letters(LetterKind.FACILITATOR_MISSING)) == {HANA, MAILBOX}
    near = scene.letters(LetterKind.SESSION_NEAR)
    assert "still being found" in near[GRACE]
    assert YUSUF not in near


@pytest.mark.parametrize("reason", NotHeldReason)
def test_cancelling_says_the_date_and_why_and_leaves_the_asker_a_task(
    scene: Scene, reason: NotHeldReason
) -> None:
    browser = factories.browser(scene.app, _carys(scene))
    page = f"/sessions/{scene.reference}/not-held"
    assert browser.post(page, data={"reason": reason.value}).status_code == 303
    letters = scene.letters(LetterKind.SESSION_NOT_HELD)
    day = clock.local(scene.starts_at)
    for text in letters.values():
        assert f"{day.day} {day:%B %Y}" in text
        assert REASONS_TOLD[reason] in " ".join(text.split())
    assert f"{scene.page}/date/offer" in letters[HANA]
    assert "/requests/" not in letters[GRACE]
    assert "Offer other times, or close the request" in scene.hana.get("/").text
    assert scene.reference in scene.hana.get("/").text


def test_a_session_that_was_not_held_can_be_closed(scene: Scene) -> None:
    carys = factories.browser(scene.app, _carys(scene))
    carys.post(f"/sessions/{scene.reference}/not-held", data={"reason": "too-few"})
    page = scene.hana.get(f"{scene.page}/close").text
    assert "was not held" in page
    assert scene.hana.post(f"{scene.page}/close", data={}).status_code == 303
    shown = scene.hana.get(scene.page).text
    assert "Closed" in shown
    assert "The whole way" not in shown
    assert scene.reference not in scene.hana.get("/").text


def test_a_facilitator_of_the_staff_withdraws_signed_in_also_before_the_date(
    app: Flask, played: Played
) -> None:
    reference = played(scenes.request, scenes.ready_with_nadia)
    with factories.arranging(app):
        nadia = factories.person("Nadia Brook")
    browser, page = factories.browser(app, nadia), f"/requests/{reference}/facilitator/withdraw"
    assert page in browser.get(f"/requests/{reference}").text
    answer = browser.post(page)
    assert (answer.status_code, answer.location) == (303, "/")
    with app.app_context():
        row = factories.supervision(reference)
        assert row.status is Status.ASKED
        assert factories.letters_to(HANA, LetterKind.FACILITATOR_ANSWERED)
    assert browser.get(f"/requests/{reference}").status_code == 404
