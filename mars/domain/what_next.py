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

PASSED = (
    "All the times that were offered have passed. Once new times are offered, everybody is asked "
    "which of them suit."
)
UNLED = (
    "The session’s time has come, and nobody is known to have led it. Once somebody is named, they "
    "record who came. If it was not held, the coordinator can record that."
)
NOT_RECORDED = (
    "The session’s time is over, and nobody has recorded who came. The facilitator can do it, or "
    "the coordinator; please ring them."
)
NO_SUMMARY = (
    "The one-page summary is late. The facilitator writes it and sends it to each agency; please "
    "ring them, or close the request without a summary."
)
NOT_CLOSED = (
    "The summary was sent some time ago. The request can be closed; what is still missing is then "
    "noted with a reason."
)
STANDS = "The date stands, and nobody facilitates yet. "
SENTENCES: tuple[tuple[Status, When, str], ...] = (
    (Status.ASKED, lambda at: at.times_passed, PASSED),
    (Status.ARRANGED, lambda at: at.begun and at.facilitator is None, UNLED),
    (
        Status.ARRANGED,
        lambda at: at.begun and at.facilitator is NominationState.ASKED,
        "The session’s time has come. Somebody was asked whether they led it and has not answered.",
    ),
    (
        Status.ARRANGED,
        lambda at: at.begun and at.overdue,
        NOT_RECORDED,
    ),
    (
        Status.ARRANGED,
        lambda at: at.begun,
        "The session’s time has come. The facilitator records who came, or that it was not held.",
    ),
    (
        Status.HELD,
        lambda at: at.overdue,
        NO_SUMMARY,
    ),
    (
        Status.SUMMARISED,
        lambda at: at.overdue,
        NOT_CLOSED,
    ),
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
