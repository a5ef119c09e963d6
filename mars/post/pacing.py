"""Looks up what a person was sent already, and how a new letter to them begins. Commits nothing."""

from dataclasses import replace

from flask import current_app
from sqlalchemy import ColumnElement, and_, false, func, select, true

from mars import audit
from mars.clock import now
from mars.database import db
from mars.domain.actors import CLOCK
from mars.domain.capping import DAY, UNCAPPED, Pace, Sent, pace, replaces
from mars.domain.posting import LetterState, Outcome
from mars.partnership import is_shut_out, policies
from mars.post.letters import Letter
from mars.store.letters import OutboxLetter
from mars.store.sealed import address_mark

UNSENT = (LetterState.PENDING, LetterState.HELD, LetterState.REJECTED)
"""What nobody is handing over at this moment."""


def is_queued(letter: Letter) -> bool:
    """Whether this very letter is in the outbox."""
    return _exists(_like(letter), OutboxLetter.revision == letter.revision)


def replaced(letter: Letter) -> tuple[ColumnElement[bool], ...]:
    """Which letters this one makes needless: unsent ones like it.

    What would change a calendar is replaced only by what changes it as well.
    """
    if not replaces(letter.kind):
        return (false(),)
    older = OutboxLetter.revision != letter.revision
    changes_none = OutboxLetter.has_calendar.is_(False) if letter.calendar is None else true()
    return _like(letter), older, OutboxLetter.state.in_(UNSENT), changes_none


def begin(letter: Letter) -> Pace:
    """Whether this letter leaves now, later, by a person's word or never. 2 queries.

    The demonstration keeps no rests: one sees all at once.
    """
    if is_shut_out(letter.to.address):
        return Pace(LetterState.SUPERSEDED, None, now())
    if not letter.to.is_known:
        return Pace(LetterState.HELD, Outcome.UNREADABLE, now())
    sent = Sent() if letter.kind in UNCAPPED else _sent(letter)
    if current_app.config["MARS"].demonstration:
        sent = replace(sent, last=None)
    return pace(letter.kind, sent, policies(), now())


def _sent(letter: Letter) -> Sent:
    actor = audit.acting()
    to_them = OutboxLetter.recipient_mark == address_mark(letter.to.address)
    of_it = OutboxLetter.supervision_id == letter.supervision_id if letter.about else false()
    by_them = OutboxLetter.actor_id == actor if actor not in {"", CLOCK.id} else false()
    counted = select(
        func.count().filter(to_them),
        func.count().filter(of_it),
        func.count().filter(by_them),
        func.max(OutboxLetter.created_at).filter(_like(letter)),
    ).where(
        OutboxLetter.created_at > now() - DAY,
        OutboxLetter.state != LetterState.SUPERSEDED,
        OutboxLetter.kind.not_in(UNCAPPED),
        to_them | of_it | by_them,
    )
    return Sent(*db.session.execute(counted).one())


def _like(letter: Letter) -> ColumnElement[bool]:
    return and_(
        OutboxLetter.kind == letter.kind,
        OutboxLetter.subject_id == letter.subject_id,
        OutboxLetter.recipient_mark == address_mark(letter.to.address),
    )


def _exists(*where: ColumnElement[bool]) -> bool:
    return bool(db.session.scalar(select(OutboxLetter.id).where(*where).limit(1)))
