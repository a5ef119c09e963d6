"""Whose answer is waited for, to choose whom to remind. Reads only."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from mars.clock import now
from mars.database import db
from mars.domain.inviting import can_ask_again
from mars.gates import is_waited_for
from mars.invitations.letters import ASKING
from mars.post import outbox
from mars.post.outbox import LetterRow
from mars.store.invitations import Invitation
from mars.web.filters import moment


@dataclass(frozen=True, slots=True)
class WaitedRow:
    """Somebody to remind: who they are, and when MARS wrote to them last."""

    id: str
    label: str
    hint: str
    can_be: bool
    """Whether they can be reminded now."""


def to_remind(supervision_id: str) -> tuple[WaitedRow, ...]:
    """Those who have not answered, or not about the times now offered. 2 queries."""
    found = db.session.scalars(
        select(Invitation)
        .where(
            Invitation.supervision_id == supervision_id,
            Invitation.asked_at.is_not(None),
            Invitation.ended_at.is_(None),
        )
        .options(
            joinedload(Invitation.agency),
            joinedload(Invitation.answer),
            joinedload(Invitation.supervision),
        )
        .order_by(Invitation.position, Invitation.asked_at, Invitation.id)
    ).all()
    latest: dict[str, LetterRow] = {}
    for letter in outbox.letters_of(supervision_id):
        if letter.kind in ASKING:  # to the person alone, never to others about them
            latest.setdefault(letter.subject_id, letter)
    return tuple(
        _row(row, latest.get(row.id)) for row in found if is_waited_for(row.supervision, row)
    )


def _row(row: Invitation, letter: LetterRow | None) -> WaitedRow:
    return WaitedRow(
        id=row.id,
        label=f"{row.name}, {row.job}, {row.agency.name}",
        hint=f"Latest e-mail: {letter.state.label}, {moment(letter.at)}" if letter else "",
        can_be=can_ask_again(letter.at if letter else None, now()),
    )
