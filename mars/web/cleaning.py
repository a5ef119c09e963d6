"""Text as people typed it, made fit to keep or to show again. Knows no field, form or request."""

import re
import unicodedata

# Controls, lone surrogates, direction overrides, annotation marks and non-characters: none can be
# seen on screen, and each can spoil a letter, a printed page or the order in which text is read.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
# Nothing at either end of what is pasted: zero-width blanks, soft hyphens, marks of direction.
# Inside a word of Persian or an emoji they matter, so they stay there unless a field is strict.
_NOTHING = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
_UNSEEN = re.compile(f"[{_NOTHING}]|{_HIDDEN.pattern}")
_EDGES = "".join(c for c in map(chr, range(0x10000)) if c.isspace() or re.match(f"[{_NOTHING}]", c))
_CONTROLS = {"\0": "null", "\t": "tab", "\n": "line break", "\r": "line break"}
_TOLD, _BEFORE = 3, 12
"""So many hidden characters are named, each with so many letters before it."""
_BREAKS = re.compile("\r\n?|\u2028|\u2029")

_PLAIN = {0xFF01 + place: 0x21 + place for place in range(94)} | dict.fromkeys(
    range(0x2010, 0x2014), "-"
)

# Normalising (NFC) makes at most four characters into one. Longer text than that is surely too
# long, and is not normalised: a long run of combining marks takes time that grows as its square.
_SHRINKS = 4


def visible(text: str, *, lines: bool = False, strict: bool = False) -> str:
    """Return `text` without hidden characters, trimmed, with line feeds only (or, unless `lines`,
    on one line). Never raises, whatever the text.

    `strict`: also without those that matter in some words, for what is none (an address, a number).
    """
    text = _BREAKS.sub("\n", text).replace("\ufeff", "")
    text = (_UNSEEN if strict else _HIDDEN).sub("", text)
    if not lines:
        text = text.replace("\n", " ").replace("\t", " ")
    text = text.strip(_EDGES)
    return text if any(letter.isprintable() and letter != " " for letter in text) else ""


def hidden_in(text: str, *, lines: bool = False, strict: bool = False) -> str:
    """The characters in `text` that nobody can see, in words: “null (U+0000) after “Kim””.

    "" if there are none. Those at its ends do not count; a line break does unless `lines`, for a
    one-line box cannot send it. `strict` as for `visible`.
    """
    text = text.strip(_EDGES)
    unseen = [(m.start(), m.group()) for m in (_UNSEEN if strict else _HIDDEN).finditer(text)]
    breaks = [] if lines else [(m.start(), m.group()) for m in re.finditer("[\r\n]+", text)]
    told = []
    for start, character in sorted(unseen + breaks)[:_TOLD]:
        before = visible(text[max(0, start - _BEFORE) : start])
        told.append(f"{name_of(character)} {f'after “{before}”' if before else 'at its beginning'}")
    return ", ".join(told)


def name_of(character: str) -> str:
    """A character that was refused, shown or, if nobody can see it, by its name and number."""
    character = character[:1]
    if character.isprintable() and not character.isspace() and not _UNSEEN.match(character):
        return f"“{character}”"
    name = _CONTROLS.get(character) or unicodedata.name(character, "control character").lower()
    return f"{name} (U+{ord(character):04X})"


def composed(text: str, limit: int) -> str | None:
    """Return `text` in Unicode's composed form (NFC), or None when it is longer than `limit` code
    points."""
    if len(text) > limit * _SHRINKS:
        return None
    text = unicodedata.normalize("NFC", text)
    return text if len(text) <= limit else None


def plain(text: str, limit: int = 60) -> str:
    """Return `text` with full-width letters and digits as plain ones, hyphens as hyphens and single
    spaces. Text beyond `limit` characters is cut off before: no number or time is that long."""
    return " ".join(wide_as_plain(text[:limit]).split())


def wide_as_plain(text: str) -> str:
    """`text` with full-width letters, digits and marks as plain ones, hyphens as hyphens."""
    return text.translate(_PLAIN)
