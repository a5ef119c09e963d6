"""The fields in which two to four times are offered. They know the clocks; never whose session."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

from mars import clock
from mars.domain.asking import TIMES_MOST
from mars.domain.errors import InvalidError
from mars.domain.offering import Slot, find_faults, find_shortage
from mars.web.forms import DateParts, MarsForm, TimeOfDay

NO_SUCH_TIME = "There is no such time on that night, because the clocks go forward. Enter another"


class SlotsForm(MarsForm):
    """Two to four times, each a date and an hour as the clocks in London show it."""

    earliest: date
    """The first day with enough notice."""

    day_1 = DateParts("Date", called="the first date", missing="Enter the first date")
    time_1 = TimeOfDay("Start time", called="the first time", missing="Enter the first time")
    day_2 = DateParts("Date", called="the second date", missing="Enter the second date")
    time_2 = TimeOfDay("Start time", called="the second time", missing="Enter the second time")
    day_3 = DateParts("Date", called="the third date")
    time_3 = TimeOfDay("Start time", called="the third time")
    day_4 = DateParts("Date", called="the fourth date")
    time_4 = TimeOfDay("Start time", called="the fourth time")

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

    def offered(self) -> tuple[datetime, ...]:
        """The times that are sound, the earliest first."""
        return tuple(sorted({slot[1] for slot in self.slots() if isinstance(slot, tuple)}))

    def half_filled(self) -> Iterator[InvalidError]:
        """What cannot be read as a time at all."""
        yield from (slot for slot in self.slots() if isinstance(slot, InvalidError))

    def faults(self) -> Iterator[InvalidError]:
        """What is wrong with the times, and whether there are too few of them."""
        slots = list(self.slots())
        sound = [slot if isinstance(slot, tuple) else None for slot in slots]
        faults = find_faults(sound, clock.today(), self.earliest)
        for place, sentence in faults:
            yield InvalidError(sentence, field=f"day_{place + 1}")
        shortage = find_shortage(sum(slot is not None for slot in slots))
        if shortage and not faults:
            yield InvalidError(shortage, field="day_1")


def shown(times: Iterable[datetime]) -> dict[str, Any]:
    """What the fields show at first for these times."""
    found: dict[str, Any] = {}
    for number, moment in enumerate(list(times)[:TIMES_MOST], start=1):
        local = clock.local(moment)
        found |= {f"day_{number}": local.date(), f"time_{number}": local.time()}
    return found


def _slot(day: date, at: time, field: str) -> Slot | InvalidError:
    try:
        return day, clock.from_local(day, at)
    except ValueError:
        return InvalidError(NO_SUCH_TIME, field=field)
