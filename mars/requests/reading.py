"""Reads what the page of one supervision shows: six queries, whatever the number of agencies.

Loads e-mail addresses and letters only for those who may see them. Never writes.
"""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import ColumnElement, literal, select
from sqlalchemy.orm import InstrumentedAttribute

from mars.colleagues import are_waiting
from mars.database import db
from mars.domain.answering import compute_gates
from mars.domain.dates import speaks_of_these
from mars.domain.drafts import say_child
from mars.domain.holding import Telling
from mars.domain.posting import LetterState
from mars.partnership import is_overdue, policies
from mars.post import outbox
from mars.requests.found import About, Invited, Nominee, Noted, Reading, Tick
from mars.store.invitations import Answer, Invitation
from mars.store.meetings import Attendance, Meeting, Receipt, Summary
from mars.store.people import Agency
from mars.store.supervisions import Child, FamilyUpdate, Nomination, Supervision
from mars.supervisions import LIVE_NOMINATIONS, last_offered

_ELSEWHERE = frozenset(
    {
        "requester_email",
        "agency",
        "proposed",
        "starts_at",
        "minutes",
        "place",
        "where",
        "held",
        "recorded_at",
        "last_offered",
        "whom",
    }
)
_OF_MEETING = (
    Meeting.starts_at,
    Meeting.minutes,
    Meeting.place,
    Meeting.where,
    Meeting.held,
    Meeting.recorded_at,
)
_OF_REQUEST = tuple(field.name for field in fields(About) if field.name not in _ELSEWHERE)


def read(supervision_id: str, *, addresses: bool) -> Reading:
    """Read one supervision. `addresses`: whether e-mail addresses and letters may be seen."""
    about, family = _about(supervision_id, addresses)
    invited = _invited(supervision_id, addresses)
    nominee = _nominee(supervision_id, addresses)
    gates = compute_gates(
        [one.reply(about.offered_at) for one in invited],
        about.agency_id or "",
        nominee.state if nominee else None,
        policies().minimum_agencies,
        spoken=nominee is not None and speaks_of_these(nominee.answered_at, about.offered_at),
        helped=about.find_facilitator,
    )
    ticks = _ticks(supervision_id)
    sent_at = ticks[0].sent_at if ticks else None
    return Reading(
        about=about,
        family=family,
        invited=invited,
        nominee=nominee,
        ticks=ticks,
        letters=outbox.letters_of(supervision_id) if addresses else (),
        gates=gates,
        overdue=is_overdue(about.status, about.starts_at, about.recorded_at, sent_at),
    )


def letter_to(
    letters: Sequence[outbox.LetterRow], subject_id: str, address: str
) -> outbox.LetterRow | None:
    """The letter about this row to its own person that matters most: it needs somebody, waits, or
    was last. Letters about them to others, such as their agency's lead, are left out."""
    about = [row for row in letters if (row.subject_id, row.recipient) == (subject_id, address)]
    urgent = next((row for row in about if row.needs_you), None)
    waiting = next((row for row in about if row.state is not LetterState.ACCEPTED), None)
    return urgent or waiting or (about[0] if about else None)


def _if_allowed(column: InstrumentedAttribute[str], allowed: bool, name: str) -> ColumnElement[str]:
    return column.label(name) if allowed else literal("").label(name)


def _about(supervision_id: str, addresses: bool) -> tuple[About, dict[Telling, Noted]]:
    """The supervision with agency, meeting and children, and what the family was told."""
    of_request = [getattr(Supervision, name) for name in _OF_REQUEST]
    rows = db.session.execute(
        select(
            *of_request,
            Supervision.system_name,
            Child.position,
            Child.initials,
            Child.reference.label("child_reference"),
            _if_allowed(Supervision.requester_email, addresses, "requester_email"),
            Agency.name.label("agency"),
            are_waiting().label("proposed"),
            *_OF_MEETING,
            last_offered().label("last_offered"),
            FamilyUpdate.telling,
            FamilyUpdate.told,
            FamilyUpdate.by_whom,
            FamilyUpdate.on_day,
            FamilyUpdate.reason.label("not_safe_reason"),
        )
        .outerjoin(Agency, Agency.id == Supervision.agency_id)
        .outerjoin(Child, Child.supervision_id == Supervision.id)
        .outerjoin(Meeting, Meeting.supervision_id == Supervision.id)
        .outerjoin(FamilyUpdate, FamilyUpdate.supervision_id == Supervision.id)
        .where(Supervision.id == supervision_id)
        .order_by(Child.position, FamilyUpdate.noted_at)
    ).all()
    columns = rows[0]._asdict()
    columns["whom"] = _whom(rows)
    about = About(**{field.name: columns[field.name] for field in fields(About)})
    family = {
        row.telling: Noted(row.told, row.by_whom, row.on_day, row.not_safe_reason)
        for row in rows
        if row.telling
    }
    return about, family


def _whom(rows: Sequence[Any]) -> tuple[str, ...]:
    """Each child in a line, once."""
    named = {row.position: row for row in rows if row.position}.values()
    return tuple(say_child(one.initials, one.system_name, one.child_reference) for one in named)


def _invited(supervision_id: str, addresses: bool) -> tuple[Invited, ...]:
    rows = db.session.execute(
        select(
            Invitation.id,
            Invitation.name,
            Invitation.job,
            _if_allowed(Invitation.email, addresses, "email"),
            Invitation.deputy_for_id.is_not(None).label("is_deputy"),
            Invitation.agency_id,
            Agency.name.label("agency"),
            Answer.choice,
            Answer.partly,
            Answer.sends_note,
            Invitation.ring_first,
            Answer.reason,
            Answer.answered_at,
            Attendance.mark,
        )
        .join(Agency, Agency.id == Invitation.agency_id)
        .outerjoin(Answer, Answer.invitation_id == Invitation.id)
        .outerjoin(Attendance, Attendance.invitation_id == Invitation.id)
        .where(
            Invitation.supervision_id == supervision_id,
            Invitation.asked_at.is_not(None),
            Invitation.ended_at.is_(None),
        )
        .order_by(Invitation.position, Invitation.asked_at, Invitation.id)
    )
    return tuple(Invited(**row._asdict()) for row in rows)


def _nominee(supervision_id: str, addresses: bool) -> Nominee | None:
    row = db.session.execute(
        select(
            Nomination.id,
            Nomination.name,
            Nomination.job,
            _if_allowed(Nomination.email, addresses, "email"),
            Nomination.state,
            Nomination.answered_at,
            Agency.name.label("agency"),
        )
        .outerjoin(Agency, Agency.id == Nomination.agency_id)
        .where(Nomination.supervision_id == supervision_id, Nomination.state.in_(LIVE_NOMINATIONS))
        .order_by(Nomination.created_at.desc())
        .limit(1)
    ).first()
    return Nominee(**row._asdict()) if row else None


def _ticks(supervision_id: str) -> tuple[Tick, ...]:
    """The copies of the latest summary that was sent, by agency."""
    rows = db.session.execute(
        select(
            Receipt.agency_id,
            Agency.name.label("agency"),
            Receipt.recorded_at,
            Summary.sent_at,
            Summary.number,
        )
        .join(Summary, Summary.id == Receipt.summary_id)
        .join(Agency, Agency.id == Receipt.agency_id)
        .where(Summary.supervision_id == supervision_id, Summary.sent_at.is_not(None))
        .order_by(Summary.number.desc(), Agency.name)
    ).all()
    return tuple(
        Tick(row.agency_id, row.agency, row.recorded_at, row.sent_at)
        for row in rows
        if row.number == rows[0].number and row.sent_at is not None
    )
