"""To whom the summary goes: one person for each agency. Knows keys; never an address."""

from collections.abc import Iterable
from dataclasses import dataclass

from mars.domain.answering import Choice, DeclineReason
from mars.domain.holding import PRESENT, Mark


@dataclass(frozen=True, slots=True)
class Asked:
    """One open invitation: its key, its agency's key, what was answered, and how they took part."""

    key: str
    agency: str
    choice: Choice | None
    reason: DeclineReason | None
    mark: Mark | None


def choose_recipients(asked: Iterable[Asked], asking_agency: str) -> tuple[str, ...]:
    """The keys of those who get the summary, one for each agency, in the order given.

    Left out: agencies that said they are not involved and did not come, and the requester's own
    agency, whose copy goes to the requester. Within an agency the one who was in the room comes
    first, then one who sent a note or apologies, then one who meant to come.
    Source: guidance, principle 7 (a brief summary for each agency).
    """
    by_agency: dict[str, list[Asked]] = {}
    for person in asked:
        if person.agency != asking_agency and _is_concerned(person):
            by_agency.setdefault(person.agency, []).append(person)
    return tuple(min(people, key=_distance).key for people in by_agency.values())


def _is_concerned(person: Asked) -> bool:
    return person.mark in PRESENT or person.reason is not DeclineReason.NOT_INVOLVED


def _distance(person: Asked) -> int:
    if person.mark in PRESENT:
        return 0
    if person.mark in {Mark.NOTE, Mark.APOLOGIES}:
        return 1
    return 2 if person.choice is Choice.COME else 3
