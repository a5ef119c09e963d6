"""Which of the offered times suits best, and which may be fixed. Knows agencies only by keys."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from mars.domain.answering import Choice, DeclineReason, Gates, Reply
from mars.domain.errors import InvalidError, NotNowError
from mars.domain.offering import LONGEST_AHEAD, Slot, find_faults, find_shortage, say_first_day


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


def speaks_of_these(answered_at: datetime | None, offered_at: datetime | None) -> bool:
    """Whether an answer was given about the times now offered, not about earlier ones."""
    return answered_at is not None and (offered_at is None or answered_at >= offered_at)


def reply_of(
    agency: str,
    choice: Choice | None,
    reason: DeclineReason | None,
    answered_at: datetime | None,
    offered_at: datetime | None,
) -> Reply:
    """One invitation as the gates see it, with what it said of earlier times left out.

    A yes to coming stays and has still to name times; a diary that was full says nothing of other
    times, so its person has not answered. Source: local setting.
    """
    spoken = speaks_of_these(answered_at, offered_at)
    if choice is not None and not spoken and may_come_now(choice, reason):
        return Reply(agency, None)
    return Reply(agency, choice, spoken or choice is not Choice.COME)


def may_come_now(choice: Choice, reason: DeclineReason | None) -> bool:
    """Whether another date may bring somebody who answered this: their diary can be free then.

    Source: local setting.
    """
    return choice is Choice.CANNOT and reason is DeclineReason.DIARY


def suggests_another_facilitator(moves: int) -> bool:
    """Whether a further move is the second one, so that somebody else may be easier to find.

    Source: local setting.
    """
    return moves >= 1


def check_can_fix(gates: Gates) -> None:
    """Raise NotNowError, naming what is missing, unless the three gates are passed.

    Source: guidance, Purpose, paragraph 3.
    """
    missing = [f"{gate.title}: {gate.sentence}" for gate in gates.all if not gate.passed]
    if missing:
        raise NotNowError(f"The date cannot be fixed yet. {' '.join(missing)}")


def check_time_ahead(starts_at: datetime, now: datetime, *, field: str) -> None:
    """Raise InvalidError on `field` for a time that has passed, or is more than a year ahead."""
    if starts_at <= now:
        raise InvalidError("This time has passed. Choose another", field=field)
    if starts_at > now + LONGEST_AHEAD:
        raise InvalidError("This is more than a year ahead. Choose an earlier time", field=field)


def check_notice(day: date, earliest: date, *, agreed: bool, field: str) -> None:
    """Raise InvalidError for a day sooner than `earliest` to which not everybody has agreed.

    Source: local setting (notice before a session).
    """
    if day < earliest and not agreed:
        raise InvalidError(
            f"This is too soon for people to make room: {say_first_day(earliest)}. Choose a later "
            "day, or tick that everybody who comes has agreed",
            field=field,
        )


def check_offer(slots: Iterable[Slot], today: date, earliest: date) -> None:
    """Raise InvalidError unless there are two to four times, each sound, with enough notice."""
    offered = list(slots)
    for place, sentence in find_faults(offered, today, earliest):
        raise InvalidError(sentence, field=f"day_{place + 1}")
    shortage = find_shortage(len(offered))
    if shortage:
        raise InvalidError(shortage, field="day_1")
