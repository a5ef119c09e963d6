"""The questions round the form: the safety gate, another place, help to choose, sending."""

from typing import Any

from mars.asking.words import YES_OR_NO
from mars.domain.practice_models import Wish
from mars.web.forms import Choice, MarsForm, Option, Tick

FOR_DECISION = (
    "Go on: we want to understand why we see this differently",
    "End this request here, and take the question to the right place",
)
FOR_GROUP = (
    "Go on: we want a session of our own",
    "End this request here, and book a place in the monthly group",
)


class GateForm(MarsForm):
    """The safety gate: nothing is written down until it is answered with no."""

    danger = Choice(
        "Is anybody at immediate risk, or is there a new concern that has not been reported yet?",
        YES_OR_NO,
        missing="Say whether anybody is at risk or there is a new concern",
    )


class OtherPlaceForm(MarsForm):
    """Whether to go on after the page that points another way."""

    way = Choice("What would you like to do?", missing="Choose what you would like to do")

    def __init__(self, *, group: bool, **first: Any) -> None:
        super().__init__(**first)
        go_on, end = FOR_GROUP if group else FOR_DECISION
        self.way.options = (Option("go-on", go_on), Option("end", end))


class DiscardForm(MarsForm):
    """The question before a draft is thrown away."""

    sure = Tick("Yes, throw this request away", missing="Tick the box if you are sure")


class HelpForm(MarsForm):
    """What the person wants from the session, so that a model can be suggested."""

    wish = Choice(
        "What do you want from the session most?", Wish, missing="Choose what you want most"
    )


class SendForm(MarsForm):
    """What the person declares before the request goes out."""

    declared = Tick(
        "I am not asking this group for a decision. I share this information under the "
        "partnership’s information sharing agreement.",
        missing="Tick the box to say that you agree to this",
    )
