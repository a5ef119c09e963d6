"""Who is asked, for the page on which an answer by phone is noted. Reads only."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from mars.clock import now
from mars.database import db
from mars.domain.errors import NotFoundError
from mars.domain.statuses import Status
from mars.store.invitations import Invitation
from mars.store.supervisions import OfferedTime
from mars.supervisions import reported


@dataclass(frozen=True, slots=True)
class PhonePage:
    """The person of an open invitation, and the offered times (key and moment) still to come.

    No times once the date is fixed.
    """

    name: str
    job: str
    agency: str
    said: str
    """The answer so far, in words; empty when there is none."""
    times: tuple[tuple[str, datetime], ...]


def to_phone(supervision_id: str, invitation_id: str) -> PhonePage:
    """The person to note an answer of. 2 queries. Raises NotFoundError."""
    row = db.session.scalar(
        select(Invitation)
        .where(
            Invitation.id == invitation_id,
            Invitation.supervision_id == supervision_id,
            Invitation.asked_at.is_not(None),
            Invitation.ended_at.is_(None),
        )
        .options(
            joinedload(Invitation.agency),
            joinedload(Invitation.supervision),
            joinedload(Invitation.answer),
        )
    )
    if row is None:
        raise NotFoundError("This person is not asked, or no longer.")
    is_asking = row.supervision.status is Status.ASKED
    return PhonePage(
        row.name,
        row.job,
        row.agency.name,
        reported(row.answer) if row.answer else "",
        _times(supervision_id) if is_asking else (),
    )


def _times(supervision_id: str) -> tuple[tuple[str, datetime], ...]:
    rows = db.session.execute(
        select(OfferedTime.id, OfferedTime.starts_at)
        .where(OfferedTime.supervision_id == supervision_id, OfferedTime.starts_at > now())
        .order_by(OfferedTime.starts_at)
    )
    return tuple((key, starts_at) for key, starts_at in rows)
