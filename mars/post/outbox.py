"""The outbox as the verbs see it: queue, take back, look.

The sender has claims.py; what a person decides about a letter is in releasing.py. Nothing here
commits: a letter is queued in the transaction of the change it tells of.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, func, literal, select, update

from mars import audit
from mars.clock import now
from mars.database import db, insertion
from mars.domain.posting import (
    MOVES,
    NEEDS_A_PERSON,
    TRYING,
    LetterState,
    stopped_since,
    told_of,
)
from mars.domain.workflow import LetterKind
from mars.post import engine, heartbeat, hours, pacing
from mars.post.composing import compose
from mars.post.greeting import greeted, warned
from mars.post.letters import Letter
from mars.store.base import new_id
from mars.store.beats import Beat
from mars.store.letters import OutboxLetter, OutboxPause
from mars.store.sealed import Bound, address_mark

PENDING = LetterState.PENDING
_BEAT = select(Beat.at).where(Beat.what == heartbeat.SENDER).scalar_subquery()


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One letter as the supervision's page shows it."""

    id: str
    kind: LetterKind
    subject_id: str
    recipient: str
    state: LetterState
    reason: str
    """Why it has not gone, in a sentence; empty when there is nothing to say."""
    cure: str
    """What a person does about it, in a sentence; empty while MARS is trying by itself."""
    at: datetime
    """When it was accepted, else when it was queued."""
    next_try: datetime | None
    sleeps: str = ""
    """Until when it waits for the morning, in words; empty for one that does not."""

    @property
    def has_gone(self) -> bool:
        """Whether the mail server took it."""
        return self.state is LetterState.ACCEPTED

    @property
    def waits(self) -> bool:
        """Whether MARS is still trying by itself."""
        return self.state in TRYING

    @property
    def needs_you(self) -> bool:
        """Whether a person has to do something: ring, mend the address, try again."""
        return self.state in NEEDS_A_PERSON


@dataclass(frozen=True, slots=True)
class Standing:
    """How many letters need a person and how many wait; since when all rest, if they do.

    `stopped_since`: since when no sender is at work, if none is.
    """

    needs_you: int
    waiting: int
    resting_since: datetime | None
    stopped_since: datetime | None = None


def queue(letter: Letter) -> None:
    """Freeze the letter and add it to the open transaction; the sender takes it after the commit.

    The same kind, subject, recipient and revision a second time does nothing; for somebody shut out
    the row is there without a letter. Raises ValueError for a link that leads elsewhere.
    """
    if pacing.is_queued(letter):
        return
    letter = warned(greeted(letter))
    letter_id, moment = new_id(), now()
    made = compose(letter, letter_id) if letter.to.is_known else None
    db.session.flush()
    _change(*pacing.replaced(letter), state=LetterState.SUPERSEDED, message=None)
    pace = pacing.begin(letter)
    message = None if pace.state is LetterState.SUPERSEDED else made
    db.session.execute(
        insertion(OutboxLetter)
        .values(
            id=letter_id,
            kind=letter.kind,
            subject_id=letter.subject_id,
            supervision_id=letter.supervision_id,
            recipient=Bound.to(letter_id, letter.to.address),
            recipient_mark=address_mark(letter.to.address),
            revision=letter.revision,
            actor_id=audit.acting(),
            has_calendar=letter.calendar is not None,
            state=pace.state,
            last_outcome=pace.why,
            message=message and Bound.to(letter_id, message.as_bytes().decode("ascii")),
            message_id=message.msgId if message else letter_id,
            created_at=moment,
            trying_since=moment,
            due_at=pace.due_at,
        )
        .on_conflict_do_nothing()
    )
    hours.note(letter.kind, pace.why)
    engine.nudge_after_commit()


def next_revision(kind: LetterKind, subject_id: str) -> int:
    """The revision of one more letter of this kind about this row: 0 for the first."""
    last = db.session.scalar(
        select(func.max(OutboxLetter.revision)).where(
            OutboxLetter.kind == kind, OutboxLetter.subject_id == subject_id
        )
    )
    return 0 if last is None else last + 1


