"""Which of the offered times suits best, and which may be fixed. Knows agencies only by keys."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from mars.domain.answering import Gates
from mars.domain.errors import InvalidError, NotNowError


@dataclass(frozen=True, slots=True)
class Poll:
    """One offered time: the agencies that can come then, and whether the facilitator can.

    `facilitator` is None if they did not say.
    """

    key: str
    starts_at: datetime
    agencies: frozenset[str]
    facilitator: bool | None = None


def best_time(polls: Iterable[Poll], now: datetime) -> str | None:
    """The key of the time to suggest, or None if no agency can come at any that is still to come.

    A time at which the facilitator can comes first, then one of which they did not speak; then the
    time with most agencies; then the earliest. Source: local setting.
    """
    possible = [poll for poll in polls if poll.agencies and poll.starts_at > now]
    if not possible:
        return None
    standing = {True: 2, None: 1, False: 0}
    best = min(possible, key=lambda p: (-standing[p.facilitator], -len(p.agencies), p.starts_at))
    return best.key


def check_can_fix(gates: Gates) -> None:
    """Raise NotNowError, naming what is missing, unless the three gates are passed.

    Source: guidance, Purpose, paragraph 3.
    """
    missing = [f"{gate.title}: {gate.sentence}" for gate in gates.all if not gate.passed]
    if missing:
        raise NotNowError(f"The date cannot be fixed yet. {' '.join(missing)}")


def check_time_ahead(starts_at: datetime, now: datetime, *, field: str) -> None:
    """Raise InvalidError on `field` for a time that has passed."""
    if starts_at <= now:
        raise InvalidError("This time has passed. Choose another", field=field)
