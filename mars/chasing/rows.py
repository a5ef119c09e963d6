"""The rows that decide the chasing of many supervisions: days, keys, answers.

Never a child's details. Addresses only to compare them.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.sql.selectable import ScalarSelect

from mars.clock import local
from mars.database import db
from mars.domain.chasing import CHASED, KINDS
from mars.domain.holding import Telling
from mars.domain.posting import LetterState
from mars.domain.workflow import LetterKind
from mars.store.invitations import Answer, Invitation
from mars.store.letters import OutboxLetter
from mars.store.meetings import Meeting, Receipt, Summary
from mars.store.people import Lead
from mars.store.supervisions import FamilyUpdate, Nomination, Supervision
from mars.supervisions import LIVE_NOMINATIONS, last_told

ASKING = (
    LetterKind.PLEASE_ANSWER,
    LetterKind.COLLEAGUE_ASKED,
    LetterKind.FACILITATOR_ASKED,
    LetterKind.NEW_TIMES,
    LetterKind.DATE_FIXED,
    LetterKind.DATE_MOVED,
    LetterKind.FACILITATOR_WITHDREW,
)
"""After one of these nobody is reminded of the same on the same day."""


class Queued(NamedTuple):
    """A letter that was queued by an earlier round."""

    id: str
    supervision_id: str
    kind: LetterKind
    subject_id: str
    revision: int
    waits: bool


def open_keys(after: str, most: int) -> Sequence[str]:
    """The keys of the next supervisions in which something can be chased, `after` left out."""
    return db.session.scalars(
        select(Supervision.id)
        .where(Supervision.status.in_(CHASED), Supervision.id > after)
        .order_by(Supervision.id)
        .limit(most)
    ).all()


def queued(keys: Sequence[str]) -> list[Queued]:
    """The letters that chasing has queued for these supervisions. 1 query."""
    rows = db.session.execute(
        select(
            OutboxLetter.id,
            OutboxLetter.supervision_id,
            OutboxLetter.kind,
            OutboxLetter.subject_id,
            OutboxLetter.revision,
            (OutboxLetter.state == LetterState.PENDING).label("waits"),
        ).where(OutboxLetter.supervision_id.in_(keys), OutboxLetter.kind.in_(KINDS.values()))
    )
    return [Queued(**row._asdict()) for row in rows]


def supervisions(keys: Sequence[str]) -> Sequence[Any]:
    """Each supervision with its session and what the family was told."""
    return db.session.execute(
        select(
            Supervision.id,
            Supervision.status,
            Supervision.agency_id,
            Supervision.requester_email,
            Supervision.asked_at,
            Supervision.offered_at,
            Supervision.find_facilitator,
            _last_nomination().label("nominated_at"),
            Meeting.starts_at,
            Meeting.recorded_at,
            last_told(FamilyUpdate.told, Telling.PURPOSE).label("purpose"),
            last_told(FamilyUpdate.on_day, Telling.PURPOSE).label("purpose_on"),
            last_told(FamilyUpdate.told, Telling.OUTCOME).label("outcome"),
            last_told(FamilyUpdate.on_day, Telling.OUTCOME).label("outcome_on"),
        )
        .outerjoin(Meeting, Meeting.supervision_id == Supervision.id)
        .where(Supervision.id.in_(keys))
    ).all()


def _last_nomination() -> ScalarSelect[datetime]:
    """When somebody was last asked to facilitate, or answered."""
    return (
        select(func.max(func.coalesce(Nomination.answered_at, Nomination.asked_at)))
        .where(Nomination.supervision_id == Supervision.id)
        .correlate(Supervision)
        .scalar_subquery()
    )


def invitations(keys: Sequence[str]) -> Sequence[Any]:
    """Everybody who is asked and not replaced, with the answer."""
    return db.session.execute(
        select(
            Invitation.supervision_id,
            Invitation.id,
            Invitation.agency_id,
            Invitation.email,
            Invitation.asked_at,
            Answer.choice,
            Answer.reason,
            Answer.answered_at,
        )
        .outerjoin(Answer, Answer.invitation_id == Invitation.id)
        .where(
            Invitation.supervision_id.in_(keys),
            Invitation.asked_at.is_not(None),
            Invitation.ended_at.is_(None),
        )
    ).all()


def nominations(keys: Sequence[str]) -> Sequence[Any]:
    """Who is asked to facilitate or has accepted, the newest last."""
    return db.session.execute(
        select(
            Nomination.supervision_id,
            Nomination.id,
            Nomination.email,
            Nomination.state,
            Nomination.answered_at,
            Nomination.asked_at,
            Nomination.created_at,
        )
        .where(Nomination.supervision_id.in_(keys), Nomination.state.in_(LIVE_NOMINATIONS))
        .order_by(Nomination.created_at)
    ).all()


def copies(keys: Sequence[str]) -> Sequence[Any]:
    """The receipts of the summary that each supervision sent last."""
    newest = (
        select(Summary.supervision_id, func.max(Summary.number).label("number"))
        .where(Summary.supervision_id.in_(keys), Summary.sent_at.is_not(None))
        .group_by(Summary.supervision_id)
        .subquery()
    )
    return db.session.execute(
        select(Summary.supervision_id, Receipt.id, Receipt.recorded_at, Summary.sent_at)
        .join(Summary, Summary.id == Receipt.summary_id)
        .join(
            newest,
            (newest.c.supervision_id == Summary.supervision_id)
            & (newest.c.number == Summary.number),
        )
    ).all()


def leads(agency_ids: Iterable[str]) -> dict[str, list[Any]]:
    """The leads of these agencies, by the agency's key."""
    rows = db.session.execute(
        select(Lead.id, Lead.agency_id, Lead.email)
        .where(Lead.agency_id.in_(set(agency_ids)))
        .order_by(Lead.name)
    )
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.agency_id, []).append(row)
    return found


def written_on(keys: Sequence[str]) -> dict[str, date]:
    """By the key of the row it was about: the last day on which somebody was asked."""
    rows = db.session.execute(
        select(OutboxLetter.subject_id, func.max(OutboxLetter.created_at).label("at"))
        .where(OutboxLetter.supervision_id.in_(keys), OutboxLetter.kind.in_(ASKING))
        .group_by(OutboxLetter.subject_id)
    )
    return {row.subject_id: local(row.at).date() for row in rows}
