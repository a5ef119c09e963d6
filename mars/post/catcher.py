"""The demonstration's own mail server: keeps every letter in a folder, sends none on.

Never part of a MARS in earnest.
"""

import mailbox
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.parser import BytesParser
from email.policy import default
from functools import lru_cache
from pathlib import Path

LINK = re.compile(r"https?://\S+")
CODE = re.compile(r"^\d{4} \d{4}$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class CaughtLetter:
    """One letter as its reader would find it. `link` and `code` are empty when it holds none."""

    key: str
    to: str
    address: str
    subject: str
    at: datetime
    text: str
    link: str
    code: str
    has_calendar: bool


@contextmanager
def catching(folder: Path, port: int) -> Iterator[None]:
    """Catch mail on 127.0.0.1:`port` in `folder` until the block ends. OSError if it is in use."""
    from aiosmtpd.controller import Controller  # the demonstration's extra only
    from aiosmtpd.handlers import Mailbox

    _box(folder)
    controller = Controller(Mailbox(folder), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield
    finally:
        controller.stop()


def caught(folder: Path) -> list[CaughtLetter]:
    """Every letter in the folder, the newest first."""
    box = _box(folder)
    letters = [_letter(key, box.get_bytes(key)) for key in box.iterkeys()]
    return sorted(letters, key=lambda letter: (letter.at, letter.key), reverse=True)


def read(folder: Path, key: str) -> CaughtLetter | None:
    """One letter by its key; None if there is none."""
    box = _box(folder)
    return _letter(key, box.get_bytes(key)) if key in box else None


def _box(folder: Path) -> mailbox.Maildir:
    folder.parent.mkdir(parents=True, exist_ok=True)
    return mailbox.Maildir(folder, create=True)


@lru_cache(maxsize=500)
def _letter(key: str, content: bytes) -> CaughtLetter:
    message = BytesParser(policy=default).parsebytes(content)
    body = message.get_body(("plain",))
    text = body.get_content().replace("\r\n", "\n") if body else ""
    link, code = LINK.search(text), CODE.search(text)
    recipient = message["To"].addresses[0]
    return CaughtLetter(
        key=key,
        to=recipient.display_name or recipient.addr_spec,
        address=recipient.addr_spec,
        subject=str(message["Subject"]),
        at=message["Date"].datetime,
        text=text,
        link=link[0] if link else "",
        code=code[0] if code else "",
        has_calendar=any(part.get_content_type() == "text/calendar" for part in message.walk()),
    )
