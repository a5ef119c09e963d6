"""Reads what the start page needs, in a fixed number of queries. Never loads a child's details."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.selectable import ScalarSelect

from mars.clock import working_days_ago
from mars.database import db
from mars.domain.actors import Actor
from mars.domain.answering import NominationState, Reply
from mars.domain.holding import Telling, Told
from mars.domain.policies import Policies
from mars.domain.posting import ASTRAY
from mars.domain.stalls import Stall
from mars.domain.statuses import OPEN, Status
from mars.store.invitations import Answer, Invitation
from mars.store.letters import OutboxLetter
from mars.store.meetings import Meeting, Receipt, Summary
from mars.store.people import Agency
from mars.store.supervisions import FamilyUpdate, Nomination, Supervision
from mars.supervisions import LIVE_NOMINATIONS

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
    starts_at: datetime | None
    asks: bool
    facilitates: bool
    nomination: str | None
    astray: bool
    facilitator_astray: bool
    purpose: Told | None
    outcome: Told | None
    has_summary: bool
    unrecorded: int
    own_tick: bool


class StalledRow(NamedTuple):
    """One request that does not go on by itself."""

    reference: str
    agency: str | None
    asked_at: datetime | None
    stall: str


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
    for supervision_id, agency_id, choice in db.session.execute(
        select(Invitation.supervision_id, Invitation.agency_id, Answer.choice)
        .outerjoin(Answer, Answer.invitation_id == Invitation.id)
        .where(Invitation.supervision_id.in_(supervision_ids), *_OPEN_INVITATION)
    ):
        found.setdefault(supervision_id, []).append(Reply(agency_id, choice))
    return found


def stalled(local: Policies) -> Sequence[StalledRow]:
    """Requests that need the coordinator, the oldest first, at most MOST.

    Days are working days (local settings): an answer is late after the second reminder, a summary
    after its own time, the closing after the time for telling the family.
    """
    stall = _stall(local).label("stall")
    rows = db.session.execute(
        select(Supervision.reference, Agency.name.label("agency"), Supervision.asked_at, stall)
        .outerjoin(Agency, Agency.id == Supervision.agency_id)
        .outerjoin(Meeting, Meeting.supervision_id == Supervision.id)
        .where(Supervision.status.in_(OPEN - {Status.DRAFT}), stall.is_not(None))
        .order_by(Supervision.asked_at, Supervision.id)
        .limit(MOST)
    )
    return [StalledRow(**row._asdict()) for row in rows]


def counts() -> dict[Status, int]:
    """How many requests stand at each status."""
    rows = db.session.execute(select(Supervision.status, func.count()).group_by(Supervision.status))
    return dict(rows.all())


_OPEN_INVITATION = (Invitation.asked_at.is_not(None), Invitation.ended_at.is_(None))


def _with_facts() -> Select[*tuple[Any, ...]]:
    latest = _latest_summary()
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
            Meeting.starts_at,
            _live_nomination().label("nomination"),
            _astray(_unanswered(), Invitation.id).label("astray"),
            _astray(_silent_nominee(), Nomination.id).label("facilitator_astray"),
            _told(Telling.PURPOSE).label("purpose"),
            _told(Telling.OUTCOME).label("outcome"),
            latest.is_not(None).label("has_summary"),
            unrecorded.correlate(Supervision).scalar_subquery().label("unrecorded"),
            (own.correlate(Supervision).scalar_subquery() > 0).label("own_tick"),
        )
        .outerjoin(Agency, Agency.id == Supervision.agency_id)
        .outerjoin(Meeting, Meeting.supervision_id == Supervision.id)
    )


def _unanswered() -> Select[str]:
    return (
        select(Invitation.id)
        .outerjoin(Answer, Answer.invitation_id == Invitation.id)
        .where(Invitation.supervision_id == Supervision.id, *_OPEN_INVITATION, Answer.id.is_(None))
    )


def _silent_nominee() -> Select[str]:
    return select(Nomination.id).where(
        Nomination.supervision_id == Supervision.id, Nomination.state == NominationState.ASKED
    )


def _astray(people: Select[str], key: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Whether a letter to one of these people did not arrive."""
    letters = people.join(OutboxLetter, OutboxLetter.subject_id == key)
    return letters.where(OutboxLetter.state.in_(ASTRAY)).correlate(Supervision).exists()


def _live_nomination() -> ScalarSelect[NominationState]:
    return (
        select(Nomination.state)
        .where(Nomination.supervision_id == Supervision.id, Nomination.state.in_(LIVE_NOMINATIONS))
        .order_by(Nomination.created_at.desc())
        .limit(1)
        .correlate(Supervision)
        .scalar_subquery()
    )


def _told(telling: Telling) -> ScalarSelect[Told]:
    return (
        select(FamilyUpdate.told)
        .where(FamilyUpdate.supervision_id == Supervision.id, FamilyUpdate.telling == telling)
        .order_by(FamilyUpdate.noted_at.desc())
        .limit(1)
        .correlate(Supervision)
        .scalar_subquery()
    )


def _latest_summary() -> ScalarSelect[str]:
    return (
        select(Summary.id)
        .where(Summary.supervision_id == Supervision.id, Summary.sent_at.is_not(None))
        .order_by(Summary.number.desc())
        .limit(1)
        .correlate(Supervision)
        .scalar_subquery()
    )


def _stall(local: Policies) -> ColumnElement[str | None]:
    sent_at = (
        select(func.max(Summary.sent_at))
        .where(Summary.supervision_id == Supervision.id)
        .correlate(Supervision)
        .scalar_subquery()
    )
    late_answers = working_days_ago(local.second_reminder_days)
    at = Supervision.status
    return case(
        (and_(at == Status.ASKED, _live_nomination().is_(None)), Stall.NO_FACILITATOR.value),
        (
            and_(at == Status.ASKED, Supervision.asked_at < late_answers, _unanswered().exists()),
            Stall.ANSWERS_LATE.value,
        ),
        (
            and_(at == Status.ARRANGED, Meeting.starts_at < working_days_ago(0)),
            Stall.NOT_RECORDED.value,
        ),
        (
            and_(at == Status.HELD, Meeting.recorded_at < working_days_ago(local.summary_days)),
            Stall.SUMMARY_LATE.value,
        ),
        (
            and_(at == Status.SUMMARISED, sent_at < working_days_ago(local.outcome_days)),
            Stall.NOT_CLOSED.value,
        ),
        else_=None,
    )
