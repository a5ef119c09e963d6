"""Finds sayings in a text, in one pass; tables.py says how they are written.

Knows nothing of what the sayings mean.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from mars.domain.wording.small_words import LISTED, NEGATORS, PASSED_OVER, SMALL_WORDS
from mars.domain.wording.tables import Row

Pattern = tuple[frozenset[str], ...]
Sides = tuple[Pattern, Pattern]

GAP, LONG_GAP = frozenset({"~"}), frozenset({"..."})
FOUND = frozenset({"*"})
GAP_MOST, LONG_GAP_MOST, CLUES_MOST = 4, 6, 12
TOKEN = re.compile(r"([^\W_]+)(?:'([^\W_]+))?|[.,;:!?()\n]")
STOPS = frozenset(".,;:!?()\n")


@dataclass(frozen=True)
class _Trigger:
    """The words that set a concern off, and the sayings round them that do not."""

    what: str
    words: Pattern
    harmless: tuple[Sides, ...]


class Tokens(NamedTuple):
    """A text as its words and stops, each as it is looked up, with its place."""

    words: list[str]
    starts: list[int]
    ends: list[int]


def read(text: str) -> Tokens:
    """The words of the folded `text`: "tonight's" counts as "tonight", "don't" stays itself."""
    matches = list(TOKEN.finditer(_lowered(text)))
    words = [match[1] if match[2] == "s" else match[0] for match in matches]
    return Tokens(words, [match.start() for match in matches], [match.end() for match in matches])


class Sayings:
    """The rows of a table, ready to be looked for."""

    def __init__(self, concerns: Iterable[Row], everywhere: Iterable[str] = ()) -> None:
        """`everywhere`: harmless sayings that hold for each row."""
        self._triggers = _index(concerns)
        self._everywhere = tuple(_sides(saying) for saying in everywhere)
        self._clues = frozenset[str]().union(
            *(choice for sides in self._everywhere for side in sides for choice in side)
        ) - (GAP | LONG_GAP)

    def find(self, tokens: Tokens) -> Iterator[tuple[int, int, str]]:
        """Every place where a row is set off: start, end, what it is."""
        words = tokens.words
        at = 0
        while at < len(words):
            found = next((one for one in self._at(words, at) if self._counts(words, at, one)), None)
            if found is None:
                at += 1
                continue
            yield tokens.starts[at], tokens.ends[found[1] - 1], found[0].what
            at = found[1]

    def _counts(self, words: Sequence[str], at: int, found: tuple[_Trigger, int]) -> bool:
        """Whether the found words are no part of a harmless saying."""
        trigger, end = found
        if _is_harmless(words, at, end, trigger.harmless):
            return False
        around = words[max(0, at - CLUES_MOST) : end + CLUES_MOST]
        return self._clues.isdisjoint(around) or not _is_harmless(words, at, end, self._everywhere)

    def _at(self, words: Sequence[str], at: int) -> list[tuple[_Trigger, int]]:
        """The triggers that begin at token `at`, each with its end, the longest first."""
        ends = [
            (trigger, end)
            for trigger in self._triggers.get(words[at], ())
            if (end := _follow(words, at, trigger.words)) is not None
        ]
        if not ends or is_denied(words, at):
            return []
        return sorted(ends, key=lambda pair: -pair[1])


def _lowered(text: str) -> str:
    """Small letters, one for each: a place in the result is the place in the text."""
    if text.isascii():
        return text.lower()
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def is_denied(words: Sequence[str], at: int) -> bool:
    """Whether a "no" stands before, with nothing between but words such as "sign of any"."""
    at -= 1
    while at > 0 and (words[at] in PASSED_OVER or _is_in_list(words, at)):
        at -= 1
    return at >= 0 and words[at] in NEGATORS


def _is_in_list(words: Sequence[str], at: int) -> bool:
    """Whether a comma goes on with what is denied: "no bruises, marks or injuries"."""
    return words[at] == "," and words[at - 1] in LISTED


def _is_harmless(words: Sequence[str], start: int, end: int, sayings: tuple[Sides, ...]) -> bool:
    """Whether the tokens round `start` to `end` make one of the harmless `sayings`."""
    next_word = words[end] if end < len(words) else ""
    return any(
        _follow(words, end, after) is not None and _follow(words, start - 1, before, -1) is not None
        for before, after in sayings
        if not after or after[0] in (GAP, LONG_GAP) or next_word in after[0]
    )


def _follow(words: Sequence[str], at: int, pattern: Pattern, step: int = 1) -> int | None:
    """Where `pattern`, read in direction `step` from token `at`, ends; None if it does not fit.

    Gaps are short and few, so the time is bounded by the pattern's length.
    """
    for place, choice in enumerate(pattern):
        if choice in (GAP, LONG_GAP):
            return _over_gap(words, at, pattern[place + 1 :], step, small=choice == GAP)
        if not (0 <= at < len(words) and words[at] in choice):
            return None
        at += step
    return at


def _over_gap(
    words: Sequence[str], at: int, rest: Pattern, step: int, *, small: bool
) -> int | None:
    """The same for what follows a gap: of a few small words, or of any that no stop divides."""
    for _ in range((GAP_MOST if small else LONG_GAP_MOST) + 1):
        end = _follow(words, at, rest, step)
        if end is not None:
            return end
        if not 0 <= at < len(words) or words[at] in STOPS:
            return None
        if small and words[at] not in SMALL_WORDS:
            return None
        at += step
    return None


def _pattern(saying: str) -> Pattern:
    return tuple(frozenset(word.split("/")) for word in saying.split())


def _sides(saying: str) -> Sides:
    """A harmless saying as what stands before the found words (read backwards) and what after."""
    pattern = _pattern(saying)
    place = pattern.index(FOUND)
    return pattern[:place][::-1], pattern[place + 1 :]


def _index(concerns: Iterable[Row]) -> Mapping[str, tuple[_Trigger, ...]]:
    """Every trigger under each word it may begin with."""
    found: defaultdict[str, list[_Trigger]] = defaultdict(list)
    for concern in concerns:
        harmless = tuple(_sides(saying) for saying in concern.harmless)
        for saying in concern.words:
            trigger = _Trigger(concern.what, _pattern(saying), harmless)
            for word in trigger.words[0]:
                found[word].append(trigger)
    return {word: tuple(triggers) for word, triggers in found.items()}
