"""The moment at which the tests run. Always the same one, or another by TESTS_AT.

The clock of every Python process is moved: pytest's own, its workers', the servers' under test.
What is not Python (the browser, PostgreSQL, OpenSSL) goes by the machine's.
"""

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import tzset

import time_machine

from mars.clock import LONDON

AT, AHEAD = "TESTS_AT", "TESTS_AHEAD"
MOVED = Path(__file__).with_name("moved")


@dataclass(frozen=True, slots=True)
class Moment:
    """When the tests begin, as the clocks in London show it, and the machine's time zone."""

    label: str
    at: datetime
    zone: str = "UTC"


def _london(year: int, month: int, day: int, at: time, *, fold: int = 0) -> datetime:
    return datetime.combine(date(year, month, day), at, LONDON).replace(fold=fold)


USUAL = "usual"
MOMENTS = {
    USUAL: Moment("a Tuesday morning in term", _london(2027, 3, 9, time(10, 0))),
    "sunday-night": Moment("03:00 on a Sunday", _london(2027, 2, 21, time(3, 0))),
    "years-end": Moment("23:59 on 31 December", _london(2026, 12, 31, time(23, 59))),
    "leap-day": Moment("29 February", _london(2028, 2, 29, time(17, 59))),
    "spring-forward": Moment(
        "two minutes before the clocks go forward", _london(2027, 3, 28, time(0, 58))
    ),
    "fall-back": Moment(
        "two minutes before the clocks go back", _london(2027, 10, 31, time(1, 58))
    ),
    "fall-back-again": Moment(
        "the hour that comes twice, again", _london(2027, 10, 31, time(1, 30), fold=1)
    ),
    "christmas": Moment("Christmas Day", _london(2026, 12, 25, time(11, 0))),
    "auckland": Moment(
        "a machine in Auckland, Friday evening",
        _london(2027, 1, 22, time(19, 16)),
        "Pacific/Auckland",
    ),
}


def move_here() -> None:
    """Move the clock of this process as far as that of the run that it belongs to."""
    moment = MOMENTS[os.environ.get(AT, USUAL)]
    os.environ["TZ"] = moment.zone
    tzset()
    now = datetime.now(UTC)
    ahead = os.environ.setdefault(AHEAD, str((moment.at - now).total_seconds()))
    time_machine.travel(now + timedelta(seconds=float(ahead)), tick=True).start()


def move_children() -> None:
    """Move the clock of every Python process that is started from now on."""
    paths = (str(MOVED), os.environ.get("PYTHONPATH", ""))
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, paths))


def elsewhere(name: str) -> dict[str, str]:
    """The environment of a process that runs tests at another moment."""
    return unmoved() | {AT: name}


def unmoved() -> dict[str, str]:
    """The environment of a process that goes by the machine's clock.

    For one that forks: a moved clock begins anew in each child of a fork.
    """
    return {name: value for name, value in os.environ.items() if name not in {AHEAD, "PYTHONPATH"}}


def machines_now() -> datetime:
    """What the machine's own clock shows, for what is judged by no Python process."""
    return time_machine.escape_hatch.datetime.datetime.now(tz=UTC)
