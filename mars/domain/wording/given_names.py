"""Finds given names that stand alone: in sentences, in brackets, in small letters, as owners.

Knows a list of names (see given_names.txt) and the words round them. Must never keep what it finds.
"""

import re
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from functools import cache
from pathlib import Path
from typing import NamedTuple

from mars.domain.wording import name_contexts as words
from mars.domain.wording.doubtful_names import ALSO_PROPER, ALSO_WORDS, NEVER
from mars.domain.wording.ordinary_words import ORDINARY

WHAT = "a name"
LONGEST_SURNAME = 2
WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
BEGINS = re.compile(r"[.!?:;\n\"(\[/*-]")
BESIDE = re.compile(r"[ \n]?[ (,:-][ (\"']?")
SHORT = 3
NOUN = re.compile(r"(?:ing|tion|sion|ness|ment|ity|ism|ship|ance|ence|hood|ure|ys|es|ts|ed|ly|er)$")


class Level(Enum):
    """How surely a word of the list is meant as a name."""

    NONE = auto()
    CLEAR = auto()
    ALSO_WORD = auto()
    ALSO_PROPER = auto()


class _Word(NamedTuple):
    """A word of the text: how it is looked up, and what stands before it."""

    text: str
    start: int
    end: int
    plain: str
    gap: str
    begins: bool

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def shouted(self) -> bool:
        return self.text[:2].isupper()

    @property
    def owns(self) -> bool:
        return self.text.casefold().endswith("'s")


_NOTHING = _Word("-", 0, 0, "", "", begins=True)


@cache
def _names() -> frozenset[str]:
    lines = Path(__file__).with_name("given_names.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#")) - NEVER


def level_of(plain: str) -> Level:
    """How surely `plain` (folded, small letters) is a name; a double name is one if its halves are.

    "Chester-le-Street" is none, as "le" and "street" are none.
    """
    if plain in ORDINARY:
        return Level.NONE
    if "-" in plain and plain not in _names():
        halves = [level_of(half) for half in plain.split("-")]
        return Level.NONE if Level.NONE in halves else Level.CLEAR
    if plain not in _names():
        return Level.NONE
    if plain in ALSO_PROPER:
        return Level.ALSO_PROPER
    return Level.ALSO_WORD if plain in ALSO_WORDS else Level.CLEAR


