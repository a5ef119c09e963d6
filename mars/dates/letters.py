"""Queues the letters about a date: fixed, moved, taken back. Makes the links they carry; commits
nothing."""

from collections.abc import Sequence

from mars import links
from mars.domain.actors import Purpose
from mars.domain.workflow import LetterKind
from mars.post import outbox
from mars.post.letters import Appointment, Recipient
from mars.post.to_everyone import date_fixed, date_moved, new_times
from mars.post.to_facilitators import facilitator_asked
from mars.store.invitations import Invitation
from mars.store.supervisions import Nomination, Supervision
from mars.supervisions import about, answer_by, could_come, inviter, page_address, requester

OF_A_DATE = (
    LetterKind.DATE_FIXED,
    LetterKind.DATE_MOVED,
    LetterKind.NEW_TIMES,
    LetterKind.READY_TO_FIX,
)

Guest = Invitation | Nomination


def tell_fixed(
    supervision: Supervision,
    appointment: Appointment,
    guests: Sequence[Guest],
    invitations: Sequence[Invitation],
) -> None:
    """The date to everybody who comes, the facilitator and the requester, each with a link.

    Who of the team said no for their diary's sake hears it too: they are still welcome.
    """
    about_it, asker = about(supervision), inviter(supervision)
    for one in could_come(invitations):
        if one.answer is not None:
            url = _mint(supervision, one)
            outbox.queue(date_fixed(_person(one), one.id, about_it, appointment, url, asker))
    for guest in guests:
        url, leads = _mint(supervision, guest), isinstance(guest, Nomination)
        fixed = date_fixed(_person(guest), guest.id, about_it, appointment, url, leads=leads)
        outbox.queue(fixed)
    to, url = requester(supervision), page_address(supervision)
    outbox.queue(date_fixed(to, supervision.id, about_it, appointment, url))


def tell_moved(
    supervision: Supervision,
    appointment: Appointment,
    guests: Sequence[Guest],
    others: Sequence[Invitation],
) -> None:
    """The change to everybody who comes; `others` are asked whether they can come now."""
    about_it, asker = about(supervision), inviter(supervision)
    for guest in (*guests, *others):
        to, url = _person(guest), _mint(supervision, guest)
        asked_by = asker if guest in others else None
        leads = isinstance(guest, Nomination)
        outbox.queue(date_moved(to, guest.id, about_it, appointment, url, asked_by, leads=leads))
    to, url = requester(supervision), page_address(supervision)
    outbox.queue(date_moved(to, supervision.id, about_it, appointment, url))


def ask_to_lead(supervision: Supervision, nomination: Nomination, changed: Appointment) -> None:
    """The changed date to somebody who was asked to facilitate and has not answered."""
    outbox.queue(
        facilitator_asked(
            _person(nomination),
            nomination.id,
            about(supervision),
            inviter(supervision),
            _mint(supervision, nomination),
            revision=changed.sequence,
            appointment=changed,
        )
    )


def ask_again(
    supervision: Supervision,
    guests: Sequence[Guest],
    others: Sequence[Guest],
    cancelled: Appointment | None,
) -> None:
    """The new times to all of them; `guests` and the requester lose the old date, if any."""
    about_it, asker, until = about(supervision), inviter(supervision), answer_by()
    for guest in (*guests, *others):
        letter = new_times(
            _person(guest),
            guest.id,
            about_it,
            _mint(supervision, guest),
            supervision.offers,
            inviter=asker,
            answer_by=until,
            cancelled=None if guest in others else cancelled,
        )
        outbox.queue(letter)
    to, url = requester(supervision), page_address(supervision)
    outbox.queue(
        new_times(to, supervision.id, about_it, url, supervision.offers, cancelled=cancelled)
    )


def take_back(supervision: Supervision, guests: Sequence[Guest]) -> None:
    """Every link dies; letters that speak of an earlier date or carry such a link do not go."""
    links.revoke(supervision_id=supervision.id)
    for guest in guests:
        outbox.supersede(subject_id=guest.id)
    outbox.supersede(supervision_id=supervision.id, kinds=OF_A_DATE)


def _mint(supervision: Supervision, guest: Guest) -> str:
    if isinstance(guest, Nomination):
        return links.mint(Purpose.FACILITATE, supervision.id, nomination_id=guest.id)
    return links.mint(Purpose.ANSWER, supervision.id, invitation_id=guest.id)


def _person(guest: Guest) -> Recipient:
    return Recipient(guest.name, guest.email)
