"""Chasing over days: who is written to and when; nothing twice, at night or for nothing."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import event, select

from mars import chasing, clock
from mars.answers import verbs as answers
from mars.chasing import letters as chasing_letters
from mars.config import Settings
from mars.database import db
from mars.dates import verbs as dates
from mars.domain.answering import DeclineReason
from mars.domain.chased import Reason
from mars.domain.chasing import CHASERS, KINDS
from mars.domain.posting import LetterState
from mars.domain.statuses import Status
from mars.domain.workflow import Event, LetterKind
from mars.invitations import pages
from mars.post import claims, heartbeat, outbox
from mars.store.entries import AuditEntry
from mars.store.invitations import Invitation
from mars.store.letters import OutboxLetter
from mars.store.people import Lead
from mars.store.supervisions import Supervision
from tests import factories, scenes
from tests.played import Played
from tests.starting import started

MAUNDY_WEDNESDAY = date(2026, 4, 1)


def go_to(day: date, at: time = time(10)) -> None:
    clock.set_ahead(timedelta())
    clock.set_ahead(clock.from_local(day, at) - clock.now())


@contextmanager
def on(app: Flask, day: date, at: time = time(10)) -> Iterator[None]:
    """Where verbs can be called, on that day."""
    go_to(day, at)
    with factories.arranging(app):
        yield


def round_on(app: Flask, day: date, at: time = time(10)) -> Counter[LetterKind]:
    """The letters of chasing that a round on this day adds; two more rounds add none."""
    go_to(day, at)
    with app.app_context():
        before = kinds()
        chasing.go_round()
        after = kinds()
        assert chasing.go_round() == chasing.go_round() == 0
        assert kinds() == after
        return after - before


def kinds() -> Counter[LetterKind]:
    found = db.session.scalars(
        select(OutboxLetter.kind).where(OutboxLetter.kind.in_(KINDS.values()))
    ).all()
    db.session.rollback()
    return Counter(found)


def _play(played: Played, maker: scenes.Maker) -> Supervision:
    go_to(MAUNDY_WEDNESDAY)
    reference = played(scenes.request, maker)
    with played.app.app_context():
        row = factories.supervision(reference)
        db.session.expunge(row)
    return row


def a_request(played: Played, maker: scenes.Maker = factories.an_asked) -> Supervision:
    """Hana's request as it stands on Maundy Wednesday, or when the maker is done."""
    return played(_play, maker)


def test_every_reason_has_a_writer() -> None:
    assert set(chasing_letters.WRITERS) == set(Reason) == {c.reason for c in CHASERS}


def test_reminders_leave_out_easter_and_end_with_the_lead_and_the_coordinator(
    app: Flask, played: Played
) -> None:
    row = a_request(played)
    with on(app, MAUNDY_WEDNESDAY, time(11)):
        grace = factories.invitation_of(row, "Grace Whitlock")
        db.session.add(
            Lead(agency_id=grace.agency_id, name="Ida Frost", job="Head", email="ida@ash.example")
        )
        db.session.commit()
        factories.agree_all(row, but=["Grace Whitlock", "Tom Hargreave"])

    for day in (2, 3, 4, 5, 6):  # Thursday, Good Friday, the weekend, Easter Monday
        assert round_on(app, date(2026, 4, day)) == {}
    wanted = {LetterKind.FACILITATOR_STILL_WANTED: 1}  # a facilitator, of the partnership
    assert round_on(app, date(2026, 4, 7)) == {LetterKind.ANSWER_REMINDER: 2} | wanted
    assert round_on(app, date(2026, 4, 8)) == {}
    with on(app, date(2026, 4, 8)):
        factories.decline(row, "Tom Hargreave", DeclineReason.DIARY)
    assert round_on(app, date(2026, 4, 9)) == {LetterKind.ANSWER_REMINDER: 1} | wanted
    assert round_on(app, date(2026, 4, 10)) == {}
    assert round_on(app, date(2026, 4, 13)) == {
        LetterKind.LEAD_ASKED: 1,
        LetterKind.AGENCY_SILENT: 2,
    }
    assert round_on(app, date(2026, 4, 30)) == {}

    with app.app_context():
        asked = OutboxLetter.kind == LetterKind.LEAD_ASKED
        assert db.session.scalar(select(OutboxLetter.recipient).where(asked)) == "ida@ash.example"
        for address in (app.config["MARS"].mail_reply_to, "hana.osei@ashbournevale.example"):
            [letter] = factories.letters_to(address, LetterKind.AGENCY_SILENT)
            school = db.session.get_one(Invitation, grace.id).agency.name
            assert f"- {school}, whose lead was asked too" in letter
        [waited] = [m for m in pages.team(row.id, Status.ASKED).members if m.choice is None]
        assert waited.letter
        assert waited.letter.recipient == waited.email  # not what was written about them to others
        events = db.session.scalars(select(AuditEntry.event)).all()
        assert events.count(Event.REMINDED) == 7


