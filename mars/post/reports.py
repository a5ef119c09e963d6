"""Reads what mail servers send back about letters (RFC 3464). Knows no database and no letter.

A report is written by strangers: nothing in it is believed but the Message-ID of a letter of ours.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32

MESSAGE_ID = re.compile(r"<[0-9a-f]{16}@[A-Za-z0-9.:-]{1,253}>")
LARGEST = 2 * 1024 * 1024
"""Bytes: a report encloses the letter, and MARS's letters are small."""


@dataclass(frozen=True, slots=True)
class Report:
    """What one report says: the letter it is about, and whether the letter is given up for good."""

    message_id: str
    is_final: bool


def read_report(content: bytes) -> Report | None:
    """What a delivery report says; None for anything else, however it is malformed."""
    try:
        message = BytesParser(policy=compat32).parsebytes(content[:LARGEST])
        return _read(message)
    except RecursionError:
        return None  # parts within parts without end


def _read(message: Message) -> Report | None:
    parts = list(message.walk())
    statuses = [part for part in parts if part.get_content_type() == "message/delivery-status"]
    message_id = next(_message_ids(parts), None)
    if message.get_content_type() != "multipart/report" or not statuses or message_id is None:
        return None
    return Report(message_id, "failed" in _actions(statuses))


def _actions(statuses: list[Message]) -> set[str]:
    """What became of each recipient; the parser makes a message of each block of fields."""
    blocks = [block for part in statuses for block in _blocks(part)]
    return {str(block.get("Action", "")).partition(";")[0].strip().lower() for block in blocks}


def _message_ids(parts: list[Message]) -> Iterator[str]:
    """The Message-ID of the letter that is enclosed, whole or as its headers alone."""
    for part in parts:
        kind = part.get_content_type()
        if kind in {"message/rfc822", "message/global"}:
            enclosed = _blocks(part)
            found = [str(letter.get("Message-ID", "")) for letter in enclosed]
        elif kind in {"text/rfc822-headers", "message/rfc822-headers", "message/global-headers"}:
            headers = part.get_payload(decode=True)
            text = headers if isinstance(headers, bytes) else b""
            found = [str(BytesParser().parsebytes(text, headersonly=True).get("Message-ID", ""))]
        else:
            continue
        yield from (word.strip() for word in found if MESSAGE_ID.fullmatch(word.strip()))


def _blocks(part: Message) -> list[Message]:
    payload: object = part.get_payload()
    return [b for b in payload if isinstance(b, Message)] if isinstance(payload, list) else []
