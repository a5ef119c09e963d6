"""Who was named in place of somebody who is asked, and waits for a yes. Reads only."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import aliased

from mars.colleagues import PROPOSED
from mars.database import db
from mars.store.invitations import Invitation
from mars.store.people import Agency


@dataclass(frozen=True, slots=True)
class ProposedRow:
    """One person who would answer in another's place."""

    invitation_id: str
    """The invitation of the one who is asked so far."""
    agency: str
    instead_of: str
    name: str


def rows(supervision_id: str) -> tuple[ProposedRow, ...]:
    """Those who wait for a yes, in the order of the team. 1 query."""
    asked = aliased(Invitation)
    found = db.session.execute(
        select(asked.id, Agency.name, asked.name, Invitation.name)
        .join(asked, asked.id == Invitation.deputy_for_id)
        .join(Agency, Agency.id == asked.agency_id)
        .where(Invitation.supervision_id == supervision_id, PROPOSED, asked.ended_at.is_(None))
        .order_by(Invitation.position, Invitation.id)
    )
    return tuple(ProposedRow(*row) for row in found)
