"""What happens next, in a sentence that is true where one supervision stands. Knows no person."""

from collections.abc import Callable

from mars.domain.answering import NominationState
from mars.domain.statuses import STANDINGS, Status
from mars.domain.turns import Position

When = Callable[[Position], bool]

LOOKING = (
    "The partnership is looking for a facilitator. You do not have to choose one. Meanwhile each "
    "agency answers by the link in its e-mail."
)

STANDS = "The date stands, and nobody facilitates yet. "
SENTENCES: tuple[tuple[Status, When, str], ...] = (
    (Status.ASKED, lambda at: at.helped and at.facilitator is None, LOOKING),
    (
        Status.ARRANGED,
        lambda at: at.helped and at.facilitator is None,
        STANDS + "The partnership is looking for another facilitator.",
    ),
    (
        Status.ARRANGED,
        lambda at: at.facilitator is None,
        STANDS + "Choose another facilitator, who is asked for that date.",
    ),
    (
        Status.ARRANGED,
        lambda at: at.facilitator is NominationState.ASKED,
        STANDS + "Somebody has been asked for that date and has not answered yet.",
    ),
)
"""Where a status alone does not say enough: the first row that fits is said."""


def what_next(position: Position) -> str:
    """What happens next: of the table, or else what the status says."""
    for status, fits, sentence in SENTENCES:
        if position.status is status and fits(position):
            return sentence
    return STANDINGS[position.status].next
