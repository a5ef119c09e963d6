"""Finds the words of the emergency tables in a text: what is feared, and where it stands.

Must never judge a text: it points at words, and a person decides. What is plainly denied ("no
bruises were seen") is let pass; a denial that reaches further than a few words is not understood.
"""

from collections.abc import Iterator

from mars.domain.wording.sayings import Sayings, Tokens
from mars.domain.wording.sentences import Sentences
from mars.domain.wording.tables import Row, load, load_sayings

TABLES = "hurt injuries sexual images exploited danger dangerous neglect distress missing"
CONCERNS: tuple[Row, ...] = tuple(row for name in TABLES.split() for row in load(name))
HARMLESS = load_sayings("harmless")

_SAYINGS = Sayings(CONCERNS, HARMLESS)
_SENTENCES = Sentences(load("together"))


def find(tokens: Tokens) -> Iterator[tuple[int, int, str]]:
    """Every place where the text may speak of an emergency: start, end, what is feared.

    Without overlaps; the longest saying wins, and sayings before sentences. Source: local setting.
    """
    taken: set[int] = set()
    for start, end, what in (*_SAYINGS.find(tokens), *_SENTENCES.find(tokens)):
        if taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            yield start, end, what
