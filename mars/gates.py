"""The three gates of one supervision, and who has still to answer before they are passed."""

from collections.abc import Sequence

from mars.domain.answering import Gates, Reply, compute_gates
from mars.domain.dates import reply_of, speaks_of_these
from mars.domain.statuses import Status
from mars.partnership import policies
from mars.post import outbox, to_requesters
from mars.store.invitations import Invitation
from mars.store.supervisions import Nomination, Supervision
from mars.supervisions import (
    about,
    live_nomination,
    open_invitations,
    page_address,
    requester,
)


def waited_for_again(
    supervision: Supervision, invitations: Sequence[Invitation]
) -> list[Invitation]:
    """Those who answered before, and have to say something of the times now offered."""
    return [i for i in invitations if i.answer and reply_to(supervision, i).waits]


def is_waited_for(supervision: Supervision, invitation: Invitation) -> bool:
    """Whether this person has still to answer: at all, or while asking about the new times."""
    if invitation.answer is None:
        return True
    return supervision.status is Status.ASKED and reply_to(supervision, invitation).waits


def reply_to(supervision: Supervision, invitation: Invitation) -> Reply:
    """An open invitation as the gates see it, with what it said of earlier times left out."""
    answer, offered_at = invitation.answer, supervision.offered_at
    if answer is None:
        return Reply(invitation.agency_id, None)
    return reply_of(
        invitation.agency_id, answer.choice, answer.reason, answer.answered_at, offered_at
    )


def gates_of(
    supervision: Supervision, invitations: Sequence[Invitation], nomination: Nomination | None
) -> Gates:
    """The three gates as they stand. 1 query for the policies."""
    return compute_gates(
        [reply_to(supervision, invitation) for invitation in invitations],
        supervision.agency_id or "",
        nomination.state if nomination else None,
        policies().minimum_agencies,
        spoken=nomination is not None
        and speaks_of_these(nomination.answered_at, supervision.offered_at),
        helped=supervision.find_facilitator,
    )


def tell_if_ready(supervision: Supervision) -> None:
    """Queue the letter “You can fix the date now” if the gates are passed while asking.

    Once for every offer of times, and not before all who come have spoken of the times now offered.
    Call it last in the queue beat of a verb that changes who is asked or what was answered.
    """
    if supervision.status is not Status.ASKED:
        return
    invitations = open_invitations(supervision.id)
    stale = waited_for_again(supervision, invitations)
    nomination = live_nomination(supervision.id)
    if not stale and gates_of(supervision, invitations, nomination).passed:
        outbox.queue(
            to_requesters.ready_to_fix(
                requester(supervision),
                about(supervision),
                page_address(supervision, "/date"),
                revision=supervision.offers,
            )
        )
