"""Reads the audit as it truly stands, byte by byte, and whether each row fits the one before it.

A row that somebody spoiled is still read: nothing in it is trusted to be a date or a known word.
"""

import hmac
from collections.abc import Generator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, Select, String, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from mars.audit import PURPOSE
from mars.database import db
from mars.domain import chain
from mars.domain.workflow import Event
from mars.keys import Keyring
from mars.store.entries import AuditEntry

AT_ONCE = 1000
Before = aliased(AuditEntry)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: its number, what it says, and its MAC."""

    sequence: int
    fields: tuple[chain.Field, ...]
    mac: bytes

    @property
    def at(self) -> datetime | None:
        """When it was written; None if that cannot be read."""
        try:
            return datetime.fromisoformat((self.fields[0] or b"").decode()).replace(tzinfo=UTC)
        except ValueError:
            return None

    @property
    def event(self) -> Event | None:
        """What was done; None for a word that is none of ours."""
        return next((event for event in Event if event.value == self.words[2]), None)

    @property
    def words(self) -> tuple[str, str, str, str, str]:
        """Kind and key of who acted, the word of what was done, the supervision, the thing."""
        kind, who, done, about, thing = (
            (field or b"").decode(errors="replace") for field in self.fields[1:]
        )
        return kind, who, done, about, thing

    def mac_after(self, before: bytes, keys: Keyring) -> bytes:
        """The MAC that belongs to this row when `before` is that of the row before it."""
        return keys.mac(PURPOSE, chain.bound(before, self.sequence, self.fields))

    def fits(self, before: bytes | None, keys: Keyring) -> bool:
        """Whether the row is as it was written, after a row with the MAC `before`."""
        return before is not None and hmac.compare_digest(self.mac, self.mac_after(before, keys))


def walk(first: int | None = None) -> Generator[Entry, None, None]:
    """Every row, or those from this number on, in order and never all in memory.

    Close it when it is not read to its end.
    """
    statement = selected().order_by(AuditEntry.sequence)
    if first is not None:
        statement = statement.where(AuditEntry.sequence >= first)
    with db.session.execute(statement, execution_options={"yield_per": AT_ONCE}) as rows:
        for row in rows:
            yield entry_of(row)


def selected(*others: Any) -> Select[*tuple[Any, ...]]:
    """The columns of the audit as they are kept, then the `others`."""
    return select(
        AuditEntry.sequence,
        _kept_moment(AuditEntry.at),
        *(
            _kept(column)
            for column in (
                AuditEntry.actor_kind,
                AuditEntry.actor_id,
                AuditEntry.event,
                AuditEntry.supervision_id,
                AuditEntry.object_id,
            )
        ),
        AuditEntry.mac,
        *others,
    )


def entry_of(row: Any) -> Entry:
    """The entry in a row of `selected`."""
    sequence, *fields, mac = row[:8]
    return Entry(sequence, tuple(_bytes(field) for field in fields), bytes(mac))


def mac_before(row: Any, entry: Entry) -> bytes | None:
    """The MAC of the row before, in a row of `selected(Before.mac)`; None if it is not there."""
    return b"" if entry.sequence == 1 else row[8]


def _kept(column: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    """SQLite gives the bytes, for what somebody spoiled may not even be text."""
    return cast(column, LargeBinary if _is_sqlite() else String)


def _kept_moment(column: InstrumentedAttribute[datetime]) -> ColumnElement[Any]:
    if _is_sqlite():
        return cast(column, LargeBinary)
    return func.to_char(column, "YYYY-MM-DD HH24:MI:SS.US")


def _is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def _bytes(value: str | bytes | None) -> chain.Field:
    return value.encode() if isinstance(value, str) else value
