"""What is open for an e-mail address, so that a lost link can be sent again. Reads only."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select

from mars.database import db
from mars.domain.actors import Purpose
from mars.links import OPEN_WHILE
from mars.store.invitations import Invitation
from mars.store.meetings import Receipt, Summary
from mars.store.supervisions import Nomination, Supervision
from mars.supervisions import LIVE_NOMINATIONS

MOST = 10
"""So many things of one kind for one address; nobody is asked to more at a time."""


@dataclass(frozen=True, slots=True)
class OpenThing:
    """An invitation, nomination or receipt of which somebody may have a link."""

    purpose: Purpose
    subject_id: str
    supervision_id: str
    reference: str
    name: str
    email: str


def open_for(email: str) -> list[OpenThing]:
    """Everything whose link would open now for this address, however it is spelt. 3 queries."""
    return [
        OpenThing(purpose, *row)
        for purpose, statement in _statements(email).items()
        for row in db.session.execute(
            statement.where(Supervision.status.in_(OPEN_WHILE[purpose])).limit(MOST)
        )
    ]


def _statements(email: str) -> dict[Purpose, Select[str, str, str, str, str]]:
    invited, asked = _of(Invitation, email), _of(Nomination, email)
    named = (Supervision.id, Supervision.reference, Invitation.name, Invitation.email)
    return {
        Purpose.ANSWER: select(Invitation.id, *named)
        .join(Supervision, Supervision.id == Invitation.supervision_id)
        .where(invited, Invitation.asked_at.is_not(None), Invitation.ended_at.is_(None)),
        Purpose.FACILITATE: select(
            Nomination.id, Supervision.id, Supervision.reference, Nomination.name, Nomination.email
        )
        .join(Supervision, Supervision.id == Nomination.supervision_id)
        .where(asked, Nomination.state.in_(LIVE_NOMINATIONS), Nomination.asked_at.is_not(None)),
        Purpose.READ: select(Receipt.id, *named)
        .join(Summary, Summary.id == Receipt.summary_id)
        .join(Supervision, Supervision.id == Summary.supervision_id)
        .join(Invitation, Invitation.id == Receipt.invitation_id)
        .where(invited, Invitation.ended_at.is_(None), Summary.number == _newest()),
    }


def _of(person: type[Invitation] | type[Nomination], email: str) -> ColumnElement[bool]:
    return person.email == email


def _newest() -> ColumnElement[int]:
    """The number of the summary that was sent last: the copies of earlier ones are closed."""
    return (
        select(func.max(Summary.number))
        .where(Summary.supervision_id == Supervision.id, Summary.sent_at.is_not(None))
        .correlate(Supervision)
        .scalar_subquery()
    )
