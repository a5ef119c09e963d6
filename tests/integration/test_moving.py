"""Moving a session, offering other times, cancelling: who hears and what calendars get."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from mars import clock
from mars.answers import verbs as answers
from mars.database import db
from mars.domain.answering import DeclineReason
from mars.domain.statuses import Status
from mars.domain.workflow import LetterKind
from mars.store.letters import OutboxLetter
from mars.store.meetings import Meeting
from mars.store.supervisions import OfferedTime, Supervision
from tests import factories, scenes
from tests.played import Played

GRACE, TOM = "g.whitlock@hollybush.school.example", "tom.hargreave@vale.police.example"
LEILA, JOAN = "leila.nasser@bridgestreet.nhs.example", "joan.petrie@"
YUSUF, HANA = "yusuf.demir@valemind.nhs.example", "hana.osei@ashbournevale.example"
SAME = {"place": "online", "where": "", "minutes": "60"}


@dataclass
class Scene:
    """A request with its date fixed: four agencies were asked, Joan's cannot come."""

    app: Flask
    client: FlaskClient
    reference: str
    times: list[str]

    @property
    def page(self) -> str:
        return f"/requests/{self.reference}"

    def row(self) -> Supervision:
        return factories.supervision(self.reference)

    def read(self, look: Callable[[], Any]) -> Any:
        with self.app.app_context():
            return look()

    def letters(self, kind: LetterKind) -> dict[str, dict[str, str]]:
        """By recipient: the properties of the letter's calendar file, empty without one."""
        with self.app.app_context():
            rows = db.session.execute(
                select(OutboxLetter.recipient, OutboxLetter.message)
                .where(OutboxLetter.kind == kind, OutboxLetter.message.is_not(None))
                .order_by(OutboxLetter.created_at)
            ).all()
        return {recipient: calendar_of(message or b"") for recipient, message in rows}

    def link_of(self, address: str) -> str:
        with self.app.app_context():
            return factories.link_to(address)


def calendar_of(message: bytes) -> dict[str, str]:
    """The calendar file of a letter, unfolded and cut at its first colons: no library's parser."""
    for part in message_from_bytes(message, policy=policy.default).walk():
        if part.get_content_type() == "text/calendar":
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            text = content.decode().replace("\r\n ", "")
            lines = (re.split("[:;]", line, maxsplit=1) for line in text.split("\r\n") if line)
            return dict(line for line in lines if line[0] not in {"BEGIN", "END"})
    return {}


@pytest.fixture
def scene(played: Played) -> Scene:
    return played(_play)


def _play(played: Played) -> Scene:
    app, reference = played.app, played(scenes.request, factories.a_ready)
    with factories.arranging(app):
        hana, row = factories.person(), factories.supervision(reference)
        factories.decline(row, "Joan Petrie", DeclineReason.DIARY)
        times = factories.time_ids(row)
    client = factories.browser(app, hana)
    scene = Scene(app, client, reference, times)
    fixed = client.post(f"{scene.page}/date", data=SAME | {"time": times[0]})
    assert fixed.status_code == 303
    return scene


def on(moment: datetime, name: str = "day", hour: str = "hour") -> dict[str, str]:
    local = clock.local(moment)
    return {
        f"{name}-day": str(local.day),
        f"{name}-month": str(local.month),
        f"{name}-year": str(local.year),
        hour: f"{local:%H:%M}",
    }


def offer(*moments: datetime) -> dict[str, str]:
    sent: dict[str, str] = {}
    for number, moment in enumerate(moments, start=1):
        sent |= on(moment, f"day_{number}", f"time_{number}")
    return sent


