"""Who came, as it is recorded: to show, and to fill in the form with it again. Reads only."""

from dataclasses import dataclass

from sqlalchemy import select

from mars.database import db
from mars.store.invitations import Invitation
from mars.store.meetings import Attendance, Meeting
from mars.store.people import Agency

REQUESTER = "requester"


@dataclass(frozen=True, slots=True)
class CameRow:
    """How one agency took part."""

    agency: str
    job: str
    mark: str


def as_recorded(meeting: Meeting) -> dict[str, object]:
    """The form filled in as who came was recorded, by the name of each field. 1 query."""
    rows = attendances_of(meeting.id)
    filled_in: dict[str, object] = {f"mark_{key_of(row)}": row.mark for row in rows if key_of(row)}
    walk_ins = [row for row in rows if not key_of(row)]
    for number, row in enumerate(walk_ins, start=1):
        filled_in[f"walk_{number}_agency"], filled_in[f"walk_{number}_job"] = row.agency_id, row.job
    filled_in["rows"] = tuple(range(1, len(walk_ins) + 1))
    filled_in["below_minimum_reason"] = meeting.below_minimum_reason
    return filled_in


def attendances_of(meeting_id: str) -> list[Attendance]:
    """How each took part. 1 query."""
    return list(
        db.session.scalars(
            select(Attendance).where(Attendance.meeting_id == meeting_id).order_by(Attendance.id)
        )
    )


def key_of(row: Attendance) -> str:
    """By what a mark is named: the invitation, the requester; "" for somebody who joined."""
    return REQUESTER if row.is_asker else row.invitation_id or ""


def came_rows(meeting_id: str) -> tuple[CameRow, ...]:
    """How each took part, by agency. 1 query."""
    rows = db.session.execute(
        select(Agency.name, Attendance.job, Invitation.job, Attendance.mark)
        .join(Agency, Agency.id == Attendance.agency_id)
        .outerjoin(Invitation, Invitation.id == Attendance.invitation_id)
        .where(Attendance.meeting_id == meeting_id)
        .order_by(Agency.name, Attendance.id)
    )
    return tuple(CameRow(name, job or asked or "", mark.label) for name, job, asked, mark in rows)