def test_the_facilitator_is_reminded_and_then_the_requester_hears(
    app: Flask, played: Played
) -> None:
    row = a_request(played)
    with on(app, MAUNDY_WEDNESDAY, time(11)):
        factories.agree_all(row)
        factories.ask_facilitator(factories.person(), row)

    assert round_on(app, date(2026, 4, 7)) == {LetterKind.FACILITATOR_REMINDER: 1}
    assert round_on(app, date(2026, 4, 9)) == {LetterKind.FACILITATOR_REMINDER: 1}
    assert round_on(app, date(2026, 4, 13)) == {LetterKind.FACILITATOR_SILENT: 1}


def test_who_comes_is_reminded_of_the_new_times_that_were_offered(
    app: Flask, played: Played
) -> None:
    row = a_request(played, factories.an_arranged)
    with on(app, date(2026, 4, 8)):
        times = [factories.ahead(days) for days in (10, 11)]
        dates.offer_times(factories.person(), row.id, times)
        joan = factories.invitation_of(row, "Joan Petrie")
        answers.agree(factories.by_link(joan.name, joan.email), joan.id, factories.time_ids(row))

    assert round_on(app, date(2026, 4, 9)) == {}
    reminders = {LetterKind.ANSWER_REMINDER: 3, LetterKind.FACILITATOR_REMINDER: 1}
    assert round_on(app, date(2026, 4, 10)) == reminders
    assert round_on(app, date(2026, 4, 14)) == reminders


def test_before_a_session_with_too_few_the_requester_and_the_coordinator_are_warned(
    app: Flask,
    played: Played,
) -> None:
    row = a_request(played, factories.an_arranged)
    with factories.arranging(app):
        session = clock.local(factories.meeting_of(row).starts_at).date()
        for name in factories.TEAM[1:]:
            factories.decline(row, name, DeclineReason.NO_CAPACITY)
    assert session == date(2026, 4, 15)

    assert round_on(app, date(2026, 4, 9)) == {}
    assert round_on(app, date(2026, 4, 10)) == {LetterKind.BELOW_MINIMUM: 2}
    assert round_on(app, date(2026, 4, 13)) == {}
    # Grace, the facilitator and the requester
    assert round_on(app, date(2026, 4, 14)) == {LetterKind.SESSION_NEAR: 3}
    assert round_on(app, date(2026, 4, 15)) == {}
    assert round_on(app, date(2026, 4, 16)) == {LetterKind.ATTENDANCE_PLEASE: 1}


def test_the_family_is_asked_about_before_the_session_and_on_its_day(
    app: Flask, played: Played
) -> None:
    row = a_request(played, factories.an_arranged)
    with factories.arranging(app):
        for telling in db.session.get_one(Supervision, row.id).tellings:
            db.session.delete(telling)
        db.session.commit()

    assert round_on(app, date(2026, 4, 10)) == {LetterKind.PURPOSE_REMINDER: 1}
    assert LetterKind.PURPOSE_REMINDER not in round_on(app, date(2026, 4, 14))
    assert round_on(app, date(2026, 4, 15), time(9)) == {LetterKind.PURPOSE_REMINDER: 1}


def test_after_the_session_the_summary_and_the_outcome_are_asked_for(
    app: Flask, played: Played
) -> None:
    row = a_request(played, factories.a_held)
    assert clock.today() == date(2026, 4, 15)

    assert round_on(app, date(2026, 4, 16)) == {}
    assert round_on(app, date(2026, 4, 17)) == {LetterKind.SUMMARY_REMINDER: 1}
    assert round_on(app, date(2026, 4, 22)) == {LetterKind.SUMMARY_REMINDER: 1}
    assert round_on(app, date(2026, 4, 28)) == {}
    assert round_on(app, date(2026, 4, 29)) == {LetterKind.OUTCOME_REMINDER: 1}
    with on(app, date(2026, 4, 29), time(11)):
        factories.tell_outcome(factories.person(), row)
    assert round_on(app, date(2026, 4, 30)) == {}