def test_moving_changes_the_calendars_of_those_who_come(scene: Scene) -> None:
    first = scene.letters(LetterKind.DATE_FIXED)
    answer = scene.client.post(f"{scene.page}/date/move", data=SAME | {"time": scene.times[1]})
    assert (answer.status_code, answer.location) == (303, scene.page)

    moved = scene.letters(LetterKind.DATE_MOVED)
    with_calendar = {address for address, file in moved.items() if file}
    assert with_calendar == {GRACE, TOM, LEILA, YUSUF, HANA}
    assert {a for a in moved if a not in with_calendar and a.startswith(JOAN)}
    for address in with_calendar:
        before, after = first.get(address), moved[address]
        assert after["METHOD"] == "REQUEST"
        assert after["SEQUENCE"] == "1"
        if before:
            assert before["UID"] == after["UID"]
            assert before["SEQUENCE"] == "0"
            assert before["DTSTART"] < after["DTSTART"]
    row = scene.read(lambda: (scene.row().status, scene.row().moves, scene.row().asked_at))
    assert row[:2] == (Status.ARRANGED, 1)


def test_a_move_takes_back_what_waits_and_closes_every_old_link(scene: Scene) -> None:
    old = scene.link_of(GRACE)
    scene.client.post(f"{scene.page}/date/move", data=SAME | {"time": scene.times[1]})

    assert scene.letters(LetterKind.DATE_FIXED) == {}
    closed = scene.app.test_client().get(old)
    assert closed.status_code == 404
    assert "moved" not in closed.text
    assert closed.text.replace(old, "") == scene.app.test_client().get("/a/" + "x" * 43).text
    fresh = scene.app.test_client().get(scene.link_of(GRACE), follow_redirects=True)
    assert fresh.status_code == 200


def test_a_change_of_place_alone_is_told_but_is_no_move(scene: Scene) -> None:
    sent = SAME | {"time": "keep", "place": "in-person", "where": "Room 2"}
    assert scene.client.post(f"{scene.page}/date/move", data=sent).status_code == 303
    assert scene.letters(LetterKind.DATE_MOVED)[GRACE]["LOCATION"] == "In person"
    assert scene.read(lambda: scene.row().moves) == 0
    again = scene.client.post(f"{scene.page}/date/move", data=sent)
    assert again.status_code == 422
    assert "Nothing is changed" in again.text


def test_the_second_move_suggests_another_facilitator(scene: Scene) -> None:
    words = "somebody else may be easier to find"
    assert words not in scene.client.get(f"{scene.page}/date/move").text
    scene.client.post(f"{scene.page}/date/move", data=SAME | {"time": scene.times[1]})
    assert words in scene.client.get(f"{scene.page}/date/move").text
    assert words in scene.client.get(f"{scene.page}/date/offer").text


@pytest.mark.parametrize(
    ("days", "agreed", "status", "message"),
    [
        (-3, True, 422, "This time has passed"),
        (1, False, 422, "too soon for people to make room"),
        (1, True, 303, ""),
        (400, True, 422, "more than a year ahead"),
    ],
)
def test_a_new_date_needs_notice_or_agreement(
    scene: Scene, days: int, agreed: bool, status: int, message: str
) -> None:
    moment = factories.ahead(days) if days > 0 else clock.now().replace(year=2020, month=1)
    sent = SAME | on(moment) | {"time": "another"} | ({"agreed": "yes"} if agreed else {})
    answer = scene.client.post(f"{scene.page}/date/move", data=sent)
    assert answer.status_code == status
    assert message in answer.text
    assert scene.read(lambda: scene.row().moves) == (status == 303)


def test_other_times_give_the_date_up_and_keep_the_people(scene: Scene) -> None:
    before = scene.read(lambda: scene.row().asked_at)
    old = scene.link_of(TOM)
    answer = scene.client.post(
        f"{scene.page}/date/offer", data=offer(factories.ahead(12), factories.ahead(13, 10))
    )
    assert (answer.status_code, answer.location) == (303, scene.page)

    told = scene.letters(LetterKind.NEW_TIMES)
    assert {a for a, file in told.items() if file.get("METHOD") == "CANCEL"} == {
        *(GRACE, TOM, LEILA, YUSUF, HANA)
    }
    assert {file["SEQUENCE"] for file in told.values() if file} == {"1"}
    assert [a for a, file in told.items() if not file and a.startswith(JOAN)]
    row, meetings, offered = scene.read(
        lambda: (
            (scene.row().status, scene.row().moves, scene.row().asked_at),
            db.session.scalars(select(Meeting)).all(),
            len(db.session.scalars(select(OfferedTime)).all()),
        )
    )
    assert row == (Status.ASKED, 1, before)
    assert (meetings, offered) == ([], 2)
    assert scene.app.test_client().get(old).status_code == 404
    page = scene.client.get(f"{scene.page}/date").text
    assert page.count(">Not answered<") == 10
    assert "0 of 4" in page
    assert "Grace Whitlock" in page


