"""The search for a facilitator: what follows when one answers, and when nobody is asked."""

from mars.domain.workflow import LetterKind
from mars.post import outbox, to_coordinators, to_requesters
from mars.store.supervisions import Nomination, Supervision
from mars.supervisions import about, coordinators, inviter, page_address, requester


def ask_for_facilitator(supervision: Supervision) -> None:
    """Queue the letter to the coordinators, if finding a facilitator was left to the partnership.

    Call it in the queue beat of a verb after which nobody is asked to facilitate.
    """
    if not supervision.find_facilitator:
        return
    outbox.queue(
        to_coordinators.facilitator_wanted(
            coordinators(),
            about(supervision),
            inviter(supervision),
            page_address(supervision, "/facilitator"),
            outbox.next_revision(LetterKind.FACILITATOR_WANTED, supervision.id),
        )
    )


def tell_answered(supervision: Supervision, nomination: Nomination, *, accepted: bool) -> None:
    """To the requester: what the facilitator answered, or that they cannot do it after all."""
    revision = outbox.next_revision(LetterKind.FACILITATOR_ANSWERED, nomination.id)
    outbox.queue(
        to_requesters.facilitator_answered(
            requester(supervision),
            nomination.id,
            about(supervision),
            page_address(supervision),
            accepted=accepted,
            helped=supervision.find_facilitator,
            revision=revision,
        )
    )
