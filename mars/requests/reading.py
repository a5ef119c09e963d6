"""Reads what the page of one supervision shows: six queries, whatever the number of agencies.

Loads e-mail addresses and letters only for those who may see them. Never writes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlalchemy import ColumnElement, literal, select
from sqlalchemy.orm import InstrumentedAttribute

from mars.database import db
from mars.domain.answering import (
    Choice,
    DeclineReason,
    Gates,
    NominationState,
    Reply,
    compute_gates,
)
from mars.domain.asking import AgeBand, OpenTo, Place
from mars.domain.closing import Afterwards
from mars.domain.holding import EndReason, NotSafeReason, Telling, Told
from mars.domain.posting import LetterState
from mars.domain.practice_models import Model
from mars.domain.statuses import Status
from mars.domain.turns import Position
from mars.partnership import policies
from mars.post import outbox
from mars.store.invitations import Answer, Invitation
from mars.store.meetings import Meeting, Receipt, Summary
from mars.store.people import Agency
from mars.store.supervisions import FamilyUpdate, Nomination, Supervision
from mars.supervisions import LIVE_NOMINATIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What was asked, by whom, and when the session is; named as in the database."""

    reference: str
    status: Status
    asked_at: datetime | None
    ended_at: datetime | None
    end_reason: EndReason | None
    end_note: str
    requester_name: str
    requester_job: str
    requester_phone: str
    requester_email: str
    agency_id: str | None
    agency: str | None
    initials: str
    system_reference: str
    system_name: str
    children: int | None
    age_band: AgeBand | None
    open_to: OpenTo | None
    stuck: str
    hope: str
    model: Model | None
    own_model: str
    access_needs: str
    starts_at: datetime | None
    minutes: int | None
    place: Place | None
    where: str | None


_ELSEWHERE = frozenset({"requester_email", "agency", "starts_at", "minutes", "place", "where"})
_OF_REQUEST = tuple(field.name for field in fields(About) if field.name not in _ELSEWHERE)


@dataclass(frozen=True, slots=True)
class Noted:
    """What is noted of one moment of telling the family."""

    told: Told
    by_whom: str
    on_day: date | None
    reason: NotSafeReason | None


@dataclass(frozen=True, slots=True)
class Nominee:
    """Who is asked to facilitate, or has accepted."""

    id: str
    name: str
    job: str
    email: str
    state: NominationState
    agency: str | None


@dataclass(frozen=True, slots=True)
class Invited:
    """One open invitation with its answer; `email` is empty for those who may not see it."""

    id: str
    name: str
    job: str
    email: str
    is_deputy: bool
    agency_id: str
    agency: str
    choice: Choice | None
    reason: DeclineReason | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Tick:
    """An agency's copy of the latest summary, and when the agency recorded it."""

    agency_id: str
    agency: str
    recorded_at: datetime | None
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything read for one page."""

    about: About
    family: dict[Telling, Noted]
    invited: tuple[Invited, ...]
    nominee: Nominee | None
    ticks: tuple[Tick, ...]
    letters: tuple[outbox.LetterRow, ...]
    gates: Gates

    def position(self, moment: datetime) -> Position:
        """Where the supervision stands at this moment."""
        outcome, purpose = self.family.get(Telling.OUTCOME), self.family.get(Telling.PURPOSE)
        starts_at = self.about.starts_at
        return Position(
            status=self.about.status,
            gates=self.gates,
            facilitator=self.nominee.state if self.nominee else None,
            waiting=any(invited.choice is None for invited in self.invited),
            begun=starts_at is not None and starts_at <= moment,
            purpose=purpose.told if purpose else None,
            afterwards=Afterwards(
                has_summary=bool(self.ticks),
                unrecorded=sum(tick.recorded_at is None for tick in self.ticks),
                outcome=outcome.told if outcome else None,
            ),
            own_tick=any(
                tick.agency_id == self.about.agency_id and tick.recorded_at is None
                for tick in self.ticks
            ),
        )


def read(supervision_id: str, *, addresses: bool) -> Reading:
    """Read one supervision. `addresses`: whether e-mail addresses and letters may be seen."""
    about, family = _about(supervision_id, addresses)
    invited = _invited(supervision_id, addresses)
    nominee = _nominee(supervision_id, addresses)
    replies = [Reply(i.agency_id, i.choice) for i in invited]
    state = nominee.state if nominee else None
    minimum = policies().minimum_agencies
    return Reading(
        about=about,
        family=family,
        invited=invited,
        nominee=nominee,
        ticks=_ticks(supervision_id),
        letters=outbox.letters_of(supervision_id) if addresses else (),
        gates=compute_gates(replies, about.agency_id or "", state, minimum),
    )


def letter_to(letters: Sequence[outbox.LetterRow], subject_id: str) -> outbox.LetterRow | None:
    """The letter about this row that matters most: one that needs a person, waits, or was last."""
    about = [row for row in letters if row.subject_id == subject_id]
    urgent = next((row for row in about if row.needs_you), None)
    waiting = next((row for row in about if row.state is not LetterState.ACCEPTED), None)
    return urgent or waiting or (about[0] if about else None)


def _if_allowed(column: InstrumentedAttribute[str], allowed: bool, name: str) -> ColumnElement[str]:
    return column.label(name) if allowed else literal("").label(name)


def _about(supervision_id: str, addresses: bool) -> tuple[About, dict[Telling, Noted]]:
    """The supervision with its agency and meeting, and what is noted of telling the family."""
    of_request = [getattr(Supervision, name) for name in _OF_REQUEST]
    rows = db.session.execute(
        select(
            *of_request,
            _if_allowed(Supervision.requester_email, addresses, "requester_email"),
            Agency.name.label("agency"),
            Meeting.starts_at,
            Meeting.minutes,
            Meeting.place,
            Meeting.where,
            FamilyUpdate.telling,
            FamilyUpdate.told,
            FamilyUpdate.by_whom,
            FamilyUpdate.on_day,
            FamilyUpdate.reason.label("not_safe_reason"),
        )
        .outerjoin(Agency, Agency.id == Supervision.agency_id)
        .outerjoin(Meeting, Meeting.supervision_id == Supervision.id)
        .outerjoin(FamilyUpdate, FamilyUpdate.supervision_id == Supervision.id)
        .where(Supervision.id == supervision_id)
        .order_by(FamilyUpdate.noted_at)
    ).all()
    columns = rows[0]._asdict()
    about = About(**{field.name: columns[field.name] for field in fields(About)})
    family = {
        row.telling: Noted(row.told, row.by_whom, row.on_day, row.not_safe_reason)
        for row in rows
        if row.telling
    }
    return about, family


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
            Answer.reason,
            Answer.answered_at,
        )
        .join(Agency, Agency.id == Invitation.agency_id)
        .outerjoin(Answer, Answer.invitation_id == Invitation.id)
        .where(
            Invitation.supervision_id == supervision_id,
            Invitation.asked_at.is_not(None),
            Invitation.ended_at.is_(None),
        )
        .order_by(Invitation.position, Invitation.name)
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
