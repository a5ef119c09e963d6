"""Finds words in a text that read like the name behind a child's initials.

Knows capital letters and a list of ordinary words, no list of names. Must never keep what it finds.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from mars.domain.ordinary_words import ORDINARY

WHAT = "a name: the words fit the initials"
LONGEST_NAME = 4
LONGEST_GAP = 20
WORD = re.compile(r"[^\W\d_]+(?:['’\-\u2011][^\W\d_]+)*")
BETWEEN = re.compile(r"\.?[ \t\u00a0]{0,2}")
BACKWARDS = re.compile(r",[ \t\u00a0]{0,2}")
NAME_PARTICLES = "van von de der den del della da di dos la le el al bin bint ibn ap ter"
PARTICLES = frozenset(NAME_PARTICLES.split())
SINGLE_WORDS = frozenset("AIO")
LIST_OF_CHILDREN = re.compile(r"[,;/&+]|\band\b", re.IGNORECASE)
PLAIN = str.maketrans({"Ł": "L", "Ø": "O", "Đ": "D", "Þ": "T", "Æ": "A", "Œ": "O"})


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


def find(text: str, initials: str) -> Iterator[tuple[int, int, str]]:
    """Every run of capitalised words in `text` that fits `initials`: start, end, and what it is.

    `initials` may be written in any way ("K.L.", "KL", "K.L. and J.L."); fewer than two letters
    find nothing. "Lamb, Kayleigh", "K. Lamb" and "Kayleigh L." fit K.L. too. Ordinary words never
    make a name: "Justice Team" does not fit J.T. Source: local setting.
    """
    wanted = _wanted(initials)
    if not wanted:
        return
    words = _words(text)
    at = 0
    while at < len(words):
        length = _name_at(words, at, wanted)
        if length:
            yield words[at].start, words[at + length - 1].end, WHAT
        at += length or 1


def _wanted(initials: str) -> frozenset[str]:
    """The initials of each child as plain capitals, those of two letters or more."""
    children = (
        "".join(_letter(c) for c in part if c.isalpha())
        for part in LIST_OF_CHILDREN.split(initials)
    )
    return frozenset(letters for letters in children if len(letters) > 1)


@lru_cache(maxsize=1024)
def _letter(character: str) -> str:
    """One letter as a plain capital, so that Élodie fits E."""
    return unicodedata.normalize("NFD", character.upper().translate(PLAIN))[:1]


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
    return word.casefold().replace("’", "'").removesuffix("'s") not in ORDINARY


def _initials_of(word: str) -> frozenset[str]:
    """A double-barrelled word may give one initial or one for each half."""
    first, *others = (_letter(half[0]) for half in re.split("[-\u2011]", word))
    return frozenset({first, "".join([first, *others])})


def _joins(before: _Word, between: str) -> bool:
    """Whether nothing but a space, an initial's dot or a "van" stands after the word `before`."""
    if between == " ":
        return not before.text.endswith(("'s", "’s"))
    if len(between) > LONGEST_GAP or before.text.endswith(("'s", "’s")):
        return False
    if between.startswith(".") and not before.single:
        return False
    kept = " ".join(part for part in between.split(" ") if part not in PARTICLES)
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
