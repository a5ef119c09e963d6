"""To whom a summary goes, as rows for this slice's page and verb. Reads only; sends nothing."""

from sqlalchemy import select

from mars.database import db
from mars.domain.holding import Mark
from mars.domain.recipients import Asked, choose_recipients
from mars.store.invitations import Invitation
from mars.store.meetings import Attendance, Meeting
from mars.supervisions import open_invitations


def recipients(
    supervision_id: str, asking_agency: str | None, *, addresses: bool = True
) -> list[Invitation]:
    """Whom the summary goes to besides the requester: one person for each agency. 3 queries."""
    invitations = open_invitations(supervision_id, addresses=addresses)
    marks = _marks(supervision_id)
    asked = [
        Asked(
            i.id,
            i.agency_id,
            i.answer.choice if i.answer else None,
            i.answer.reason if i.answer else None,
            marks.get(i.id),
        )
        for i in invitations
    ]
    chosen = choose_recipients(asked, asking_agency or "")
    return [i for i in invitations if i.id in chosen]


def _marks(supervision_id: str) -> dict[str, Mark]:
    rows = db.session.execute(
        select(Attendance.invitation_id, Attendance.mark)
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .where(Meeting.supervision_id == supervision_id, Attendance.invitation_id.is_not(None))
    )
    return {key: mark for key, mark in rows if key is not None}
