"""What the pages that end a request say beforehand: who will hear, what is missing."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from mars.database import db
from mars.domain.actors import Actor
from mars.domain.answering import NominationState
from mars.domain.closing import Afterwards, missing_before_close
from mars.domain.holding import CloseReason, Telling
from mars.domain.statuses import Status
from mars.store.meetings import Meeting, Receipt, Summary
from mars.store.people import Agency
from mars.store.supervisions import FamilyUpdate, Supervision
from mars.supervisions import coming, live_nomination, open_invitations


@dataclass(frozen=True, slots=True)
class Hearer:
    """Somebody to whom a letter goes: subject is their invitation, nomination or the request."""

    subject_id: str
    name: str
    email: str
    place: str
    in_diary: bool = True
    """Whether a date that is fixed stands in their calendar."""


@dataclass(frozen=True, slots=True)
class EndingPage:
    """Who hears that the request ends, and the session that is cancelled by it, if any."""

    reference: str
    status: Status
    hearers: tuple[Hearer, ...]
    starts_at: datetime | None


@dataclass(frozen=True, slots=True)
class ClosingPage:
    """What closing the request now would leave undone."""

    reference: str
    status: Status
    missing: tuple[CloseReason, ...]
    unrecorded: tuple[str, ...]


def ending(actor: Actor, supervision_id: str) -> EndingPage:
    """Who would hear if `actor` ended this request now."""
    supervision = db.session.get_one(Supervision, supervision_id)
    starts_at = db.session.scalar(
        select(Meeting.starts_at).where(Meeting.supervision_id == supervision_id)
    )
    return EndingPage(
        supervision.reference, supervision.status, who_hears(actor, supervision), starts_at
    )


def who_hears(actor: Actor, supervision: Supervision) -> tuple[Hearer, ...]:
    """Before a date everybody who was asked; with a date those in whose diary it is.

    The requester hears when somebody else ends the request, and in any case when there is a date.
    """
    arranged = supervision.status is Status.ARRANGED
    invited = open_invitations(supervision.id)
    nominee = live_nomination(supervision.id)
    hearers = [
        Hearer(i.id, i.name, i.email, i.agency.name)
        for i in (coming(invited) if arranged else invited)
    ]
    if nominee is not None:
        led = nominee.state is NominationState.ACCEPTED
        hearers.append(Hearer(nominee.id, nominee.name, nominee.email, "facilitator", led))
    if arranged or actor.id != supervision.requester_id:
        name, email = supervision.requester_name, supervision.requester_email
        hearers.append(Hearer(supervision.id, name, email, "asked for the session"))
    return tuple(hearers)


def closing(supervision_id: str) -> ClosingPage:
    """What closing this request now would leave undone."""
    supervision = db.session.get_one(Supervision, supervision_id)
    if supervision.status is Status.NOT_HELD:
        return ClosingPage(supervision.reference, supervision.status, (), ())
    has_summary, unrecorded = _receipts(supervision_id)
    outcome = db.session.scalar(
        select(FamilyUpdate.told)
        .where(
            FamilyUpdate.supervision_id == supervision_id,
            FamilyUpdate.telling == Telling.OUTCOME,
        )
        .order_by(FamilyUpdate.noted_at.desc())
        .limit(1)
    )
    missing = missing_before_close(Afterwards(has_summary, len(unrecorded), outcome))
    return ClosingPage(supervision.reference, supervision.status, missing, unrecorded)


def _receipts(supervision_id: str) -> tuple[bool, tuple[str, ...]]:
    """Whether a summary was sent, and which agencies have not recorded the latest one."""
    latest = (
        select(func.max(Summary.number))
        .where(Summary.supervision_id == supervision_id, Summary.sent_at.is_not(None))
        .scalar_subquery()
    )
    receipts = db.session.execute(
        select(Agency.name, Receipt.recorded_at)
        .join(Summary, Summary.id == Receipt.summary_id)
        .join(Agency, Agency.id == Receipt.agency_id)
        .where(Summary.supervision_id == supervision_id, Summary.number == latest)
        .order_by(Agency.name)
    ).all()
    return bool(receipts), tuple(row.name for row in receipts if row.recorded_at is None)
