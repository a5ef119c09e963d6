"""The letters as those see them who look after the mail: no words of a letter, ever.

An administrator sees of an address only where it ends.
"""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select

from mars.database import db
from mars.domain.actors import Actor, Role
from mars.domain.errors import UNREADABLE
from mars.domain.posting import NEEDS_A_PERSON, TRYING, LetterState, told_of
from mars.domain.sheets import Sheet, sheet_of
from mars.mail.forms import Act, Shown
from mars.post import claims, hours, outbox
from mars.store.letters import OutboxLetter
from mars.store.supervisions import Supervision

STATES: dict[Shown, Set[LetterState]] = {
    Shown.NEEDS_YOU: NEEDS_A_PERSON,
    Shown.WAITING: TRYING,
    Shown.SENT: frozenset({LetterState.ACCEPTED}),
    Shown.EVERY: frozenset(LetterState),
}
ACTS: dict[LetterState, tuple[Act, ...]] = {
    LetterState.HELD: (Act.SEND, Act.STOP),
    LetterState.REJECTED: (Act.SEND, Act.STOP),
    LetterState.BOUNCED: (Act.STOP,),
    LetterState.ACCEPTED: (Act.CAME_BACK,),
}
"""What a person can do about a letter in this state; nothing for those not named."""


@dataclass(frozen=True, slots=True)
class MailRow:
    """One letter. `to` is the address, or only where it ends."""

    id: str
    title: str
    reference: str
    to: str
    state: LetterState
    colour: str
    reason: str
    cure: str
    queued_at: datetime
    accepted_at: datetime | None
    next_try: datetime | None
    acts: tuple[Act, ...]


class Idle(NamedTuple):
    """Why no letter at all leaves: the server lets MARS not in, or no sender is at work."""

    rests: bool
    stopped: bool


@dataclass(frozen=True, slots=True)
class MailPage:
    """One sheet of letters, and how the whole outbox stands."""

    rows: tuple[MailRow, ...]
    sheet: Sheet
    standing: outbox.Standing
    rest: claims.Rest | None
    opens_requests: bool


def index(actor: Actor, wanted: str, shown: Shown, number: int) -> MailPage:
    """Letters of these states about this reference or to this address, newest first. 4 queries.

    `number`: the sheet from 1; beyond the last one, the last is shown.
    """
    where: list[ColumnElement[bool]] = [OutboxLetter.state.in_(STATES[shown])]
    if wanted:
        where.append(_about(wanted, by_address=Role.COORDINATOR in actor.roles))
    sheet = sheet_of(db.session.scalar(_joined(func.count()).where(*where)) or 0, number)
    sees_all, rest = Role.COORDINATOR in actor.roles, claims.resting()
    rows = db.session.execute(
        _joined(*_COLUMNS)
        .where(*where)
        .order_by(OutboxLetter.created_at.desc(), OutboxLetter.id)
        .limit(sheet.rows)
        .offset(sheet.start)
    )
    standing = outbox.standing()
    idle = Idle(rests=rest is not None, stopped=standing.stopped_since is not None)
    return MailPage(
        rows=tuple(_row(row, sees_all=sees_all, idle=idle) for row in rows),
        sheet=sheet,
        standing=standing,
        rest=rest,
        opens_requests=sees_all,
    )


_COLUMNS = (
    OutboxLetter.id,
    OutboxLetter.kind,
    OutboxLetter.recipient,
    OutboxLetter.state,
    OutboxLetter.last_outcome,
    OutboxLetter.created_at,
    OutboxLetter.accepted_at,
    OutboxLetter.due_at,
    Supervision.reference,
)


def _joined(*columns: Any) -> Any:
    return (
        select(*columns)
        .select_from(OutboxLetter)
        .outerjoin(Supervision, Supervision.id == OutboxLetter.supervision_id)
    )


def _about(wanted: str, *, by_address: bool) -> ColumnElement[bool]:
    """By an address only for those who see addresses: finding one would tell it as well."""
    if "@" in wanted and by_address:
        return OutboxLetter.recipient == wanted
    return Supervision.reference.contains(wanted.upper(), autoescape=True)


def _row(row: Any, *, sees_all: bool, idle: Idle) -> MailRow:
    sleeps = hours.waits_until(row.kind)
    reason, cure = told_of(
        row.state, row.last_outcome, rests=idle.rests, sleeps=sleeps, stopped=idle.stopped
    )
    waits = row.state is LetterState.PENDING and not any(idle) and not sleeps
    return MailRow(
        id=row.id,
        title=row.kind.label,
        reference=row.reference or "",
        to=row.recipient if sees_all else _server_of(row.recipient),
        state=row.state,
        colour=_colour(row.state),
        reason=reason,
        cure=cure,
        queued_at=row.created_at,
        accepted_at=row.accepted_at,
        next_try=row.due_at if waits and row.last_outcome else None,
        acts=ACTS.get(row.state, ()),
    )


def _server_of(address: str) -> str:
    return address if address == UNREADABLE else f"…@{address.rpartition('@')[2]}"


def _colour(state: LetterState) -> str:
    if state in NEEDS_A_PERSON:
        return "orange"
    return "green" if state is LetterState.ACCEPTED else "grey"
