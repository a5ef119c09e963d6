"""Finds details that may say who a child is: numbers, dates, addresses. Names are in names.py.

Must never keep, log or look up what it finds. Reads folded text: plain digits and hyphens, single
blanks. Which details count is a local setting, after the guidance's information sharing agreement:
MARS holds initials and a reference, no more.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from mars.domain.wording.dates import DATE_OF_BIRTH, FULL_DATE
from mars.domain.wording.ordinary_words import ORDINARY

Span = tuple[int, int]

_LABEL = r"[ \n:=#\-(]{0,3}(?:(?:number|no|num|is|was|as|of)\b\.?[ \n:=#\-(]{1,3}){0,3}"
_PLACE = (
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Close|Drive|Crescent|Terrace|Gardens|Grove|Court|Place"
    r"|Square|Way|Walk|Row|View|Mews|Rise|Green|Park|Cottages?|Villas|Mount|Bank|Hill|Garth|Wynd"
    r"|Parade|Quay|Fold|Croft|Chare|House|Flats|Buildings|Estate)"
)
_PLATFORM = (
    r"(?:insta(?:gram)?|snap(?:chat)?|snap chat|tik ?tok|facebook|fb|messenger|twitter|discord"
    r"|whatsapp|roblox|fortnite|minecraft|xbox|psn|playstation|gamer ?tag|user ?name|handle"
    r"|screen name|telegram|you ?tube|kik|twitch|steam|only ?fans|threads|bluesky|gaming name)"
)
# A digit, a low line or a dot inside: no ordinary word.
_MADE_UP = r"(?=\w{0,30}[\d_]|\w{1,30}\.\w)[A-Za-z][\w.]{3,29}\w"


@dataclass(frozen=True)
class Detail:
    """One kind of detail: what to call it, what it looks like, and a closer look at each match."""

    what: str
    pattern: re.Pattern[str]
    holds: Callable[[str], bool] = bool


def find(text: str) -> Iterator[tuple[int, int, str]]:
    """Every identifying detail in the folded `text`: start, end, and what it is.

    Each place is reported once, as the first kind in the table that fits. Source: local setting.
    """
    left = text
    for detail in DETAILS:
        spans = [
            match.span() for match in detail.pattern.finditer(left) if detail.holds(match.group())
        ]
        for start, end in spans:
            yield start, end, detail.what
        left = _without(left, spans)


def _without(text: str, spans: list[Span]) -> str:
    """`text` with each span blotted out, every other character in its place."""
    parts, at = [], 0
    for start, end in spans:
        parts += [text[at:start], "\0" * (end - start)]
        at = end
    return "".join([*parts, text[at:]])


def _digits(text: str) -> str:
    return "".join(character for character in text if character in "0123456789")


def is_nhs_number(text: str) -> bool:
    """Whether the ten digits in `text` end in the check digit that an NHS number must have.

    Weights 10 to 2, modulus 11; a remainder that would need 10 is never issued.
    """
    digits = [int(digit) for digit in _digits(text)]
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    total = sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    return (11 - total % 11) % 11 == digits[9]


def _is_phone(text: str) -> bool:
    """Whether `text` has as many digits as a telephone number; short helplines have fewer."""
    digits = _digits(text)
    if text.startswith("+") or digits.startswith("00"):
        return 9 <= len(digits) <= 15
    return len(digits) in {10, 11}


def _is_postcode(text: str) -> bool:
    """Whether the last three characters are not an ordinal: "Y7 2nd term" is no postcode."""
    return " " not in text or (text[-3:] not in {"1st", "2nd", "3rd"} and text[-2:] != "th")


def _is_plate(text: str) -> bool:
    """Whether the letters are of one size, small ones without a space: "yr10 and" is none."""
    return text.isupper() or (text.islower() and " " not in text)


def _is_at_name(text: str) -> bool:
    """Whether what follows the @ is no ordinary word: "@home" is none."""
    return text[1:].casefold() not in ORDINARY


DETAILS: tuple[Detail, ...] = (
    Detail(
        "an e-mail address",
        re.compile(r"(?<![\w.+'-])[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"),
    ),
    Detail("a date of birth", re.compile(DATE_OF_BIRTH, re.IGNORECASE)),
    Detail("a full date, perhaps of birth", re.compile(FULL_DATE, re.IGNORECASE)),
    Detail(
        "an NHS number",
        re.compile(
            r"(?<![\w+])\d{3}(?:[ \n./-]|[ \n]?-[ \n]?)?\d{3}(?:[ \n./-]|[ \n]?-[ \n]?)?\d{4}(?!\w)"
        ),
        is_nhs_number,
    ),
    Detail(
        "an NHS number",
        re.compile(rf"\bNHS{_LABEL}\d{{3}}[ \n-]?\d{{3}}[ \n-]?\d{{4}}(?!\w)", re.IGNORECASE),
    ),
    Detail(
        "a unique pupil number",
        re.compile(r"(?<!\w)[A-HJ-NP-RT-Z]\d{11}[\dA-HJ-NP-RT-Z](?!\w)", re.IGNORECASE),
    ),
    Detail(
        "a national insurance number",
        re.compile(
            r"(?<!\w)[A-CEGHJ-PQR-TW-Z][A-CEGHJ-NPQR-TW-Z](?:[ \n-]?\d\d){3}[ \n-]?[A-D](?!\w)",
            re.IGNORECASE,
        ),
    ),
    Detail(
        "a phone number",
        re.compile(r"(?<![\w+])(?:\+|\(?0)(?:[ \n]?[().\-/]?[ \n]?[().]?\d){8,14}(?!\w)"),
        _is_phone,
    ),
    Detail(
        "a postcode",
        re.compile(
            r"(?<![\w-])(?:ZZ99[ \n]?\d[A-Z]{2}"
            r"|[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d{1,2}|\d[A-HJKPSTUW]|[A-HK-Y]\d[ABEHMNPRVWXY])"
            r"[ \n]?\d[ABD-HJLNP-UW-Z]{2})(?!\w)",
            re.IGNORECASE,
        ),
        _is_postcode,
    ),
    Detail(
        "a vehicle registration",
        re.compile(r"(?<!\w)[A-HJ-PR-Z][A-HJ-PR-Y]\d\d ?[A-HJ-PR-Z]{3}(?!\w)", re.IGNORECASE),
        _is_plate,
    ),
    Detail(
        "a vehicle registration",
        re.compile(
            r"(?i:\b(?:reg(?:istration)?|plate|car|van|vehicle|drives|taxi|motorbike))\b\W"
            r"[^.;\n]{0,30}?(?<!\w)"
            r"(?:[A-HJ-NPR-TV-Y]\d{1,3} ?[A-Z]{3}|[A-Z]{3} ?\d{1,3}[A-Z])(?!\w)"
        ),
    ),
    Detail(
        "a passport or licence number",
        re.compile(
            rf"\bpassport{_LABEL}\d{{9}}(?!\w)"
            r"|(?<!\w)[A-Z]{2,5}9{0,3} ?\d{6} ?[A-Z][A-Z9] ?\d[A-Z]{2}(?!\w)",
            re.IGNORECASE,
        ),
    ),
    Detail(
        "a hospital number",
        re.compile(
            rf"\b(?:hospital|patient|mrn|crn){_LABEL}[A-Z]{{0,3}}\d{{5,9}}(?!\w)", re.IGNORECASE
        ),
    ),
    Detail(
        "a name on a website",
        re.compile(
            r"\b(?:facebook|instagram|tiktok|twitter|snapchat|youtube|twitch)\.com/[^\s]{2,60}"
            r"|\b(?:x|fb|t)\.(?:com|me)/[^\s]{2,60}",
            re.IGNORECASE,
        ),
    ),
    Detail(
        "a name on a website",
        re.compile(rf"\b{_PLATFORM}\b[^.;\n]{{0,40}}?[ (:@]@?{_MADE_UP}", re.IGNORECASE),
    ),
    Detail(
        "a name on a website",
        re.compile(r"(?<![\w.@])@[A-Za-z_][\w.]{2,30}(?<!\.)"),
        _is_at_name,
    ),
    Detail(
        "a street address",
        re.compile(
            r"(?<!\w)(?:Flat[ \n])?\d{1,4}[A-Za-z]?,?[ \n]"
            rf"(?:[A-Z][\w'-]{{1,30}}[ \n]){{1,3}}{_PLACE}\b"
        ),
    ),
)
