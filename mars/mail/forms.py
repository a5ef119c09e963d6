"""What to look for among the letters, and what to do about one. They know shapes, no rules."""

from mars.domain.labels import Labelled
from mars.web.forms import Choice, Handle, ListForm, MarsForm, Sought


class Shown(Labelled):
    """Which letters the page shows."""

    NEEDS_YOU = "needs-you", "Not delivered"
    WAITING = "waiting", "Waiting to go"
    SENT = "sent", "Sent"
    EVERY = "every", "Every letter"


class Act(Labelled):
    """What can be done about a letter, or about all of them."""

    SEND = "send", "Send it again"
    STOP = "stop", "It is dealt with"
    CAME_BACK = "came-back", "It came back"
    RESUME = "resume", "Try now"


class SearchForm(ListForm):
    """Looking for letters."""

    q = Sought(
        "MARS reference or e-mail address",
        limit=254,
        called="what you look for",
        hint="A part of the reference, or the whole address",
    )
    show = Choice("Which letters", Shown, called="which letters")


class ActForm(MarsForm):
    """One act; `letter` is the key of the letter, empty for what concerns all of them."""

    letter = Handle()
    act = Choice("What to do", Act, missing="Choose what to do", called="what to do")
