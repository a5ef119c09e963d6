"""What decides whose turn it is, as columns beside a supervision's row. Reads nothing by itself."""

from typing import TypeVar

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.selectable import ScalarSelect

from mars.domain.answering import Choice, DeclineReason, NominationState
from mars.domain.posting import ASTRAY
from mars.store.invitations import Answer, Invitation
from mars.store.letters import OutboxLetter
from mars.store.meetings import Summary
from mars.store.supervisions import Nomination, Supervision
from mars.supervisions import LIVE_NOMINATIONS

T = TypeVar("T")
OPEN_INVITATION = (Invitation.asked_at.is_not(None), Invitation.ended_at.is_(None))


def unanswered() -> Select[str]:
    """Those who are asked and have not answered, or not about the times now offered (`waits`)."""
    by_times = or_(Answer.choice == Choice.COME, Answer.reason == DeclineReason.DIARY)
    of_before = and_(Answer.answered_at < Supervision.offered_at, by_times)
    return (
        select(Invitation.id)
        .outerjoin(Answer, Answer.invitation_id == Invitation.id)
        .where(Invitation.supervision_id == Supervision.id, *OPEN_INVITATION)
        .where(or_(Answer.id.is_(None), of_before))
    )


def wants_ring() -> ColumnElement[bool]:
    """Whether somebody asked to be rung before they answer."""
    return unanswered().where(Invitation.ring_first, Answer.id.is_(None)).exists()


def silent_nominee() -> Select[str]:
    """A facilitator who was asked and has not answered."""
    return select(Nomination.id).where(
        Nomination.supervision_id == Supervision.id, Nomination.state == NominationState.ASKED
    )


def astray(people: Select[str], key: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Whether a letter to one of these people did not arrive."""
    letters = people.join(OutboxLetter, OutboxLetter.subject_id == key)
    return letters.where(OutboxLetter.state.in_(ASTRAY)).correlate(Supervision).exists()


def live_nomination(column: InstrumentedAttribute[T]) -> ScalarSelect[T]:
    """This of the facilitator who is asked now or has accepted."""
    return (
        select(column)
        .where(Nomination.supervision_id == Supervision.id, Nomination.state.in_(LIVE_NOMINATIONS))
        .order_by(Nomination.created_at.desc())
        .limit(1)
        .correlate(Supervision)
        .scalar_subquery()
    )


def latest_summary() -> ScalarSelect[str]:
    """The key of the summary that was sent last."""
    return (
        select(Summary.id)
        .where(Summary.supervision_id == Supervision.id, Summary.sent_at.is_not(None))
        .order_by(Summary.number.desc())
        .limit(1)
        .correlate(Supervision)
        .scalar_subquery()
    )
