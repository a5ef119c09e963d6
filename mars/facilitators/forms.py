"""What is filled in about a facilitator. Knows shapes and words; never the register."""

from mars.domain.facilitating import REASON_LIMIT
from mars.domain.labels import Labelled
from mars.domain.practice_models import Model
from mars.domain.workflow import Event
from mars.web.forms import (
    Choice,
    Choices,
    Email,
    Job,
    ListForm,
    LongText,
    LookedAt,
    MarsForm,
    Name,
    Text,
)


class YesNo(Labelled):
    """An answer to a plain question."""

    YES = "yes", "Yes"
    NO = "no", "No"


class SearchForm(ListForm):
    """Looking for a facilitator by name, agency or model."""

    q = Text("Search", limit=60)

    def words(self) -> str:
        """What is looked for; "" if it cannot be read."""
        return self.q.data if self.validate() else ""


class FacilitatorForm(MarsForm):
    """One entry of the register."""

    saved_as = (Event.DIRECTORY_CHANGED,)
    buttons = ("act",)
    name = Name("Name", missing="Enter the facilitator’s name")
    job = Job("Role", missing="Enter the facilitator’s role")
    agency = Choice("Agency", missing="Choose the facilitator’s agency")
    email = Email("Work e-mail address", missing="Enter the facilitator’s work e-mail address")
    models = Choices("Models they can facilitate", Model, called="the models")
    note = Text(
        "When and where they can facilitate",
        limit=200,
        hint="For example, “Mondays, north of the county”. Nothing about a family.",
    )
    looked_at = LookedAt()


class RetireForm(MarsForm):
    """Nothing to fill in: the button is the answer."""


class StepDownForm(MarsForm):
    """Nothing to fill in either."""


class ListedForm(MarsForm):
    """Who is chosen from the register."""

    facilitator = Choice("Who do you want to ask?", missing="Choose a facilitator")


class NamedForm(MarsForm):
    """Who is named, not being on the register."""

    name = Name("Name", missing="Enter the facilitator’s name")
    job = Job("Role", missing="Enter the facilitator’s role")
    agency = Choice("Agency", missing="Choose the facilitator’s agency")
    email = Email("Work e-mail address", missing="Enter the facilitator’s work e-mail address")


class IndependenceForm(MarsForm):
    """The three questions about independence (guidance: consider an independent person)."""

    same_team = Choice(
        "Do they work in the same team as the person who asks?",
        YesNo,
        missing="Choose whether they work in the same team",
    )
    line_manager = Choice(
        "Are they the line manager of the person who asks?",
        YesNo,
        missing="Choose whether they are the line manager",
    )
    knows_family = Choice(
        "Do they know the family?", YesNo, missing="Choose whether they know the family"
    )
    reason = LongText(
        "If one answer is yes: why do you choose them all the same?",
        called="the reason",
        limit=REASON_LIMIT,
        hint="Leave this empty if all three answers are no.",
    )
    looked_at = LookedAt()

    def distance(self) -> dict[str, bool]:
        """The three answers by the name of their column."""
        return {
            "same_team": self.same_team.data is YesNo.YES,
            "line_manager": self.line_manager.data is YesNo.YES,
            "knows_family": self.knows_family.data is YesNo.YES,
        }


class ChooseForm(ListedForm, IndependenceForm):
    """Somebody from the register, and how independent they are."""


class NameForm(NamedForm, IndependenceForm):
    """Somebody who is not on the register, and how independent they are."""
