"""The page about the times offered, and where the session could be."""

from collections.abc import Iterator
from datetime import date, time
from typing import Any

from mars import clock
from mars.asking.words import REASON_LIMIT, StepForm
from mars.domain.asking import TIMES_MOST, Place
from mars.domain.drafts import Draft, Offer
from mars.domain.errors import InvalidError
from mars.domain.offering import Slot, find_faults, find_shortage
from mars.web.forms import Choice, DateParts, LongText, Text, TimeOfDay, Whole

WHERE_LIMIT = 200
SHORTEST, LONGEST = 15, 180


class TimesForm(StepForm):
    """The times offered, and where the session could be."""

    watched = ("where", "access_needs")

    day_1 = DateParts("Date", called="the first date", missing="Enter the first date")
    time_1 = TimeOfDay("Start time", called="the first time", missing="Enter the first time")
    day_2 = DateParts("Date", called="the second date", missing="Enter the second date")
    time_2 = TimeOfDay("Start time", called="the second time", missing="Enter the second time")
    day_3 = DateParts("Date", called="the third date")
    time_3 = TimeOfDay("Start time", called="the third time")
    day_4 = DateParts("Date", called="the fourth date")
    time_4 = TimeOfDay("Start time", called="the fourth time")
    minutes = Whole(
        "How long should it be?",
        least=SHORTEST,
        most=LONGEST,
        missing="Enter how many minutes it should be",
        called="the length",
    )
    place = Choice("In person or online?", Place, missing="Choose in person or online")
    where = Text(
        "Where?",
        limit=WHERE_LIMIT,
        called="where",
        hint="The room, or the link to the online meeting. You can leave this for later",
    )
    access_needs = LongText(
        "What do people need so that they can take part?",
        limit=REASON_LIMIT,
        called="what people need",
        hint="Such as step-free access, captions or an interpreter. You can leave this empty",
    )

    def __init__(self, draft: Draft, earliest: date, minutes: int, **first: Any) -> None:
        self.earliest = earliest
        offer = draft.offer
        shown: dict[str, Any] = {
            "place": offer.place,
            "where": offer.where,
            "minutes": offer.minutes or minutes,
            "access_needs": offer.access_needs,
        }
        for number, moment in enumerate(offer.times[:TIMES_MOST], start=1):
            local = clock.local(moment)
            shown |= {f"day_{number}": local.date(), f"time_{number}": local.time()}
        super().__init__(draft, data=shown, **first)

    def rows(self) -> list[tuple[DateParts, TimeOfDay]]:
        """The date and time fields in pairs."""
        return [(self[f"day_{n}"], self[f"time_{n}"]) for n in range(1, TIMES_MOST + 1)]

    def slots(self) -> Iterator[Slot | InvalidError | None]:
        """Each pair as a slot, as what is wrong with it, or None when it is empty."""
        for number, (day, at) in enumerate(self.rows(), start=1):
            if not day.data and not at.data:
                yield None
            elif not day.data:
                yield InvalidError(f"Enter {day.called} as well", field=f"day_{number}")
            elif not at.data:
                yield InvalidError(f"Enter {at.called} as well", field=f"time_{number}")
            else:
                yield _slot(day.data, at.data, f"time_{number}")

    def given(self) -> Offer:
        times = sorted({slot[1] for slot in self.slots() if isinstance(slot, tuple)})
        return Offer(
            tuple(times),
            self.place.data,
            self.where.data,
            self.minutes.data,
            self.access_needs.data,
        )

    def unkeepable(self) -> Iterator[InvalidError]:
        yield from (slot for slot in self.slots() if isinstance(slot, InvalidError))

    def refuse(self) -> Iterator[InvalidError]:
        slots = list(self.slots())
        sound = [slot if isinstance(slot, tuple) else None for slot in slots]
        faults = find_faults(sound, clock.today(), self.earliest)
        for place, sentence in faults:
            yield InvalidError(sentence, field=f"day_{place + 1}")
        shortage = find_shortage(sum(slot is not None for slot in slots))
        if shortage and not faults:
            yield InvalidError(shortage, field="day_1")


def _slot(day: date, at: time, field: str) -> Slot | InvalidError:
    try:
        return day, clock.from_local(day, at)
    except ValueError:
        return InvalidError(
            "There is no such time on that night, because the clocks go forward. Enter another",
            field=field,
        )
