"""Queues the letters that a guest's answer sends. Makes the links they carry; commits nothing."""

from sqlalchemy import select

from mars import links
from mars.database import db
from mars.domain.actors import Purpose
from mars.domain.answering import Choice
from mars.domain.statuses import Status
from mars.domain.workflow import LetterKind
from mars.post import outbox, to_everyone, to_invitees, to_requesters
from mars.post.letters import Appointment, Recipient
from mars.store.invitations import Invitation
from mars.store.meetings import Meeting
from mars.store.supervisions import Nomination, Supervision
from mars.supervisions import about, answer_by, inviter, page_address, requester


def thank(supervision: Supervision, invitation: Invitation, choice: Choice) -> None:
    """A receipt to the same address, with a new link to change the answer."""
    revision = outbox.next_revision(LetterKind.ANSWER_RECEIVED, invitation.id)
    url = links.mint(Purpose.ANSWER, supervision.id, invitation_id=invitation.id)
    outbox.queue(
        to_invitees.answer_received(
            _person(invitation), invitation.id, about(supervision), choice, url, revision
        )
    )


def send_date(supervision: Supervision, invitation: Invitation) -> None:
    """The date and its calendar file to somebody who agrees after it was fixed, once."""
    if supervision.status is not Status.ARRANGED:
        return
    meeting = db.session.scalars(
        select(Meeting).where(Meeting.supervision_id == supervision.id)
    ).one()
    appointment = Appointment(
        meeting.id, meeting.starts_at, meeting.minutes, meeting.place, meeting.sequence
    )
    url = links.mint(Purpose.ANSWER, supervision.id, invitation_id=invitation.id)
    outbox.queue(
        to_everyone.date_fixed(
            _person(invitation), invitation.id, about(supervision), appointment, url
        )
    )


def pass_on(supervision: Supervision, invitation: Invitation, deputy: Invitation) -> None:
    """To the colleague a link of their own; to the one they replace, that theirs is dead."""
    outbox.queue(
        to_invitees.colleague_asked(
            _person(deputy),
            deputy.id,
            about(supervision),
            inviter(supervision),
            named_by=invitation.name,
            url=links.mint(Purpose.ANSWER, supervision.id, invitation_id=deputy.id),
            answer_by=answer_by(),
        )
    )
    outbox.queue(to_invitees.colleague_told(_person(invitation), invitation.id, about(supervision)))


def tell_requester(supervision: Supervision, nomination: Nomination, *, accepted: bool) -> None:
    """What the facilitator answered."""
    revision = outbox.next_revision(LetterKind.FACILITATOR_ANSWERED, nomination.id)
    outbox.queue(
        to_requesters.facilitator_answered(
            requester(supervision),
            nomination.id,
            about(supervision),
            page_address(supervision),
            accepted=accepted,
            revision=revision,
        )
    )


def _person(invitation: Invitation) -> Recipient:
    return Recipient(invitation.name, invitation.email)
