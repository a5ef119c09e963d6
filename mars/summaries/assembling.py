"""Puts a summary's sheet together from the database. Reads only; knows no page and no link."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload, load_only

from mars.database import db
from mars.domain.holding import PRESENT, Mark
from mars.domain.practice_models import Model
from mars.store.invitations import Invitation
from mars.store.meetings import Attendance, Meeting, Summary
from mars.store.people import Agency
from mars.store.supervisions import Supervision
from mars.summaries.sheet import Sheet
from mars.summaries.versions import content_of
from mars.supervisions import facilitator_role, whom

SHOWN = (
    Supervision.reference,
    Supervision.system_name,
    Supervision.model,
    Supervision.own_model,
)
"""What the sheet says of the request; nothing else of it is loaded."""


def assemble(supervision_id: str, summary: Summary) -> Sheet:
    """The page of one version. 3 queries: request with session, facilitator, who came."""
    found = db.session.execute(
        select(Supervision, Meeting)
        .join(Meeting, Meeting.supervision_id == Supervision.id)
        .where(Supervision.id == supervision_id)
        .options(load_only(*SHOWN), joinedload(Supervision.whom))
    )
    row, meeting = found.unique().one()
    present, sent_note, not_present = _took_part(meeting.id)
    return Sheet(
        reference=row.reference,
        number=summary.number,
        whom=whom(row),
        starts_at=meeting.starts_at,
        minutes=meeting.minutes,
        model=row.own_model or (row.model or Model.OWN).label,
        facilitator=facilitator_role(supervision_id),
        present=present,
        sent_note=sent_note,
        not_present=not_present,
        content=content_of(summary),
        sent_at=summary.sent_at,
    )


def _took_part(meeting_id: str) -> tuple[tuple[str, ...], ...]:
    """Agency and role of those in the room; who sent a note; agency and mark of all others."""
    rows = db.session.execute(
        select(Agency.name, Attendance.job, Invitation.job.label("asked"), Attendance.mark)
        .join(Agency, Agency.id == Attendance.agency_id)
        .outerjoin(Invitation, Invitation.id == Attendance.invitation_id)
        .where(Attendance.meeting_id == meeting_id)
        .order_by(Agency.name, Attendance.id)
    ).all()
    present = [f"{r.name} ({_role(r.job or r.asked, r.mark)})" for r in rows if r.mark in PRESENT]
    notes = [r.name for r in rows if r.mark is Mark.NOTE]
    others = [r for r in rows if r.mark not in PRESENT | {Mark.NOTE}]
    absent = [f"{r.name} ({r.mark.label.lower()})" for r in others]
    return tuple(present), tuple(notes), tuple(absent)


def _role(job: str | None, mark: Mark) -> str:
    match mark:
        case Mark.DEPUTY:
            return "deputy"
        case Mark.PART:
            return f"{job}, for part"
        case _:
            return job or ""
