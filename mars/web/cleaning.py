"""Text as people typed it, made fit to keep or to show again. Knows no field, form or request."""

import re
import unicodedata

# Controls, lone surrogates, direction overrides, annotation marks and non-characters: none can be
# seen on screen, and each can spoil a letter, a printed page or the order in which text is read.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_BREAKS = re.compile("\r\n?|\u2028|\u2029")

_PLAIN = {0xFF01 + place: 0x21 + place for place in range(94)} | dict.fromkeys(
    range(0x2010, 0x2014), "-"
)

# Normalising (NFC) makes at most four characters into one. Longer text than that is surely too
# long, and is not normalised: a long run of combining marks takes time that grows as its square.
_SHRINKS = 4


def visible(text: str, *, lines: bool = False) -> str:
    """Return `text` without hidden characters, trimmed, with line feeds only (or, unless `lines`,
    on one line). Never raises, whatever the text."""
    text = _BREAKS.sub("\n", text).replace("\ufeff", "")
    text = _HIDDEN.sub("", text)
    if not lines:
        text = text.replace("\n", " ").replace("\t", " ")
    text = text.strip()
    return text if any(letter.isprintable() and letter != " " for letter in text) else ""


def has_hidden(text: str, *, lines: bool = False) -> bool:
    """Tell whether `text` holds characters that nobody can see; a line break counts as one unless
    `lines`, for a one-line box cannot send it."""
    text = text.strip()
    return bool(_HIDDEN.search(text)) or (not lines and ("\n" in text or "\r" in text))


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
    return " ".join(text[:limit].translate(_PLAIN).split())
