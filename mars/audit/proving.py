"""Proves the audit: checks that no row was changed, removed or slipped in, and tells its head.

The head is the number and MAC of the last row. Kept outside, it shows later that nothing was cut
from the end, which the chain alone cannot.
"""

import logging
import re
from contextlib import closing
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import func, select

from mars.audit import trail
from mars.audit.trail import Entry
from mars.clock import today
from mars.database import db, writing
from mars.domain.labels import Labelled
from mars.keys import Keyring, current_keys
from mars.post import outbox, to_keepers
from mars.post.letters import Recipient
from mars.store.entries import AuditEntry

MOST = 20
"""So many faults are told; with a wrong key every row would be one."""
HEAD = re.compile(r"([1-9][0-9]{0,9}):([0-9a-f]{64})")
SENT = "mars_audit_head"
log = logging.getLogger(__name__)


class Flaw(Labelled):
    """What can be wrong with a row of the audit."""

    CHANGED = "changed", "was changed, moved or put there by somebody else"
    MISSING = "missing", "is missing"
    OTHER = "other", "is not the row of the head that was kept outside"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one row, or from it to the row `last`."""

    flaw: Flaw
    sequence: int
    last: int

    def __str__(self) -> str:
        """As a sentence."""
        if self.last > self.sequence:
            return f"Rows {self.sequence} to {self.last}: each {self.flaw.label}."
        return f"Row {self.sequence} {self.flaw.label}."


@dataclass(frozen=True, slots=True)
class Head:
    """The last row."""

    sequence: int
    mac: bytes

    def __str__(self) -> str:
        """As `mars audit verify --head` reads it."""
        return f"{self.sequence}:{self.mac.hex()}"

    @classmethod
    def parse(cls, text: str) -> "Head":
        """From the form in which it is told. Raises ValueError."""
        found = HEAD.fullmatch(text.strip())
        if found is None:
            raise ValueError("a head is a number, a colon and 64 hexadecimal digits")
        return cls(int(found[1]), bytes.fromhex(found[2]))


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many rows were checked, the head of the last, and what was wrong: about `MOST` faults."""

    checked: int
    head: Head | None
    faults: tuple[Fault, ...]

    @property
    def said(self) -> str:
        """What was found, in sentences, one a line."""
        if not self.faults:
            found = f"Rows checked: {self.checked}. Each is as it was written and none is missing."
            return f"{found}\nThe head is {self.head}" if self.head else found
        told = [str(fault) for fault in self.faults]
        if len(told) >= MOST:
            told.append(f"Stopped after {self.checked} rows: there may be more. Is the key right?")
        return "\n".join(told)


class _Judge:
    """Takes the rows one by one; knows which MACs the next one may follow."""

    def __init__(self, keys: Keyring, first: int, head: Head | None) -> None:
        self.keys, self.next, self.head = keys, first, head
        self.before: tuple[bytes, ...] = (b"",) if first == 1 else ()
        """More than one after a changed row: it is told once, not for the next row as well."""
        self.faults: list[Fault] = []
        self.checked = 0
        self.last: Head | None = None

    def take(self, entry: Entry) -> None:
        """Check one more row."""
        self.checked += 1
        if entry.sequence < self.next:
            self._tell(Flaw.CHANGED, entry.sequence)
            return
        if entry.sequence > self.next:
            self._tell(Flaw.MISSING, self.next, entry.sequence - 1)
            self.before = ()
        macs: tuple[bytes, ...] = (entry.mac,)
        if self.before and not any(entry.fits(mac, self.keys) for mac in self.before):
            self._tell(Flaw.CHANGED, entry.sequence)
            macs += tuple(entry.mac_after(mac, self.keys) for mac in self.before[:1])
        if self.head and self.head.sequence == entry.sequence and self.head.mac != entry.mac:
            self._tell(Flaw.OTHER, entry.sequence)
        self.before, self.next = macs, entry.sequence + 1
        self.last = Head(entry.sequence, entry.mac)

    def end(self) -> None:
        """After the last row: does it reach to the head that was kept outside?"""
        if self.head and self.head.sequence >= self.next:
            self._tell(Flaw.MISSING, self.next, self.head.sequence)

    def _tell(self, flaw: Flaw, sequence: int, last: int = 0) -> None:
        self.faults.append(Fault(flaw, sequence, max(sequence, last)))


def verify(head: Head | None = None, latest: int = 0) -> Verdict:
    """Check every row, or only the `latest` ones, and against a head that was kept outside.

    Of the row before the latest ones only the MAC is used. 1 query, with `latest` 2.
    """
    first = max(1, _count() - latest) if latest else 1
    judge = _Judge(current_keys(), first, head)
    with closing(trail.walk(first if first > 1 else None)) as entries:
        for entry in entries:
            judge.take(entry)
            if len(judge.faults) >= MOST:
                break
        else:
            judge.end()
    checked = judge.checked - (first > 1)
    return Verdict(checked, judge.last, tuple(judge.faults))


def find_head() -> tuple[Head, Entry] | None:
    """The head and its row; None while nothing was recorded. 1 query."""
    row = db.session.execute(trail.selected().order_by(AuditEntry.sequence.desc()).limit(1)).first()
    if row is None:
        return None
    entry = trail.entry_of(row)
    return Head(entry.sequence, entry.mac), entry


def send_head() -> None:
    """Once a day write the head to the log and, if it is set, to MARS_AUDIT_HEAD_TO.

    Twice on one day sends one letter. Needs an application context and no open transaction.
    """
    day = today()
    if current_app.extensions.get(SENT) == day:
        return
    found = find_head()
    db.session.rollback()
    if found is None:
        return
    head, _ = found
    log.info("audit head %s", head)
    address = current_app.config["MARS"].audit_head_to
    if address:
        with writing():
            to = Recipient("keeper of the audit’s head", address)
            outbox.queue(to_keepers.audit_head(to, str(head), day))
            db.session.commit()
    current_app.extensions[SENT] = day


def _count() -> int:
    return db.session.scalar(select(func.max(AuditEntry.sequence))) or 0
