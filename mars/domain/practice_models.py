"""The models of practice a session may follow: what each suits, its agenda, and how to choose.

Knows nothing of any supervision, of the database, or of the screen. The guidance names four models
and "their own" (Purpose, paragraph 2; Resources, paragraph 1); minutes, group sizes and what is
suggested for which wish are local settings.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from mars.domain.agendas import (
    appreciative_enquiry,
    own,
    reflective_cycle,
    signs_of_safety,
    solution_circle,
    systemic,
)
from mars.domain.agendas.stage import Stage
from mars.domain.labels import Labelled


class Model(Labelled):
    """A model of practice. The value is what is stored and what stands in an address."""

    SIGNS_OF_SAFETY = "signs_of_safety", "Signs of Safety"
    APPRECIATIVE_ENQUIRY = "appreciative_enquiry", "Appreciative Enquiry"
    SOLUTION_CIRCLE = "solution_circle", "Solution Circle"
    SYSTEMIC = "systemic", "Systemic reflection"
    REFLECTIVE_CYCLE = "reflective_cycle", "Reflective cycle"
    OWN = "own", "An organisation’s own model"

    @property
    def suits(self) -> str:
        """One line: when this model is the one to choose."""
        return PARTICULARS[self].suits

    @property
    def people(self) -> str:
        """How many people it works with, in words."""
        return PARTICULARS[self].people

    @property
    def notes(self) -> tuple[str, ...]:
        """What the facilitator should know beforehand, a sentence each."""
        return PARTICULARS[self].notes

    @property
    def in_guidance(self) -> bool:
        """Whether the guidance itself offers it (guidance, Purpose; Resources)."""
        return PARTICULARS[self].in_guidance

    @property
    def minutes(self) -> int:
        """The whole length in minutes: the sum of its stages."""
        return sum(stage.minutes for stage in agenda(self))


@dataclass(frozen=True)
class Particulars:
    """What is said about a model wherever it is offered."""

    suits: str
    people: str
    notes: tuple[str, ...]
    in_guidance: bool
    stages: tuple[Stage, ...]


PARTICULARS: Mapping[Model, Particulars] = MappingProxyType(
    {
        Model.SIGNS_OF_SAFETY: Particulars(
            suits="You want to be clear about worries, strengths and what you hope to see, or you "
            "see things differently.",
            people="4 to 10 people",
            notes=(
                "A facilitator leads. A second person may advise on how the group works.",
                "Do not write down where people place themselves between worried and not.",
            ),
            in_guidance=True,
            stages=signs_of_safety.STAGES,
        ),
        Model.APPRECIATIVE_ENQUIRY: Particulars(
            suits="You want fresh energy, better relationships, and to use what has worked before.",
            people="4 to 12 people, so that pairs can form across agencies",
            notes=(
                "Do not use it while there is a live risk to the child.",
                "Difficulties may be voiced.",
                "Help the group to turn each one into what it wants instead.",
            ),
            in_guidance=True,
            stages=appreciative_enquiry.STAGES,
        ),
        Model.SOLUTION_CIRCLE: Particulars(
            suits="You want a quick way out of one specific block.",
            people="5 to 9 people",
            notes=(
                "It takes half an hour at most. Keep to the minutes.",
                "It ends with a first step for the presenter’s own practice.",
                "That step is not an action for the plan.",
                "A coach asks after three days how the step went.",
            ),
            in_guidance=True,
            stages=solution_circle.STAGES,
        ),
        Model.SYSTEMIC: Particulars(
            suits="There are strong feelings, or questions of power or culture, or you keep doing "
            "the same thing.",
            people="5 to 10 people",
            notes=(
                "Have the Social Graces card to hand. Nothing is recorded from it.",
                "While the reflecting team talks, the presenter only listens.",
            ),
            in_guidance=True,
            stages=systemic.STAGES,
        ),
        Model.REFLECTIVE_CYCLE: Particulars(
            suits="You want to learn from one event or one period.",
            people="3 to 8 people",
            notes=("Look back to learn. Do not look for whose fault it was.",),
            in_guidance=False,
            stages=reflective_cycle.STAGES,
        ),
        Model.OWN: Particulars(
            suits="Your organisation has a model that you know and trust.",
            people="As many people as your model allows",
            notes=(
                "Bring your own stages and minutes.",
                "Keep the opening and the closing: the principles, and what the family will hear.",
            ),
            in_guidance=True,
            stages=own.STAGES,
        ),
    }
)


class Wish(Labelled):
    """What the person who asks wants from the session (guidance, Purpose, paragraph 2)."""

    WAY_OUT = "way_out", "A quick way out of one specific block"
    CLARITY = (
        "clarity",
        "To be clear about worries, strengths and hopes, or about why we see it differently",
    )
    ENERGY = "energy", "New energy, better relationships, and to use what has worked before"
    FEELINGS = (
        "feelings",
        "To think about strong feelings, power or culture, or why we keep doing the same thing",
    )
    LEARNING = "learning", "To learn from one event or one period"
    OWN = "own", "To use our organisation’s own model"


WANTS: Mapping[Wish, Model] = MappingProxyType(
    {
        Wish.WAY_OUT: Model.SOLUTION_CIRCLE,
        Wish.CLARITY: Model.SIGNS_OF_SAFETY,
        Wish.ENERGY: Model.APPRECIATIVE_ENQUIRY,
        Wish.FEELINGS: Model.SYSTEMIC,
        Wish.LEARNING: Model.REFLECTIVE_CYCLE,
        Wish.OWN: Model.OWN,
    }
)


def agenda(model: Model) -> tuple[Stage, ...]:
    """The stages of `model` in order, opening and closing included; the minutes are its length."""
    return PARTICULARS[model].stages


def suggest(wants: Wish) -> Model:
    """The model to suggest to a person who wants `wants` (local setting; they may choose another).

    Source: guidance, Purpose, paragraph 2: it depends on what the worker wants from the session.
    """
    return WANTS[wants]
