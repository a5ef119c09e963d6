"""The outbox: part of the change's transaction, never twice the same, taken back, tried again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from mars.clock import now
from mars.database import db, writing
from mars.domain.errors import NotFoundError, NotNowError
from mars.domain.posting import CURES, MOVES, NEEDS_A_PERSON, RESTS, LetterState, Outcome
from mars.domain.statuses import Status
from mars.domain.workflow import LetterKind
from mars.post import claims, engine, outbox, pacing, releasing
from mars.post.letters import About, Letter, Recipient
from mars.store.letters import OutboxLetter
from mars.store.people import LocalSetting, Person
from mars.store.supervisions import Supervision
from tests.letter_examples import EXAMPLES, ROW

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ANSWER = EXAMPLES[LetterKind.PLEASE_ANSWER]
PENDING = LetterState.PENDING


@pytest.fixture(autouse=True)
def office(app: Flask) -> Iterator[None]:
    """The application on a Monday morning, with one supervision."""
    with time_machine.travel(MONDAY, tick=False), app.app_context(), writing():
        person = Person(email="ana@anytown.example", name="Ana", created_at=MONDAY)
        db.session.add(person)
        db.session.flush()
        about = ANSWER().about
        assert about is not None
        db.session.add(
            Supervision(
                id=about.supervision_id,
                reference=about.reference,
                status=Status.ASKED,
                created_at=MONDAY,
                requester_id=person.id,
            )
        )
        db.session.commit()
        yield


def put(letter: Letter) -> None:
    outbox.queue(letter)
    db.session.commit()


def rows() -> list[OutboxLetter]:
    found = db.session.scalars(select(OutboxLetter).execution_options(populate_existing=True))
    return sorted(found, key=lambda letter: (letter.created_at, letter.recipient))


def bring_to(state: LetterState) -> OutboxLetter:
    """The one letter there is, brought to a state on its ordinary way."""
    db.session.execute(delete(OutboxLetter))
    put(ANSWER())
    claimed = None if state is PENDING else claims.claim()
    match state:
        case LetterState.SUPERSEDED:
            outbox.supersede(subject_id=ROW)
        case LetterState.HANDING_OVER | LetterState.ACCEPTED | LetterState.BOUNCED:
            assert claimed
            claims.begin_hand_over(claimed)
    outcome = {
        LetterState.ACCEPTED: Outcome.ACCEPTED,
        LetterState.BOUNCED: Outcome.ACCEPTED,
        LetterState.REJECTED: Outcome.ADDRESS_REFUSED,
        LetterState.HELD: Outcome.LETTER_REFUSED,
    }.get(state)
    if claimed and outcome:
        claims.settle(claimed, outcome)
    [letter] = rows()
    if state is LetterState.BOUNCED:
        letter.state = state
    db.session.commit()
    assert letter.state is state
    return letter


def test_a_letter_is_part_of_the_transaction() -> None:
    outbox.queue(ANSWER())
    db.session.rollback()
    assert rows() == []

    put(ANSWER())
    [letter] = rows()
    assert (letter.state, letter.due_at, letter.subject_id) == (PENDING, MONDAY, ROW)


def test_the_bytes_are_frozen_when_it_is_queued() -> None:
    put(ANSWER())
    [letter] = rows()
    before = letter.message

    db.session.add(LocalSetting(name="coordinator_phone", value="01632 960 009"))
    db.session.commit()

    [letter] = rows()
    assert letter.message == before
    assert letter.message is not None
    assert f"Message-ID: {letter.message_id}\r\n".encode() in letter.message
    assert b"Date: Mon, 02 Mar 2026 09:00:00 +0000\r\n" in letter.message


def test_the_same_letter_twice_is_one() -> None:
    outbox.queue(ANSWER())
    outbox.queue(ANSWER())
    put(ANSWER())

    assert len(rows()) == 1


def test_another_recipient_subject_kind_or_revision_is_another_letter() -> None:
    letter = ANSWER()
    for other in (
        letter,
        replace(letter, to=Recipient("Robin Hale", "robin.hale@school.example")),
        replace(letter, subject_id="bbbb"),
        replace(letter, kind=LetterKind.COLLEAGUE_TOLD),
        replace(letter, revision=letter.revision + 1),
    ):
        put(other)

    assert len(rows()) == 5


def test_revisions_count_up() -> None:
    assert outbox.next_revision(LetterKind.PLEASE_ANSWER, ROW) == 0
    put(replace(ANSWER(), revision=0))
    assert outbox.next_revision(LetterKind.PLEASE_ANSWER, ROW) == 1
    put(replace(ANSWER(), revision=1))
    assert outbox.next_revision(LetterKind.PLEASE_ANSWER, ROW) == 2
    assert outbox.next_revision(LetterKind.COLLEAGUE_TOLD, ROW) == 0


def test_two_who_queue_at_once_queue_one(monkeypatch: pytest.MonkeyPatch) -> None:
    put(ANSWER())
    monkeypatch.setattr(pacing, "is_queued", lambda _: False)

    put(ANSWER())

    assert len(rows()) == 1


def test_taking_back_leaves_alone_what_has_gone() -> None:
    for state in LetterState:
        bring_to(state)

        count = outbox.supersede(subject_id=ROW)
        db.session.commit()

        [letter] = rows()
        expected = LetterState.SUPERSEDED in MOVES[state]
        assert bool(count) is expected
        assert letter.state is (LetterState.SUPERSEDED if expected else state)
        assert letter.message is None or not expected


def test_taking_back_can_be_for_some_kinds_of_a_whole_supervision() -> None:
    put(ANSWER())
    put(EXAMPLES[LetterKind.DATE_FIXED]())
    put(EXAMPLES[LetterKind.SIGN_IN_CODE]())

    about = ANSWER().about
    assert about is not None
    count = outbox.supersede(supervision_id=about.supervision_id, kinds=[LetterKind.PLEASE_ANSWER])

    assert count == 1
    assert {x.kind for x in rows() if x.state is PENDING} == {
        LetterKind.DATE_FIXED,
        LetterKind.SIGN_IN_CODE,
    }


def test_taking_back_names_one_thing() -> None:
    with pytest.raises(ValueError, match="either"):
        outbox.supersede()
    with pytest.raises(ValueError, match="either"):
        outbox.supersede(subject_id=ROW, supervision_id=ROW)


def test_a_person_can_let_go_only_what_mars_has_stopped() -> None:
    for state in (LetterState.HELD, LetterState.REJECTED):
        releasing.release(bring_to(state))
        db.session.commit()
        [letter] = rows()
        assert (letter.state, letter.attempts, letter.due_at) == (PENDING, 0, now())

    for state in set(LetterState) - {LetterState.HELD, LetterState.REJECTED}:
        with pytest.raises(NotNowError, match=state.label.lower()):
            releasing.release(bring_to(state))


def test_a_person_can_be_done_with_what_was_not_delivered() -> None:
    for state in LetterState:
        letter = bring_to(state)
        if state in NEEDS_A_PERSON:
            releasing.stop(letter)
            db.session.commit()
            assert (rows()[0].state, rows()[0].message) == (LetterState.SUPERSEDED, None)
        else:
            with pytest.raises(NotNowError):
                releasing.stop(letter)


def test_only_a_letter_that_was_sent_can_come_back_and_only_once() -> None:
    assert releasing.note_return(bring_to(LetterState.ACCEPTED))
    assert not releasing.note_return(rows()[0])
    assert (rows()[0].state, rows()[0].last_outcome) == (LetterState.BOUNCED, Outcome.CAME_BACK)
    for state in set(LetterState) - {LetterState.ACCEPTED, LetterState.BOUNCED}:
        with pytest.raises(NotNowError):
            releasing.note_return(bring_to(state))


def test_a_letter_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFoundError):
        releasing.find("ffffffffffffffff")


def test_after_a_restore_everything_is_held_until_released() -> None:
    put(ANSWER())
    put(EXAMPLES[LetterKind.DATE_FIXED]())
    before = claims.claim()
    assert before is not None

    assert releasing.hold_all() == 2
    db.session.commit()

    assert not claims.begin_hand_over(before)
    assert claims.claim() is None
    assert {(x.state, x.last_outcome) for x in rows()} == {(LetterState.HELD, Outcome.RESTORED)}

    releasing.release(rows()[0])
    db.session.commit()
    assert claims.claim() is not None
    assert claims.claim() is None


def test_the_page_says_why_a_letter_waits_while_all_mail_rests() -> None:
    about = ANSWER().about
    assert about is not None
    put(ANSWER())
    claimed = claims.claim()
    assert claimed is not None
    claims.settle(claimed, Outcome.OUR_FAULT, 535)

    [row] = outbox.letters_of(about.supervision_id)

    assert (row.waits, row.reason, row.next_try) == (True, RESTS, None)
    assert outbox.standing() == outbox.Standing(0, 1, MONDAY)
    assert releasing.resume()
    db.session.commit()
    assert outbox.standing() == outbox.Standing(0, 1, None)
    assert not releasing.resume()


def test_the_page_sees_each_letter_and_why_it_has_not_gone() -> None:
    about = ANSWER().about
    assert about is not None
    bring_to(LetterState.REJECTED)
    put(EXAMPLES[LetterKind.DATE_FIXED]())
    put(EXAMPLES[LetterKind.SIGN_IN_CODE]())

    found = {row.kind: row for row in outbox.letters_of(about.supervision_id)}

    assert set(found) == {LetterKind.PLEASE_ANSWER, LetterKind.DATE_FIXED}
    refused, waiting = found[LetterKind.PLEASE_ANSWER], found[LetterKind.DATE_FIXED]
    assert refused.reason == "The mail server does not know this address."
    assert refused.cure == CURES[Outcome.ADDRESS_REFUSED]
    assert (refused.needs_you, refused.waits, refused.has_gone) == (True, False, False)
    assert (waiting.needs_you, waiting.waits, waiting.has_gone) == (False, True, False)
    assert (waiting.reason, waiting.next_try) == ("", MONDAY)
    assert outbox.letters_of("ffffffffffffffff") == ()


def test_a_letter_taken_back_is_not_on_the_page() -> None:
    bring_to(LetterState.SUPERSEDED)
    assert outbox.letters_of("0123456789abcdef") == ()


def test_a_letter_outlives_the_supervision_it_was_about() -> None:
    put(ANSWER())
    db.session.delete(db.session.get_one(Supervision, "0123456789abcdef"))
    db.session.commit()

    [letter] = rows()
    assert (letter.supervision_id, letter.state) == (None, PENDING)


def test_a_letter_about_no_known_supervision_is_a_fault() -> None:
    with pytest.raises(IntegrityError):
        put(replace(ANSWER(), about=About("ffffffffffffffff", "MARS-K7QD4T")))


def test_the_sender_is_nudged_after_the_commit_and_never_before(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    nudges: list[int] = []
    monkeypatch.setitem(app.extensions, engine.NUDGE, lambda: nudges.append(len(rows_outside(app))))

    outbox.queue(ANSWER())
    assert nudges == []
    db.session.rollback()
    db.session.commit()
    assert nudges == []

    put(ANSWER())
    db.session.commit()
    assert nudges == [1]


def rows_outside(app: Flask) -> list[str]:
    """The letters that another connection sees."""
    with db.engine.connect() as connection:
        return list(connection.scalars(select(OutboxLetter.id)))


def test_a_queue_that_fails_does_not_undo_the_commit(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise OSError("the queue is away")

    monkeypatch.setitem(app.extensions, engine.NUDGE, fail)

    put(ANSWER())

    assert len(rows()) == 1