def find(text: str, firsts: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    """Every given name in the folded `text` that stands for a person: start, end, and what it is.

    `firsts`: the first letters of the children's initials, as capitals; words that are names as
    well are looked at more closely when they begin with one. Source: local setting.
    """
    run = _words(text)
    shouting = text.isupper()
    at = 0
    while at < len(run):
        if _is_name(run, at, firsts, shouting=shouting):
            end = _surname_end(run, at)
            yield run[at].start, run[end - 1].end, WHAT
            at = end
        else:
            at += 1


def _words(text: str) -> list[_Word]:
    found: list[_Word] = []
    at = 0
    for match in WORD.finditer(text):
        word, (start, end) = match.group(), match.span()
        gap = text[at:start]
        begins = at == 0 or bool(BEGINS.search(gap))
        plain = word.casefold()
        found.append(_Word(word, start, end, plain.removesuffix("'s"), gap, begins))
        at = end
    return found


def _word(run: Sequence[_Word], at: int) -> _Word:
    return run[at] if 0 <= at < len(run) else _NOTHING


def _is_name(run: Sequence[_Word], at: int, firsts: frozenset[str], *, shouting: bool) -> bool:
    word = run[at]
    level = level_of(word.plain)
    introduced = _is_introduced(run, at)
    if level is Level.NONE:
        return _is_unknown_name(run, at, firsts, introduced=introduced)
    if _belongs_to_place(run, at):
        return False
    fits = word.text[0].upper() in firsts
    if not word.capital:
        return _is_small_name(run, at, level, introduced=introduced, fits=fits)
    if introduced or _acts(run, at, words.ACTS) or _is_paired(run, at):
        return True
    if level is Level.CLEAR:
        return shouting or fits or len(word.text) > SHORT or not word.shouted
    if fits and (_acts(run, at, words.HAPPENS) or word.owns):
        return word.begins or _word(run, at - 1).plain not in words.PLACING
    if word.shouted and not shouting:
        return False
    before, after = _word(run, at - 1).plain, _word(run, at + 1)
    if before in words.PLACING if level is Level.ALSO_PROPER else before in words.DETERMINERS:
        return False
    if after.capital and after.gap == " " and not after.shouted:
        return after.plain not in ORDINARY and level_of(after.plain) is not Level.ALSO_PROPER
    if word.begins:
        return False
    return level is Level.ALSO_WORD or fits or before in words.TOWARDS


def _is_unknown_name(
    run: Sequence[_Word], at: int, firsts: frozenset[str], *, introduced: bool
) -> bool:
    """Whether a capitalised word that is on no list is introduced, or acts as the child would."""
    word = run[at]
    if not word.capital or word.shouted or len(word.plain) < SHORT or word.plain in ORDINARY:
        return False
    if word.plain in NEVER or _belongs_to_place(run, at):
        return False
    fits = word.text[0].upper() in firsts and not NOUN.search(word.plain)
    return introduced or (fits and _acts(run, at, words.HAPPENS))


def _is_small_name(
    run: Sequence[_Word], at: int, level: Level, *, introduced: bool, fits: bool
) -> bool:
    """Whether a name in small letters is meant: surely a name, or introduced as one."""
    word = run[at]
    if level is Level.CLEAR:
        long = len(word.plain) > SHORT
        return long or introduced or fits or _acts(run, at, words.ACTS)
    if introduced and ("(" in word.gap or _word(run, at - 1).plain in {"called", "named"}):
        return True
    return fits and word.begins and _acts(run, at, words.HAPPENS)


def _is_introduced(run: Sequence[_Word], at: int) -> bool:
    """Whether a relation or "is called" stands before: "Mum (Jackie)", "a boy named Stefan"."""
    word, before = run[at], _word(run, at - 1)
    if before is _NOTHING or not BESIDE.fullmatch(word.gap):
        return False
    if before.plain in words.RELATIVES:
        return not before.owns
    earlier = _word(run, at - 2).plain
    if before.plain == "called":
        return earlier in words.RELATIVES | {"is", "was", "are", "man", "woman"}
    if before.plain in {"is", "was"}:
        return earlier == "name"
    return before.plain == "named"


def _is_paired(run: Sequence[_Word], at: int) -> bool:
    """Whether a sure name stands beside it: "Precious and Emmanuel"."""
    after, other = _word(run, at + 1), _word(run, at + 2)
    return after.plain == "and" and other.capital and level_of(other.plain) is Level.CLEAR


def _acts(run: Sequence[_Word], at: int, verbs: frozenset[str]) -> bool:
    """Whether the word does what people do, or owns what people have."""
    after = _word(run, at + 1)
    if after is _NOTHING or after.gap.strip(" ") or after.capital != run[at].shouted:
        return False
    return after.plain in (words.BELONGINGS if run[at].owns else verbs)


def _belongs_to_place(run: Sequence[_Word], at: int) -> bool:
    """Whether the word is part of a place or a body: "St Mary's", "the Rose Centre"."""
    before = _word(run, at - 1)
    if before.plain in words.HONOURED and before.capital:
        return True
    after = at + 1
    if before.plain == "the" and _word(run, after).plain in words.INSTITUTIONS | {"team", "model"}:
        return True
    while after < at + 3 and _word(run, after).capital and _word(run, after).gap == " ":
        if run[after].plain in words.INSTITUTIONS and not run[at].shouted:
            return True
        after += 1
    return False


def _surname_end(run: Sequence[_Word], at: int) -> int:
    """Where the name ends when the capitalised words after it are counted in."""
    end = at + 1
    while end <= at + LONGEST_SURNAME:
        after = _word(run, end)
        if after.gap != " " or not after.capital or not run[at].capital or run[end - 1].owns:
            break
        if after.plain in ORDINARY or after.shouted != run[at].shouted:
            break
        end += 1
    return end
