"""The pages about the facilitator: who, and how independent they are."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, ClassVar

from mars.asking.words import REASON_LIMIT, YES_OR_NO, StepForm, as_bool, as_word
from mars.domain.drafts import Candidate, Draft, Way
from mars.domain.errors import InvalidError
from mars.domain.facilitating import check_can_facilitate, check_reason_given, independence_warnings
from mars.web.forms import Choice, Email, Job, LongText, Name, Option


class FacilitatorForm(StepForm):
    """How a facilitator is to be found, and who from the register."""

    way = Choice("Who should facilitate?", Way, missing="Choose who should facilitate")
    facilitator_id = Choice(
        "Who from the register?",
        called="the facilitator",
        hint="Only if you choose from the register",
    )

    def __init__(self, draft: Draft, register: Iterable[Option], **first: Any) -> None:
        super().__init__(draft, **first)
        self.facilitator_id.options = tuple(register)

    def given(self) -> Candidate:
        """Who was chosen; answers about somebody else are dropped."""
        kept = self.draft.candidate
        chosen = self.facilitator_id.data if self.way.data is Way.REGISTER else None
        if (self.way.data, chosen) == (kept.way, kept.facilitator_id):
            return kept
        return Candidate(way=self.way.data, facilitator_id=chosen)

    def refuse(self) -> Iterator[InvalidError]:
        if self.way.data is Way.REGISTER and self.facilitator_id.data is None:
            yield InvalidError("Choose a person from the register", field="facilitator_id")


class IndependenceForm(StepForm):
    """How independent the facilitator is (guidance: consider an independent person)."""

    watched = ("reason",)

    same_team = Choice(
        "Do they work in the same team as you?",
        YES_OR_NO,
        missing="Say whether they work in the same team as you",
    )
    line_manager = Choice("Do they manage you?", YES_OR_NO, missing="Say whether they manage you")
    knows_family = Choice(
        "Do they know the family?", YES_OR_NO, missing="Say whether they know the family"
    )
    reason = LongText(
        "Why them all the same?",
        limit=REASON_LIMIT,
        called="your reason",
        hint="Only if you answered yes to a question. No names",
    )

    def __init__(self, draft: Draft, **first: Any) -> None:
        kept = draft.candidate
        answers = {name: as_word(getattr(kept, name)) for name in self.questions}
        named = {name: getattr(kept, name) or None for name in ("name", "job", "email")}
        super().__init__(draft, data={**named, **answers, "reason": kept.reason}, **first)

    questions: ClassVar[tuple[str, ...]] = ("same_team", "line_manager", "knows_family")

    def warnings(self) -> tuple[str, ...]:
        """What stands against this person's independence, as answered."""
        return independence_warnings(*self.answers())

    def answers(self) -> tuple[bool | None, bool | None, bool | None]:
        """The answers to the three questions."""
        return (
            as_bool(self.same_team.data),
            as_bool(self.line_manager.data),
            as_bool(self.knows_family.data),
        )

    def given(self) -> Candidate:
        same_team, line_manager, knows_family = self.answers()
        return replace(
            self.draft.candidate,
            same_team=same_team,
            line_manager=line_manager,
            knows_family=knows_family,
            reason=self.reason.data if self.warnings() else "",
        )

    def refuse(self) -> Iterator[InvalidError]:
        try:
            check_reason_given(self.warnings(), self.reason.data)
        except InvalidError as refusal:
            yield refusal


class NamedForm(IndependenceForm):
    """Somebody who is not on the register, and how independent they are."""

    name = Name("Their name", missing="Enter their name", called="their name")
    job = Job("Their role", missing="Enter their role", called="their role")
    email = Email(
        "Their work e-mail address",
        missing="Enter their work e-mail address",
        hint="MARS asks them by e-mail when you send the request",
    )

    def given(self) -> Candidate:
        return replace(
            super().given(), name=self.name.data, job=self.job.data, email=self.email.data
        )

    def unkeepable(self) -> Iterator[InvalidError]:
        try:
            check_can_facilitate(
                self.email.data,
                self.draft.requester_email,
                [member.email for member in self.draft.team],
            )
        except InvalidError as refusal:
            yield refusal
