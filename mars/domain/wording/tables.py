"""Reads the tables of sayings, for a practitioner to read and correct (folder tables/).

A row begins with "= " and what is feared. Then a saying a line: "/" divides spellings; "~" stands
for up to four small words such as "his" or "all of the"; "..." for up to six words of any kind in
the same part of a sentence; a name in braces for a line of words.txt. A line "- " lets a saying
pass, with "*" where the found words stand: "* a/the wall" lets "hit a wall" pass. A row of lines
"+ " is set off where each has a word in one sentence, in any order; its words may be two.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).with_name("tables")
_NAMED = re.compile(r"\{([A-Z_]+)\}")


@dataclass(frozen=True)
class Row:
    """One row: what is feared, the words that say it, what does not mean it, what stands together.

    A row has either `words` or `groups`.
    """

    what: str
    words: tuple[str, ...] = ()
    harmless: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


def load(name: str) -> tuple[Row, ...]:
    """The rows of one table."""
    return tuple(_rows(name))


def load_sayings(name: str) -> tuple[str, ...]:
    """The lines of a table that has sayings and no rows."""
    return tuple(_lines(name))


def _rows(name: str) -> Iterator[Row]:
    what, words, harmless, groups = "", [""][:0], [""][:0], [""][:0]
    for line in (*_lines(name), "= "):
        kind, _, rest = line.partition(" ")
        if kind == "=":
            if what:
                yield Row(what, tuple(words), tuple(harmless), tuple(groups))
            what, words, harmless, groups = rest, [], [], []
        elif kind == "-":
            harmless.append(rest)
        elif kind == "+":
            groups.append(rest)
        else:
            words.append(line)


def _lines(name: str) -> Iterator[str]:
    for line in _text(name).splitlines():
        if line and not line.startswith("#"):
            yield _NAMED.sub(lambda match: _named()[match[1]], line)


@cache
def _named() -> dict[str, str]:
    """The lines of words.txt by their names, each read with those before it."""
    found: dict[str, str] = {}
    for line in _text("words").splitlines():
        if line and not line.startswith("#"):
            name, _, words = line.partition(" ")
            found[name] = _NAMED.sub(lambda match: found[match[1]], words)
    return found


def _text(name: str) -> str:
    return (_FOLDER / f"{name}.txt").read_text("utf-8")
