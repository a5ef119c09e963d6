"""Finds people written as a title and a surname, or as two letters: "Mrs Thompson", "JT told us".

Reads folded text. Must never keep what it finds.
"""

import re
from collections.abc import Iterator

from mars.domain.wording import name_contexts as words
from mars.domain.wording.ordinary_words import ORDINARY
from mars.domain.wording.word_lists import spelled

TITLED = "a person’s name"
PAIR = "somebody’s initials"

_SURNAME = r"(?:(?:van|de|von|del|al|el|bin|St)[ \n-])?[A-Za-z]'?[A-Za-z][\w'-]*"
_TITLE = re.compile(
    r"(?<![\w'-])(?:(?:Mr|Mrs|Ms|Mx|mr|mrs|ms|mx)\.?(?: (?:and|&|or) (?:Mr|Mrs|Ms|mr|mrs|ms)\.?)?"
    r"|(?:Miss|MISS|MR|MRS|MS|Dr|DR|Prof|Professor|Sir|Dame|Reverend|Rev|Fr|Canon|Imam|Rabbi)\.?)"
    rf"[ \n](?P<surname>{_SURNAME})"
)
_LETTERS = re.compile(
    r"(?<![\w.'-])(?P<first>[A-Z])(?P<dot>\.)? ?(?P<last>[A-Z])(?(dot)\.|\b)(?!-)"
)
_AFTER = re.compile(r"'s\b| ([a-z']+)")
_BEFORE = re.compile(r"([A-Za-z]+)[ (]{1,2}$")
_LOOK_BACK = 20
_SMALL_TITLES = ("mr", "mrs", "ms", "mx")
_NO_PERSON = spelled("and or the of to in on is was will who said has")
_DOES = words.ACTS | spelled("is was has had does did likes needs seems keeps")


def find_titled(text: str) -> Iterator[tuple[int, int, str]]:
    """Every title with a surname: "Mr O'Rourke", "mr brown"; not "Miss School" or "Dr at"."""
    for match in _TITLE.finditer(text):
        surname = match["surname"]
        small = match.group().startswith(_SMALL_TITLES)
        plain = surname.casefold()
        if (surname[0].islower() and not small and " " not in surname) or plain in _NO_PERSON:
            continue
        if plain not in ORDINARY:
            yield match.start(), match.end(), TITLED


def find_pairs(text: str, own: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    """Two capitals that stand for a person: "M.T." anywhere, "MT" where it acts or is spoken to.

    `own`: the children's initials, which MARS holds and which may stand. Letters for jobs and
    services ("SW said", "the CP plan") are none.
    """
    for match in _LETTERS.finditer(text):
        letters = match["first"] + match["last"]
        spaced = " " in match.group() and not match["dot"]
        if letters in own or spaced or letters.casefold() in words.TWO_LETTERS:
            continue
        if match["dot"] or _is_person(text, match):
            yield match.start(), match.end(), PAIR


def _is_person(text: str, match: re.Match[str]) -> bool:
    after = _AFTER.match(text, match.end())
    if after and (after[1] is None or after[1] in _DOES):
        return True
    before = _BEFORE.search(text[max(0, match.start() - _LOOK_BACK) : match.start()])
    said = before[1].casefold() if before else ""
    return said in words.RELATIVES | {"asked", "told", "met", "saw"}
