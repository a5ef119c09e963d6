"""Reads what the start page needs, in a fixed number of queries. Never loads a child's details."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.sql.selectable import ScalarSelect

from mars.colleagues import are_waiting
from mars.database import db
from mars.domain.actors import Actor
from mars.domain.answering import NominationState, Reply
from mars.domain.dates import reply_of
from mars.domain.holding import Telling, Told
from mars.domain.statuses import OPEN, Status
from mars.home.columns import (
    OPEN_INVITATION,
    astray,
    latest_summary,
    live_nomination,
    silent_nominee,
    unanswered,
    wants_ring,
)
from mars.store.invitations import Answer, Invitation
from mars.store.meetings import Meeting, Receipt, Summary
from mars.store.people import Agency, Person
from mars.store.supervisions import FamilyUpdate, Nomination, Supervision
from mars.supervisions import last_offered, last_told

MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class InvolvedRow:
    """One open request in which the viewer has a part."""

    id: str
    reference: str
    status: Status
    agency_id: str | None
    agency: str | None
    created_at: datetime
    asked_at: datetime | None
    offered_at: datetime | None
    find_facilitator: bool
    starts_at: datetime | None
    recorded_at: datetime | None
    sent_at: datetime | None
    last_offered: datetime | None
    asks: bool
    facilitates: bool
    nomination: str | None
    nominee_answered_at: datetime | None
    ring: bool
    astray: bool
    facilitator_astray: bool
    proposed: bool
    purpose: Told | None
    purpose_on: date | None
    outcome: Told | None
    outcome_on: date | None
    has_summary: bool
    unrecorded: int
    own_tick: bool


def involved(actor: Actor) -> tuple[InvolvedRow, ...]:
    """The open requests that the actor asked for or facilitates, the oldest first, at most MOST."""
    asks = Supervision.requester_id == actor.id
    facilitates = (
        select(Nomination.id)
        .where(
            Nomination.supervision_id == Supervision.id,
            Nomination.state == NominationState.ACCEPTED,
            Nomination.email == actor.email,
        )
        .exists()
    )
    rows = db.session.execute(
        _with_facts()
        .add_columns(asks.label("asks"), facilitates.label("facilitates"))
        .where(Supervision.status.in_(OPEN), or_(asks, facilitates))
        .order_by(Supervision.created_at, Supervision.id)
        .limit(MOST)
    )
    return tuple(InvolvedRow(**row._asdict()) for row in rows)


def replies_of(supervision_ids: Sequence[str]) -> dict[str, list[Reply]]:
    """The open invitations of these requests with their answers."""
    if not supervision_ids:
        return {}
    found: dict[str, list[Reply]] = {}
    rows = db.session.execute(
        select(
            Invitation.supervision_id,
            Invitation.agency_id,
            Answer.choice,
            Answer.reason,
            Answer.answered_at,
            Supervision.offered_at,
        )
        .join(Supervision, Supervision.id == Invitation.supervision_id)
        .outerjoin(Answer, Answer.invitation_id == Invitation.id)
        .where(Invitation.supervision_id.in_(supervision_ids), *OPEN_INVITATION)
    )
    for supervision_id, agency_id, choice, reason, answered_at, offered_at in rows:
        reply = reply_of(agency_id, choice, reason, answered_at, offered_at)
        found.setdefault(supervision_id, []).append(reply)
    return found


def counts() -> dict[Status, int]:
    """How many requests stand at each status."""
    rows = db.session.execute(select(Supervision.status, func.count()).group_by(Supervision.status))
    return dict(rows.all())


def _with_facts() -> Select[*tuple[Any, ...]]:
    latest = latest_summary()
    receipts = select(func.count(Receipt.id)).where(Receipt.summary_id == latest)
    unrecorded = receipts.where(Receipt.recorded_at.is_(None))
    own = unrecorded.where(Receipt.agency_id == Supervision.agency_id)
    return (
        select(
            Supervision.id,
            Supervision.reference,
            Supervision.status,
            Supervision.agency_id,
            Agency.name.label("agency"),
            Supervision.created_at,
            Supervision.asked_at,
            Supervision.offered_at,
            Supervision.find_facilitator,
            Meeting.starts_at,
            Meeting.recorded_at,
            _sent_at().label("sent_at"),
            last_offered().label("last_offered"),
            live_nomination(Nomination.state).label("nomination"),
            live_nomination(Nomination.answered_at).label("nominee_answered_at"),
            wants_ring().label("ring"),
            astray(unanswered(), Invitation.id).label("astray"),
            astray(silent_nominee(), Nomination.id).label("facilitator_astray"),
            are_waiting().label("proposed"),
            last_told(FamilyUpdate.told, Telling.PURPOSE).label("purpose"),
            last_told(FamilyUpdate.on_day, Telling.PURPOSE).label("purpose_on"),
            last_told(FamilyUpdate.told, Telling.OUTCOME).label("outcome"),
            last_told(FamilyUpdate.on_day, Telling.OUTCOME).label("outcome_on"),
            latest.is_not(None).label("has_summary"),
            unrecorded.correlate(Supervision).scalar_subquery().label("unrecorded"),
            (own.correlate(Supervision).scalar_subquery() > 0).label("own_tick"),
        )
        .outerjoin(Agency, Agency.id == Supervision.agency_id)
        .outerjoin(Meeting, Meeting.supervision_id == Supervision.id)
    )


def _sent_at() -> ScalarSelect[datetime | None]:
    """When the latest summary was sent."""
    return (
        select(func.max(Summary.sent_at))
        .where(Summary.supervision_id == Supervision.id)
        .correlate(Supervision)
        .scalar_subquery()
    )


def to_confirm(actor: Actor) -> tuple[tuple[str, str], ...]:
    """Those for whom somebody else proposed a role. 1 query."""
    rows = db.session.execute(
        select(Person.id, Person.name)
        .where(
            Person.proposed_roles != "",
            Person.proposed_by_id != actor.id,
            Person.id != actor.id,
        )
        .order_by(Person.proposed_at)
        .limit(MOST)
    )
    return tuple((row.id, row.name) for row in rows)
