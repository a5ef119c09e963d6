"""An answer given by phone: who gave it and when. Nothing else of what was said is kept."""

from dataclasses import dataclass
from datetime import date

from mars.domain.errors import InvalidError


@dataclass(frozen=True, slots=True)
class Phoned:
    """Who gave the answer, and on which day in London."""

    by_whom: str
    on_day: date


def check_phoned(phoned: Phoned, asked_on: date, today: date) -> None:
    """Raise InvalidError on `on_day` for a day before they were asked, or still to come."""
    if phoned.on_day > today:
        raise InvalidError("The day of the call must be today or earlier", field="on_day")
    if phoned.on_day < asked_on:
        raise InvalidError("The day of the call must not be before they were asked", field="on_day")
