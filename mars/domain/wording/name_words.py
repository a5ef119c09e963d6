"""The words of a text as they may be names: how each is looked up, and what stands before it."""

import re
from collections.abc import Sequence
from typing import NamedTuple

WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
BEGINS = re.compile(r"[.!?:;\n\"(\[/*-]")


class Word(NamedTuple):
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


NOTHING = Word("-", 0, 0, "", "", begins=True)


def read_words(text: str) -> list[Word]:
    """The words of the folded `text`, in order."""
    found: list[Word] = []
    at = 0
    for match in WORD.finditer(text):
        word, (start, end) = match.group(), match.span()
        gap = text[at:start]
        begins = at == 0 or bool(BEGINS.search(gap))
        plain = word.casefold()
        found.append(Word(word, start, end, plain.removesuffix("'s"), gap, begins))
        at = end
    return found


def word_at(run: Sequence[Word], at: int) -> Word:
    """The word at this place of the run; NOTHING before its beginning and after its end."""
    return run[at] if 0 <= at < len(run) else NOTHING
