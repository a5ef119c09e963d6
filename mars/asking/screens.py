"""The table of the form's screens: which form and template each step has, and what follows it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mars.asking import drafts, pages
from mars.asking.children_forms import ChildForm
from mars.asking.facilitator_forms import FacilitatorForm, IndependenceForm, NamedForm
from mars.asking.family_forms import FamilyForm, TellingForm
from mars.asking.forms import (
    ModelForm,
    OpenToForm,
    OwnSessionForm,
    RightPlaceForm,
    StuckForm,
    WhoForm,
)
from mars.asking.pages import StepPage
from mars.asking.times_form import TimesForm
from mars.asking.words import StepForm
from mars.domain.asking import AskStep, Hope, step_after
from mars.domain.drafts import Piece, RightPlace, Way, wants_more
from mars.domain.errors import NotFoundError
from mars.domain.policies import Policies
from mars.domain.practice_models import Model

Make = Callable[[StepPage], StepForm]


@dataclass(frozen=True, slots=True)
class Screen:
    """A template, and how its form is made from what is kept."""

    template: str
    make: Make


def _who(page: StepPage) -> StepForm:
    return WhoForm(page.draft, pages.agency_options(), obj=page.draft.asker)


def _facilitator(page: StepPage) -> StepForm:
    return FacilitatorForm(page.draft, pages.register_options(), obj=page.draft.candidate)


def _independence(page: StepPage) -> StepForm:
    named = page.draft.candidate.way is Way.NAMED
    return NamedForm(page.draft) if named else IndependenceForm(page.draft)


def _times(page: StepPage) -> StepForm:
    earliest = drafts.limits(page.policies).earliest
    return TimesForm(page.draft, earliest, usual_minutes(page.draft.shape.model, page.policies))


SCREENS: dict[tuple[AskStep, bool], Screen] = {
    (AskStep.PLACE, False): Screen(
        "asking/right_place.html", lambda p: RightPlaceForm(p.draft, obj=p.draft.right_place)
    ),
    (AskStep.WHO, False): Screen("asking/you.html", _who),
    (AskStep.CHILD, False): Screen("asking/child.html", lambda p: ChildForm(p.draft)),
    (AskStep.OPEN_TO, False): Screen(
        "asking/open_to.html", lambda p: OpenToForm(p.draft, obj=p.draft.plan)
    ),
    (AskStep.OPEN_TO, True): Screen(
        "asking/early_help.html", lambda p: OwnSessionForm(p.draft, obj=p.draft.plan)
    ),
    (AskStep.STUCK, False): Screen(
        "asking/stuck.html", lambda p: StuckForm(p.draft, obj=p.draft.stuck)
    ),
    (AskStep.MODEL, False): Screen(
        "asking/model.html", lambda p: ModelForm(p.draft, obj=p.draft.shape)
    ),
    (AskStep.FACILITATOR, False): Screen("asking/facilitator.html", _facilitator),
    (AskStep.FACILITATOR, True): Screen("asking/independence.html", _independence),
    (AskStep.FAMILY, False): Screen("asking/family.html", lambda p: FamilyForm(p.draft)),
    (AskStep.FAMILY, True): Screen("asking/telling.html", lambda p: TellingForm(p.draft)),
    (AskStep.TIMES, False): Screen("asking/times.html", _times),
}
"""By step, and whether it is the second screen of the step. The team and the check are views."""


def find_step(word: str, *, with_form: bool = False) -> AskStep:
    """The step that stands in an address; `with_form`: one of the table. Raises NotFoundError."""
    step = next((step for step in AskStep if step.value == word), None)
    if step is None or (with_form and (step, False) not in SCREENS):
        raise NotFoundError("The request form has no such page.")
    return step


def find_screen(page: StepPage) -> Screen:
    """The screen of this page. Raises NotFoundError."""
    screen = SCREENS.get((page.step, page.more))
    if screen is None:
        raise NotFoundError("The request form has no such page.")
    return screen


def find_next(page: StepPage, piece: Piece) -> tuple[str, dict[str, Any]]:
    """The endpoint after this page, and what its address needs besides the reference."""
    change = {"change": 1} if page.change else {}
    if isinstance(piece, RightPlace) and piece.hope_for is not Hope.REFLECT:
        return "asking.signpost", change
    if not page.more and wants_more(piece):
        return "asking.step", {"step": page.step.value, "more": 1, **change}
    return find_after(page)


def find_after(page: StepPage) -> tuple[str, dict[str, Any]]:
    """The same for a page that has no second screen."""
    if page.change:
        return "asking.check", {}
    return "asking.step", {"step": step_after(page.step).value}


def usual_minutes(model: Model | None, policies: Policies) -> int:
    """How long a session of this model usually is (local setting)."""
    if model is None or model is Model.OWN:
        return policies.session_minutes
    return policies.circle_minutes if model is Model.SOLUTION_CIRCLE else model.minutes
