"""Finds the words of the emergency table in a text, in one pass however long the text is.

Must never judge a text: it points at words, and a person decides. "No bruises" is found as well:
one interruption too many is better than one too few.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mars.domain.emergency_table import CONCERNS, SMALL_WORDS

Pattern = tuple[frozenset[str], ...]

GAP = frozenset({"~"})
FOUND = frozenset({"*"})
GAP_MOST = 4
# One character stands for one, so that a place in the plain text is the place in the text.
PLAIN = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ’", "abcdefghijklmnopqrstuvwxyz'")
TOKEN = re.compile(r"([^\W_]+)(?:'([^\W_]+))?|[.,;:!?()\n]")


@dataclass(frozen=True)
class _Trigger:
    """The words that set a concern off, and the sayings round them that do not."""

    what: str
    words: Pattern
    harmless: tuple[tuple[Pattern, Pattern], ...]


def find(text: str) -> Iterator[tuple[int, int, str]]:
    """Every place where `text` may speak of an emergency: start, end, and what is feared.

    In order and without overlaps; the longest saying wins. Source: local setting.
    """
    matches = list(TOKEN.finditer(text.translate(PLAIN)))
    words = [_word(match) for match in matches]
    at = 0
    while at < len(words):
        found = _trigger_at(words, at)
        if found is None:
            at += 1
            continue
        trigger, after = found
        if not _is_harmless(words, at, after, trigger):
            yield matches[at].start(), matches[after - 1].end(), trigger.what
        at = after


def _word(match: re.Match[str]) -> str:
    """The token as it is looked up: "tonight's" counts as "tonight", "don't" stays itself."""
    return match[1] if match[2] == "s" else match[0]


def _trigger_at(words: Sequence[str], at: int) -> tuple[_Trigger, int] | None:
    """The longest trigger that begins at token `at`, with the token after it, or None."""
    ends = (
        (trigger, end)
        for trigger in _TRIGGERS.get(words[at], ())
        if (end := _follow(words, at, trigger.words)) is not None
    )
    return max(ends, key=lambda pair: pair[1], default=None)


def _is_harmless(words: Sequence[str], start: int, end: int, trigger: _Trigger) -> bool:
    """Whether the tokens round `start` to `end` make one of the trigger's harmless sayings."""
    next_word = words[end] if end < len(words) else ""
    return any(
        _follow(words, end, after) is not None and _follow(words, start - 1, before, -1) is not None
        for before, after in trigger.harmless
        if not after or after[0] == GAP or next_word in after[0]
    )


def _follow(words: Sequence[str], at: int, pattern: Pattern, step: int = 1) -> int | None:
    """Where `pattern`, read in direction `step` from token `at`, ends; None if it does not fit.

    A gap is followed by one choice of words only, so the time is bounded by the pattern's length.
    """
    for place, choice in enumerate(pattern):
        if choice == GAP:
            for skipped in range(GAP_MOST + 1):
                end = _follow(words, at, pattern[place + 1 :], step)
                if end is not None:
                    return end
                if skipped == GAP_MOST or not (0 <= at < len(words) and words[at] in SMALL_WORDS):
                    return None
                at += step
        if not (0 <= at < len(words) and words[at] in choice):
            return None
        at += step
    return at


def _pattern(saying: str) -> Pattern:
    return tuple(frozenset(word.split("/")) for word in saying.split())


def _sides(saying: str) -> tuple[Pattern, Pattern]:
    """A harmless saying as what stands before the found words (read backwards) and what after."""
    pattern = _pattern(saying)
    place = pattern.index(FOUND)
    return pattern[:place][::-1], pattern[place + 1 :]


def _index() -> Mapping[str, tuple[_Trigger, ...]]:
    """Every trigger under each word it may begin with."""
    found: defaultdict[str, list[_Trigger]] = defaultdict(list)
    for concern in CONCERNS:
        harmless = tuple(_sides(saying) for saying in concern.harmless)
        for saying in concern.words:
            trigger = _Trigger(concern.what, _pattern(saying), harmless)
            for word in trigger.words[0]:
                found[word].append(trigger)
    return {word: tuple(triggers) for word, triggers in found.items()}


_TRIGGERS = _index()
