"""The one-page summary: write, look over, send, read, tick."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select

from mars import clock
from mars.database import db
from mars.domain.answering import NominationState
from mars.domain.holding import Mark
from mars.domain.statuses import Status
from mars.domain.workflow import Event, LetterKind
from mars.store.doors import Link
from mars.store.entries import AuditEntry
from mars.store.invitations import Invitation
from mars.store.letters import OutboxLetter
from mars.store.meetings import Attendance, Receipt, Summary
from mars.store.supervisions import Nomination, Supervision
from mars.summaries import assembling
from tests import factories, scenes
from tests.looking import ticks
from tests.played import Played

TEXT = {
    "question": "What helps?",
    "reflections": "We listened to each other.",
    "family_hears": "Hana tells them why we met, on Monday.",
    "ideas": "A circle of friends\nA walk before lessons",
    "themes": "engagement",
    "fidelity": "voices-heard",
}


@pytest.fixture(autouse=True)
def clock_put_back() -> Iterator[None]:
    """Let the clock show the machine's time again."""
    yield
    clock.set_ahead(timedelta())


@pytest.fixture
def held(played: Played) -> Supervision:
    """A request whose session was held."""
    return played(_held)


def _held(played: Played) -> Supervision:
    reference = played(scenes.request, factories.a_held)
    with played.app.app_context():
        row = factories.supervision(reference)
        db.session.expunge(row)
        return row


@pytest.fixture
def writer(app: Flask, client: FlaskClient, held: Supervision) -> FlaskClient:
    """The facilitator's browser, with link and code."""
    with app.app_context():
        nominated = select(Nomination.id).where(
            Nomination.supervision_id == held.id, Nomination.state == NominationState.ACCEPTED
        )
        link = db.session.scalars(
            select(Link.id).where(Link.nomination_id.in_(nominated), Link.revoked_at.is_(None))
        ).first()
    assert link
    prove(client, link)
    return client


def prove(client: FlaskClient, link: str) -> None:
    """Let the browser have opened the link and given its code."""
    moment = int(clock.now().timestamp())
    with client.session_transaction() as session:
        session["links"] = {link: {"since": moment, "seen": moment, "proved": True}}


def enter(app: Flask, name: str) -> FlaskClient:
    """Another browser, signed in as one of the cast."""
    client = app.test_client()
    with factories.arranging(app):
        factories.sign_in(client, factories.person(name))
    return client


def write(writer: FlaskClient, row: Supervision, **changes: str) -> int:
    """Save the summary from a freshly opened page; gives the status."""
    sent = TEXT | changes
    return writer.post(f"/sessions/{row.reference}/summary", data=sent).status_code


def version_on(writer: FlaskClient, row: Supervision) -> str:
    """The version that the page to send was made from."""
    page = writer.get(f"/sessions/{row.reference}/summary/send")
    found = re.search(r'name="version" value="([^"]+)"', page.text)
    assert found
    return found[1]


def send(writer: FlaskClient, row: Supervision, version: str = "") -> int:
    """Send the summary; gives the status."""
    version = version or version_on(writer, row)
    data = {"version": version}
    return writer.post(f"/sessions/{row.reference}/summary/send", data=data).status_code


def guests_link(app: Flask, name: str) -> str:
    """The key of the open link to this person's copy."""
    with app.app_context():
        rows = db.session.execute(select(Receipt.id, Invitation.name).join(Receipt.invitation))
        receipt = [row.id for row in rows if row.name == name]
        return db.session.scalars(
            select(Link.id).where(Link.receipt_id.in_(receipt), Link.revoked_at.is_(None))
        ).one()


def count(app: Flask, kind: LetterKind) -> int:
    """How many letters of this kind were queued."""
    with app.app_context():
        statement = select(func.count()).where(OutboxLetter.kind == kind)
        return db.session.scalar(statement) or 0


