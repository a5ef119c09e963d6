"""What is closed when somebody is shut out: whatever is open for their address. Commits nothing."""

from flask import current_app
from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from mars import audit, colleagues, links
from mars.clock import now
from mars.database import db
from mars.domain.actors import Actor
from mars.domain.answering import NominationState
from mars.domain.statuses import OPEN, Status
from mars.domain.workflow import Event, LetterKind
from mars.gates import tell_if_ready
from mars.post import outbox, to_coordinators
from mars.store.invitations import Invitation
from mars.store.meetings import Receipt
from mars.store.people import Person
from mars.store.supervisions import Nomination, Supervision
from mars.supervisions import LIVE_NOMINATIONS, coordinators, for_change

Key = str | InstrumentedAttribute[str]


def close(actor: Actor, person: Person) -> None:
    """End what this person was asked to, close their links, and tell the coordinators of it.

    Requests that they asked for go on; the coordinators are told of these as well.
    """
    references = []
    for key in db.session.scalars(_concerned(person)).all():
        supervision = for_change(key)
        references.append(supervision.reference)
        for invitation in db.session.scalars(select(Invitation).where(_asked(person, key))).all():
            _end(actor, invitation)
        for nominee in db.session.scalars(select(Nomination).where(_nominated(person, key))).all():
            _release(actor, nominee)
        tell_if_ready(supervision)
    if references:
        outbox.queue(
            to_coordinators.shut_out(
                coordinators(),
                person.id,
                references,
                f"{current_app.config['MARS'].base_url}/requests",
                outbox.next_revision(LetterKind.SHUT_OUT, person.id),
            )
        )


def _concerned(person: Person) -> Select[str]:
    """The open requests in which this person has a part, the oldest first."""
    return (
        select(Supervision.id)
        .where(
            Supervision.status.in_(OPEN - {Status.DRAFT}),
            or_(
                Supervision.requester_id == person.id,
                select(Invitation.id).where(_asked(person, Supervision.id)).exists(),
                select(Nomination.id).where(_nominated(person, Supervision.id)).exists(),
            ),
        )
        .order_by(Supervision.created_at, Supervision.id)
    )


def _asked(person: Person, supervision_id: Key) -> ColumnElement[bool]:
    return and_(
        Invitation.supervision_id == supervision_id,
        Invitation.email == person.email,
        Invitation.ended_at.is_(None),
    )


def _nominated(person: Person, supervision_id: Key) -> ColumnElement[bool]:
    return and_(
        Nomination.supervision_id == supervision_id,
        Nomination.email == person.email,
        Nomination.state.in_(LIVE_NOMINATIONS),
    )


def _end(actor: Actor, invitation: Invitation) -> None:
    """No longer ask them; somebody who only waits for a yes is forgotten."""
    if invitation.asked_at is None:
        colleagues.forget(invitation.deputy_for_id or "")
        return
    colleagues.forget(invitation.id)
    invitation.ended_at = now()
    audit.record(actor, Event.INVITATION_ENDED, invitation.supervision_id, invitation.id)
    links.revoke(invitation_id=invitation.id)
    receipts = select(Receipt.id).where(Receipt.invitation_id == invitation.id)
    for receipt_id in db.session.scalars(receipts).all():
        links.revoke(receipt_id=receipt_id)
    outbox.supersede(subject_id=invitation.id)


def _release(actor: Actor, nomination: Nomination) -> None:
    nomination.state = NominationState.RELEASED
    audit.record(actor, Event.FACILITATOR_RELEASED, nomination.supervision_id, nomination.id)
    links.revoke(nomination_id=nomination.id)
    outbox.supersede(subject_id=nomination.id)
