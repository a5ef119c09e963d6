"""Looks at free text before it is kept: emergencies, who a child is, and the wrong place.

Must never keep or log what it reads, and never decide: it points, and the person who wrote it
chooses. It misses things. Source: local setting, after the guidance (Purpose; What is the goal?).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from mars.domain.labels import Labelled
from mars.domain.wording import decisions, emergencies, given_names, identifying, names, titled
from mars.domain.wording.folding import fold
from mars.domain.wording.sayings import read


class FindingKind(Labelled):
    """What a finding asks of the writer: to report, to take a detail out, or to go elsewhere."""

    EMERGENCY = "emergency", "This may need reporting today"
    IDENTIFYING = "identifying", "This may say who the child is"
    PLACE = "place", "This may belong in another place"


@dataclass(frozen=True)
class Finding:
    """One place in a text that deserves a second look.

    `what` completes "This may be …"; `excerpt` is the text from `start` up to `end`, as written.
    It may identify a child: show it to its writer only.
    """

    kind: FindingKind
    what: str
    excerpt: str
    start: int
    end: int


NAMES = frozenset({given_names.WHAT, titled.TITLED})
"""What a name is called that need not be the child's."""

Initials = str | Iterable[str]
"""Those of one child, or of each child, as typed."""


def check(text: str, initials: Initials = ()) -> tuple[Finding, ...]:
    """Everything in `text` that deserves a second look, in the order in which it stands.

    `initials`: of each child, as typed; names are looked for without them too, and better with
    them. Takes time in proportion to the length, raises nothing, and finds nothing in empty text.
    Two findings may overlap only if they differ in kind. Every judge reads the folded text.
    """
    folded = fold(text)
    tokens = read(folded.text)
    details = tuple(identifying.find(folded.text))
    named = names.find(folded.text, each(initials))
    found = (
        *((FindingKind.EMERGENCY, *place) for place in emergencies.find(tokens)),
        *((FindingKind.IDENTIFYING, *place) for place in details),
        *((FindingKind.IDENTIFYING, *place) for place in _apart(named, details)),
        *((FindingKind.PLACE, *place) for place in decisions.find(tokens)),
    )
    return tuple(
        _finding(text, kind, what, *folded.typed(start, end))
        for kind, start, end, what in sorted(found, key=lambda one: one[1:3])
    )


def each(initials: Initials) -> tuple[str, ...]:
    """The initials child by child."""
    return (initials,) if isinstance(initials, str) else tuple(initials)


def _finding(text: str, kind: FindingKind, what: str, start: int, end: int) -> Finding:
    return Finding(kind, what, text[start:end], start, end)


def _apart(
    named: Iterable[tuple[int, int, str]], details: tuple[tuple[int, int, str], ...]
) -> Iterable[tuple[int, int, str]]:
    """The names that do not stand inside another detail, such as an address."""
    taken = {place for start, end, _ in details for place in range(start, end)}
    return (one for one in named if taken.isdisjoint(range(*one[:2])))
