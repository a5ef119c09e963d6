"""What the pages about a session show. Reads only; no row leaves this module but for its verbs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import defer, joinedload
from sqlalchemy.sql.selectable import ScalarSelect

from mars.clock import now
from mars.database import db
from mars.domain.answering import Choice, NominationState
from mars.domain.attending import can_record
from mars.domain.errors import NotFoundError
from mars.domain.holding import Telling, Told
from mars.domain.practice_models import Model, agenda
from mars.partnership import policies
from mars.sessions.agenda import AgendaRow, lay_out
from mars.sessions.came import REQUESTER, CameRow, as_recorded, came_rows
from mars.store.invitations import Invitation
from mars.store.meetings import Meeting
from mars.store.people import Agency
from mars.store.supervisions import FamilyUpdate, Nomination, Supervision
from mars.supervisions import facilitator_of, facilitator_role, open_invitations, reported, whom


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody who was asked, or the requester: who, for whom, and what they answered."""

    key: str
    agency: str
    name: str
    job: str
    answer: str
    comes: bool

    @property
    def called(self) -> str:
        """How a page speaks of them: “Ana Petrov, health visitor (Harbour Health)”."""
        who = ", ".join(part for part in (self.name, self.job) if part)
        return f"{who} ({self.agency})"


@dataclass(frozen=True, slots=True)
class SessionPage:
    """The session's own page, on screen and on paper."""

    reference: str
    starts_at: datetime
    minutes: int
    place: str
    where: str
    model: str
    people: str
    notes: tuple[str, ...]
    stages: tuple[AgendaRow, ...]
    agenda_minutes: int
    facilitator: str
    expected: tuple[PersonRow, ...]
    came: tuple[CameRow, ...]
    below_minimum_reason: str
    whom: tuple[str, ...]
    stuck: str
    hope: str
    access_needs: tuple[str, ...]
    family_told: bool
    has_begun: bool


@dataclass(frozen=True, slots=True)
class AttendancePage:
    """The page on which who came is recorded."""

    starts_at: datetime
    people: tuple[PersonRow, ...]
    agencies: tuple[tuple[str, str], ...]
    minimum: int
    family_told: bool
    has_begun: bool
    led: bool
    """Whether somebody agreed to facilitate."""
    recorded: dict[str, object]
    """What is recorded already, as the form is filled in with it; empty before."""


@dataclass(frozen=True, slots=True)
class NotHeldPage:
    """The page on which it is recorded that a session was not held."""

    starts_at: datetime
    is_ahead: bool
    letters: tuple[str, ...]


def meeting_of(supervision_id: str) -> Meeting:
    """The session of a supervision, as a row for the verbs. Raises NotFoundError."""
    found = db.session.scalar(select(Meeting).where(Meeting.supervision_id == supervision_id))
    if found is None:
        raise NotFoundError("There is no session for this request.")
    return found


def session(supervision_id: str) -> SessionPage:
    """The session's page. 5 queries: request with session, invitations, their times, facilitator,
    who came.
    """
    found = _load(supervision_id)
    row, meeting = found.row, found.meeting
    invitations = open_invitations(supervision_id, addresses=False)
    model = row.model or Model.OWN
    return SessionPage(
        reference=row.reference,
        starts_at=meeting.starts_at,
        minutes=meeting.minutes,
        place=meeting.place.label,
        where=meeting.where,
        model=row.own_model or model.label,
        people=model.people,
        notes=model.notes,
        stages=lay_out(agenda(model), meeting.starts_at),
        agenda_minutes=model.minutes,
        facilitator=facilitator_role(supervision_id),
        expected=_people(row, invitations),
        came=came_rows(meeting.id) if meeting.held else (),
        below_minimum_reason=meeting.below_minimum_reason,
        whom=whom(row),
        stuck=row.stuck,
        hope=row.hope,
        access_needs=_needs(row, invitations),
        family_told=found.knows_purpose,
        has_begun=can_record(meeting.starts_at, now()),
    )