def test_a_draft_is_kept_and_shown_as_it_will_be_seen(
    writer: FlaskClient, held: Supervision
) -> None:
    assert write(writer, held) == 303
    page = writer.get(f"/sessions/{held.reference}/summary/preview")
    for words in ("We listened to each other.", "<li>A circle of friends</li>", "Engagement"):
        assert words in page.text
    assert factories.INITIALS in page.text
    assert "All voices were heard" not in page.text
    again = writer.get(f"/sessions/{held.reference}/summary")
    assert "We listened to each other." in again.text
    assert "Last saved" in again.text


def test_a_draft_may_be_half_written_but_not_sent(writer: FlaskClient, held: Supervision) -> None:
    assert write(writer, held, reflections="") == 303
    page = writer.get(f"/sessions/{held.reference}/summary/send")
    assert "It cannot be sent yet" in page.text
    assert send(writer, held, "1.1") == 422


def test_an_older_version_never_overwrites_a_newer_one(
    writer: FlaskClient, held: Supervision
) -> None:
    address = f"/sessions/{held.reference}/summary"
    assert write(writer, held, reflections="First thoughts") == 303
    mine = TEXT | {"made_from": "", "reflections": "Second thoughts"}
    clash = writer.post(address, data=mine)
    assert clash.status_code == 409
    assert "First thoughts" in clash.text
    assert clash.text.count("Second thoughts") == 2
    assert "saved this on" in clash.text
    assert "First thoughts" in writer.get(address).text
    found = re.search(r'name="made_from" value="([^"]+)"', clash.text)
    assert found
    assert writer.post(address, data=mine | {"made_from": found[1]}).status_code == 303
    assert "Second thoughts" in writer.get(address).text


def test_a_double_click_saves_once(app: Flask, writer: FlaskClient, held: Supervision) -> None:
    sent = TEXT | {"once": "a-key-of-this-form", "end": "1"}
    address = f"/sessions/{held.reference}/summary"
    answers = [writer.post(address, data=sent) for _ in range(2)]
    assert {(answer.status_code, answer.location) for answer in answers} == {
        (303, f"{address}/preview")
    }
    with app.app_context():
        assert db.session.scalars(select(Summary)).one().version == 1


BAD: tuple[tuple[dict[str, str], str], ...] = (
    ({"question": "x" * 301}, "must be 300 characters or fewer"),
    ({"reflections": "x" * 901}, "must be 900 characters or fewer"),
    ({"lived_experience": "x\0y"}, "hidden characters"),
    ({"learnt": "a\nb\nc\nd"}, "use 3 lines or fewer"),
    ({"ideas": "a\nb\nc\nd\ne\nf"}, "use 5 lines or fewer"),
    ({"ideas": "x" * 151}, "Each idea must be 150 characters or fewer"),
    ({"themes": "weather"}, "Choose learning themes from the list"),
)


def test_bad_input_comes_back_with_all_that_was_typed(
    app: Flask, writer: FlaskClient, held: Supervision
) -> None:
    address = f"/sessions/{held.reference}/summary"
    for changes, message in BAD:
        page = writer.post(address, data=TEXT | changes)
        assert page.status_code == 422, changes
        assert message in page.text, changes
        assert "Hana tells them why we met" in page.text
    with app.app_context():
        assert db.session.scalars(select(Summary)).all() == []


def test_an_emergency_is_met_with_safety_advice_and_kept_without_its_text(
    app: Flask, writer: FlaskClient, held: Supervision
) -> None:
    address = f"/sessions/{held.reference}/summary"
    sent = TEXT | {"reflections": "He was hit by his uncle."}
    page = writer.post(address, data=sent)
    assert page.status_code == 422
    assert "999" in page.text
    assert "He was hit by his uncle." in page.text
    with app.app_context():
        noted = select(AuditEntry).where(AuditEntry.event == Event.EMERGENCY_SHOWN)
        assert len(db.session.scalars(noted).all()) == 1
        assert db.session.scalars(select(Summary)).all() == []
    assert writer.post(address, data=sent | ticks(page.text)).status_code == 303


def test_an_identifying_detail_is_pointed_out_once(writer: FlaskClient, held: Supervision) -> None:
    address = f"/sessions/{held.reference}/summary"
    sent = TEXT | {"learnt": "Quentin Zed likes school."}
    page = writer.post(address, data=sent)
    assert page.status_code == 422
    assert "“Quentin Zed”" in page.text
    assert writer.post(address, data=sent | ticks(page.text)).status_code == 303
    later = sent | {"question": "What would help?"}
    assert writer.post(address, data=later).status_code == 303


