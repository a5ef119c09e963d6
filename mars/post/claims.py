"""The outbox as the sender sees it: claim a letter, hand it over, write down what came of it.

Each change is a short transaction of its own, so that none is open while the mail server is spoken
to. Never reads a letter's words.
"""

import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute

from mars.clock import now
from mars.database import db, writing
from mars.domain.posting import (
    LONGEST_WAIT,
    MOVES,
    RESTS_ALL,
    LetterState,
    Outcome,
    Tally,
    judge,
    wait_after,
)
from mars.domain.refusing import or_this_one
from mars.domain.workflow import AT_ANY_HOUR
from mars.post import hours
from mars.store.letters import OutboxLetter, OutboxPause

LEASE = timedelta(minutes=5)
THE_PAUSE = "mail"
log = logging.getLogger(__name__)

_When = InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]


@dataclass(frozen=True, slots=True)
class Claimed:
    """A letter that this sender alone may send, under this claim."""

    id: str
    claim: int
    recipient: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Rest:
    """All sending rests: since when, until when, why, and the server's last code if it gave one."""

    since: datetime
    until: datetime
    why: Outcome
    code: int | None


def claim() -> Claimed | None:
    """Lease the letter that is due longest; None when none is due or all sending rests."""
    moment = now()
    due = (
        select(OutboxLetter.id)
        .where(
            OutboxLetter.state == LetterState.PENDING,
            *_at_this_hour(),
            _has_come(OutboxLetter.due_at, moment, LONGEST_WAIT),
            ~select(OutboxPause.id)
            .where(~_has_come(OutboxPause.until, moment, LONGEST_WAIT))
            .exists(),
        )
        .order_by(
            OutboxLetter.last_outcome.in_(RESTS_ALL).is_(True),  # who made all rest comes last
            OutboxLetter.due_at,
            OutboxLetter.id,
        )
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    with writing():
        row = db.session.execute(
            update(OutboxLetter)
            .where(OutboxLetter.id == due.scalar_subquery())
            .values(
                state=LetterState.CLAIMED,
                claim=OutboxLetter.claim + 1,
                leased_until=moment + LEASE,
            )
            .returning(
                OutboxLetter.id, OutboxLetter.claim, OutboxLetter.recipient, OutboxLetter.message
            )
        ).first()
        db.session.commit()
    return None if row is None else Claimed(row.id, row.claim, row.recipient, row.message)


def _at_this_hour() -> tuple[ColumnElement[bool], ...]:
    """By night only what somebody waits for."""
    return () if hours.are_open() else (OutboxLetter.kind.in_(AT_ANY_HOUR),)


def begin_hand_over(claimed: Claimed) -> bool:
    """Commit that the final dot comes next. False if the letter was taken back or claimed anew."""
    with writing():
        found = db.session.scalar(
            update(OutboxLetter)
            .where(_is(claimed), OutboxLetter.state == LetterState.CLAIMED)
            .values(state=LetterState.HANDING_OVER, leased_until=now() + LEASE)
            .returning(OutboxLetter.id)
        )
        db.session.commit()
    return found is not None


def settle(claimed: Claimed, outcome: Outcome, code: int | None = None) -> None:
    """Write down what came of an attempt, unless the claim has passed to another sender."""
    with writing():
        letter = db.session.scalar(select(OutboxLetter).where(_is(claimed)).with_for_update())
        if letter is not None:
            others_went = outcome in RESTS_ALL and _others_went_since(letter.due_at)
            outcome = or_this_one(outcome, letter.last_outcome, others_went=others_went)
            _note(letter, outcome, code)
        if outcome not in RESTS_ALL:
            _go_on()
        db.session.commit()
    if outcome in RESTS_ALL:
        _rest(outcome, code)


def recover() -> None:
    """Take up again what a sender that died had claimed.

    What was only claimed has certainly not gone. What was being handed over may have gone: it is
    sent once more, then held.
    """
    moment = now()
    with writing():
        for letter in db.session.scalars(
            select(OutboxLetter)
            .where(
                OutboxLetter.state.in_((LetterState.CLAIMED, LetterState.HANDING_OVER)),
                _has_come(OutboxLetter.leased_until, moment, LEASE),
            )
            .with_for_update(skip_locked=True)
        ).all():
            handing_over = letter.state is LetterState.HANDING_OVER
            letter.claim += 1
            _note(letter, Outcome.UNCERTAIN if handing_over else Outcome.INTERRUPTED, None)
        db.session.commit()


def resting() -> Rest | None:
    """Whether all sending rests because the mail server lets MARS not in or not send."""
    pause = db.session.get(OutboxPause, THE_PAUSE)
    if pause is None:
        return None
    return Rest(pause.since, pause.until, pause.last_outcome, pause.last_code)


def _others_went_since(moment: datetime) -> bool:
    return bool(
        db.session.scalar(select(OutboxLetter.id).where(OutboxLetter.accepted_at > moment).limit(1))
    )


def _note(letter: OutboxLetter, outcome: Outcome, code: int | None) -> None:
    moment = now()
    if outcome not in RESTS_ALL:
        letter.attempts += 1
    letter.uncertain += outcome is Outcome.UNCERTAIN
    tally = Tally(letter.attempts, letter.uncertain, letter.trying_since)
    verdict = judge(outcome, tally, moment)
    if verdict.state not in MOVES[letter.state]:
        return
    letter.state = verdict.state
    letter.due_at = verdict.due_at or letter.due_at
    letter.leased_until = None
    letter.last_outcome, letter.last_code = outcome, code
    if verdict.state is LetterState.ACCEPTED:
        letter.accepted_at, letter.message = moment, None
    if verdict.state in {LetterState.HELD, LetterState.REJECTED}:
        log.warning("letter %s is %s: %s", letter.id, verdict.state.value, outcome.value)


def _rest(why: Outcome, code: int | None) -> None:
    moment = now()
    with writing(), suppress(IntegrityError):  # another sender may begin the pause at once
        pause = db.session.get(OutboxPause, THE_PAUSE, with_for_update=True)
        if pause is None:
            pause = OutboxPause(id=THE_PAUSE, since=moment, failures=0)
            db.session.add(pause)
        pause.failures += 1
        pause.until = moment + wait_after(pause.failures)
        pause.last_outcome, pause.last_code = why, code
        db.session.commit()
        log.error("all mail rests until %s: %s", pause.until, why.value)


def _go_on() -> None:
    since = db.session.scalar(delete(OutboxPause).returning(OutboxPause.since))
    if since is not None:
        log.warning("mail goes out again, after resting since %s", since)


def _is(claimed: Claimed) -> ColumnElement[bool]:
    return and_(OutboxLetter.id == claimed.id, OutboxLetter.claim == claimed.claim)


def _has_come(column: _When, moment: datetime, most: timedelta) -> ColumnElement[bool]:
    """The time has come; one further off than `most` tells of a clock that was put back."""
    return or_(column <= moment, column > moment + 2 * most)
