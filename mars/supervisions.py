"""What more than one slice needs of a supervision: load it, move it on, see its gates, name it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TypeVar

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, defer, joinedload, selectinload
from sqlalchemy.sql.selectable import ScalarSelect

from mars import audit, colleagues
from mars.clock import add_working_days, now, today
from mars.database import db
from mars.domain.actors import Actor
from mars.domain.answering import (
    Choice,
    NominationState,
    report_answer,
    say_answer,
)
from mars.domain.changes import Change, check_step
from mars.domain.dates import may_come_now
from mars.domain.drafts import say_child
from mars.domain.errors import NotFoundError
from mars.domain.holding import Telling
from mars.domain.inviting import INVITING
from mars.domain.statuses import ENDS
from mars.domain.workflow import Step
from mars.partnership import policies
from mars.post.letters import About, Appointment, Inviter, Recipient
from mars.store.invitations import Answer, Invitation
from mars.store.meetings import Meeting
from mars.store.supervisions import FamilyUpdate, Nomination, OfferedTime, Supervision

T = TypeVar("T")
LIVE_NOMINATIONS = (NominationState.ASKED, NominationState.ACCEPTED)


def for_change(supervision_id: str) -> Supervision:
    """The supervision, locked until the commit. Raises NotFoundError."""
    found = db.session.scalar(
        select(Supervision)
        .where(Supervision.id == supervision_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFoundError("There is no such request.")
    return found


def advance(actor: Actor, supervision: Supervision, step: Step) -> Change:
    """Move the supervision on by one step of the workflow, with its audit row.

    Raises NotNowError when the table has no such step from here.
    """
    change = check_step(step, supervision.status)
    if change.after is not None:
        supervision.status = change.after
        supervision.ended_at = now() if change.after in ENDS else None
    if supervision.status not in INVITING:
        colleagues.forget_all(supervision.id)
    supervision.version += 1
    audit.record(actor, change.event, supervision.id)
    return change


def open_invitations(supervision_id: str, *, addresses: bool = True) -> Sequence[Invitation]:
    """Everybody who is asked and not replaced, with agency, answer and times. 2 queries.

    `addresses`: False for a page whose reader may not see them; they are not loaded then.
    """
    hidden = () if addresses else (defer(Invitation.email, raiseload=True),)
    return db.session.scalars(
        select(Invitation)
        .where(
            Invitation.supervision_id == supervision_id,
            Invitation.asked_at.is_not(None),
            Invitation.ended_at.is_(None),
        )
        .options(
            joinedload(Invitation.agency),
            joinedload(Invitation.answer).options(selectinload(Answer.times)),
            *hidden,
        )
        .order_by(Invitation.position, Invitation.asked_at, Invitation.id)
    ).all()


def coming(invitations: Sequence[Invitation]) -> list[Invitation]:
    """Those of the open invitations whose answer is that they come."""
    return [i for i in invitations if i.answer and i.answer.choice is Choice.COME]


def said(answer: Answer | None) -> str:
    """What was answered so far, in words."""
    if answer is None:
        return say_answer(None)
    return say_answer(answer.choice, partly=answer.partly, sends_note=answer.sends_note)


def reported(answer: Answer | None) -> str:
    """The same in the words of somebody who speaks of another."""
    if answer is None:
        return report_answer(None)
    return report_answer(answer.choice, partly=answer.partly, sends_note=answer.sends_note)


def could_come(invitations: Sequence[Invitation]) -> list[Invitation]:
    """Those of the open invitations who do not come so far, but may on another date."""
    return [
        i for i in invitations if i.answer is None or may_come_now(i.answer.choice, i.answer.reason)
    ]


def whom(supervision: Supervision) -> tuple[str, ...]:
    """Each child it is about in a line. 1 query if they are not loaded."""
    system = supervision.system_name
    return tuple(say_child(row.initials, system, row.reference) for row in supervision.whom)


def last_offered() -> ScalarSelect[datetime]:
    """The last of the offered times, as a column beside a supervision's row."""
    return (
        select(func.max(OfferedTime.starts_at))
        .where(OfferedTime.supervision_id == Supervision.id)
        .correlate(Supervision)
        .scalar_subquery()
    )


def live_nomination(supervision_id: str) -> Nomination | None:
    """The facilitator who is asked now or has accepted, with the agency. 1 query."""
    return db.session.scalar(
        select(Nomination)
        .where(
            Nomination.supervision_id == supervision_id,
            Nomination.state.in_(LIVE_NOMINATIONS),
        )
        .options(joinedload(Nomination.agency))
        .order_by(Nomination.created_at.desc())
        .limit(1)
    )


def facilitator_of(supervision_id: str) -> Nomination | None:
    """The facilitator who has accepted, with the agency. 1 query."""
    found = live_nomination(supervision_id)
    return found if found and found.state is NominationState.ACCEPTED else None


def facilitator_role(supervision_id: str) -> str:
    """The role and agency of the facilitator who has accepted; no name. 1 query."""
    found = facilitator_of(supervision_id)
    agency = found.agency.name if found and found.agency else ""
    return ", ".join(part for part in (found.job, agency) if part) if found else ""


def meeting_of(supervision_id: str) -> Meeting | None:
    """The session, once a date was fixed, also if it was not held. 1 query."""
    return db.session.scalar(
        select(Meeting)
        .where(Meeting.supervision_id == supervision_id)
        .execution_options(populate_existing=True)
    )


def appointment(supervision: Supervision, meeting: Meeting) -> Appointment:
    """The session as letters and calendars name it."""
    return Appointment(
        meeting.id,
        meeting.starts_at,
        meeting.minutes,
        meeting.place,
        supervision.calendar_sequence,
    )


def changed_appointment(supervision: Supervision, meeting: Meeting) -> Appointment:
    """The same after a change that calendars must follow."""
    supervision.calendar_sequence += 1
    return appointment(supervision, meeting)


def about(supervision: Supervision) -> About:
    """The supervision as letters name it."""
    return About(supervision.id, supervision.reference)


def inviter(supervision: Supervision) -> Inviter:
    """The requester as letters to others name them. 1 query if the agency is not loaded."""
    agency = supervision.agency.name if supervision.agency else ""
    return Inviter(supervision.requester_name, supervision.requester_job, agency)


def requester(supervision: Supervision) -> Recipient:
    """The requester as the one to whom a letter goes."""
    return Recipient(supervision.requester_name, supervision.requester_email)


def coordinators() -> Recipient:
    """The mailbox of the coordinators, to which answers to MARS's letters come."""
    return Recipient("coordinator", current_app.config["MARS"].mail_reply_to)


def page_address(supervision: Supervision, part: str = "") -> str:
    """The full address of the request's own page for staff, or of a part of it such as /date."""
    return f"{current_app.config['MARS'].base_url}/requests/{supervision.reference}{part}"


def answer_by() -> date:
    """The day by which somebody who is asked today is to answer (local setting)."""
    return add_working_days(today(), policies().second_reminder_days)


def last_told(column: InstrumentedAttribute[T], telling: Telling) -> ScalarSelect[T]:
    """This of what was noted last of telling the family, for a query of supervisions."""
    return (
        select(column)
        .where(FamilyUpdate.supervision_id == Supervision.id, FamilyUpdate.telling == telling)
        .order_by(FamilyUpdate.noted_at.desc())
        .limit(1)
        .correlate(Supervision)
        .scalar_subquery()
    )
