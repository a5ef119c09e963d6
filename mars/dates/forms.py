"""What is filled in to fix, move or offer a date. Knows shapes; never who can come when."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time

from wtforms.validators import ValidationError

from mars.clock import from_local
from mars.domain.asking import Place
from mars.domain.workflow import Event
from mars.web.filters import moment
from mars.web.forms import (
    Choice,
    DateParts,
    LookedAt,
    MarsField,
    MarsForm,
    Option,
    Text,
    Tick,
    TimeOfDay,
    Whole,
)
from mars.web.slots import SlotsForm

ANOTHER, KEEP = "another", "keep"
ARRANGED = (Event.ASKED, Event.TIMES_OFFERED, Event.DATE_FIXED, Event.DATE_MOVED)


class FixForm(MarsForm):
    """The time, one of the offered or another one; the place and the length."""

    saved_as = ARRANGED

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
    looked_at = LookedAt()
    minutes = Whole("Length in minutes", least=15, most=180, missing="Enter the length in minutes")

    def offer(
        self,
        times: Iterable[tuple[str, datetime]],
        notes: Mapping[str, str],
        best: str | None = None,
    ) -> None:
        """Show the offered times, the best of them marked, and “another time”.

        `notes`: what is particular about the day of a time, by its key.
        """
        options = []
        for key, starts_at in times:
            hint = filter(None, ("Suits most" if key == best else "", notes[key]))
            options.append(Option(key, moment(starts_at), ". ".join(hint)))
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

    def chosen(self) -> str | None:
        """The key of the offered time that was chosen, if it is one of them."""
        return None if self.time.data in {ANOTHER, KEEP} else self.time.data

    def another(self) -> datetime | None:
        """The other time as a moment, if that is what was chosen. Only after `validate`."""
        day, hour = self.day.data, self.hour.data
        if self.time.data != ANOTHER or not isinstance(day, date) or not isinstance(hour, time):
            return None
        return from_local(day, hour)


class MoveForm(FixForm):
    """The same for a date that is fixed already."""

    agreed = Tick("Everybody who comes has agreed to the new date")

    time = Choice("When is the session?", missing="Choose when the session is")

    def keep_or(
        self,
        fixed: datetime | None,
        times: Iterable[tuple[str, datetime]],
        notes: Mapping[str, str],
        best: str | None,
    ) -> None:
        """Show the date as it is, the other times that were offered, and “another time”."""
        self.offer([(key, at) for key, at in times if at != fixed], notes, best)
        keep = Option(KEEP, f"Keep {moment(fixed)}", "Change the place or the length only")
        self.time.options = [keep, *self.time.options]


class OfferForm(SlotsForm):
    """Two to four other times."""

    saved_as = ARRANGED

    def __init__(self, earliest: date) -> None:
        self.earliest = earliest
        super().__init__()

    def validate(self, extra_validators: object = None) -> bool:
        """The fields' own checks, and what is wrong with the times."""
        if super().validate(extra_validators):
            for refusal in (*self.half_filled(), *self.faults()):
                self.add_error(refusal.field, refusal.sentence)
        return not self.error_list()
