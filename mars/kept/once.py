"""A form that comes twice is acted on once: its mark is kept in the transaction of the change.

Knows marks, moments and addresses; never what a form holds, nor who sent it.
"""

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from flask import g, has_request_context
from sqlalchemy import CursorResult, Executable, delete, event, func, select, update
from sqlalchemy.orm import Session

from mars.clock import now
from mars.database import db, insertion, writing
from mars.domain.errors import NotNowError
from mars.keys import current_keys
from mars.store.edits import DoneRequest

KEPT = timedelta(hours=24)
PAUSE, PATIENCE = 0.02, 250
"""How long another copy is waited for between its change and its answer: 5 seconds in all."""
TWICE = "This was sent twice, and MARS took the first. Look whether it is done before you go on."


class DoneMeanwhileError(NotNowError):
    """Another copy of the same form was acted on while this one was looked at."""


@dataclass(slots=True)
class Claim:
    """The right to act on one form. Its row stands or falls with the change."""

    mark: str
    held: bool = True
    """The row is in the open transaction."""
    changed: bool = False
    """Something was written since the transaction began."""
    committed: bool = False
    admitted: bool = False
    """The doorkeeper let it through. What is answered before that is no outcome."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a form was answered that was acted on."""

    address: str
    saying: str
    status: int


def mark_of(*parts: str) -> str:
    """The keyed hash by which a form is known again."""
    text = "\0".join(parts).encode("utf-8", "surrogatepass")
    return current_keys().mac("once", text).hex()


def claim(mark: str, place: str) -> Claim | Outcome:
    """The right to act on this form, or how its first copy was answered.

    Copies wait for each other, and so do different forms for one `place`. Raises NotNowError when
    the first copy is not answered within seconds.
    """
    for _ in range(PATIENCE):
        _take_turn(place)
        if _insert(mark):
            return Claim(mark)
        found, is_hopeless = find(mark), _was_left(mark)
        db.session.rollback()
        if found is not None:
            return found
        if is_hopeless:
            break
        time.sleep(PAUSE)
    raise NotNowError(TWICE)


def _was_left(mark: str) -> bool:
    """Whether whoever acted on the first copy died before it was answered."""
    long_ago = now() - timedelta(seconds=2 * PAUSE * PATIENCE)
    left = select(DoneRequest.mark).where(
        DoneRequest.mark == mark, DoneRequest.address.is_(None), DoneRequest.at < long_ago
    )
    return db.session.scalar(left) is not None


def find(mark: str) -> Outcome | None:
    """How the form was answered, if it was."""
    row = db.session.execute(
        select(DoneRequest.address, DoneRequest.saying, DoneRequest.status).where(
            DoneRequest.mark == mark, DoneRequest.address.is_not(None)
        )
    ).first()
    return Outcome(row.address, row.saying, row.status) if row and row.address else None


def wait_for(mark: str) -> Outcome | None:
    """How the copy was answered that was quicker, once it is."""
    for _ in range(PATIENCE):
        db.session.rollback()
        found = find(mark)
        if found is not None:
            return found
        time.sleep(PAUSE)
    return None


def keep(claimed: Claim, outcome: Outcome) -> None:
    """Note how the form was answered; a form that changed nothing needs no note."""
    if claimed.committed:
        db.session.rollback()
        db.session.execute(
            update(DoneRequest)
            .where(DoneRequest.mark == claimed.mark)
            .values(address=outcome.address, saying=outcome.saying, status=outcome.status)
        )
        db.session.commit()


def give_back(claimed: Claim) -> None:
    """Let the form be sent again: it was refused."""
    if claimed.committed:
        db.session.rollback()
        db.session.execute(delete(DoneRequest).where(DoneRequest.mark == claimed.mark))
        db.session.commit()


def wipe_old() -> int:
    """Wipe what is older than a day. Needs no open transaction. Returns how many rows went."""
    with writing():
        gone = _count(delete(DoneRequest).where(DoneRequest.at <= now() - KEPT))
        db.session.commit()
    return gone


def _take_turn(place: str) -> None:
    """Wait for other forms of this place. SQLite has one writer at a time anyway.

    By a hash of the place: whoever asks for it may have put in what no text of a database can hold.
    """
    if db.engine.dialect.name == "postgresql":
        turn = func.hashtextextended(mark_of(place), 0)
        db.session.execute(select(func.pg_advisory_xact_lock(turn)))


def _insert(mark: str) -> bool:
    """Whether the mark was free. On PostgreSQL this waits for another copy's transaction."""
    row = {"mark": mark, "at": now(), "saying": "", "status": 303}
    added = insertion(DoneRequest).values(row).on_conflict_do_nothing().returning(DoneRequest.mark)
    return db.session.scalar(added) is not None


def _count(statement: Executable) -> int:
    """How many rows a statement has changed."""
    return cast(CursorResult[Any], db.session.execute(statement)).rowcount


def _current() -> Claim | None:
    found = g.get("claim") if has_request_context() else None
    return found if isinstance(found, Claim) else None


@event.listens_for(Session, "after_flush")
def _on_flush(_: Session, __: Any) -> None:
    claimed = _current()
    if claimed:
        claimed.changed = True


@event.listens_for(Session, "before_commit")
def _on_commit(session: Session) -> None:
    """Put the mark back that a rollback took away, before a change is committed without it."""
    claimed = _current()
    if claimed is None or claimed.held or claimed.committed:
        return
    if claimed.changed or session.new or session.dirty or session.deleted:
        if not _insert(claimed.mark):
            raise DoneMeanwhileError(TWICE)
        claimed.held = True


@event.listens_for(Session, "after_commit")
def _after_commit(_: Session) -> None:
    claimed = _current()
    if claimed and claimed.held:
        claimed.held, claimed.committed = False, True


@event.listens_for(Session, "after_rollback")
def _after_rollback(_: Session) -> None:
    claimed = _current()
    if claimed:
        claimed.held = claimed.changed = False
