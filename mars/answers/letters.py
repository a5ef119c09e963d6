"""Queues the letters that a guest's answer sends. Makes the links they carry; commits nothing."""

from mars import links
from mars.answers.lost import OpenThing
from mars.domain.actors import Actor, Purpose
from mars.domain.inviting import asked_person_may_confirm
from mars.domain.workflow import LetterKind
from mars.post import outbox, to_everyone, to_invitees, to_requesters
from mars.post.greeting import name_to_say, who_of_which
from mars.post.letters import About, Appointment, Recipient
from mars.store.invitations import Invitation
from mars.store.meetings import Meeting
from mars.store.supervisions import Nomination, Supervision
from mars.supervisions import (
    about,
    answer_by,
    appointment,
    coordinators,
    inviter,
    page_address,
    requester,
)

SUBJECTS = {
    Purpose.ANSWER: "invitation_id",
    Purpose.FACILITATE: "nomination_id",
    Purpose.READ: "receipt_id",
}
INTO_CALENDARS = (LetterKind.DATE_FIXED, LetterKind.DATE_MOVED)


def thank(
    supervision: Supervision, invitation: Invitation, cancelled: Appointment | None = None
) -> None:
    """A receipt to the same address, with a new link to change the answer.

    `cancelled`: the appointment that leaves their calendar with it.
    """
    answer = invitation.answer
    outbox.queue(
        to_invitees.answer_received(
            _person(invitation),
            invitation.id,
            about(supervision),
            answer.choice if answer else None,
            links.mint(Purpose.ANSWER, supervision.id, invitation_id=invitation.id),
            outbox.next_revision(LetterKind.ANSWER_RECEIVED, invitation.id),
            partly=bool(answer and answer.partly),
            sends_note_to=requester(supervision) if answer and answer.sends_note else None,
            cancelled=cancelled,
        )
    )


def had_date(invitation: Invitation) -> bool:
    """Whether the date was ever sent to this person's calendar."""
    return any(outbox.next_revision(kind, invitation.id) for kind in INTO_CALENDARS)


def send_date(supervision: Supervision, guest: Invitation | Nomination, meeting: Meeting) -> None:
    """The date and its calendar file to somebody who agrees after it was fixed."""
    if isinstance(guest, Nomination):
        url = links.mint(Purpose.FACILITATE, supervision.id, nomination_id=guest.id)
    else:
        url = links.mint(Purpose.ANSWER, supervision.id, invitation_id=guest.id)
    outbox.queue(
        to_everyone.date_fixed(
            _person(guest),
            guest.id,
            about(supervision),
            appointment(supervision, meeting),
            url,
            leads=isinstance(guest, Nomination),
        )
    )


def tell_no(
    actor: Actor,
    supervision: Supervision,
    invitation: Invitation,
    *,
    lost: bool,
    replaced: bool = False,
) -> None:
    """To those who asked, but to whoever notes it: somebody who was asked said no.

    `lost`: they were coming to the session that is arranged. `replaced`: and a colleague is asked
    in their place.
    """
    note = bool(invitation.answer and invitation.answer.sends_note)
    about_it, url = about(supervision), page_address(supervision, "/team")
    key, who = invitation.id, who_of_which(invitation)
    for to in (requester(supervision), coordinators()):
        if to.address == actor.email:
            continue
        if lost:
            revision = outbox.next_revision(LetterKind.NO_LONGER_COMING, key)
            letter = to_requesters.no_longer_coming(
                to, key, about_it, url, revision, who, sends_note=note, replaced=replaced
            )
        else:
            revision = outbox.next_revision(LetterKind.AGENCY_CANNOT, key)
            letter = to_requesters.agency_cannot(
                to, key, about_it, url, revision, who, sends_note=note
            )
        outbox.queue(letter)


def ask_to_ring(supervision: Supervision, invitation: Invitation) -> None:
    """To the requester: somebody wants to be rung before they answer."""
    outbox.queue(
        to_requesters.please_ring(
            requester(supervision),
            invitation.id,
            about(supervision),
            page_address(supervision, "/team"),
            outbox.next_revision(LetterKind.PLEASE_RING, invitation.id),
        )
    )


def send_new_link(thing: OpenThing) -> None:
    """A new link to what is open for somebody, to the address on file."""
    key = SUBJECTS[thing.purpose]
    outbox.queue(
        to_everyone.new_link(
            Recipient(thing.name, thing.email),
            thing.subject_id,
            About(thing.supervision_id, thing.reference),
            links.mint(thing.purpose, thing.supervision_id, **{key: thing.subject_id}),
            outbox.next_revision(LetterKind.NEW_LINK, thing.subject_id),
        )
    )


def pass_on(
    supervision: Supervision,
    invitation: Invitation,
    deputy: Invitation,
    cancelled: Appointment | None,
    fixed: Appointment | None,
    *,
    named: bool,
) -> None:
    """To the colleague a link of their own; to the one they replace, that theirs is dead.

    `cancelled`: the appointment that leaves the calendar of the one they replace. `fixed`: the
    session once its date is fixed. `named`: whether that one named them.
    """
    outbox.queue(
        to_invitees.colleague_asked(
            _person(deputy),
            deputy.id,
            about(supervision),
            inviter(supervision),
            instead_of=name_to_say(invitation),
            url=links.mint(Purpose.ANSWER, supervision.id, invitation_id=deputy.id),
            answer_by=answer_by(),
            named=named,
            fixed=fixed,
        )
    )
    outbox.queue(
        to_invitees.colleague_told(
            _person(invitation), invitation.id, about(supervision), cancelled, named=named
        )
    )


def propose(supervision: Supervision, invitation: Invitation, proposed: Invitation) -> None:
    """Ask for a yes: the requester, and the one who was asked where their yes is enough."""
    outbox.queue(
        to_requesters.colleague_to_confirm(
            requester(supervision),
            proposed.id,
            about(supervision),
            page_address(supervision, f"/team/{invitation.id}/colleague"),
        )
    )
    if asked_person_may_confirm(invitation.agency.domains.split()):
        url = links.mint(Purpose.CONFIRM, supervision.id, invitation_id=invitation.id)
        outbox.queue(
            to_invitees.colleague_proposed(
                _person(invitation), proposed.id, about(supervision), url
            )
        )


def _person(guest: Invitation | Nomination) -> Recipient:
    return Recipient(guest.name, guest.email)
