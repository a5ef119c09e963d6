"""The pages about what the family knows."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, ClassVar

from mars import clock
from mars.asking.words import YES_OR_NO, StepForm, as_bool, as_word
from mars.domain.asking import SHORT_LIMIT
from mars.domain.completeness import check_knows
from mars.domain.drafts import Draft, FamilyKnows
from mars.domain.errors import InvalidError
from mars.domain.holding import NotSafeReason, Told
from mars.web.forms import Choice, DateParts, Text


class FamilyForm(StepForm):
    """Whether the family knows of the purpose (guidance, principle 7)."""

    told = Choice(
        "Has the family been told why you ask for a session?",
        Told,
        missing="Say whether the family has been told",
    )
    agrees = Choice(
        "Does the family agree to the session?",
        YES_OR_NO,
        hint="A family that is open to Early Help alone must agree before anybody is asked.",
    )

    def __init__(self, draft: Draft, **first: Any) -> None:
        agrees = as_word(draft.family.family_agrees)
        super().__init__(draft, data={"told": draft.family.told, "agrees": agrees}, **first)
        if not draft.plan.offers_group:
            del self.agrees

    def given(self) -> FamilyKnows:
        """What was answered; details that belong to another answer are dropped."""
        kept = self.draft.family
        agrees = as_bool(self.agrees.data) if "agrees" in self else None
        if self.told.data is not kept.told:
            kept = FamilyKnows(told=self.told.data)
        return replace(kept, family_agrees=agrees)

    def refuse(self) -> Iterator[InvalidError]:
        if "agrees" in self and self.agrees.data is None:
            yield InvalidError("Say whether the family agrees", field="agrees")


class TellingForm(StepForm):
    """The second screen about the family; asks what its answer needs."""

    by_whom = Text(
        "Who told them?", limit=SHORT_LIMIT, called="who told them", hint="A role will do"
    )
    on_day = DateParts("When?", called="the day")
    reason = Choice("Why is it not safe?", NotSafeReason)
    manager = Text(
        "Which manager have you spoken to about it?",
        limit=SHORT_LIMIT,
        called="the manager you have spoken to",
        hint="Speak to your manager first. Enter their name.",
    )
    consulted_on = DateParts("When did you speak to them?", called="the day")

    needed: ClassVar[dict[Told, frozenset[str]]] = {
        Told.YES: frozenset({"by_whom", "on_day"}),
        Told.NOT_YET: frozenset({"on_day"}),
        Told.NOT_SAFE: frozenset({"reason", "manager", "consulted_on"}),
    }

    def __init__(self, draft: Draft, **first: Any) -> None:
        super().__init__(draft, obj=draft.family, **first)
        self.told = draft.family.told or Told.NOT_YET
        for name in frozenset().union(*self.needed.values()) - self.needed[self.told]:
            del self[name]

    def given(self) -> FamilyKnows:
        answers = {name: self[name].data for name in self.needed[self.told]}
        return replace(self.draft.family, **answers)

    def refuse(self) -> Iterator[InvalidError]:
        try:
            check_knows(self.given(), clock.today())
        except InvalidError as refusal:
            yield refusal
