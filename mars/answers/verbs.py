"""What guests do by their link: agree, decline, name a colleague, facilitate or not, use a code."""

from collections.abc import Iterable

from mars import audit, codes, links
from mars.answers import letters
from mars.answers.asked import check_colleague, offered, to_answer, to_facilitate
from mars.clock import now
from mars.database import db
from mars.domain.actors import Actor
from mars.domain.answering import Choice, DeclineReason, NominationState
from mars.domain.errors import InvalidError
from mars.domain.notes import check_note
from mars.domain.statuses import Status
from mars.domain.workflow import Event
from mars.post import codes_by_mail, outbox
from mars.post.letters import About, Recipient
from mars.store.base import new_id
from mars.store.invitations import Answer, AnswerTime, Invitation
from mars.store.supervisions import NominationTime
from mars.supervisions import tell_if_ready


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
    supervision, invitation = to_answer(invitation_id)
    check_note(access_needs, "", looked_at)
    chosen = offered(supervision, time_ids)

    answer = _record(actor, invitation, Choice.COME)
    answer.access_needs = access_needs
    if supervision.status is Status.ASKED:
        answer.times = [AnswerTime(offered_time_id=key) for key in chosen]

    letters.thank(supervision, invitation, Choice.COME)
    letters.send_date(supervision, invitation)
    tell_if_ready(supervision)

    db.session.commit()


def decline(actor: Actor, invitation_id: str, reason: DeclineReason) -> None:
    """Not come, for a reason from the list. Raises NotNowError once the session is over."""
    supervision, invitation = to_answer(invitation_id)

    answer = _record(actor, invitation, Choice.CANNOT)
    answer.reason, answer.access_needs, answer.times = reason, "", []

    letters.thank(supervision, invitation, Choice.CANNOT)
    tell_if_ready(supervision)

    db.session.commit()


def name_deputy(actor: Actor, invitation_id: str, name: str, job: str, email: str) -> str:
    """Send a colleague instead: a new invitation takes the place of this one. Returns its key.

    Raises InvalidError for an address that may not be asked, or when the invitation was passed on
    three times. Source: security of the guest door; local setting.
    """
    supervision, invitation = to_answer(invitation_id)
    check_colleague(supervision, invitation, email)

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
    letters.pass_on(supervision, invitation, deputy)

    db.session.commit()
    return deputy.id


def accept_facilitating(actor: Actor, nomination_id: str, time_ids: Iterable[str] = ()) -> None:
    """Agree to facilitate. `time_ids`: the offered times that suit; none means not said.

    Accepting again changes the times and tells nobody. Raises InvalidError for a time that is not
    offered, NotNowError once the date is fixed. Source: guidance, Purpose, paragraph 3.
    """
    supervision, nomination = to_facilitate(nomination_id)
    chosen = offered(supervision, time_ids)
    is_news = nomination.state is not NominationState.ACCEPTED

    nomination.state, nomination.answered_at = NominationState.ACCEPTED, now()
    nomination.times = [NominationTime(offered_time_id=key) for key in chosen]
    audit.record(actor, Event.FACILITATOR_ACCEPTED, supervision.id, nomination.id)

    if is_news:
        letters.tell_requester(supervision, nomination, accepted=True)
    tell_if_ready(supervision)

    db.session.commit()


def decline_facilitating(actor: Actor, nomination_id: str) -> None:
    """Not facilitate: the link dies and the requester looks for somebody else.

    Raises NotNowError once the date is fixed.
    """
    supervision, nomination = to_facilitate(nomination_id)

    nomination.state, nomination.answered_at = NominationState.DECLINED, now()
    nomination.times = []
    audit.record(actor, Event.FACILITATOR_DECLINED, supervision.id, nomination.id)

    links.revoke(nomination_id=nomination.id)
    outbox.supersede(subject_id=nomination.id)
    letters.tell_requester(supervision, nomination, accepted=False)

    db.session.commit()


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


def _record(
    actor: Actor, invitation: Invitation, choice: Choice, event: Event = Event.ANSWERED
) -> Answer:
    """The one answer of this invitation with its new choice, and the audit row."""
    answer = invitation.answer or Answer(times=[])
    answer.choice, answer.reason, answer.answered_at = choice, None, now()
    invitation.answer = answer
    audit.record(actor, event, invitation.supervision_id, invitation.id)
    return answer