def test_each_thing_let_through_has_its_tick_and_is_shown_again_before_sending(
    writer: FlaskClient, held: Supervision
) -> None:
    address = f"/sessions/{held.reference}/summary"
    sent = TEXT | {"learnt": "Quentin Zed likes school.", "ideas": "Ring 07700 900 123."}
    page = writer.post(address, data=sent)
    half = writer.post(address, data=sent | ticks(page.text, but=1))
    assert half.status_code == 422
    assert "“07700 900 123” in “Tools" in half.text
    assert writer.post(address, data=sent | ticks(page.text)).status_code == 303

    for shown in (writer.get(f"{address}/preview"), writer.get(f"{address}/send")):
        assert "You said that these may stay" in shown.text
        assert "“Quentin Zed” in “What we learnt about each other’s roles" in shown.text


def test_what_reads_like_a_task_is_noticed_and_never_refused(
    writer: FlaskClient, held: Supervision
) -> None:
    assert write(writer, held, ideas="School will ring by Friday") == 303
    page = writer.get(f"/sessions/{held.reference}/summary/preview")
    assert "reads like a task" in page.text
    assert send(writer, held) == 303


def test_the_confirm_page_names_each_recipient_and_sending_tells_them_once(
    app: Flask, writer: FlaskClient, held: Supervision
) -> None:
    write(writer, held)
    page = writer.get(f"/sessions/{held.reference}/summary/send")
    for name in (*factories.TEAM, "Hana Osei (who asked)"):
        assert name in page.text
    assert "Send to 5 people" in page.text
    version = version_on(writer, held)

    assert [send(writer, held, version) for _ in range(2)] == [303, 303]

    assert count(app, LetterKind.SUMMARY_READY) == 5
    with app.app_context():
        assert len(db.session.scalars(select(Receipt)).all()) == 5
        assert db.session.get_one(Supervision, held.id).status is Status.SUMMARISED
    assert writer.get(f"/summaries/{held.reference}").status_code == 200


def test_only_the_version_that_was_shown_is_sent(writer: FlaskClient, held: Supervision) -> None:
    write(writer, held)
    shown = version_on(writer, held)
    write(writer, held, reflections="Changed in another window")
    assert send(writer, held, shown) == 409


def test_an_agency_reads_its_copy_and_ticks_it_once(
    app: Flask, writer: FlaskClient, held: Supervision
) -> None:
    write(writer, held)
    send(writer, held)
    link = guests_link(app, "Tom Hargreave")
    guest = app.test_client()
    prove(guest, link)
    page = guest.get(f"/summaries/by-link/{link}")
    assert "We listened to each other." in page.text
    assert "- A circle of friends" in page.text
    assert "Vale Police" in page.text
    for _ in range(2):
        assert guest.post(f"/summaries/by-link/{link}/recorded").status_code == 303
    assert "Thank you" in guest.get(f"/summaries/by-link/{link}").text
    with app.app_context():
        ticks = select(AuditEntry).where(AuditEntry.event == Event.RECORDED)
        assert len(db.session.scalars(ticks).all()) == 1


def test_a_link_alone_or_for_another_purpose_does_not_open_the_summary(
    app: Flask, writer: FlaskClient, held: Supervision
) -> None:
    write(writer, held)
    send(writer, held)
    link = guests_link(app, "Tom Hargreave")
    assert app.test_client().get(f"/summaries/by-link/{link}").status_code == 404
    with writer.session_transaction() as session:
        [own] = session["links"]
    assert writer.get(f"/summaries/by-link/{own}").status_code == 404
    assert writer.post(f"/summaries/by-link/{own}/recorded").status_code == 404


