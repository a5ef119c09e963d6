"""Queues the letters about a facilitator who is asked, freed, or withdrew. Commits nothing."""

from mars import links
from mars.clock import now
from mars.domain.actors import Purpose
from mars.domain.inviting import has_begun
from mars.post import outbox, to_everyone, to_facilitators
from mars.post.letters import Appointment, Recipient
from mars.searching import ask_for_facilitator, tell_answered
from mars.store.supervisions import Nomination, Supervision
from mars.supervisions import (
    about,
    answer_by,
    appointment,
    coming,
    coordinators,
    inviter,
    meeting_of,
    open_invitations,
    page_address,
    requester,
)


def ask(supervision: Supervision, nomination: Nomination) -> None:
    """Ask somebody to facilitate, with a link: for the date, where it is fixed already."""
    meeting = meeting_of(supervision.id)
    outbox.queue(
        to_facilitators.facilitator_asked(
            _person(nomination),
            nomination.id,
            about(supervision),
            inviter(supervision),
            url=links.mint(Purpose.FACILITATE, supervision.id, nomination_id=nomination.id),
            answer_by=None if meeting else answer_by(),
            appointment=appointment(supervision, meeting) if meeting else None,
            is_over=has_begun(meeting.starts_at if meeting else None, now()),
        )
    )


def free(supervision: Supervision, nomination: Nomination, changed: Appointment) -> None:
    """Take the session out of the calendar of somebody who facilitates it no longer."""
    outbox.queue(
        to_facilitators.facilitator_freed(
            _person(nomination), nomination.id, about(supervision), changed
        )
    )


def tell_withdrawn(
    supervision: Supervision, nomination: Nomination, changed: Appointment | None
) -> None:
    """That the facilitator withdrew and the date, if it is fixed, stands: to all who miss them.

    The requester and the coordinators can find another; those who come have nothing to do.
    """
    if changed is None:
        tell_answered(supervision, nomination, accepted=False)
        ask_for_facilitator(supervision)
        return
    free(supervision, nomination, changed)
    subject, url = about(supervision), page_address(supervision, "/facilitator")
    helped = supervision.find_facilitator
    for to, is_helped in ((requester(supervision), helped), (coordinators(), False)):
        letter = to_everyone.facilitator_withdrew(
            to, supervision.id, subject, changed, url, helped=is_helped
        )
        outbox.queue(letter)
    for guest in coming(open_invitations(supervision.id)):
        to = Recipient(guest.name, guest.email)
        outbox.queue(to_everyone.facilitator_withdrew(to, guest.id, subject, changed))


def _person(nomination: Nomination) -> Recipient:
    return Recipient(nomination.name, nomination.email)
