"""Who took part in a session, and whether enough agencies did. Knows marks; never names."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from mars.domain.errors import InvalidError, NotNowError
from mars.domain.holding import PRESENT, Mark


@dataclass(frozen=True, slots=True)
class Presence:
    """How somebody from one agency took part; `agency` is its key."""

    agency: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of one person: the key they are marked by ("" for somebody who joined)."""

    key: str
    agency: str
    job: str
    mark: Mark


def changes_between(before: Iterable[Said], after: Iterable[Said]) -> frozenset[str]:
    """The keys of those of whom something else is said than before; "" for those who joined."""
    first, second = Counter(before), Counter(after)
    return frozenset(said.key for said in (first - second) + (second - first))


def check_can_record(starts_at: datetime, moment: datetime) -> None:
    """Refuse to record who came before the session begins. Raises NotNowError."""
    if not can_record(starts_at, moment):
        raise NotNowError("You can record who came once the session has begun.")


def can_record(starts_at: datetime, moment: datetime) -> bool:
    """Whether the session has begun, so that who came can be recorded."""
    return moment >= starts_at


def represented(parts: Iterable[Presence]) -> int:
    """How many agencies were in the room, each counted once; a note or apologies do not count."""
    return len({one.agency for one in parts if one.mark in PRESENT})


def check_enough(parts: Iterable[Presence], minimum: int, reason: str) -> None:
    """Ask for a reason when fewer than `minimum` agencies took part.

    Going ahead is allowed, for nothing is decided in a session. Raises InvalidError on
    below_minimum_reason. Source: guidance, Purpose, paragraph 3; the number is a local setting.
    """
    count = represented(parts)
    if count < minimum and not reason:
        took = "1 agency took" if count == 1 else f"{count} agencies took"
        raise InvalidError(
            f"Enter why the session went ahead: {took} part, and the least is {minimum}",
            field="below_minimum_reason",
        )
