"""Finds the e-mail address in what people paste: a name before it, brackets, “mailto:”, a full stop
after it. Takes what can be read in one way only. Knows no domain's rules and no directory."""

import re
from dataclasses import dataclass

BETWEEN = re.compile(r"[\s<>()\[\]{}\"“”«»,;|/\\]+")
ENCLOSED = re.compile(r"[<(\[{]\s*(?:mailto:)?[^<>()\[\]{}]*@[^<>()\[\]{}]*[>)\]}]", re.IGNORECASE)
LABEL = re.compile(r"[\w.-]+(?:\s\w+)?\s?:", re.ASCII)
QUERY = re.compile(r"\?\S*$")
EDGES = ".:!?'’‘`*•·"
WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Found:
    """The different addresses in a text, in its order; whether they stand there unmistakably."""

    addresses: tuple[str, ...]
    is_plain: bool


def find_addresses(text: str) -> Found:
    """Every word of `text` with an @ in it, without what does not belong to it.

    One is unmistakable when it stands in brackets, or when nothing else is there but punctuation
    and a label (“E-mail:”, “mailto:”): “jo smith@x.example” may mean jo.smith.
    """
    words = [_bare(word) for word in BETWEEN.split(text) if "@" in word]
    different = {word.casefold(): word for word in reversed(words)}
    found = tuple(word for word in reversed(different.values()))
    rest = LABEL.sub(" ", QUERY.sub(" ", text))
    for word in words:
        rest = rest.replace(word, " ")
    alone = not WORD.search(rest) and len(found) == 1
    return Found(found, alone or bool(ENCLOSED.search(text)))


def _bare(word: str) -> str:
    local, _, domain = word.rpartition("@")
    local = local.rpartition(":")[2]
    return f"{local.strip(EDGES)}@{domain.partition('?')[0].strip(EDGES)}"
