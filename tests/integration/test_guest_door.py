"""The guest door: which links open, who gets a new one, what may be asked how often."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from werkzeug.test import TestResponse

from mars import clock, links
from mars.answers import verbs
from mars.config import Settings
from mars.database import db
from mars.domain.actors import Purpose
from mars.domain.answering import Choice
from mars.domain.workflow import LetterKind
from mars.store.doors import Link
from mars.store.invitations import Answer, Invitation
from mars.store.letters import OutboxLetter
from mars.store.supervisions import Supervision
from mars.web.filters import moment
from tests import factories, scenes
from tests.integration.test_answers import COLLEAGUE, JOAN, MINE, YUSUF
from tests.played import Played
from tests.starting import make_settings, started

HANA = "hana.osei@ashbournevale.example"
UNKNOWN = "/a/" + "a" * 43


@dataclass
class Scene:
    """A request with its date fixed, or still asking; Joan has opened her link."""

    app: Flask
    client: FlaskClient
    reference: str
    path: str
    address: str
    times: list[str]

    def row(self) -> Supervision:
        return factories.supervision(self.reference)

    def letters(self, address: str, kind: LetterKind) -> list[str]:
        with self.app.app_context():
            return factories.letters_to(address, kind)

    def ask_for_link(self, email: str) -> TestResponse:
        """Ask for a new link, and let the background clock look."""
        answer = self.client.post("/answer/lost", data={"email": email})
        go_round(self.app)
        return answer

    def answer(self) -> Answer | None:
        with self.app.app_context():
            return db.session.scalar(
                select(Answer).join(Invitation).where(Invitation.email == JOAN)
            )

    def calendars(self, address: str) -> list[str]:
        """METHOD and SEQUENCE of the calendar files sent to an address, the oldest first."""
        with self.app.app_context():
            rows = db.session.scalars(
                select(OutboxLetter.message)
                .where(OutboxLetter.recipient == address, OutboxLetter.message.is_not(None))
                .order_by(OutboxLetter.created_at, OutboxLetter.id)
            ).all()
        found = [factories.calendar_in(message) for message in rows if message]
        return [
            " ".join(re.findall(r"^(?:METHOD|SEQUENCE):(\w+)", text, re.MULTILINE))
            for text in found
            if text
        ]


def go_round(app: Flask) -> None:
    """What the background clock does before each sending."""
    with app.app_context():
        verbs.send_new_links()


def _play(played: Played, maker: scenes.Maker) -> Scene:
    app, reference = played.app, played(scenes.request, maker)
    with app.app_context():
        path, times = factories.link_to(JOAN), factories.time_ids(factories.supervision(reference))
    client = factories.browser(app)
    return Scene(app, client, reference, path, client.get(path).location, times)


@pytest.fixture
def asked(played: Played) -> Scene:
    return played(_play, scenes.half_asked)


@pytest.fixture
def arranged(played: Played) -> Scene:
    return played(_play, factories.an_arranged)


def test_only_a_hash_of_a_link_is_kept(asked: Scene) -> None:
    token = asked.path.removeprefix("/a/")
    with asked.app.app_context():
        kept = db.session.scalars(select(Link.token_hash)).all()
        assert token not in kept
        assert links.find_by_token(token)


def test_unknown_expired_revoked_and_finished_links_are_one_page(asked: Scene) -> None:
    unknown = asked.client.get(UNKNOWN)
    assert unknown.status_code == 404
    assert "Get a new link by e-mail" in unknown.text
    facilitating = asked.client.get(f"{asked.address}/facilitate")
    clock.set_ahead(links.LIFETIME + timedelta(days=1))
    expired = factories.browser(asked.app).get(asked.path)
    clock.set_ahead(timedelta())
    _give_code(asked)
    asked.client.post(f"{asked.address}?choice=colleague", data=COLLEAGUE)
    revoked = factories.browser(asked.app).get(asked.path)
    with factories.arranging(asked.app):
        other = factories.link_to("tom.hargreave@vale.police.example")
        factories.withdraw(factories.person(), asked.row())
    finished = factories.browser(asked.app).get(other)
    for page in (facilitating, expired, revoked, finished):
        assert (page.status_code, page.text) == (404, unknown.text)


def test_twenty_unknown_links_are_enough_and_a_valid_one_still_opens(asked: Scene) -> None:
    client = factories.browser(asked.app)
    tried = [client.get(f"/a/{number:043}").status_code for number in range(21)]
    assert tried == [404] * 20 + [429]
    assert client.head(UNKNOWN).status_code == 429
    assert client.get(asked.path).status_code == 303
    elsewhere = client.get(UNKNOWN, environ_base={"REMOTE_ADDR": "198.51.100.7"})
    assert elsewhere.status_code == 404
    clock.set_ahead(timedelta(minutes=11))
    assert client.get(UNKNOWN).status_code == 404


def test_one_household_is_one_network(asked: Scene) -> None:
    def ask(host: int) -> int:
        return asked.client.get(
            UNKNOWN, environ_base={"REMOTE_ADDR": f"2001:db8::{host:x}"}
        ).status_code

    assert [ask(host) for host in range(1, 22)][-1] == 429


@pytest.mark.parametrize("email", [JOAN, JOAN.title(), JOAN.upper()])
def test_a_lost_link_is_sent_again_to_the_address_on_file(asked: Scene, email: str) -> None:
    done = asked.ask_for_link(email)
    assert (done.status_code, done.location) == (303, "/answer/done/lost")
    [letter] = asked.letters(JOAN, LetterKind.NEW_LINK)
    with asked.app.app_context():
        fresh = factories.link_to(JOAN, LetterKind.NEW_LINK)
    assert fresh != asked.path
    client = factories.browser(asked.app)
    assert client.get(client.get(fresh).location).status_code == 200
    assert client.get(asked.path).status_code == 303
    assert factories.INITIALS not in letter


def test_every_address_gets_the_same_answer(asked: Scene) -> None:
    known = asked.ask_for_link(JOAN)
    unknown = asked.ask_for_link("nobody@elsewhere.example")
    assert known.status_code == unknown.status_code
    assert known.location == unknown.location
    assert known.text == unknown.text
    with asked.app.app_context():
        kept = select(func.count()).where(OutboxLetter.recipient == "nobody@elsewhere.example")
        assert db.session.scalar(kept) == 0


def test_asking_for_a_link_does_the_same_for_an_address_that_is_known_or_not(asked: Scene) -> None:
    told = []
    for email in (JOAN, "nobody@elsewhere.example", YUSUF):
        asked.client.post("/answer/lost", data={"email": "first@elsewhere.example"})
        with factories.counting(asked.app) as statements:
            asked.client.post("/answer/lost", data={"email": email})
        told.append(statements)
    assert told[0] == told[1] == told[2]
    assert asked.letters(JOAN, LetterKind.NEW_LINK) == []


def test_what_was_asked_for_is_sealed_and_wiped_once_the_clock_has_looked(asked: Scene) -> None:
    noted = text("SELECT email FROM asked_link")
    for _ in range(2):
        asked.client.post("/answer/lost", data={"email": JOAN})
    with asked.app.app_context():
        kept = db.session.scalars(noted).all()
    assert len(kept) == 2
    assert not any("joan" in one for one in kept)
    go_round(asked.app)
    go_round(asked.app)
    with asked.app.app_context():
        assert db.session.scalars(noted).all() == []
    assert len(asked.letters(JOAN, LetterKind.NEW_LINK)) == 1


def test_what_was_asked_for_long_ago_is_only_wiped(asked: Scene) -> None:
    asked.client.post("/answer/lost", data={"email": JOAN})
    clock.set_ahead(verbs.LOST_KEPT + timedelta(minutes=1))
    go_round(asked.app)
    with asked.app.app_context():
        assert db.session.scalar(text("SELECT count(*) FROM asked_link")) == 0
    assert asked.letters(JOAN, LetterKind.NEW_LINK) == []


@pytest.mark.parametrize("email", [JOAN, "nobody@elsewhere.example"])
def test_the_fourth_new_link_in_an_hour_is_refused(asked: Scene, email: str) -> None:
    sent = [asked.ask_for_link(email).status_code for _ in range(4)]
    assert sent == [303, 303, 303, 429]
    assert len(asked.letters(email, LetterKind.NEW_LINK)) == (1 if email == JOAN else 0)  # the last


def test_a_stranger_cannot_use_up_somebody_elses_new_links(asked: Scene) -> None:
    def ask(client: FlaskClient, network: str = "127.0.0.1") -> int:
        base = {"REMOTE_ADDR": network}
        return client.post("/answer/lost", data={"email": JOAN}, environ_base=base).status_code

    _give_code(asked)
    stranger = [ask(factories.browser(asked.app), "198.51.100.7") for _ in range(4)]
    assert stranger == [303] * 3 + [429]
    assert ask(factories.browser(asked.app), "192.0.2.4") == 303
    for number in range(8):
        last = factories.browser(asked.app).post(
            "/answer/lost",
            data={"email": JOAN},
            environ_base={"REMOTE_ADDR": f"203.0.113.{number}"},
        )
    assert last.status_code == 429
    assert "use the newest email" in last.text
    assert [ask(asked.client) for _ in range(4)] == [303] * 3 + [429]


def test_who_holds_a_forwarded_link_cannot_kill_or_use_up_the_codes_of_its_owner(
    asked: Scene,
) -> None:
    asked.client.post(f"{asked.address}/code", data=MINE)
    with asked.app.app_context():
        digits = factories.code_to(JOAN)
    other = factories.browser(asked.app)
    other.environ_base["REMOTE_ADDR"] = "198.51.100.7"
    other.get(asked.path)

    sent = [other.post(f"{asked.address}/code", data=MINE) for _ in range(4)]

    assert [answer.status_code for answer in sent] == [303] * 3 + [429]
    assert "Use the newest code that you have" in sent[-1].text
    assert "code?sent=yes" in sent[-1].text
    checked = asked.client.post(f"{asked.address}/code/check", data={"code": digits})
    assert checked.status_code == 303


@pytest.mark.parametrize("data", [{}, {"email": "nonsense"}, {"email": "a\0b@haven.example"}])
def test_a_lost_link_needs_an_address(asked: Scene, data: dict[str, str]) -> None:
    assert asked.client.post("/answer/lost", data=data).status_code == 422


def test_a_facilitator_gets_a_new_link_too(asked: Scene) -> None:
    asked.ask_for_link(YUSUF)
    assert len(asked.letters(YUSUF, LetterKind.NEW_LINK)) == 1


def test_a_reader_gets_a_new_link_to_the_summary(app: Flask, played: Played) -> None:
    played(scenes.request, factories.a_summarised)
    client = factories.browser(app)
    client.post("/answer/lost", data={"email": JOAN})
    go_round(app)
    with app.app_context():
        path = factories.link_to(JOAN, LetterKind.NEW_LINK)
    assert client.get(path).location.startswith("/summaries/by-link/")


def test_a_code_may_be_typed_with_spaces_and_full_width_digits(asked: Scene) -> None:
    asked.client.post(f"{asked.address}/code", data=MINE)
    with asked.app.app_context():
        digits = factories.code_to(JOAN)
    wide = "\u200b ".join(chr(ord(digit) + 0xFEE0) for digit in digits).replace(" ", "\u2011", 1)
    done = asked.client.post(f"{asked.address}/code/check", data={"code": f" {wide} "})
    assert done.location == f"{asked.address}/about"


def test_a_code_is_used_once_and_for_ten_minutes(asked: Scene) -> None:
    asked.client.post(f"{asked.address}/code", data=MINE)
    with asked.app.app_context():
        digits = factories.code_to(JOAN)
    clock.set_ahead(timedelta(minutes=11))
    late = asked.client.post(f"{asked.address}/code/check", data={"code": digits})
    assert late.status_code == 422
    asked.client.post(f"{asked.address}/code", data=MINE)
    with asked.app.app_context():
        digits = factories.code_to(JOAN)
    checked = [
        asked.client.post(f"{asked.address}/code/check", data={"code": digits}).status_code
        for _ in range(2)
    ]
    assert checked == [303, 422]


def test_the_eleventh_code_in_a_day_is_refused(asked: Scene) -> None:
    sent = []
    for hour in range(11):
        clock.set_ahead(timedelta(hours=2 * hour))
        client = factories.browser(asked.app)
        client.get(asked.path)
        sent.append(client.post(f"{asked.address}/code", data=MINE).status_code)
    assert sent == [303] * 10 + [429]


def test_asking_for_a_code_untouched_sends_none(asked: Scene) -> None:
    assert asked.client.post(f"{asked.address}/code").status_code == 422
    led = asked.client.post(f"{asked.address}/code", data={"reader": "other"})
    assert led.location == f"{asked.address}?choice=somebody-else"
    assert asked.letters(JOAN, LetterKind.GUEST_CODE) == []


def test_who_has_the_code_answers_by_a_link_of_their_own(asked: Scene) -> None:
    _give_code(asked)
    page = f"{asked.address}?choice=somebody-else"
    assert "Who are you?" in asked.client.get(page).text
    assert asked.client.post(page).status_code == 422
    outside = asked.client.post(page, data=COLLEAGUE | {"email": "mia@elsewhere.example"})
    assert outside.status_code == 422
    assert "01632 960 106" in outside.text
    done = asked.client.post(page, data=COLLEAGUE)
    assert done.location == "/answer/done/somebody-else"
    assert asked.client.get(asked.path).status_code == 404
    [letter] = asked.letters(COLLEAGUE["email"], LetterKind.COLLEAGUE_ASKED)
    assert "answer in place of Joan Petrie" in letter
    assert "has named you" not in letter
    assert len(asked.letters(JOAN, LetterKind.COLLEAGUE_TOLD)) == 1


def test_a_facilitators_forwarded_link_is_for_them_alone(asked: Scene) -> None:
    with asked.app.app_context():
        path = factories.link_to(YUSUF)
    address = asked.client.get(path).location.removesuffix("/facilitate")
    led = asked.client.post(f"{address}/code", data={"reader": "other"})
    assert led.location == "/answer/done/forwarded"
    assert "only for the person it was sent to" in asked.client.get(led.location).text


def test_nobody_is_thanked_before_they_answer(asked: Scene) -> None:
    led = asked.client.get(f"{asked.address}/thanks")
    assert (led.status_code, led.location) == (303, asked.address)


def test_coming_for_a_part_is_kept_and_said(asked: Scene) -> None:
    sent = {"choice": "come", "times": asked.times[0], "partly": "yes"}
    done = asked.client.post(asked.address, data=sent)
    assert "for part of the session" in asked.client.get(done.location).text
    [receipt] = asked.letters(JOAN, LetterKind.ANSWER_RECEIVED)
    assert "for part of the session" in " ".join(receipt.split())
    wrong = asked.client.post(asked.address, data={"choice": "cannot", "partly": "yes"})
    assert wrong.status_code == 422


def test_a_note_that_is_coming_is_all_that_is_kept_of_it(asked: Scene) -> None:
    sent = {"reason": "no-capacity", "sends_note": "yes"}
    done = asked.client.post(f"{asked.address}?choice=cannot", data=sent)
    assert "own secure e-mail" in asked.client.get(done.location).text
    kept = asked.answer()
    assert kept
    assert (kept.choice, kept.sends_note) == (Choice.CANNOT, True)
    staff = factories.browser(asked.app)
    with asked.app.app_context():
        factories.sign_in(staff, factories.person())
    assert "sends a note" in staff.get(f"/requests/{asked.reference}").text
    assert "Will send you a note" in staff.get(f"/requests/{asked.reference}/team").text


def test_please_ring_me_first_tells_the_requester_once(asked: Scene) -> None:
    for _ in range(2):
        done = asked.client.post(asked.address, data={"ring_first": "yes"})
        assert done.status_code == 303
    assert asked.answer() is None
    [letter] = asked.letters(HANA, LetterKind.PLEASE_RING)
    assert "Joan" not in letter
    assert len(asked.letters(JOAN, LetterKind.ANSWER_RECEIVED)) == 1
    staff = factories.browser(asked.app)
    with asked.app.app_context():
        factories.sign_in(staff, factories.person())
    assert "Ring them first" in staff.get(f"/requests/{asked.reference}/team").text
    asked.client.post(asked.address, data={"choice": "come", "times": asked.times[0]})
    assert "Ring them first" not in staff.get(f"/requests/{asked.reference}/team").text


def test_no_longer_coming_leaves_their_calendar_alone_and_tells_the_requester(
    arranged: Scene,
) -> None:
    assert arranged.calendars(JOAN) == ["REQUEST 0"]
    sent = {"reason": "diary"}
    arranged.client.post(f"{arranged.address}?choice=cannot", data=sent)
    assert arranged.calendars(JOAN) == ["CANCEL 1"]
    assert len(arranged.letters(HANA, LetterKind.NO_LONGER_COMING)) == 1
    assert arranged.calendars("tom.hargreave@vale.police.example") == ["REQUEST 0"]
    arranged.client.post(f"{arranged.address}?choice=cannot", data=sent)
    assert len(arranged.letters(HANA, LetterKind.NO_LONGER_COMING)) == 1
    arranged.client.post(arranged.address, data={"choice": "come"})
    assert arranged.calendars(JOAN)[-1] == "REQUEST 2"
    arranged.client.post(arranged.address, data={"choice": "come"})
    assert len(arranged.calendars(JOAN)) == 2


def test_naming_a_colleague_after_the_date_is_fixed_cancels_it_for_oneself(arranged: Scene) -> None:
    _give_code(arranged)
    arranged.client.post(f"{arranged.address}?choice=colleague", data=COLLEAGUE)
    assert arranged.calendars(JOAN)[-1] == "CANCEL 1"
    assert len(arranged.letters(HANA, LetterKind.NO_LONGER_COMING)) == 1
    with arranged.app.app_context():
        path = factories.link_to(COLLEAGUE["email"])
    address = arranged.client.get(path).location
    arranged.client.post(address, data={"choice": "come"})
    assert arranged.calendars(COLLEAGUE["email"]) == ["REQUEST 1"]


def test_once_the_session_has_begun_nothing_is_answered(arranged: Scene) -> None:
    with arranged.app.app_context():
        factories.pass_session(arranged.row())
    clock.set_ahead(clock.ahead() - timedelta(minutes=30))
    client = factories.browser(arranged.app)
    client.get(arranged.path)
    for choice in ("", "?choice=cannot", "?choice=colleague", "?choice=somebody-else"):
        page = client.get(f"{arranged.address}{choice}")
        assert page.status_code == 200
        assert "The session has begun" in page.text
        assert "<button" not in page.text.partition("</main>")[0].partition("<main")[2]
    for address, data in (
        (arranged.address, {"choice": "come"}),
        (arranged.address, {"ring_first": "yes"}),
        (f"{arranged.address}?choice=cannot", {"reason": "diary"}),
        (f"{arranged.address}?choice=colleague", COLLEAGUE),
    ):
        assert client.post(address, data=data).status_code == 409
    assert arranged.letters(HANA, LetterKind.NO_LONGER_COMING) == []


@pytest.mark.parametrize("late", [timedelta(days=1), timedelta(weeks=1), timedelta(weeks=8)])
def test_after_its_time_the_link_says_that_the_session_is_over_and_asks_nothing(
    arranged: Scene, late: timedelta
) -> None:
    with arranged.app.app_context():
        starts_at = factories.meeting_of(arranged.row()).starts_at
    clock.set_ahead(clock.ahead() + (starts_at + late - clock.now()))
    client = factories.browser(arranged.app)
    page = client.get(client.get(arranged.path).location).text
    assert "The session is over" in page
    assert f"was due to start on <strong>{moment(starts_at)}" in page
    assert "Can you come?" not in page
    assert "took place" not in page


@pytest.mark.parametrize(
    ("maker", "told"),
    [
        (factories.a_held, "is writing a one-page summary"),
        (factories.a_summarised, "summary has been sent"),
    ],
)
def test_once_it_is_recorded_the_link_says_when_the_session_took_place(
    app: Flask, played: Played, maker: scenes.Maker, told: str
) -> None:
    reference = played(scenes.request, maker)
    with app.app_context():
        row = factories.supervision(reference)
        starts_at = factories.meeting_of(row).starts_at
        path = factories.link_to(JOAN, LetterKind.DATE_FIXED)
    client = factories.browser(app)
    address = client.get(path).location
    page = client.get(address)
    assert page.status_code == 200
    assert f"took place on <strong>{moment(starts_at)}" in page.text
    assert told in page.text
    assert factories.INITIALS not in page.text
    for part in ("/about", "/code", "/thanks", "/instead"):
        assert client.get(f"{address}{part}").status_code == 404
    for data in ({"choice": "come"}, {"ring_first": "yes"}, COLLEAGUE):
        assert client.post(f"{address}?choice=colleague", data=data).status_code == 404


def test_yes_no_yes_in_two_tabs_ends_at_the_last_answer(asked: Scene) -> None:
    yes = {"choice": "come", "times": asked.times}
    first, second = asked.client, factories.browser(asked.app)
    second.get(asked.path)
    for client, address, data in (
        (first, asked.address, yes),
        (second, f"{asked.address}?choice=cannot", {"reason": "diary"}),
        (first, asked.address, yes),
    ):
        assert client.post(address, data=data).status_code == 303
    kept = asked.answer()
    assert kept
    assert (kept.choice, kept.reason) == (Choice.COME, None)
    with asked.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Answer)) == 1


def test_a_tab_left_open_after_a_colleague_was_named_is_told_so(asked: Scene) -> None:
    second = factories.browser(asked.app)
    second.get(asked.path)
    _give_code(asked)
    asked.client.post(f"{asked.address}?choice=colleague", data=COLLEAGUE)
    late = second.post(asked.address, data={"choice": "come", "times": asked.times})
    assert late.status_code == 404
    again = second.post(f"{asked.address}?choice=colleague", data=COLLEAGUE)
    assert again.status_code == 404


@pytest.mark.parametrize(
    "email",
    ["JOAN.PETRIE@haven.charity.example", "joan.petrie+work@HAVEN.charity.example", f" {JOAN} "],
)
def test_one_person_in_another_spelling_is_one_person(asked: Scene, email: str) -> None:
    with asked.app.app_context():
        other = factories.link_to("tom.hargreave@vale.police.example")
    address = asked.client.get(other).location
    sent = COLLEAGUE | {"email": email}
    assert asked.client.post(f"{address}?choice=colleague", data=sent).status_code == 422


def test_the_answer_page_is_light(asked: Scene) -> None:
    with factories.counting(asked.app) as queries:
        page = asked.client.get(asked.address)
    assert len(page.data) <= 30_000
    assert len(queries) <= 5


@pytest.mark.parametrize(
    "pauses", [[timedelta(minutes=31)], [timedelta(minutes=25)] * 10], ids=["idle", "four hours"]
)
def test_a_link_reopened_after_its_time_limit_needs_a_new_code(
    asked: Scene, pauses: list[timedelta]
) -> None:
    about = f"{asked.address}/about"
    _give_code(asked)
    assert asked.client.get(about).status_code == 200

    for pause in pauses:
        clock.set_ahead(clock.ahead() + pause)
        timed_out = asked.client.get(about)

    assert factories.INITIALS not in timed_out.text
    assert asked.client.get(asked.path).location == asked.address
    assert asked.client.get(about).location == f"{asked.address}/code"
    _give_code(asked)
    assert factories.INITIALS in asked.client.get(about).text


def _give_code(scene: Scene) -> None:
    factories.give_code(scene.client, scene.address, JOAN)


@pytest.fixture
def outside(settings: Settings, tmp_path: Path) -> Iterator[Flask]:
    """A process that serves the guest door alone, on the same database."""
    own = make_settings(tmp_path, MARS_DATABASE_URL=settings.database_url, MARS_DOORS="guest")
    with started(own) as app:
        app.config["WTF_CSRF_ENABLED"] = False
        yield app


def test_the_guest_process_serves_a_facilitator_to_the_end(
    app: Flask, played: Played, outside: Flask
) -> None:
    reference = played(scenes.request, scenes.half_asked)
    client = factories.browser(outside)
    with app.app_context():
        address = client.get(factories.link_to(YUSUF)).location
    assert client.post(address, data={"willing": "yes", "times": "none"}).status_code == 303
    assert client.get(address).status_code == 200
    with factories.arranging(app):
        row = factories.supervision(reference)
        factories.agree_all(row)
        factories.fix_date(factories.person(), row)
        path = factories.link_to(YUSUF, LetterKind.DATE_FIXED)
        factories.pass_session(row)
    session = client.get(path).location
    assert session == f"/sessions/{reference}"
    asking = client.get(session).location
    client.post(asking, data=MINE)
    with app.app_context():
        digits = factories.code_to(YUSUF)
    assert client.post(f"{asking}/check", data={"code": digits}).location == session
    _run_the_session(client, reference, app)


def _run_the_session(client: FlaskClient, reference: str, app: Flask) -> None:
    with app.app_context():
        row = factories.supervision(reference)
        marks = factories.marks(row)
    session, writing = f"/sessions/{reference}", f"/sessions/{reference}/summary"
    for page in (session, f"{session}/attendance", f"{session}/not-held"):
        shown = client.get(page)
        assert shown.status_code == 200
        assert "/requests" not in shown.text
    saved = client.post(f"{session}/attendance", data=marks | {"do": "save"})
    assert (saved.status_code, saved.location) == (303, session)
    content = {"question": "What helps?", "reflections": "We listened.", "family_hears": "Soon"}
    saved = client.post(writing, data=content)
    assert saved.location == f"{writing}/preview"
    assert client.get(saved.location).status_code == 200
    page = client.get(f"{writing}/send").text
    version = re.findall(r'name="version"[^>]*value="([^"]*)"', page)[0]
    sent = client.post(f"{writing}/send", data={"version": version})
    assert sent.location == f"/summaries/{reference}"
    assert client.get(sent.location).status_code == 200


def test_the_guest_process_knows_nobody_of_the_staff(
    app: Flask, played: Played, outside: Flask
) -> None:
    reference = played(scenes.request, factories.an_arranged)
    with app.app_context():
        staff = factories.browser(outside, factories.person())
    for path in ("/", "/requests", f"/requests/{reference}", f"/sessions/{reference}"):
        assert staff.get(path).status_code == 404
    for path in ("/guidance", "/answer/lost", "/answer/done/lost"):
        assert staff.get(path).status_code == 200
    assert staff.get(UNKNOWN).status_code == 404


def test_the_staff_process_knows_no_guest(
    app: Flask, played: Played, settings: Settings, tmp_path: Path
) -> None:
    reference = played(scenes.request, factories.an_arranged)
    with app.app_context():
        path = factories.link_to(YUSUF)
    client = factories.browser(app)
    client.get(path)
    with client.session_transaction() as session:
        kept = dict(session)
    own = make_settings(tmp_path, MARS_DATABASE_URL=settings.database_url, MARS_DOORS="staff")
    with started(own) as inside:
        other = inside.test_client()
        with other.session_transaction() as session:
            session.update(kept)
        assert other.get(path).status_code == 404
        assert other.get(f"/sessions/{reference}").location == "/sign-in"


def test_each_purpose_has_its_letter_for_a_lost_link() -> None:
    from mars.answers.letters import SUBJECTS

    assert set(SUBJECTS) == set(Purpose) - {Purpose.CONFIRM}


def test_a_guest_signs_out_and_the_browser_has_forgotten_the_link(asked: Scene) -> None:
    assert 'action="/answer/sign-out"' in asked.client.get(asked.address).text

    answer = asked.client.post("/answer/sign-out")

    assert answer.location == "/answer/done/left"
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "You are signed out" in asked.client.get(answer.location).text
    assert asked.client.get(asked.address).status_code == 404
    assert asked.client.get(asked.path).location == asked.address


@pytest.mark.parametrize("way_out", ["/answer/sign-out", "/sign-out"])
@pytest.mark.parametrize("as_staff", [False, True])
def test_a_copy_of_the_cookie_opens_nothing_after_signing_out(
    asked: Scene, way_out: str, as_staff: bool
) -> None:
    about = f"{asked.address}/about"
    _give_code(asked)
    if as_staff:
        with asked.app.app_context():
            factories.sign_in(asked.client, factories.person())
        with asked.client.session_transaction() as session:
            session["person"] |= {"visit": "a-mark-of-one-visit"}
    assert factories.INITIALS in asked.client.get(about).text
    copy = asked.app.test_client()
    with asked.client.session_transaction() as kept, copy.session_transaction() as session:
        session.update(dict(kept))
    assert factories.INITIALS in copy.get(about).text

    asked.client.post(way_out)

    assert copy.get(about).status_code == copy.get(asked.address).status_code == 404
    assert copy.post(asked.address, data={"ring_first": "yes"}).status_code == 404
    assert copy.get("/").location == "/sign-in"
    assert copy.get(asked.path).location == asked.address
    assert copy.get(about).location == f"{asked.address}/code"


def test_a_facilitator_who_signed_out_leaves_no_open_session_page(arranged: Scene) -> None:
    with arranged.app.app_context():
        path = factories.link_to(YUSUF)
        link = links.find_by_token(path.removeprefix("/a/"))
    assert link
    arranged.client.get(path)
    factories.give_code(arranged.client, f"/answer/{link.id}", YUSUF)
    session_page = f"/sessions/{arranged.reference}"
    assert arranged.client.get(session_page).status_code == 200
    copy = arranged.app.test_client()
    with arranged.client.session_transaction() as kept, copy.session_transaction() as session:
        session.update(dict(kept))

    arranged.client.post("/answer/sign-out")

    assert copy.get(session_page).status_code == 404


def test_whoever_is_signed_in_beside_a_link_leaves_both_at_once(asked: Scene) -> None:
    with asked.app.app_context():
        factories.sign_in(asked.client, factories.person())
    asked.client.get(asked.path)
    assert 'action="/sign-out"' in asked.client.get(asked.address).text

    asked.client.post("/sign-out")

    assert asked.client.get(asked.address).status_code == 404
    assert asked.client.get("/").location == "/sign-in"