def test_the_requester_ticks_for_the_own_agency_only_and_the_coordinator_for_all(
    app: Flask, writer: FlaskClient, held: Supervision
) -> None:
    write(writer, held)
    send(writer, held)
    with app.app_context():
        rows = db.session.scalars(select(Receipt)).all()
        [own] = [row.id for row in rows if row.invitation_id is None]
        other = next(row.id for row in rows if row.invitation_id is not None)
    requester, coordinator = enter(app, "Hana Osei"), enter(app, "Carys Lind")
    base = f"/summaries/{held.reference}"
    assert requester.post(f"{base}/recorded/{other}").status_code == 404
    assert requester.post(f"{base}/recorded/{own}").status_code == 303
    assert coordinator.post(f"{base}/recorded/{other}").status_code == 303
    assert coordinator.post(f"{base}/recorded/0123456789abcdef").status_code == 404
    assert "2 of 5 agencies have recorded it" in requester.get(base).text


def test_a_correction_goes_out_anew_and_closes_the_old_links(
    app: Flask, writer: FlaskClient, held: Supervision
) -> None:
    write(writer, held)
    send(writer, held)
    old = guests_link(app, "Tom Hargreave")
    assert write(writer, held, reflections="Corrected thoughts") == 303
    assert "We listened" in enter(app, "Hana Osei").get(f"/summaries/{held.reference}").text
    assert send(writer, held) == 303

    guest = app.test_client()
    prove(guest, old)
    assert guest.get(f"/summaries/by-link/{old}").status_code == 404
    new = guests_link(app, "Tom Hargreave")
    prove(guest, new)
    page = guest.get(f"/summaries/by-link/{new}")
    assert "Corrected thoughts" in page.text
    assert "2, corrected" in page.text


def test_nobody_but_the_facilitator_writes_or_sends(app: Flask, held: Supervision) -> None:
    for name, status in (("Hana Osei", 403), ("Carys Lind", 403), ("Daniel Reeve", 404)):
        browser = enter(app, name)
        for part in ("", "/preview", "/send"):
            address = f"/sessions/{held.reference}/summary{part}"
            assert browser.get(address).status_code == status


def test_there_is_nothing_to_look_at_before_it_is_written(
    writer: FlaskClient, held: Supervision
) -> None:
    for part in ("/preview", "/send"):
        page = writer.get(f"/sessions/{held.reference}/summary{part}")
        assert page.status_code == 409
        assert "Write the summary first" in page.text


def test_a_page_takes_at_most_eight_queries(
    app: Flask, writer: FlaskClient, held: Supervision
) -> None:
    write(writer, held)
    send(writer, held)
    link = guests_link(app, "Tom Hargreave")
    reader, guest = enter(app, "Carys Lind"), app.test_client()
    prove(guest, link)
    seen: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    # Access takes one (link) or two (person, supervision). Then: newest version, version sent last,
    # request with session, facilitator, who came, receipts · to send: newest version, request,
    # invitations, their times, marks, agencies that joined
    session = f"/sessions/{held.reference}/summary"
    for browser, address in (
        (writer, session),
        (writer, f"{session}/preview"),
        (writer, f"{session}/send"),
        (reader, f"/summaries/{held.reference}"),
        (guest, f"/summaries/by-link/{link}"),
    ):
        seen.clear()
        assert browser.get(address).status_code == 200
        assert len([one for one in seen if one.startswith("SELECT")]) <= 8, seen
    event.remove(engine, "before_cursor_execute", note)


def test_an_agency_that_sent_a_note_did_not_stay_away(app: Flask, played: Played) -> None:
    reference = played(scenes.request, factories.a_summarised)
    with factories.arranging(app):
        row = factories.supervision(reference)
        joan, tom = (factories.invitation_of(row, n) for n in ("Joan Petrie", "Tom Hargreave"))
        for invitation, mark in ((joan, Mark.NOTE), (tom, Mark.ABSENT)):
            of_theirs = Attendance.invitation_id == invitation.id
            db.session.scalars(select(Attendance).where(of_theirs)).one().mark = mark
        summary = db.session.scalars(select(Summary)).one()

        heads = dict(assembling.assemble(row.id, summary).heads)

        assert heads["Sent a note"] == joan.agency.name
        assert joan.agency.name not in heads["Did not take part"]
        assert tom.agency.name in heads["Did not take part"]
