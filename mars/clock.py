"""The one clock. Stored in UTC, shown and typed in Europe/London; knows working days."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

LONDON = ZoneInfo("Europe/London")


_ahead = timedelta()


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC) + _ahead


def set_ahead(by: timedelta) -> None:
    """Let this process's clock show `by` more (or less) than the machine's.

    For the demonstration, the rehearsal and the tests alone: an invariant test keeps it so.
    """
    global _ahead
    _ahead = by


def ahead() -> timedelta:
    """By how much the clock was moved."""
    return _ahead


def today() -> date:
    """Today's date in London."""
    return now().astimezone(LONDON).date()


def local(moment: datetime) -> datetime:
    """An aware moment as the clocks in London show it."""
    return moment.astimezone(LONDON)


def from_local(day: date, at: time) -> datetime:
    """A day and time as typed in London, as an aware UTC moment.

    Raises ValueError for the hour that the spring clock change leaves out. In the hour that the
    autumn change repeats, the first of the two is meant.
    """
    typed = datetime.combine(day, at, tzinfo=LONDON)
    moment = typed.astimezone(UTC)
    if moment.astimezone(LONDON).replace(tzinfo=None) != typed.replace(tzinfo=None):
        raise ValueError("the clocks go forward over this time")
    return moment


@lru_cache(maxsize=16)
def _bank_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def which_of_two(moment: datetime) -> str:
    """Which one is meant, where the clocks in London show this time twice; else empty."""
    shown = local(moment)
    if shown.utcoffset() == shown.replace(fold=1 - shown.fold).utcoffset():
        return ""
    return "after the clocks go back" if shown.fold else "before the clocks go back"


def is_working_day(day: date) -> bool:
    """Whether `day` is neither a weekend nor an English bank holiday."""
    return day.weekday() < 5 and day not in _bank_holidays(day.year)


def working_days_ago(count: int) -> datetime:
    """The beginning, in London, of the day `count` (0 or more) working days before today."""
    day = today()
    while count > 0:
        day -= timedelta(days=1)
        count -= is_working_day(day)
    return from_local(day, time())


def add_working_days(
    start: date, count: int, works: Callable[[date], bool] = is_working_day
) -> date:
    """The date `count` working days after `start` (count 0 or more)."""
    day = start
    while count > 0:
        day += timedelta(days=1)
        count -= works(day)
    return day