def attendance(supervision_id: str) -> AttendancePage:
    """Who is to be marked. 6 queries: request with session, invitations, their times, agencies,
    policies, who came if that is recorded.
    """
    found = _load(supervision_id)
    row, meeting = found.row, found.meeting
    agencies = db.session.execute(
        select(Agency.id, Agency.name).where(Agency.retired_at.is_(None)).order_by(Agency.name)
    )
    return AttendancePage(
        starts_at=meeting.starts_at,
        people=_people(row, open_invitations(supervision_id, addresses=False)),
        agencies=tuple((key, name) for key, name in agencies),
        minimum=policies().minimum_agencies,
        family_told=found.knows_purpose,
        has_begun=can_record(meeting.starts_at, now()),
        led=found.led,
        recorded=as_recorded(meeting) if meeting.held else {},
    )


def not_held(supervision_id: str) -> NotHeldPage:
    """Who will be told. 4 queries."""
    row, meeting, *_ = _load(supervision_id)
    nomination = facilitator_of(supervision_id)
    told = [f"{row.requester_name} (who asked)"]
    invited = _invited(open_invitations(supervision_id, addresses=False))
    told += [person.called for person in invited if person.comes]
    told += [f"{nomination.name} (the facilitator)"] if nomination else []
    return NotHeldPage(meeting.starts_at, meeting.starts_at > now(), tuple(told))


class _Loaded(NamedTuple):
    """A request, its session, whether anybody leads it, and whether the family knows of it."""

    row: Supervision
    meeting: Meeting
    led: bool
    told: Told | None

    @property
    def knows_purpose(self) -> bool:
        """Whether the family was told the purpose, or it is noted why not."""
        return self.told in {Told.YES, Told.NOT_SAFE}


def _load(supervision_id: str) -> _Loaded:
    """The request with agency and children, and its session. 1 query. Raises NotFoundError."""
    accepted = Nomination.state == NominationState.ACCEPTED
    leads = select(Nomination.id).where(Nomination.supervision_id == Supervision.id, accepted)
    found = db.session.execute(
        select(Supervision, Meeting, leads.exists(), _told_purpose())
        .join(Meeting, Meeting.supervision_id == Supervision.id)
        .where(Supervision.id == supervision_id)
        .options(
            joinedload(Supervision.agency),
            joinedload(Supervision.whom),
            defer(Supervision.requester_email),
        )
    )
    one = found.unique().first()
    if one is None:
        raise NotFoundError("There is no session for this request.")
    return _Loaded(*one)


def _people(row: Supervision, invitations: Sequence[Invitation]) -> tuple[PersonRow, ...]:
    """The requester first, then everybody asked."""
    if row.agency is None:
        return _invited(invitations)
    name, job = row.requester_name, row.requester_job
    asked = PersonRow(REQUESTER, row.agency.name, name, job, "Asked for the session", comes=True)
    return (asked, *_invited(invitations))


def _invited(invitations: Sequence[Invitation]) -> tuple[PersonRow, ...]:
    return tuple(
        PersonRow(
            i.id,
            i.agency.name,
            i.name,
            i.job,
            reported(i.answer),
            comes=bool(i.answer and i.answer.choice is Choice.COME),
        )
        for i in invitations
    )


def _needs(row: Supervision, invitations: Sequence[Invitation]) -> tuple[str, ...]:
    """What people need to take part, without saying who."""
    answers = (i.answer.access_needs for i in invitations if i.answer)
    return tuple(text for text in (row.access_needs, *answers) if text)


def _told_purpose() -> ScalarSelect[Told]:
    """What was noted last of telling the family the purpose."""
    return (
        select(FamilyUpdate.told)
        .where(
            FamilyUpdate.supervision_id == Supervision.id,
            FamilyUpdate.telling == Telling.PURPOSE,
        )
        .order_by(FamilyUpdate.noted_at.desc())
        .limit(1)
        .correlate(Supervision)
        .scalar_subquery()
    )