def test_the_agencies_are_asked_to_record_the_summary_until_they_have(
    app: Flask, played: Played
) -> None:
    row = a_request(played, factories.a_summarised)
    with factories.arranging(app):
        factories.tell_outcome(factories.person(), row)

    assert round_on(app, date(2026, 4, 21)) == {}
    assert round_on(app, date(2026, 4, 22)) == {LetterKind.RECORD_REMINDER: 5}
    with on(app, date(2026, 4, 22), time(11)):
        factories.record_all(row)
    assert round_on(app, date(2026, 4, 29)) == {}


def test_at_night_and_at_the_weekend_nobody_is_chased(
    app: Flask, played: Played, hours_kept: None
) -> None:
    a_request(played)
    for day, at in (
        (date(2026, 4, 7), time(7, 59)),
        (date(2026, 4, 7), time(18)),
        (date(2026, 4, 11), time(10)),
        (date(2026, 5, 4), time(10)),
    ):
        assert round_on(app, day, at) == {}
    assert round_on(app, date(2026, 4, 7), time(8))[LetterKind.ANSWER_REMINDER] == 4


def test_at_night_only_what_somebody_waits_for_leaves(
    app: Flask, played: Played, hours_kept: None
) -> None:
    row = a_request(played)
    go_to(MAUNDY_WEDNESDAY, time(18))
    with app.app_context():
        db.session.rollback()
        heartbeat.beat()
        first = claims.claim()
        assert first
        assert first.recipient == factories.person().email  # the receipt for the request
        db.session.rollback()
        assert claims.claim() is None
        waiting = [letter for letter in outbox.letters_of(row.id) if letter.waits]
        assert any("8am" in letter.reason for letter in waiting)
        db.session.rollback()
    go_to(MAUNDY_WEDNESDAY + timedelta(days=1), time(8))
    with app.app_context():
        assert claims.claim() is not None


def test_a_reminder_that_waits_is_taken_back_when_they_have_answered(
    app: Flask, played: Played
) -> None:
    row = a_request(played)
    round_on(app, date(2026, 4, 7))
    with on(app, date(2026, 4, 7), time(11)):
        factories.agree_all(row)
    round_on(app, date(2026, 4, 7), time(12))
    with app.app_context():
        states = db.session.scalars(
            select(OutboxLetter.state).where(OutboxLetter.kind == LetterKind.ANSWER_REMINDER)
        ).all()
    assert set(states) == {LetterState.SUPERSEDED}


def test_what_was_missed_while_mars_was_down_goes_once(app: Flask, played: Played) -> None:
    a_request(played)
    due = {LetterKind.ANSWER_REMINDER: 4, LetterKind.FACILITATOR_STILL_WANTED: 1}
    assert round_on(app, date(2026, 4, 10)) == due


def test_a_fault_in_one_supervision_leaves_the_others_alone(
    app: Flask, played: Played, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first = a_request(played)
    with on(app, MAUNDY_WEDNESDAY):
        factories.an_asked(factories.person("Daniel Reeve"))
    queue = chasing_letters.queue

    def fail(supervision: Supervision, chase: object) -> None:
        if supervision.id == first.id:
            raise ValueError("canary")
        queue(supervision, chase)  # type: ignore[arg-type]

    monkeypatch.setattr(chasing_letters, "queue", fail)
    go_to(date(2026, 4, 7))
    with app.app_context():
        assert chasing.go_round() == 5
    assert first.id in caplog.text
    assert "canary" not in caplog.text


def test_two_workers_send_nothing_twice(app: Flask, played: Played, settings: Settings) -> None:
    a_request(played)
    go_to(date(2026, 4, 7))
    with started(settings) as other:

        def work(one: Flask) -> None:
            with one.app_context():
                chasing.go_round()

        workers = [Thread(target=work, args=(one,)) for one in (app, other)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    with app.app_context():
        assert kinds() == {LetterKind.ANSWER_REMINDER: 4, LetterKind.FACILITATOR_STILL_WANTED: 1}
        events = db.session.scalars(select(AuditEntry.event)).all()
    assert events.count(Event.REMINDED) == 5


def test_a_round_takes_a_fixed_number_of_queries(app: Flask, played: Played) -> None:
    a_request(played)
    with on(app, MAUNDY_WEDNESDAY):
        for _ in range(3):
            factories.an_asked(factories.person())
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    go_to(date(2026, 4, 2))
    with app.app_context():
        engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            chasing.go_round()
        finally:
            event.remove(engine, "before_cursor_execute", note)
    # policies; keys and no more keys; six for the facts; what is queued
    assert len([s for s in seen if s.startswith("SELECT")]) <= 10
