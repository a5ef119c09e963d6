"""Finds given names that stand alone: in sentences, in brackets, in small letters, as owners.

Knows a list of names (see given_names.txt) and the words round them. Must never keep what it finds.
"""

import re
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from functools import cache
from pathlib import Path

from mars.domain.wording import name_contexts as words
from mars.domain.wording.doubtful_names import ALSO_PROPER, ALSO_WORDS, NEVER
from mars.domain.wording.name_words import NOTHING, Word, read_words, word_at
from mars.domain.wording.ordinary_words import ORDINARY

WHAT = "a name"
LONGEST_SURNAME = 2
BESIDE = re.compile(r"[ \n]?[ (,:-][ (\"']?")
SHORT = 3
VERB = re.compile(r"(?!this)[a-z]{2,}(?:[a-z]s|ed)")
NOUN = re.compile(r"(?:ing|tion|sion|ness|ment|ity|ism|ship|ance|ence|hood|ure|ys|es|ts|ed|ly|er)$")


class Level(Enum):
    """How surely a word of the list is meant as a name."""

    NONE = auto()
    CLEAR = auto()
    ALSO_WORD = auto()
    ALSO_PROPER = auto()


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
    run = read_words(text)
    shouting = text.isupper()
    at = 0
    while at < len(run):
        if _is_name(run, at, firsts, shouting=shouting):
            end = _surname_end(run, at)
            yield run[at].start, run[end - 1].end, WHAT
            at = end
        else:
            at += 1


def _is_name(run: Sequence[Word], at: int, firsts: frozenset[str], *, shouting: bool) -> bool:
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
    if fits and (_acts(run, at, words.HAPPENS) or _does(run, at) or word.owns):
        return word.begins or word_at(run, at - 1).plain not in words.PLACING
    if word.shouted and not shouting:
        return False
    before, after = word_at(run, at - 1).plain, word_at(run, at + 1)
    if before in words.PLACING if level is Level.ALSO_PROPER else before in words.DETERMINERS:
        return False
    if after.capital and after.gap == " " and not after.shouted:
        return after.plain not in ORDINARY and level_of(after.plain) is not Level.ALSO_PROPER
    if word.begins:
        return False
    return level is Level.ALSO_WORD or fits or before in words.TOWARDS


def _is_unknown_name(
    run: Sequence[Word], at: int, firsts: frozenset[str], *, introduced: bool
) -> bool:
    """Whether a capitalised word that is on no list is introduced, or acts as the child would."""
    word = run[at]
    if not word.capital or word.shouted or len(word.plain) < SHORT:
        return False
    if word.plain in ORDINARY | NEVER or _belongs_to_place(run, at):
        return False
    fits = word.text[0].upper() in firsts
    if introduced or _is_full_name(run, at) or not fits:
        return introduced or _is_full_name(run, at)
    if word.begins:
        acts = _acts(run, at, words.HAPPENS) or word_at(run, at + 1).plain == "and"
        return not NOUN.search(word.plain) and (acts or _does(run, at))
    before = word_at(run, at - 1)
    begins = before.begins or not before.capital
    return begins and before.plain not in words.PLACING - words.TOWARDS - {"and"}


def _does(run: Sequence[Word], at: int) -> bool:
    """Whether the word after it reads like a verb of one person: "prays", "teaches"."""
    after = word_at(run, at + 1)
    return after.gap == " " and bool(VERB.fullmatch(after.text))


def _is_full_name(run: Sequence[Word], at: int) -> bool:
    """Whether two capitalised words that are on no list do what people do."""
    after = word_at(run, at + 1)
    if after.gap != " " or not after.capital or after.shouted or after.owns:
        return False
    unlisted = after.plain not in ORDINARY and level_of(after.plain) is Level.NONE
    return unlisted and not run[at].owns and _acts(run, at + 1, words.HAPPENS)


def _is_small_name(
    run: Sequence[Word], at: int, level: Level, *, introduced: bool, fits: bool
) -> bool:
    """Whether a name in small letters is meant: surely a name, or introduced as one."""
    word = run[at]
    if level is Level.CLEAR:
        long = len(word.plain) > SHORT
        return long or introduced or fits or _acts(run, at, words.ACTS)
    if introduced and ("(" in word.gap or word_at(run, at - 1).plain in {"called", "named"}):
        return True
    return fits and word.begins and _acts(run, at, words.HAPPENS)


def _is_introduced(run: Sequence[Word], at: int) -> bool:
    """Whether a relation or "is called" stands before: "Mum (Jackie)", "a boy named Stefan"."""
    word, before = run[at], word_at(run, at - 1)
    if before is NOTHING or not BESIDE.fullmatch(word.gap):
        return False
    if before.plain in words.RELATIVES:
        return not before.owns
    earlier = word_at(run, at - 2).plain
    if before.plain == "called":
        return earlier in words.RELATIVES | {"is", "was", "are", "man", "woman"}
    if before.plain in {"is", "was"}:
        return earlier == "name"
    return before.plain == "named"


def _is_paired(run: Sequence[Word], at: int) -> bool:
    """Whether a sure name stands beside it: "Precious and Emmanuel"."""
    after, other = word_at(run, at + 1), word_at(run, at + 2)
    return (
        after.plain == "and"
        and other.capital
        and level_of(other.plain) in {Level.CLEAR, Level.ALSO_WORD}
    )


def _acts(run: Sequence[Word], at: int, verbs: frozenset[str]) -> bool:
    """Whether the word does what people do, or owns what people have."""
    after = word_at(run, at + 1)
    if after is NOTHING or after.gap.strip(" ") or after.capital != run[at].shouted:
        return False
    return after.plain in (words.BELONGINGS if run[at].owns else verbs)


def _belongs_to_place(run: Sequence[Word], at: int) -> bool:
    """Whether the word is part of a place or a body: "St Mary's", "the Rose Centre"."""
    before = word_at(run, at - 1)
    if before.plain in words.HONOURED and before.capital:
        return True
    after = at + 1
    if before.plain == "the" and word_at(run, after).plain in words.INSTITUTIONS | {
        "team",
        "model",
    }:
        return True
    while after < at + 3 and word_at(run, after).capital and word_at(run, after).gap == " ":
        if run[after].plain in words.INSTITUTIONS and not run[at].shouted:
            return True
        after += 1
    return False


def _surname_end(run: Sequence[Word], at: int) -> int:
    """Where the name ends when the capitalised words after it are counted in."""
    end = at + 1
    while end <= at + LONGEST_SURNAME:
        after = word_at(run, end)
        if after.gap != " " or not after.capital or not run[at].capital or run[end - 1].owns:
            break
        if after.plain in ORDINARY or after.shouted != run[at].shouted:
            break
        end += 1
    return end
