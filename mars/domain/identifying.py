"""Finds details that may say who a child is: numbers, dates, addresses. Names are in names.py.

Must never keep, log or look up what it finds. Which details count is a local setting, after the
guidance's information sharing agreement: MARS holds initials and a reference, no more.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Span = tuple[int, int]

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
DAY = r"(?:0?[1-9]|[12]\d|3[01])"
ORDINAL = rf"{DAY}(?:st|nd|rd|th)?"
MONTH_NUMBER = r"(?:0?[1-9]|1[0-2])"
YEAR = r"(?:(?:19|20)\d\d|['’]?\d\d)"
GAP = r"[ \t\u00a0]{1,2}"
JOIN = r"[ \t\u00a0]?[/.\-–][ \t\u00a0]?"

NUMBERED_DATE = rf"{DAY}(?P<join>{JOIN}){MONTH_NUMBER}(?P=join){YEAR}"
ISO_DATE = rf"(?:19|20)\d\d-{MONTH_NUMBER}-{DAY}"
WORDED_DAY = rf"{ORDINAL}{GAP}(?:of{GAP})?{MONTH}"
WORDED_DATE = rf"{WORDED_DAY},?{GAP}{YEAR}|{MONTH}{GAP}{ORDINAL},?{GAP}{YEAR}"
BIRTH = r"(?:d\.?{0}o\.?{0}b\b\.?|date{0}of{0}birth|birth{0}date|birthday|born)".replace(
    "{0}", r"[ \t\u00a0]?"
)
BETWEEN = r"(?:[ \t\u00a0:=\-–(]|\b(?:is|was|on|the|in)\b){0,12}"


@dataclass(frozen=True)
class Detail:
    """One kind of detail: what to call it, what it looks like, and a closer look at each match."""

    what: str
    pattern: re.Pattern[str]
    holds: Callable[[str], bool] = bool


def find(text: str) -> Iterator[tuple[int, int, str]]:
    """Every identifying detail in `text`: start, end, and what it is.

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
    return text[-3:] not in {"1st", "2nd", "3rd"} and text[-2:] != "th"


DETAILS: tuple[Detail, ...] = (
    Detail(
        "an e-mail address",
        re.compile(r"(?<![\w.+'’-])[\w.+'’-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"),
    ),
    Detail(
        "a date of birth",
        re.compile(
            rf"\b{BIRTH}{BETWEEN}(?:{NUMBERED_DATE}|{ISO_DATE}|{WORDED_DATE}|{WORDED_DAY}"
            rf"|{MONTH}{GAP}(?:19|20)\d\d|{DAY}[/.]{MONTH_NUMBER}|\d{{6}}|\d{{8}})(?!\w)",
            re.IGNORECASE,
        ),
    ),
    Detail(
        "a full date, perhaps of birth",
        re.compile(
            rf"(?<![\w/.])(?:{ISO_DATE}|{NUMBERED_DATE}|{WORDED_DATE})(?![\w/])", re.IGNORECASE
        ),
    ),
    Detail(
        "an NHS number",
        re.compile(r"(?<![\w+])\d{3}[ \u00a0-]?\d{3}[ \u00a0-]?\d{4}(?!\w)"),
        is_nhs_number,
    ),
    Detail(
        "a unique pupil number",
        re.compile(r"(?<!\w)[A-HJ-NP-RT-Z]\d{11}[\dA-HJ-NP-RT-Z](?!\w)", re.IGNORECASE),
    ),
    Detail(
        "a phone number",
        re.compile(r"(?<![\w+])(?:\+|\(?0)(?:[ \u00a0().\-–]{0,2}\d){8,14}(?!\w)"),
        _is_phone,
    ),
    Detail(
        "a postcode",
        re.compile(
            r"(?<![\w-])[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d{1,2}|\d[A-HJKPSTUW]"
            r"|[A-HK-Y]\d[ABEHMNPRVWXY])[ \t\u00a0]{0,2}\d[ABD-HJLNP-UW-Z]{2}(?!\w)",
            re.IGNORECASE,
        ),
        _is_postcode,
    ),
    Detail(
        "a street address",
        re.compile(
            r"(?<!\w)\d{1,4}[A-Za-z]?,?[ \u00a0](?:[A-Z][\w'’-]{1,30}[ \u00a0]){1,3}"
            r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Close|Drive|Crescent|Terrace|Gardens|Grove"
            r"|Court|Place|Square|Way|Walk|Row|View|Mews|Rise|Green|Park)\b"
        ),
    ),
)
