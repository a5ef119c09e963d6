"""Finds words that stand together in one sentence, in one pass. tables.py says how.

Knows nothing of what the words mean.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from mars.domain.wording.sayings import Tokens, is_denied
from mars.domain.wording.tables import Row
from mars.domain.wording.word_lists import spelled

NEAR = 14
ENDS = frozenset(".;!?\n")
LESSONS = spelled(
    "training trained workshop course awareness policy guidance conference leaflet service team"
)
"""A sentence with one of these speaks of the subject, not of a child."""


class _Use(NamedTuple):
    """One group of one row."""

    row: int
    group: int


class Sentences:
    """The rows of the table, ready to be looked for."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows
        self._uses = _index(rows)

    def find(self, tokens: Tokens) -> Iterator[tuple[int, int, str]]:
        """Every sentence that sets off a row: where its first word stands, its last, and what."""
        words = tokens.words
        begin = 0
        for end in range(len(words) + 1):
            if end < len(words) and words[end] not in ENDS:
                continue
            if LESSONS.isdisjoint(words[begin:end]):
                for row, first, last in self._set_off(words, begin, end):
                    yield tokens.starts[first], tokens.ends[last], self._rows[row].what
            begin = end + 1

    def _set_off(
        self, words: Sequence[str], begin: int, end: int
    ) -> Iterator[tuple[int, int, int]]:
        """The rows whose groups all have a word from `begin` up to `end`, with first and last."""
        latest: defaultdict[int, dict[int, int]] = defaultdict(dict)
        done: set[int] = set()
        for at in range(begin, end):
            for row, group in self._uses_at(words, at):
                places = latest[row]
                if row in done or at in places.values():
                    continue
                places[group] = at
                near = [place for place in places.values() if place > at - NEAR]
                if len(near) == len(self._rows[row].groups) and not is_denied(words, min(near)):
                    done.add(row)
                    yield row, min(near), at

    def _uses_at(self, words: Sequence[str], at: int) -> Iterator[_Use]:
        yield from self._uses.get(words[at], ())
        if at + 1 < len(words):
            yield from self._uses.get(f"{words[at]} {words[at + 1]}", ())


def _index(rows: Iterable[Row]) -> Mapping[str, tuple[_Use, ...]]:
    found: defaultdict[str, list[_Use]] = defaultdict(list)
    for number, row in enumerate(rows):
        for group, words in enumerate(row.groups):
            for word in set(words.split("/")):
                found[word].append(_Use(number, group))
    return {word: tuple(uses) for word, uses in found.items()}
