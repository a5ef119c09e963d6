"""Finds names of people in a text: first those behind a child's initials, then any others.

Reads folded text. Knows capital letters and ordinary words; given_names.py and titled.py know the
rest. Must never keep what it finds.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import NamedTuple

from mars.domain.wording import given_names, titled
from mars.domain.wording.folding import fold
from mars.domain.wording.ordinary_words import ORDINARY

WHAT = "a name: the words fit the initials"
LONGEST_NAME = 4
LONGEST_GAP = 20
LONGEST_PREFIX = 2
WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
BETWEEN = re.compile(r"\.?[ \n]?")
BACKWARDS = re.compile(r",[ \n]?")
NAME_PARTICLES = "van von de der den del della da di dos la le el al bin bint ibn ap ter"
PARTICLES = frozenset(NAME_PARTICLES.split())
SINGLE_WORDS = frozenset("AIO")
LIST_OF_CHILDREN = re.compile(r"[,;/&+]|\band\b", re.IGNORECASE)


class _Word(NamedTuple):
    """A word of the text that could be part of a name, with the initials it could give."""

    text: str
    start: int
    end: int
    initials: frozenset[str]
    joined: bool  # to the word before, as a surname is to a first name
    listed: bool  # after a comma, as a first name is after a surname

    @property
    def single(self) -> bool:
        return len(self.text) == 1


def find(text: str, initials: Iterable[str]) -> Iterator[tuple[int, int, str]]:
    """Every name in the folded `text`: start, end, and what it is, without overlaps.

    `initials`: of each child, written in any way ("K.L.", "KL", "K.L. and J.L."). "Lamb, Kayleigh",
    "K. Lamb" and "Kayleigh L." fit K.L.; "Justice Team" does not fit J.T. Source: local setting.
    """
    own = _wanted(initials)
    firsts = frozenset(letters[0] for letters in own)
    ways = (
        _fitting(text, frozenset(letters for letters in own if len(letters) > 1)),
        titled.find_titled(text),
        given_names.find(text, firsts),
        titled.find_pairs(text, own),
    )
    taken: set[int] = set()
    for way in ways:
        for start, end, what in way:
            if taken.isdisjoint(range(start, end)):
                taken.update(range(start, end))
                yield start, end, what


def _fitting(text: str, wanted: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    """Every run of capitalised words that fits the `wanted` initials; ordinary words make none."""
    words = _words(text) if wanted else []
    at = 0
    while at < len(words):
        length = _name_at(words, at, wanted)
        if length:
            yield words[at].start, words[at + length - 1].end, WHAT
        at += length or 1


def _wanted(initials: Iterable[str]) -> frozenset[str]:
    """The initials of each child as plain capitals."""
    children = (part for some in initials for part in LIST_OF_CHILDREN.split(fold(some).text))
    letters = ("".join(c.upper() for c in child if c.isalpha()) for child in children)
    return frozenset(child for child in letters if child)


def _words(text: str) -> list[_Word]:
    """The words of `text` that may be part of a name; all others break a run."""
    found: list[_Word] = []
    for match in WORD.finditer(text):
        word, (start, end) = match.group(), match.span()
        if not _may_be_name(word, followed_by_dot=text[end : end + 1] == "."):
            continue
        between = text[found[-1].end : start] if found else ""
        joined = bool(found) and _joins(found[-1], between)
        listed = bool(BACKWARDS.fullmatch(between))
        found.append(_Word(word, start, end, _initials_of(word), joined, listed))
    return found


def _may_be_name(word: str, *, followed_by_dot: bool) -> bool:
    if not word[0].isupper():
        return False
    if len(word) == 1:
        return followed_by_dot or word not in SINGLE_WORDS
    return word.casefold().removesuffix("'s") not in ORDINARY


def _initials_of(word: str) -> frozenset[str]:
    """A double-barrelled word may give one initial or one for each half; O'Neill gives O or N."""
    first, *others = (half[0].upper() for half in word.split("-"))
    prefix, _, rest = word.partition("'")
    main = {rest[0].upper()} if rest and len(prefix) <= LONGEST_PREFIX else set()
    return frozenset({first, "".join([first, *others]), *main})


def _joins(before: _Word, between: str) -> bool:
    """Whether nothing but a space, an initial's dot or a "van" stands after the word `before`."""
    if between in {" ", "\n"}:
        return not before.text.endswith("'s")
    if len(between) > LONGEST_GAP or before.text.endswith("'s"):
        return False
    if between.startswith(".") and not before.single:
        return False
    kept = " ".join(part for part in between.replace("\n", " ").split(" ") if part not in PARTICLES)
    return bool(BETWEEN.fullmatch(kept))


def _name_at(words: Sequence[_Word], at: int, wanted: frozenset[str]) -> int:
    """How many words from `at` make a name that fits; 0 for none. The longest name wins."""
    longest = 1
    while longest < LONGEST_NAME and at + longest < len(words) and words[at + longest].joined:
        longest += 1
    for length in range(longest, 1, -1):
        if _fits(words[at : at + length], wanted):
            return length
    pair = words[at : at + 2]
    return 2 if len(pair) == 2 and pair[1].listed and _fits(pair[::-1], wanted) else 0


def _fits(run: Sequence[_Word], wanted: frozenset[str]) -> bool:
    """Whether the run's initials are wanted; a middle name may be there or be left out."""
    if run[0].single and run[1].single:
        return False
    spelled = {"".join(choice) for choice in product(*(word.initials for word in run))}
    if len(run) > 2:
        spelled |= {first + last for first in run[0].initials for last in run[-1].initials}
    shortened = {name[0] + name[-1] for name in wanted} if len(run) == 2 else set()
    return bool(spelled & (wanted | shortened))