def test_the_same_times_again_ask_nobody_twice(scene: Scene) -> None:
    sent = offer(factories.ahead(12), factories.ahead(13))
    assert scene.client.post(f"{scene.page}/date/offer", data=sent).status_code == 303
    first = scene.link_of(GRACE)
    again = scene.client.post(f"{scene.page}/date/offer", data=sent)
    assert (again.status_code, "offered already" in again.text) == (422, True)
    assert scene.link_of(GRACE) == first
    assert scene.read(lambda: (scene.row().offers, scene.row().moves)) == (1, 1)


def test_the_new_date_comes_with_a_higher_sequence(scene: Scene) -> None:
    scene.client.post(
        f"{scene.page}/date/offer", data=offer(factories.ahead(12), factories.ahead(13))
    )
    with factories.arranging(scene.app):
        row = scene.row()
        ids = factories.time_ids(row)
        for name in ("Grace Whitlock", "Tom Hargreave", "Dr Leila Nasser"):
            found = factories.invitation_of(row, name)
            answers.agree(factories.by_link(found.name, found.email), found.id, ids[:1])
        factories.decline(row, "Joan Petrie", DeclineReason.NO_CAPACITY)
        factories.accept(row)
    ready = scene.letters(LetterKind.READY_TO_FIX)
    assert HANA in ready
    fixed = scene.client.post(f"{scene.page}/date", data=SAME | {"time": ids[0]})
    assert fixed.status_code == 303
    assert scene.letters(LetterKind.DATE_FIXED)[GRACE]["SEQUENCE"] == "2"


def test_after_other_times_were_offered_the_date_waits_for_new_answers(scene: Scene) -> None:
    scene.client.post(
        f"{scene.page}/date/offer", data=offer(factories.ahead(12), factories.ahead(13))
    )
    page = scene.client.get(scene.page).text
    assert page.count(">Yes<") == 0
    assert "4 of 4 agencies said yes" not in page
    assert "Will come, asked about the new times" in page
    assert "Accepted, asked about the new times" in page
    assert "Fix the date" not in scene.client.get("/").text
    ids = scene.read(lambda: factories.time_ids(scene.row()))
    refused = scene.client.post(f"{scene.page}/date", data=SAME | {"time": ids[0]})
    assert refused.status_code == 409
    with factories.arranging(scene.app):
        factories.agree_all(scene.row(), but=["Joan Petrie"])
    page = scene.client.get(scene.page).text
    assert "1 agency has not answered yet" in page
    assert "The facilitator has not said yet which of the new times suit them" in page
    with factories.arranging(scene.app):
        factories.decline(scene.row(), "Joan Petrie", DeclineReason.DIARY)
        assert not factories.letters_to(HANA, LetterKind.READY_TO_FIX)
        factories.accept(scene.row())
        assert len(factories.letters_to(HANA, LetterKind.READY_TO_FIX)) == 1
    assert "Fix the date" in scene.client.get("/").text


def test_whoever_was_asked_about_new_times_can_be_reminded_of_them(scene: Scene) -> None:
    scene.client.post(
        f"{scene.page}/date/offer", data=offer(factories.ahead(12), factories.ahead(13))
    )
    page = scene.client.get(f"{scene.page}/team/remind").text
    assert "MARS wrote to everybody who has not answered" in page
    assert "Remind those who have not answered" in scene.client.get(f"{scene.page}/team").text


