"""Reads what mail systems send back about letters. Knows no database and no letter.

Reports that a letter came back (RFC 3464, RFC 6533, Exchange's, Exim's in plain text) and replies
that nobody wrote (RFC 3834). All is written by strangers: no word of it is believed but the
Message-ID of a letter of ours together with an address, and both are compared with what was sent.
"""

import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Iterator
from dataclasses import dataclass
from email.generator import BytesGenerator
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import parseaddr
from enum import Enum
from io import BytesIO
from quopri import decodestring

from mars.shapes import as_address

MESSAGE_ID = re.compile(r"<[0-9a-f]{16}@[A-Za-z0-9.:-]{1,253}>")
LARGEST = 2 * 1024 * 1024
"""Bytes: a report encloses the letter, and MARS's letters are small."""

STATUSES = frozenset({"message/delivery-status", "message/global-delivery-status"})
ENCLOSED = frozenset(
    {
        "message/rfc822",
        "message/global",
        "text/rfc822-headers",
        "message/rfc822-headers",
        "message/global-headers",
    }
)
ADDRESSEES = ("Original-Recipient", "Final-Recipient")
_COPIED = re.compile(r"(?im)^[> \t|]{0,8}message-id:\s{0,4}(<[^<>\s]{1,280}>)")
_ESCAPED = re.compile(r"\\x\{([0-9a-f]{1,5})\}", re.IGNORECASE)


class Said(Enum):
    """What a message says of one letter and one address."""

    FAILED = "failed"
    GOING_ON = "going-on"
    """The mail server is still trying, or has delivered it."""
    AUTOMATIC = "automatic"
    """A reply that nobody wrote: “away until Monday”."""


@dataclass(frozen=True, slots=True)
class Report:
    """The letters that a message may be about, and what it says of each address."""

    message_ids: tuple[str, ...]
    said: dict[str, Said]


def read_report(content: bytes) -> Report | None:
    """What a message says that came back; None for anything else, however it is malformed."""
    try:
        message = BytesParser(policy=compat32).parsebytes(content[:LARGEST])
        report = _read(message)
    except (RecursionError, ValueError, LookupError):
        return None  # parts within parts without end; what no mail server writes
    if report:
        report.said.pop("", None)
    return report if report and report.message_ids and report.said else None


def _read(message: Message) -> Report | None:
    parts = list(message.walk())
    statuses = [part for part in parts if part.get_content_type() in STATUSES]
    if message.get_content_type() == "multipart/report" and statuses:
        ids = tuple(_enclosed(parts)) or _answered(message)
        return Report(ids, dict(_by_address(statuses)))
    failed = _text(message, "X-Failed-Recipients")
    if failed:
        ids = (*_enclosed(parts), *_copied(parts), *_answered(message))
        return Report(ids, {as_address(one): Said.FAILED for one in failed.split(",")})
    if message.get_content_type() == "multipart/report":
        return None  # of another kind, such as that a letter was read
    if _text(message, "Auto-Submitted").partition(";")[0].lower() in {"", "no"}:
        return None
    return Report(_answered(message), {as_address(_from(message)): Said.AUTOMATIC})


def _by_address(statuses: list[Message]) -> Iterator[tuple[str, Said]]:
    """Of each address what became of it; blocks of fields are parted by empty lines."""
    for part in statuses:
        for block in re.split(rb"\n[ \t]*\n", _body(part)):
            fields = BytesParser(policy=compat32).parsebytes(block.lstrip(b"\n") + b"\n\n")
            action = _text(fields, "Action").partition("(")[0].strip().lower()  # then a comment
            said = Said.FAILED if action == "failed" else Said.GOING_ON
            for name in ADDRESSEES if action else ():
                yield _addressee(_text(fields, name)), said


def _addressee(field: str) -> str:
    """“rfc822; jo@x.example” as its address; RFC 6533 writes strange characters as \\x{…}."""
    kind, _, address = field.partition(";")
    if kind.strip().lower() == "utf-8":
        address = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), address)
    return as_address(address.strip().strip("<>"))


def _enclosed(parts: list[Message]) -> Iterator[str]:
    """The Message-ID of the letter that is enclosed, whole or as its headers alone."""
    for part in parts:
        if part.get_content_type() in ENCLOSED:
            headers = BytesParser(policy=compat32).parsebytes(_body(part), headersonly=True)
            yield from _ours(_text(headers, "Message-ID"))


def _copied(parts: list[Message]) -> Iterator[str]:
    """Message-IDs in the copy of the headers that stands in a report's text."""
    for part in parts:
        if part.get_content_type() == "text/plain":
            text = _body(part).decode("utf-8", "replace")
            yield from (one for found in _COPIED.finditer(text) for one in _ours(found[1]))


def _answered(message: Message) -> tuple[str, ...]:
    """The letters that this message names as those it answers."""
    named = f"{_text(message, 'In-Reply-To')} {_text(message, 'References')}"
    return tuple(dict.fromkeys(MESSAGE_ID.findall(named)))


def _ours(text: str) -> Iterator[str]:
    if MESSAGE_ID.fullmatch(text.strip()):
        yield text.strip()


def _from(message: Message) -> str:
    return parseaddr(_text(message, "From"))[1]


def _text(message: Message, name: str) -> str:
    """A header's words on one line, in UTF-8 where they are not ASCII; "" if it is not there."""
    found = next((raw for key, raw in message.raw_items() if key.lower() == name.lower()), "")
    words = str(found).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return " ".join(words.split())


def _body(part: Message) -> bytes:
    """The part's own bytes, decoded. The parser nests parts that are messages: they are written out
    again, since these parts may be encoded as well (RFC 6532, RFC 6533)."""
    written = BytesIO()
    BytesGenerator(written, mangle_from_=False, maxheaderlen=0).flatten(part)
    body = written.getvalue().replace(b"\r\n", b"\n").partition(b"\n\n")[2].lstrip(b"\n")
    match _text(part, "Content-Transfer-Encoding").lower():
        case "base64":
            body = _unpacked(body)
        case "quoted-printable":
            body = decodestring(body)
    return body.replace(b"\r\n", b"\n").lstrip(b"\n")


def _unpacked(body: bytes) -> bytes:
    try:
        return b64decode(body)
    except NotBase64:
        return b""
