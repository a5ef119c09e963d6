"""Reads a draft out of the database as the plain value that the rules and the pages speak of."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from mars import clock
from mars.database import db
from mars.domain.completeness import Gap, Limits, missing
from mars.domain.drafts import (
    Asker,
    Candidate,
    Child,
    Children,
    Draft,
    FamilyKnows,
    Member,
    Offer,
    Plan,
    RightPlace,
    Shape,
    Stuck,
    Way,
)
from mars.domain.errors import NotFoundError
from mars.domain.holding import Telling
from mars.domain.policies import Policies
from mars.store.invitations import Invitation
from mars.store.supervisions import FamilyUpdate, Nomination, Supervision


def load(supervision_id: str) -> Draft:
    """The draft as it is kept. 3 queries. Raises NotFoundError."""
    supervision = _find(supervision_id)
    if supervision is None:
        raise NotFoundError("There is no such request.")
    return Draft(
        reference=supervision.reference,
        requester_email=supervision.requester_email,
        right_place=RightPlace(supervision.hope_for),
        asker=_asker(supervision),
        children=Children(
            tuple(Child(row.initials, row.reference) for row in supervision.whom),
            supervision.system_name,
            supervision.children,
            supervision.age_band,
        ),
        plan=Plan(supervision.open_to, supervision.own_session_reason),
        stuck=Stuck(supervision.stuck, supervision.hope),
        shape=Shape(supervision.model, supervision.own_model),
        team=tuple(_member(row) for row in team_of(supervision_id)),
        candidate=_candidate(supervision),
        family=_family(supervision),
        offer=Offer(
            tuple(row.starts_at for row in supervision.times),
            supervision.place,
            supervision.where,
            supervision.minutes,
            supervision.access_needs,
        ),
    )


def team_of(supervision_id: str) -> list[Invitation]:
    """The rows of the team in their order, with their agencies. 1 query."""
    return list(
        db.session.scalars(
            select(Invitation)
            .where(Invitation.supervision_id == supervision_id, Invitation.ended_at.is_(None))
            .options(joinedload(Invitation.agency))
            .order_by(Invitation.position, Invitation.asked_at, Invitation.id)
        )
    )


def purpose_of(supervision: Supervision) -> FamilyUpdate | None:
    """What is noted of telling the family the purpose."""
    return next((row for row in supervision.tellings if row.telling is Telling.PURPOSE), None)


def limits(policies: Policies) -> Limits:
    """What the rules need to know of today and of the partnership's settings."""
    today = clock.today()
    earliest = clock.add_working_days(today, policies.notice_days)
    return Limits(today, earliest, policies.early_help_agreement_first)


def gaps(draft: Draft, policies: Policies) -> tuple[Gap, ...]:
    """What the draft still lacks."""
    slots = tuple((clock.local(moment).date(), moment) for moment in draft.offer.times)
    return missing(draft, slots, limits(policies))


def _find(supervision_id: str) -> Supervision | None:
    """The row with all that the form writes to but the team. 2 queries."""
    found: Supervision | None = (
        db.session.scalars(
            select(Supervision)
            .where(Supervision.id == supervision_id)
            .options(
                joinedload(Supervision.agency),
                joinedload(Supervision.whom),
                joinedload(Supervision.nominations).joinedload(Nomination.agency),
                joinedload(Supervision.tellings),
                selectinload(Supervision.times),
            )
        )
        .unique()
        .one_or_none()
    )
    return found


def _asker(supervision: Supervision) -> Asker:
    return Asker(
        supervision.requester_name,
        supervision.requester_job,
        supervision.agency_id,
        supervision.agency.name if supervision.agency else "",
        supervision.requester_phone,
    )


def _member(row: Invitation) -> Member:
    return Member(
        row.agency_id, row.name, row.job, row.email, row.agreed_already, row.agency.name, row.id
    )


def _candidate(supervision: Supervision) -> Candidate:
    if supervision.find_facilitator:
        return Candidate(Way.FIND)
    if not supervision.nominations:
        return Candidate()
    row = supervision.nominations[-1]
    return Candidate(
        Way.REGISTER if row.facilitator_id else Way.NAMED,
        row.facilitator_id,
        row.name,
        row.job,
        row.agency.name if row.agency else "",
        row.email,
        row.same_team,
        row.line_manager,
        row.knows_family,
        row.not_independent_reason,
    )


def _family(supervision: Supervision) -> FamilyKnows:
    row = purpose_of(supervision)
    if row is None:
        return FamilyKnows()
    return FamilyKnows(
        row.told,
        row.by_whom,
        row.on_day,
        row.reason,
        row.manager,
        row.consulted_on,
        row.family_agrees,
    )
