"""Weeks in which a date deserves a second look: clock changes, school holidays. It points; it never
refuses. Knows no supervision."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

BREAKS_MOST = 40
LONGEST_BREAK = timedelta(days=60)
LOOK_AHEAD = timedelta(weeks=8)
FORWARD, BACK = "forward", "back"
_BREAK = re.compile(r"(\d{4}-\d{2}-\d{2})/(\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True, slots=True)
class Week:
    """Days, the last one included, and what is particular about them."""

    first: date
    last: date
    sentence: str

    def has(self, day: date) -> bool:
        """Whether the day is one of them."""
        return self.first <= day <= self.last


def clock_changes(year: int) -> tuple[tuple[date, str], tuple[date, str]]:
    """The Sundays on which the clocks go forward and back: the last of March and of October."""
    return (_last_sunday(year, 3), FORWARD), (_last_sunday(year, 10), BACK)


def read_breaks(text: str) -> tuple[tuple[date, date], ...]:
    """School holidays as they are kept: “2027-02-15/2027-02-19, 2027-04-05/2027-04-16”.

    Raises ValueError with a sentence that names what is wrong.
    """
    words = [word.strip() for word in text.split(",") if word.strip()]
    if len(words) > BREAKS_MOST:
        raise ValueError(f"Enter at most {BREAKS_MOST} holidays")
    return tuple(_read_break(word) for word in words)


def weeks_to_watch(
    today: date, breaks: Sequence[tuple[date, date]], ahead: timedelta = LOOK_AHEAD
) -> tuple[Week, ...]:
    """What to know before dates are typed: the weeks soon to come, the earliest first.

    Source: local setting.
    """
    until = today + ahead
    found = _weeks({today.year, until.year}, breaks)
    return tuple(week for week in found if week.last >= today and week.first <= until)


def weeks_holding(days: Collection[date], breaks: Sequence[tuple[date, date]]) -> tuple[Week, ...]:
    """What to know of these days: the weeks that hold one of them, the earliest first.

    Source: local setting.
    """
    found = _weeks({day.year for day in days}, breaks)
    return tuple(week for week in found if any(week.has(day) for day in days))


def hints(
    day: date, breaks: Sequence[tuple[date, date]], works: Callable[[date], bool]
) -> tuple[str, ...]:
    """What is particular about one day, in sentences; empty for an ordinary one.

    `works`: whether a day is a working day. Source: local setting.
    """
    weeks = (*_of_clocks(day.year), *map(_of_break, breaks))
    found = [] if works(day) else ["This is a weekend or a bank holiday"]
    return (*found, *(week.sentence for week in weeks if week.has(day)))


def _weeks(years: Collection[int], breaks: Sequence[tuple[date, date]]) -> list[Week]:
    """Every week with something particular in it, the earliest first."""
    of_clocks = (week for year in years for week in _of_clocks(year))
    found = (*of_clocks, *map(_of_break, breaks))
    return sorted(found, key=lambda week: (week.first, week.last))


def _of_clocks(year: int) -> tuple[Week, ...]:
    """The week that begins with the change: its Sunday to Saturday."""
    return tuple(
        Week(sunday, sunday + timedelta(days=6), f"The clocks go {way} on {_say(sunday)}")
        for sunday, way in clock_changes(year)
    )


def _of_break(days: tuple[date, date]) -> Week:
    return Week(*days, "School holiday: people from schools may be away")


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def _read_break(word: str) -> tuple[date, date]:
    match = _BREAK.fullmatch(word)
    if match is None:
        raise ValueError(f"Write “{word}” as first and last day, like 2027-02-15/2027-02-19")
    try:
        first, last = (date.fromisoformat(part) for part in match.groups())
    except ValueError:
        raise ValueError(f"“{word}” must be two real dates, like 2027-02-15/2027-02-19") from None
    if not timedelta() <= last - first <= LONGEST_BREAK:
        raise ValueError(
            f"“{word}” must begin before it ends and last {LONGEST_BREAK.days} days at most"
        )
    return first, last


def _say(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"
