"""What a person, a job or an agency may be called, since letters in the council's name say it.

Words, and nothing that could be a link, an address or a number to ring. Knows no form.
"""

import re
import unicodedata

NAME_LIMIT = 60
JOINERS = "\u200c\u200d"
SAME = dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2212), "-") | dict.fromkeys(
    (0x2018, 0x60, 0xB4), 0x2019
)
INITIAL = re.compile(r"\b([^\W\d_]\.)([^\W\d_])")
IN_NAMES, IN_JOBS = frozenset(" '’-."), frozenset(" '’-.,&()/+")

LINKS = re.compile(
    r"\.(?=[^\W\d_])|(?<=[\w)] )dot(?= \w)|\(\s*dot\s*\)|(?<=\w-)dot(?=-)"
    r"|\b(?:www|https?)\b",
    re.IGNORECASE,
)
TO_RING = re.compile(r"[0-9](?:[ ().+/-]*[0-9]){6,}")


def tidied(text: str) -> str:
    """`text` with one kind of hyphen and apostrophe, single spaces, and “J.R.” as “J. R.”."""
    return INITIAL.sub(_apart, " ".join(text.translate(SAME).split()))


def strange_in_name(text: str) -> str:
    """What in a tidied text no person is called by: a character, or a form of link; "" if nothing.

    Names have letters of any script, spaces, hyphens, apostrophes, and full stops after initials.
    """
    return _strange(text, IN_NAMES, digits=False)


def strange_in_job(text: str) -> str:
    """The same of a job, a place or an agency, which may have digits, brackets and commas too.

    A run of seven digits could be rung, and is strange.
    """
    found = TO_RING.search(text)
    return _strange(text, IN_JOBS, digits=True) or (found[0] if found else "")


def fit_name(text: str) -> str:
    """A person's name out of another service, as fit for letters; "" if it is none.

    “LAMB, Kim (Health)” is Kim LAMB there.
    """
    last, comma, first = tidied(re.sub(r"\([^)]*\)|<[^>]*>", " ", text)).partition(",")
    name = f"{first.strip()} {last.strip()}" if comma else last.strip()
    return "" if strange_in_name(name) else name[:NAME_LIMIT].strip()


def _apart(found: re.Match[str]) -> str:
    """An initial and the capital that follows it, with a space between."""
    return f"{found[1]} {found[2]}" if found[2].isupper() else found[0]


def _strange(text: str, marks: frozenset[str], *, digits: bool) -> str:
    for before, character in zip(f" {text}", text, strict=False):
        if _is_strange(character, marks, digits=digits, before=before):
            return character
    found = LINKS.search(text)
    if found:
        return found[0]
    return "" if any(c.isalpha() for c in text) or not text else text


def _is_strange(character: str, marks: frozenset[str], *, digits: bool, before: str) -> bool:
    if character in marks or (digits and character in "0123456789"):
        return False
    if character in JOINERS:  # they join letters of Persian and Hindi; between others they hide
        return not unicodedata.name(before, "").startswith(("ARABIC", "DEVANAGARI", "BENGALI"))
    return unicodedata.category(character)[0] not in "LM"
