"""The outbox as the verbs see it: queue, take back, try again, look. The sender has claims.py.

Nothing here commits: a letter is queued in the transaction of the change it tells of.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Executable, func, select, update

from mars.clock import now
from mars.database import db
from mars.domain.errors import NotFoundError, NotNowError
from mars.domain.posting import MOVES, NEEDS_A_PERSON, TRYING, LetterState, Outcome
from mars.domain.workflow import LetterKind
from mars.post import engine
from mars.post.composing import compose
from mars.post.letters import Letter
from mars.store.base import new_id
from mars.store.letters import OutboxLetter


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
    at: datetime
    """When it was accepted, else when it was queued."""
    next_try: datetime | None

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


def queue(letter: Letter) -> None:
    """Freeze the letter and add it to the open transaction; the sender takes it after the commit.

    The same kind, subject, recipient and revision a second time does nothing. Raises ValueError for
    a link that does not lead to this MARS.
    """
    if _is_queued(letter):
        return

    letter_id, moment = new_id(), now()
    message = compose(letter, letter_id)
    db.session.flush()
    db.session.execute(
        _insert_unless_there(
            id=letter_id,
            kind=letter.kind,
            subject_id=letter.subject_id,
            supervision_id=letter.supervision_id,
            recipient=letter.to.address,
            revision=letter.revision,
            state=LetterState.PENDING,
            message=message.as_bytes(),
            message_id=message.msgId,
            created_at=moment,
            trying_since=moment,
            due_at=moment,
        )
    )
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
    )
    rows = db.session.execute(
        select(*columns)
        .where(
            OutboxLetter.supervision_id == supervision_id,
            OutboxLetter.state != LetterState.SUPERSEDED,
        )
        .order_by(OutboxLetter.created_at.desc(), OutboxLetter.id)
    ).all()
    return _rows(rows)


def retry(letter_id: str, supervision_id: str | None = None) -> None:
    """Let MARS try a held or refused letter afresh, in the open transaction.

    With `supervision_id`, only a letter of that supervision. Raises NotFoundError for no such
    letter and NotNowError for one that MARS is trying by itself, or that has gone.
    """
    letter = db.session.get(OutboxLetter, letter_id)
    if letter is None or (supervision_id and letter.supervision_id != supervision_id):
        raise NotFoundError("There is no such letter.")
    if not _release(OutboxLetter.id == letter_id):
        raise NotNowError(f"You cannot send this letter again: {letter.state.label.lower()}.")


def hold_all() -> int:
    """Hold every letter that has not gone, after a backup was restored. Returns how many."""
    return _change(
        OutboxLetter.state.in_(TRYING),
        state=LetterState.HELD,
        last_outcome=Outcome.RESTORED,
        claim=OutboxLetter.claim + 1,
        leased_until=None,
    )


def release_all() -> int:
    """Let every held letter go, once a person has looked. Returns how many."""
    return _release(OutboxLetter.state == LetterState.HELD)


def _is_queued(letter: Letter) -> bool:
    return bool(
        db.session.scalar(
            select(OutboxLetter.id).where(
                OutboxLetter.kind == letter.kind,
                OutboxLetter.subject_id == letter.subject_id,
                OutboxLetter.recipient == letter.to.address,
                OutboxLetter.revision == letter.revision,
            )
        )
    )


def _insert_unless_there(**values: Any) -> Executable:
    """The insertion that leaves another's equal letter alone; both databases say it alike."""
    if db.engine.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert  # brings its driver with it

        return insert(OutboxLetter).values(**values).on_conflict_do_nothing()

    from sqlalchemy.dialects.sqlite import insert as insert_into_sqlite

    return insert_into_sqlite(OutboxLetter).values(**values).on_conflict_do_nothing()


def _one_of(subject_id: str | None, supervision_id: str | None) -> ColumnElement[bool]:
    if (subject_id is None) == (supervision_id is None):
        raise ValueError("name either the row or the supervision")
    if subject_id is not None:
        return OutboxLetter.subject_id == subject_id
    return OutboxLetter.supervision_id == supervision_id


def _release(where: ColumnElement[bool]) -> int:
    moment = now()
    released = _change(
        where,
        OutboxLetter.state.in_((LetterState.HELD, LetterState.REJECTED)),
        OutboxLetter.message.is_not(None),
        state=LetterState.PENDING,
        trying_since=moment,
        due_at=moment,
        attempts=0,
        uncertain=0,
    )
    if released:
        engine.nudge_after_commit()
    return released


def _change(*where: ColumnElement[bool], **values: Any) -> int:
    result = db.session.execute(update(OutboxLetter).where(*where).values(**values))
    return result.rowcount if isinstance(result, CursorResult) else 0


def _rows(rows: Sequence[Any]) -> tuple[LetterRow, ...]:
    return tuple(
        LetterRow(
            id=row.id,
            kind=row.kind,
            subject_id=row.subject_id,
            recipient=row.recipient,
            state=row.state,
            reason=row.last_outcome.label
            if row.last_outcome and row.state is not LetterState.ACCEPTED
            else "",
            at=row.accepted_at or row.created_at,
            next_try=row.due_at if row.state is LetterState.PENDING else None,
        )
        for row in rows
    )
