"""Looks at free text before it is kept: words of emergency, and details that say who a child is.

Must never keep or log what it reads, and never decide: it points, and the person who wrote it
chooses. Source: local setting, after the guidance (Purpose; What is the goal?).
"""

from dataclasses import dataclass

from mars.domain import emergency_words, identifying, names
from mars.domain.labels import Labelled


class FindingKind(Labelled):
    """What a finding asks of the writer: to stop and report, or to take a detail out."""

    EMERGENCY = "emergency", "This may need reporting today"
    IDENTIFYING = "identifying", "This may say who the child is"


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


def check(text: str, initials: str = "") -> tuple[Finding, ...]:
    """Everything in `text` that deserves a second look, in the order in which it stands.

    `initials` are those of the child or children, as typed; empty means that names are not looked
    for. Takes time in proportion to the length, raises nothing, and finds nothing in empty text.
    Two findings may overlap only if they differ in kind.
    """
    emergencies = (
        Finding(FindingKind.EMERGENCY, what, text[start:end], start, end)
        for start, end, what in emergency_words.find(text)
    )
    details = (
        Finding(FindingKind.IDENTIFYING, what, text[start:end], start, end)
        for start, end, what in (*identifying.find(text), *names.find(text, initials))
    )
    return tuple(sorted((*emergencies, *details), key=lambda found: (found.start, found.end)))
