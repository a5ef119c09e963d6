"""Where a supervision can stand, and what that means to a practitioner."""

from dataclasses import dataclass

from mars.domain.labels import Labelled


class Status(Labelled):
    """A supervision's place on its way; ends are statuses too."""

    DRAFT = "draft", "Not sent yet"
    ASKED = "asked", "Asking the team"
    ARRANGED = "arranged", "Date fixed"
    HELD = "held", "Held, summary to come"
    SUMMARISED = "summarised", "Summary sent"
    CLOSED = "closed", "Closed"
    WITHDRAWN = "withdrawn", "Withdrawn"
    NOT_AGREED = "not-agreed", "Not agreed"
    NOT_HELD = "not-held", "Not held"
    REDIRECTED = "redirected", "Went another way"


class Owner(Labelled):
    """Who has to act next."""

    REQUESTER = "requester", "the person who asked"
    AGENCIES = "agencies", "the agencies"
    FACILITATOR = "facilitator", "the facilitator"
    NOBODY = "nobody", "nobody"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a status means: who owns it, its tag colour, and what happens next."""

    owner: Owner
    colour: str
    next: str


STANDINGS: dict[Status, Standing] = {
    Status.DRAFT: Standing(
        Owner.REQUESTER, "grey", "Finish the request and send it. Nobody has been told yet."
    ),
    Status.ASKED: Standing(
        Owner.AGENCIES,
        "blue",
        "Each agency answers by the link in its e-mail. When they agree and a facilitator has "
        "accepted, the date can be fixed.",
    ),
    Status.ARRANGED: Standing(
        Owner.FACILITATOR,
        "turquoise",
        "The session is still to come. Afterwards the facilitator records who came.",
    ),
    Status.HELD: Standing(
        Owner.FACILITATOR,
        "yellow",
        "The facilitator writes the one-page summary and sends it to each agency.",
    ),
    Status.SUMMARISED: Standing(
        Owner.AGENCIES,
        "purple",
        "Each agency records the summary on its own system. The family hears the outcome. Then "
        "the request can be closed.",
    ),
    Status.CLOSED: Standing(Owner.NOBODY, "green", "Nothing more to do."),
    Status.WITHDRAWN: Standing(Owner.NOBODY, "grey", "Nothing more to do. You can ask again."),
    Status.NOT_AGREED: Standing(Owner.NOBODY, "orange", "Nothing more to do. You can ask again."),
    Status.NOT_HELD: Standing(
        Owner.REQUESTER,
        "orange",
        "The session was not held. Next, the person who asked offers other times or closes the "
        "request.",
    ),
    Status.REDIRECTED: Standing(
        Owner.NOBODY, "grey", "The question is for another place. MARS has sent nothing there."
    ),
}

ENDS = frozenset(status for status, standing in STANDINGS.items() if standing.owner is Owner.NOBODY)
OPEN = frozenset(Status) - ENDS
GOING = OPEN - {Status.DRAFT, Status.NOT_HELD}
"""Sent, and on its way: neither over nor waiting for somebody to decide whether it goes on."""