def supersede(
    *,
    subject_id: str | None = None,
    supervision_id: str | None = None,
    kinds: Iterable[LetterKind] = (),
) -> int:
    """Take back every letter about this row or supervision that has not gone; `kinds` narrows it.

    Call it before queueing the letters that replace them. Returns how many were taken back.
    """
    where = [_one_of(subject_id, supervision_id)]
    wanted = tuple(kinds)
    if wanted:
        where.append(OutboxLetter.kind.in_(wanted))
    before = [state for state, after in MOVES.items() if LetterState.SUPERSEDED in after]
    return _change(
        *where, OutboxLetter.state.in_(before), state=LetterState.SUPERSEDED, message=None
    )


def letters_of(supervision_id: str) -> tuple[LetterRow, ...]:
    """Every letter about a supervision that was not taken back, the newest first. 1 query."""
    columns = (
        OutboxLetter.id,
        OutboxLetter.kind,
        OutboxLetter.subject_id,
        OutboxLetter.recipient,
        OutboxLetter.state,
        OutboxLetter.last_outcome,
        OutboxLetter.created_at,
        OutboxLetter.accepted_at,
        OutboxLetter.due_at,
        select(literal(True)).select_from(OutboxPause).exists().label("rests"),
        _BEAT.label("beat"),
    )
    rows = db.session.execute(
        select(*columns)
        .where(
            OutboxLetter.supervision_id == supervision_id,
            OutboxLetter.state != LetterState.SUPERSEDED,
        )
        .order_by(OutboxLetter.created_at.desc(), OutboxLetter.id)
    ).all()
    return tuple(_row(row) for row in rows)


def standing() -> Standing:
    """How the whole outbox stands. 1 query."""
    is_trying = OutboxLetter.state.in_(TRYING)
    needs_you, waiting, since, beat, oldest = db.session.execute(
        select(
            func.count().filter(OutboxLetter.state.in_(NEEDS_A_PERSON)),
            func.count().filter(is_trying),
            select(OutboxPause.since).scalar_subquery(),
            _BEAT,
            func.min(OutboxLetter.created_at).filter(is_trying),
        ).select_from(OutboxLetter)
    ).one()
    return Standing(needs_you, waiting, since, stopped_since(beat, oldest, now()))


def is_idle() -> bool:
    """Whether somebody who waits for a letter waits for longer than they think. 1 query."""
    rests = select(literal(True)).select_from(OutboxPause).exists()
    beat, paused = db.session.execute(select(_BEAT, rests)).one()
    return bool(paused or stopped_since(beat, None, now()))


def _one_of(subject_id: str | None, supervision_id: str | None) -> ColumnElement[bool]:
    if (subject_id is None) == (supervision_id is None):
        raise ValueError("name either the row or the supervision")
    if subject_id is not None:
        return OutboxLetter.subject_id == subject_id
    return OutboxLetter.supervision_id == supervision_id


def _change(*where: ColumnElement[bool], **values: Any) -> int:
    result = db.session.execute(update(OutboxLetter).where(*where).values(**values))
    return result.rowcount if isinstance(result, CursorResult) else 0


def _row(row: Any) -> LetterRow:
    stopped = stopped_since(row.beat, row.created_at, now()) is not None
    sleeps = "" if row.rests or stopped else hours.waits_until(row.kind)
    sleeps = sleeps if row.state is PENDING else ""
    reason, cure = told_of(
        row.state, row.last_outcome, rests=row.rests, sleeps=sleeps, stopped=stopped
    )
    idle = row.rests or sleeps or stopped
    return LetterRow(
        id=row.id,
        kind=row.kind,
        subject_id=row.subject_id,
        recipient=row.recipient,
        state=row.state,
        reason=reason,
        cure=cure,
        at=row.accepted_at or row.created_at,
        next_try=None if idle or row.state is not PENDING else row.due_at,
        sleeps=sleeps,
    )
