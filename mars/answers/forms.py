"""What guests fill in to answer. Knows shapes and words; never who may come, nor which agency."""

from collections.abc import Iterable
from datetime import datetime

from wtforms.validators import ValidationError

from mars.domain import answering, facilitating
from mars.domain.asking import SHORT_LIMIT
from mars.web.filters import moment
from mars.web.forms import (
    Choice,
    Choices,
    Email,
    LongText,
    MarsField,
    MarsForm,
    Option,
    Text,
    Tick,
)

LOOKED_AT = "I have looked at it again: it identifies nobody and reports no new concern"


NONE = "none"


def time_options(times: Iterable[tuple[str, datetime]]) -> list[Option]:
    """Offered times (key and moment) as boxes to tick."""
    return [Option(key, moment(starts_at)) for key, starts_at in times]


class AnswerForm(MarsForm):
    """Come, a colleague instead, or not; which times suit; what is needed to take part."""

    choice = Choice("Your answer", answering.Choice, missing="Choose your answer")
    times = Choices(
        "Times that suit you", called="the times", hint="If you come, tick all that suit"
    )
    access_needs = LongText(
        "What do you need so that you can take part?",
        called="what you need",
        limit=300,
        hint="For example step-free access. Write nothing about a child or family.",
    )
    looked_at = Tick(LOOKED_AT)

    def offer(self, times: Iterable[tuple[str, datetime]]) -> None:
        """Show the offered times, and a box for those whom none suits. No times: no boxes."""
        options = time_options(times)
        none = [Option(NONE, "None of these times suits me")] if options else []
        self.times.options = [*options, *none]

    def validate_times(self, field: MarsField) -> None:
        """Those who come say when they can; ticks that contradict each other are an error."""
        if NONE in field.data and len(field.data) > 1:
            raise ValidationError("Tick times, or “None of these times suits me”, not both")
        if self.choice.data is answering.Choice.COME:
            if self.times.options and not field.data:
                raise ValidationError("Tick at least one time, or “None of these times suits me”")
        elif self.choice.data is not None and field.data:
            raise ValidationError(
                "You ticked times and said that you will not come. Change one of them"
            )

    def suiting(self) -> list[str]:
        """The keys of the times that suit."""
        return [key for key in self.times.data if key != NONE]


class CannotForm(MarsForm):
    """Why somebody cannot come."""

    reason = Choice(
        "Why can you not come?", answering.DeclineReason, missing="Choose why you cannot come"
    )


class ColleagueForm(MarsForm):
    """Who comes instead."""

    name = Text("Their name", limit=SHORT_LIMIT, missing="Enter your colleague’s name")
    job = Text("Their role", limit=SHORT_LIMIT, missing="Enter your colleague’s role")
    email = Email("Their work e-mail address", missing="Enter your colleague’s work e-mail address")


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

    def validate_times(self, field: MarsField) -> None:
        """Ticks that contradict the answer are an error."""
        if self.willing.data is facilitating.Willing.NO and field.data:
            raise ValidationError("You ticked times and said no. Change one of them")
