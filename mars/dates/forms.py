"""What is filled in to fix the date. Knows shapes and words; never who can come when."""

from collections.abc import Iterable
from datetime import date, datetime, time

from wtforms.validators import ValidationError

from mars.clock import from_local
from mars.domain.asking import Place
from mars.web.filters import moment
from mars.web.forms import (
    Choice,
    DateParts,
    MarsField,
    MarsForm,
    Option,
    Text,
    TimeOfDay,
    Whole,
)

ANOTHER = "another"


class FixForm(MarsForm):
    """The time, one of the offered or another one; the place and the length."""

    time = Choice("Which time do you fix?", missing="Choose a time")
    day = DateParts("Date", called="the date of the session")
    hour = TimeOfDay("Start time", called="the start time")
    place = Choice("How do you meet?", Place, missing="Choose whether you meet in person or online")
    where = Text(
        "Room, or link to the online meeting",
        called="the room or link",
        limit=200,
        hint="People see it on the page behind their link. It is not in any e-mail.",
    )
    minutes = Whole("Length in minutes", least=15, most=180, missing="Enter the length in minutes")

    def offer(self, times: Iterable[tuple[str, datetime]], best: str | None) -> None:
        """Show the offered times, the best of them marked, and “another time”."""
        options = [
            Option(key, moment(starts_at), "Suits most" if key == best else "")
            for key, starts_at in times
        ]
        self.time.options = [*options, Option(ANOTHER, "Another time, agreed with everybody")]

    def validate_day(self, field: MarsField) -> None:
        """Another time needs a day."""
        if self.time.data == ANOTHER and field.data is None:
            raise ValidationError("Enter the date of the session")

    def validate_hour(self, field: MarsField) -> None:
        """Another time needs an hour, and not one that the clocks leave out."""
        if self.time.data != ANOTHER:
            return
        if field.data is None:
            raise ValidationError("Enter the start time, like 9:30am or 14:00")
        if self.day.data is not None:
            try:
                from_local(self.day.data, field.data)
            except ValueError:
                raise ValidationError(
                    "The clocks go forward over this time. Enter another start time"
                ) from None

    def another(self) -> datetime | None:
        """The other time as a moment, if that is what was chosen. Only after `validate`."""
        day, hour = self.day.data, self.hour.data
        if self.time.data != ANOTHER or not isinstance(day, date) or not isinstance(hour, time):
            return None
        return from_local(day, hour)
