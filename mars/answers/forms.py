"""What guests fill in to answer. Knows shapes and words; never who may come, nor which agency."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from wtforms.validators import ValidationError

from mars.domain import answering, facilitating
from mars.domain.workflow import Event
from mars.web.filters import near_moment
from mars.web.forms import (
    Choice,
    Choices,
    Email,
    Job,
    LongText,
    LookedAt,
    MarsField,
    MarsForm,
    Name,
    Option,
    Text,
    Tick,
)

NONE = "none"
ANSWERED = (Event.ANSWERED, Event.ANSWERED_BY_PHONE, Event.DEPUTY_NAMED)
NOT_COMING = "and said that you will not come. Change one of them"


def time_options(times: Iterable[tuple[str, datetime]]) -> list[Option]:
    """Offered times (key and moment) as boxes to tick."""
    return [Option(key, near_moment(starts_at)) for key, starts_at in times]


def moments(times: Iterable[tuple[str, datetime]]) -> str:
    """Offered times as one text, a line each."""
    return "\n".join(near_moment(starts_at) for _, starts_at in times)


class AnswerForm(MarsForm):
    """Come, a colleague instead, or not; which times suit; what is needed to take part."""

    saved_as = ANSWERED

    choice = Choice("Your answer", answering.Choice)
    times = Choices(
        "Times that suit you", called="the times", hint="If you come, tick all that suit"
    )
    access_needs = LongText(
        "What do you need so that you can take part?",
        called="what you need",
        limit=300,
        hint="For example step-free access. Write nothing about a child or family.",
    )
    partly = Tick("I can come for part of the session only")
    ring_first = Tick("Please ring me first, then I answer")
    looked_at = LookedAt()

    def offer(self, times: Iterable[tuple[str, datetime]]) -> None:
        """Show the offered times, and a box for those whom none suits. No times: no boxes."""
        options = time_options(times)
        none = [Option(NONE, "None of these times suits me")] if options else []
        self.times.options = [*options, *none]

    def validate_choice(self, field: MarsField) -> None:
        """One of the three; those who want to be rung first may answer later."""
        if field.data is None and not self.ring_first.data:
            raise ValidationError("Choose your answer")

    def validate_partly(self, field: MarsField) -> None:
        """Only those who come can come for a part."""
        if field.data and self.choice.data not in {None, answering.Choice.COME}:
            raise ValidationError(f"You ticked that you come for part of it {NOT_COMING}")

    def validate_times(self, field: MarsField) -> None:
        """Those who come say when they can; ticks that contradict each other are an error."""
        if NONE in field.data and len(field.data) > 1:
            raise ValidationError("Tick times, or “None of these times suits me”, not both")
        if self.choice.data is answering.Choice.COME:
            if self.times.options and not field.data:
                raise ValidationError("Tick at least one time, or “None of these times suits me”")
        elif self.choice.data is not None and field.data:
            raise ValidationError(f"You ticked times {NOT_COMING}")

    def suiting(self) -> list[str]:
        """The keys of the times that suit."""
        return [key for key in self.times.data if key != NONE]


class CannotForm(MarsForm):
    """Why somebody cannot come."""

    saved_as = ANSWERED

    reason = Choice(
        "Why can you not come?", answering.DeclineReason, missing="Choose why you cannot come"
    )
    sends_note = Tick("We will send a note instead")


class ColleagueForm(MarsForm):
    """Who comes instead."""

    name = Name("Their name", missing="Enter your colleague’s name")
    job = Job("Their role", missing="Enter your colleague’s role")
    email = Email("Their work e-mail address", missing="Enter your colleague’s work e-mail address")


class SomebodyElseForm(MarsForm):
    """Who somebody is to whom the link was forwarded."""

    name = Name("Your name", missing="Enter your name")
    job = Job("Your role", missing="Enter your role")
    email = Email("Your work e-mail address", missing="Enter your work e-mail address")


class ConfirmForm(MarsForm):
    """Whether somebody may answer in another's place."""

    answer = Choice("Should they answer?", answering.Confirmed, missing="Choose yes or no")


class LostForm(MarsForm):
    """Where a lost link was sent to."""

    email = Email(
        "The e-mail address that we wrote to", missing="Enter the e-mail address that we wrote to"
    )


class ReaderForm(MarsForm):
    """Whether the holder of a link is the one it was sent to."""

    reader = Choice("Is this your address?", answering.Reader, missing="Say whether it is yours")


class CodeForm(MarsForm):
    """The code that was e-mailed."""

    code = Text("Code", limit=40, missing="Enter the code from our e-mail")


class FacilitateForm(MarsForm):
    """Whether somebody will facilitate, and which times suit them."""

    willing = Choice(
        "Will you facilitate?", facilitating.Willing, missing="Choose whether you will facilitate"
    )
    times = Choices(
        "Times that suit you", called="the times", hint="Tick all that suit, if you can say yet"
    )

    @classmethod
    def as_accepted(cls, chosen: Iterable[tuple[str, datetime]]) -> Self:
        """The form filled in as it was answered: yes, and the times that suit."""
        times = tuple(key for key, _ in chosen)
        return cls(data={"willing": facilitating.Willing.YES, "times": times})

    def offer(self, times: Iterable[tuple[str, datetime]]) -> None:
        """Show the offered times, and a box for those who cannot say. No times: no boxes."""
        options = time_options(times)
        self.times.options = [*options, Option(NONE, "I cannot say yet")] if options else []

    def suiting(self) -> list[str]:
        """The keys of the times that suit."""
        return [key for key in self.times.data if key != NONE]

    def validate_times(self, field: MarsField) -> None:
        """Ticks that contradict each other or the answer are an error."""
        if NONE in field.data and len(field.data) > 1:
            raise ValidationError("Tick times, or “I cannot say yet”, not both")
        if self.willing.data is facilitating.Willing.NO and field.data:
            raise ValidationError("You ticked times and said no. Change one of them")
