"""Which times may be offered for a session: enough of them, far enough ahead, each once."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from mars.domain.asking import TIMES_LEAST, TIMES_MOST

LONGEST_AHEAD = timedelta(days=366)

Slot = tuple[date, datetime]
"""The day as people in London call it, and the moment."""


def find_faults(
    slots: Sequence[Slot | None], today: date, earliest: date
) -> tuple[tuple[int, str], ...]:
    """What is wrong with the offered times: the place of the slot (from 0) and a sentence.

    None is a slot left empty. `earliest`: the first day with enough notice (local setting).
    """
    found = []
    for place, slot in enumerate(slots):
        if slot is not None:
            sentence = _fault(slot, slots[:place], today, earliest)
            if sentence:
                found.append((place, sentence))
    return tuple(found)


def find_shortage(count: int) -> str:
    """What to say when too few or too many times are offered; empty when the number is right."""
    if count < TIMES_LEAST:
        return f"Offer at least {TIMES_LEAST} times"
    return f"Offer at most {TIMES_MOST} times" if count > TIMES_MOST else ""


def say_first_day(earliest: date) -> str:
    """“the first day with enough notice is Monday 9 March 2026”."""
    return f"the first day with enough notice is {earliest:%A} {earliest.day} {earliest:%B %Y}"


def _fault(slot: Slot, before: Sequence[Slot | None], today: date, earliest: date) -> str:
    day, _ = slot
    if slot in before:
        return "You offered this time already. Enter another or leave it empty"
    if day < today:
        return "This day is in the past. Enter a day to come"
    if day < earliest:
        return f"This is too soon for people to make room: {say_first_day(earliest)}"
    if day > today + LONGEST_AHEAD:
        return "This is more than a year ahead. Enter an earlier day"
    return ""