def test_a_facilitator_who_could_not_come_is_asked_anew(scene: Scene) -> None:
    with factories.arranging(scene.app):
        carys = factories.person("Carys Lind")
    browser = factories.browser(scene.app, carys)
    browser.post(f"/sessions/{scene.reference}/not-held", data={"reason": "facilitator"})
    browser.post(f"{scene.page}/date/offer", data=offer(factories.ahead(12), factories.ahead(13)))

    page = browser.get(scene.page).text
    assert "Asked, no answer yet" in page
    assert "Accepted" not in page
    asked = scene.app.test_client().get(scene.link_of(YUSUF), follow_redirects=True)
    assert "Will you facilitate?" in asked.text


def test_a_session_that_was_not_held_can_be_arranged_again(scene: Scene) -> None:
    with factories.arranging(scene.app):
        factories.pass_session(scene.row())
        coordinator = factories.person("Carys Lind")
    browser = factories.browser(scene.app, coordinator)
    page = f"/sessions/{scene.reference}/not-held"
    assert f"{scene.page}/date/offer" in browser.get(page).text
    assert browser.post(page, data={"reason": "too-few"}).status_code == 303
    assert f"{scene.page}/date/offer" in browser.get(scene.page).text

    answer = browser.post(
        f"{scene.page}/date/offer", data=offer(factories.ahead(12), factories.ahead(13))
    )
    assert answer.status_code == 303
    status, ended_at = scene.read(lambda: (scene.row().status, scene.row().ended_at))
    assert (status, ended_at) == (Status.ASKED, None)
    assert all(not file for file in scene.letters(LetterKind.NEW_TIMES).values())


def test_cancelling_reaches_those_who_had_the_appointment(scene: Scene) -> None:
    uid = scene.letters(LetterKind.DATE_FIXED)[GRACE]["UID"]
    old = scene.link_of(GRACE)
    ended = scene.client.post(f"{scene.page}/withdraw", data={"reason": "changed"})
    assert ended.status_code == 303

    cancelled = scene.letters(LetterKind.SESSION_CANCELLED)
    assert set(cancelled) == {GRACE, TOM, LEILA, YUSUF, HANA}
    for file in cancelled.values():
        assert (file["METHOD"], file["SEQUENCE"], file["UID"]) == ("CANCEL", "1", uid)
    assert scene.letters(LetterKind.DATE_FIXED) == {}
    assert scene.app.test_client().get(old).status_code == 404


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({}, "Enter the first date"),
        ({"day_1-day": "3"}, "must include a month and year"),
        (
            {
                "day_1-day": "31",
                "day_1-month": "3",
                "day_1-year": "2030",
                "time_1": "1:30",
                "day_2-day": "1",
                "day_2-month": "4",
                "day_2-year": "2030",
                "time_2": "2pm",
            },
            "the clocks go forward",
        ),
        ({"time_1": "when?"}, "must be a time"),
    ],
)
def test_bad_times_come_back(scene: Scene, sent: dict[str, str], message: str) -> None:
    answer = scene.client.post(f"{scene.page}/date/offer", data=sent)
    assert answer.status_code == 422
    assert message in answer.text
    assert scene.read(lambda: scene.row().status) is Status.ARRANGED


def test_times_too_soon_or_twice_are_refused(scene: Scene) -> None:
    soon = scene.client.post(
        f"{scene.page}/date/offer", data=offer(factories.ahead(1), factories.ahead(9))
    )
    assert (soon.status_code, "too soon" in soon.text) == (422, True)
    twice = scene.client.post(
        f"{scene.page}/date/offer", data=offer(factories.ahead(9), factories.ahead(9))
    )
    assert (twice.status_code, "already" in twice.text) == (422, True)


@pytest.mark.parametrize("part", ["move", "offer"])
def test_a_page_takes_at_most_eight_queries(scene: Scene, part: str) -> None:
    with scene.app.app_context():
        engine = db.engine
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        assert scene.client.get(f"{scene.page}/date/{part}").status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert len([s for s in seen if s.startswith("SELECT")]) <= 8


def test_others_cannot_move_it(scene: Scene) -> None:
    with factories.arranging(scene.app):
        stranger = factories.person("Daniel Reeve")
    for part in ("move", "offer"):
        answer = factories.browser(scene.app, stranger).get(f"{scene.page}/date/{part}")
        assert answer.status_code in {403, 404}
