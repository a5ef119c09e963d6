"""The pages of the form up to the shape of the session: what they ask and how they say it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from mars.asking.words import REASON_LIMIT, StepForm
from mars.domain.asking import (
    SHORT_LIMIT,
    TEXT_LIMIT,
    Hope,
    OpenTo,
)
from mars.domain.drafts import Asker, Draft, Plan, RightPlace, Shape, Stuck
from mars.domain.errors import InvalidError
from mars.domain.practice_models import Model
from mars.web.forms import Choice, Job, LongText, Name, Option, Phone, Text


class RightPlaceForm(StepForm):
    """The right-place gate (guidance, What is the goal?)."""

    hope_for = Choice(
        "What do you hope the session will give you?",
        (
            Option(Hope.REFLECT, Hope.REFLECT.label),
            Option(
                Hope.THRESHOLD,
                Hope.THRESHOLD.label,
                "For example, whether this meets child protection",
            ),
            Option(
                Hope.WHO_DOES_WHAT,
                Hope.WHO_DOES_WHAT.label,
                "For example, which agency should lead the plan",
            ),
        ),
        missing="Choose what you hope the session will give you",
    )

    def given(self) -> RightPlace:
        return RightPlace(self.hope_for.data)


class WhoForm(StepForm):
    """Who is asking."""

    name = Name("Your name", missing="Enter your name")
    job = Job("Your role", missing="Enter your role", hint="Like health visitor")
    agency_id = Choice("Your agency", missing="Choose your agency", called="your agency")
    phone = Phone(
        "Your telephone number",
        limit=40,
        missing="Enter your telephone number",
        hint="The people you ask can ring you to make sure which family this is about",
    )

    def __init__(self, draft: Draft, agencies: Iterable[Option], **first: Any) -> None:
        super().__init__(draft, **first)
        self.agency_id.options = tuple(agencies)

    def given(self) -> Asker:
        return Asker(self.name.data, self.job.data, self.agency_id.data, phone=self.phone.data)


class OpenToForm(StepForm):
    """Which plan there is."""

    open_to = Choice(
        "What is the family open to?",
        OpenTo,
        missing="Choose what the family is open to",
        hint="If there is more than one, choose the one with the most meetings.",
    )

    def given(self) -> Plan:
        return replace(self.draft.plan, open_to=self.open_to.data)


class OwnSessionForm(StepForm):
    """Early Help only: why a session of its own."""

    watched = ("own_session_reason",)

    own_session_reason = LongText(
        "Why do you want a session of your own?",
        limit=REASON_LIMIT,
        missing="Enter why you want a session of your own",
        called="your reason",
        hint="Such as: the group meets too late for us. No names",
    )

    def given(self) -> Plan:
        return replace(self.draft.plan, own_session_reason=self.own_session_reason.data)


class StuckForm(StepForm):
    """What the team is stuck on and hopes for."""

    watched = ("stuck", "hope")

    stuck = LongText(
        "What are you stuck on?",
        limit=TEXT_LIMIT,
        missing="Enter what you are stuck on",
        called="what you are stuck on",
        hint="What keeps coming back? Where do you see things differently?",
    )
    hope = LongText(
        "What do you hope for from the session?",
        limit=TEXT_LIMIT,
        missing="Enter what you hope for",
        called="what you hope for",
        hint="What would you like to understand better, or do differently?",
    )

    def given(self) -> Stuck:
        return Stuck(self.stuck.data, self.hope.data)


class ModelForm(StepForm):
    """The model of practice."""

    watched = ("own_model",)

    model = Choice(
        "Which shape should the session have?",
        tuple(
            Option(model, f"{model.label} ({model.minutes} minutes)", model.suits)
            for model in Model
        ),
        missing="Choose the shape of the session",
    )
    own_model = Text(
        "Name of your own model",
        limit=SHORT_LIMIT,
        hint="Only if you chose your organisation’s own model",
    )

    def given(self) -> Shape:
        return Shape(self.model.data, self.own_model.data if self.model.data is Model.OWN else "")

    def refuse(self) -> Iterator[InvalidError]:
        if self.model.data is Model.OWN and not self.own_model.data:
            yield InvalidError("Enter the name of your own model", field="own_model")
