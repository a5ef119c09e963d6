"""What invited people do by their link: agree, decline, name a colleague, use a code."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from mars import audit, codes, links
from mars.answers.pages import chain
from mars.clock import now
from mars.database import db
from mars.domain.actors import Actor, Purpose
from mars.domain.answering import Choice, DeclineReason
from mars.domain.errors import InvalidError, NotFoundError
from mars.domain.inviting import (
    check_can_invite,
    check_can_name_colleague,
    check_still_inviting,
    say_ring,
)
from mars.domain.notes import check_note
from mars.domain.statuses import Status
from mars.domain.workflow import Event, LetterKind
from mars.partnership import policies
from mars.post import codes_by_mail, outbox, to_everyone, to_invitees
from mars.post.letters import About, Appointment, Recipient
from mars.store.base import new_id
from mars.store.invitations import Answer, AnswerTime, Invitation
from mars.store.meetings import Meeting
from mars.store.supervisions import Supervision
from mars.supervisions import (
    about,
    answer_by,
    for_change,
    inviter,
    live_nomination,
    open_invitations,
    tell_if_ready,
)


def agree(
    actor: Actor,
    invitation_id: str,
    time_ids: Iterable[str] = (),
    access_needs: str = "",
    *,
    looked_at: bool = False,
) -> None:
    """Come. `time_ids`: the offered times that suit; none at all means that none does.

    Raises InvalidError for a time that is not offered or a note to look at again, NotNowError once
    the session is over. Source: guidance, Purpose, paragraph 3.
    """
    supervision, invitation = _to_answer(invitation_id)
    check_note(access_needs, "", looked_at)
    chosen = set(time_ids)
    if not chosen <= {time.id for time in supervision.times}:
        raise InvalidError("Choose from the times that are offered", field="times")

    answer = _record(actor, invitation, Choice.COME)
    answer.access_needs = access_needs
    if supervision.status is Status.ASKED:
        answer.times = [AnswerTime(offered_time_id=key) for key in sorted(chosen)]

    _thank(supervision, invitation, Choice.COME)
    _send_date(supervision, invitation)
    tell_if_ready(supervision)

    db.session.commit()


def decline(actor: Actor, invitation_id: str, reason: DeclineReason) -> None:
    """Not come, for a reason from the list. Raises NotNowError once the session is over."""
    supervision, invitation = _to_answer(invitation_id)

    answer = _record(actor, invitation, Choice.CANNOT)
    answer.reason, answer.access_needs, answer.times = reason, "", []

    _thank(supervision, invitation, Choice.CANNOT)
    tell_if_ready(supervision)

    db.session.commit()


def name_deputy(actor: Actor, invitation_id: str, name: str, job: str, email: str) -> str:
    """Send a colleague instead: a new invitation takes the place of this one. Returns its key.

    Raises InvalidError for an address that may not be asked, or when the invitation was passed on
    three times. Source: security of the guest door; local setting.
    """
    supervision, invitation = _to_answer(invitation_id)
    _check_colleague(supervision, invitation, email)

    answer = _record(actor, invitation, Choice.COLLEAGUE, Event.DEPUTY_NAMED)
    answer.times = []
    invitation.ended_at = now()
    deputy = Invitation(
        supervision_id=supervision.id,
        agency_id=invitation.agency_id,
        name=name,
        job=job,
        email=email,
        position=invitation.position,
        asked_at=now(),
        deputy_for_id=invitation.id,
    )
    db.session.add(deputy)
    db.session.flush()

    links.revoke(invitation_id=invitation.id)
    outbox.supersede(subject_id=invitation.id)
    outbox.queue(
        to_invitees.colleague_asked(
            Recipient(name, email),
            deputy.id,
            about(supervision),
            inviter(supervision),
            named_by=invitation.name,
            url=links.mint(Purpose.ANSWER, supervision.id, invitation_id=deputy.id),
            answer_by=answer_by(),
        )
    )
    outbox.queue(to_invitees.colleague_told(_person(invitation), invitation.id, about(supervision)))

    db.session.commit()
    return deputy.id


def send_code(actor: Actor, link: links.OpenLink, browser: str) -> None:
    """E-mail eight digits to the address of this link. Raises TooManyError beyond the limits."""
    digits = codes.make(codes.link_subject(link.id), browser)

    audit.record(actor, Event.CODE_SENT, link.supervision_id, link.id)

    outbox.queue(
        codes_by_mail.guest_code(
            Recipient(link.name, link.email),
            new_id(),
            About(link.supervision_id, link.reference),
            digits,
        )
    )

    db.session.commit()


def give_code(actor: Actor, link: links.OpenLink, browser: str, typed: str) -> None:
    """Use up the code. Raises InvalidError if it is not right; the try is counted all the same."""
    try:
        codes.check(codes.link_subject(link.id), browser, typed)
    except InvalidError:
        db.session.commit()
        raise

    audit.record(actor, Event.CODE_ACCEPTED, link.supervision_id, link.id)

    db.session.commit()


def _to_answer(invitation_id: str) -> tuple[Supervision, Invitation]:
    """The supervision, locked, and the open invitation. Raises NotFoundError and NotNowError."""
    supervision_id = db.session.scalar(
        select(Invitation.supervision_id).where(Invitation.id == invitation_id)
    )
    supervision = for_change(supervision_id or "")
    check_still_inviting(supervision.status)
    invitation = db.session.scalar(
        select(Invitation)
        .where(Invitation.id == invitation_id, Invitation.ended_at.is_(None))
        .options(
            joinedload(Invitation.agency),
            joinedload(Invitation.answer).options(selectinload(Answer.times)),
        )
        .execution_options(populate_existing=True)
    )
    if invitation is None:
        raise NotFoundError("You are no longer asked to this session.")
    return supervision, invitation


def _record(
    actor: Actor, invitation: Invitation, choice: Choice, event: Event = Event.ANSWERED
) -> Answer:
    """The one answer of this invitation with its new choice, and the audit row."""
    answer = invitation.answer or Answer(times=[])
    answer.choice, answer.reason, answer.answered_at = choice, None, now()
    invitation.answer = answer
    audit.record(actor, event, invitation.supervision_id, invitation.id)
    return answer


def _thank(supervision: Supervision, invitation: Invitation, choice: Choice) -> None:
    """A receipt to the same address, with a new link to change the answer."""
    revision = outbox.next_revision(LetterKind.ANSWER_RECEIVED, invitation.id)
    url = links.mint(Purpose.ANSWER, supervision.id, invitation_id=invitation.id)
    outbox.queue(
        to_invitees.answer_received(
            _person(invitation), invitation.id, about(supervision), choice, url, revision
        )
    )


def _send_date(supervision: Supervision, invitation: Invitation) -> None:
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


def _check_colleague(supervision: Supervision, invitation: Invitation, email: str) -> None:
    agency, nomination = invitation.agency, live_nomination(supervision.id)
    ring = say_ring(agency.name, agency.phone, policies().coordinator_phone)
    check_can_name_colleague(email, chain(invitation), ring=ring)
    check_can_invite(
        email,
        agency=agency.name,
        domains=agency.domains.split(),
        others=[other.email for other in open_invitations(supervision.id)],
        requester=supervision.requester_email,
        facilitator=nomination.email if nomination else "",
        ring=ring,
    )


def _person(invitation: Invitation) -> Recipient:
    return Recipient(invitation.name, invitation.email)
