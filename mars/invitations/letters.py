"""Queues the letters of the team: ask, ask again, the date. Makes their links; commits nothing."""

from datetime import datetime

from sqlalchemy import func, select

from mars import links
from mars.database import db
from mars.domain.actors import Purpose
from mars.domain.answering import Choice
from mars.domain.workflow import LetterKind
from mars.post import outbox, to_everyone, to_invitees
from mars.post.letters import Appointment, Recipient
from mars.store.invitations import Invitation
from mars.store.letters import OutboxLetter
from mars.store.meetings import Meeting
from mars.store.supervisions import Supervision
from mars.supervisions import about, answer_by, appointment, changed_appointment, inviter

ASKING = (
    LetterKind.PLEASE_ANSWER,
    LetterKind.COLLEAGUE_ASKED,
    LetterKind.NEW_TIMES,
    LetterKind.NEW_LINK,
    LetterKind.ANSWER_REMINDER,
)
"""The letters that a new one of them makes needless while they wait."""


def ask(supervision: Supervision, invitation: Invitation, revision: int = 0) -> None:
    """The letter that asks, with a link to answer."""
    outbox.queue(
        to_invitees.please_answer(
            _person(invitation),
            invitation.id,
            about(supervision),
            inviter(supervision),
            url=_link(supervision, invitation),
            answer_by=answer_by(),
            revision=revision,
            fixed=_fixed(supervision),
        )
    )


def ask_again(supervision: Supervision, invitation: Invitation) -> None:
    """The same once more; to somebody who has answered, a new link to what they answered."""
    outbox.supersede(subject_id=invitation.id, kinds=ASKING)
    if invitation.answer is None:
        revision = outbox.next_revision(LetterKind.PLEASE_ANSWER, invitation.id)
        ask(supervision, invitation, revision)
        return
    outbox.queue(
        to_everyone.new_link(
            _person(invitation),
            invitation.id,
            about(supervision),
            _link(supervision, invitation),
            outbox.next_revision(LetterKind.NEW_LINK, invitation.id),
        )
    )


def send_date(supervision: Supervision, invitation: Invitation) -> None:
    """The date and its calendar file to the right address of somebody who comes, if it is fixed."""
    meeting = db.session.scalar(select(Meeting).where(Meeting.supervision_id == supervision.id))
    answer = invitation.answer
    if meeting is None or answer is None or answer.choice is not Choice.COME:
        return
    outbox.queue(
        to_everyone.date_fixed(
            _person(invitation),
            invitation.id,
            about(supervision),
            appointment(supervision, meeting),
            _link(supervision, invitation),
        )
    )


def say_not_asked(supervision: Supervision, invitation: Invitation) -> None:
    """Take the date out of the calendar of somebody who was coming to it."""
    meeting = db.session.scalar(select(Meeting).where(Meeting.supervision_id == supervision.id))
    answer = invitation.answer
    if meeting is None or answer is None or answer.choice is not Choice.COME:
        return
    outbox.queue(
        to_invitees.no_longer_asked(
            _person(invitation),
            invitation.id,
            about(supervision),
            changed_appointment(supervision, meeting),
        )
    )


def written_at(invitation: Invitation) -> datetime | None:
    """When MARS asked this person last; None if never."""
    return db.session.scalar(
        select(func.max(OutboxLetter.created_at)).where(
            OutboxLetter.subject_id == invitation.id, OutboxLetter.kind.in_(ASKING)
        )
    )


def _fixed(supervision: Supervision) -> Appointment | None:
    """The session, if its date is fixed."""
    meeting = db.session.scalar(select(Meeting).where(Meeting.supervision_id == supervision.id))
    return appointment(supervision, meeting) if meeting else None


def _person(invitation: Invitation) -> Recipient:
    return Recipient(invitation.name, invitation.email)


def _link(supervision: Supervision, invitation: Invitation) -> str:
    return links.mint(Purpose.ANSWER, supervision.id, invitation_id=invitation.id)
