"""What is done about answering in another's place: name, propose, say yes or no. As in verbs.py."""

from dataclasses import dataclass

from mars import audit, links
from mars.answers import letters
from mars.answers.asked import check_colleague, to_answer
from mars.answers.proposals import waiting_for
from mars.answers.recording import cancel, record
from mars.clock import now
from mars.colleagues import forget
from mars.database import db
from mars.domain.actors import Actor
from mars.domain.answering import Choice
from mars.domain.errors import NotFoundError
from mars.domain.inviting import asked_person_may_confirm, check_not_proposed, names_at_once
from mars.domain.workflow import Event
from mars.post import outbox
from mars.store.invitations import Invitation
from mars.store.meetings import Meeting
from mars.store.supervisions import Supervision
from mars.supervisions import appointment


@dataclass(frozen=True, slots=True)
class Named:
    """Who is to answer: their name, role and address."""

    name: str
    job: str
    email: str


def name(
    actor: Actor, invitation_id: str, who: Named, *, proved: bool, by_themselves: bool = False
) -> bool:
    """Let `who` answer in place of the one who was asked. Returns whether they were asked at once.

    `proved`: the code that went to the address on file was given in this visit. Without it, or at
    an agency that lists no domains, they are only proposed: nobody new gets a link before somebody
    says yes. `by_themselves`: `who` wants to answer and was not named. Raises InvalidError for an
    address that may not be asked, or when the invitation was passed on three times. Source:
    security of the guest door; local setting.
    """
    supervision, invitation, meeting = to_answer(invitation_id)
    check_colleague(supervision, invitation, who.email)
    at_once = names_at_once(invitation.agency.domains.split(), proved=proved)
    waiting = waiting_for(invitation.id)
    if not at_once:
        check_not_proposed(waiting is not None)
    elif waiting is not None:
        forget(invitation.id)

    deputy = Invitation(
        supervision_id=supervision.id,
        agency_id=invitation.agency_id,
        name=who.name,
        job=who.job,
        email=who.email,
        position=invitation.position,
        deputy_for_id=invitation.id,
    )
    db.session.add(deputy)
    db.session.flush()
    if at_once:
        asked = supervision, invitation, meeting
        _let_in(actor, Event.DEPUTY_NAMED, asked, deputy, named=not by_themselves)
    else:
        audit.record(actor, Event.DEPUTY_PROPOSED, supervision.id, deputy.id)
        letters.propose(supervision, invitation, deputy)

    db.session.commit()
    return at_once


def confirm(actor: Actor, invitation_id: str) -> None:
    """Say yes: the one who was proposed gets a link of their own, and the old links die.

    Raises NotFoundError when nobody waits for it, InvalidError when they may not be asked any more.
    """
    supervision, invitation, meeting = to_answer(invitation_id)
    deputy = _waiting(actor, invitation)
    check_colleague(supervision, invitation, deputy.email, "answer")

    asked = supervision, invitation, meeting
    _let_in(actor, Event.DEPUTY_CONFIRMED, asked, deputy, named=False)

    db.session.commit()


def refuse(actor: Actor, invitation_id: str) -> None:
    """Say no: what was typed of the one who was proposed is wiped, and nothing else changes.

    Raises NotFoundError when nobody waits for it.
    """
    supervision, invitation, _ = to_answer(invitation_id)
    _waiting(actor, invitation)

    audit.record(actor, Event.DEPUTY_REFUSED, supervision.id, invitation.id)
    forget(invitation.id)

    db.session.commit()


def _waiting(actor: Actor, invitation: Invitation) -> Invitation:
    """Who waits for a yes that this actor may give."""
    may = actor.is_staff or asked_person_may_confirm(invitation.agency.domains.split())
    found = waiting_for(invitation.id) if may else None
    if found is None:
        raise NotFoundError("Nobody waits for a yes here, or not any more.")
    return found


def _let_in(
    actor: Actor,
    event: Event,
    asked: tuple[Supervision, Invitation, Meeting | None],
    deputy: Invitation,
    *,
    named: bool,
) -> None:
    """A colleague takes over from the one who was asked: recorded and queued."""
    supervision, invitation, meeting = asked
    cancelled = cancel(supervision, invitation, meeting)

    record(actor, invitation, Choice.COLLEAGUE, event).times = []
    invitation.ended_at = deputy.asked_at = now()

    links.revoke(invitation_id=invitation.id)
    for row in (invitation, deputy):
        outbox.supersede(subject_id=row.id)
    fixed = appointment(supervision, meeting) if meeting else None
    letters.pass_on(supervision, invitation, deputy, cancelled, fixed, named=named)
    if cancelled is not None:
        letters.tell_no(actor, supervision, invitation, lost=True, replaced=True)
