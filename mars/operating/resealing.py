"""Gives every sealed value the key in use, and counts what which key has sealed.

Knows which columns are sealed and nothing of what they say. A value is replaced in short
transactions while MARS runs; killed at any point, the next run goes on with what is left.
"""

import base64
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    LargeBinary,
    Text,
    Update,
    and_,
    bindparam,
    func,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.schema import Table

from mars import clock, keys
from mars.database import db, writing
from mars.domain.errors import UnreadableError
from mars.keys import HEAD_BYTES, KeyFile, Keyring
from mars.store.base import Base
from mars.store.sealed import Sealed

BATCH = 200
PASSES = 3
"""A change that was under way with the old key while a pass went by is found by the next."""
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Counted:
    """How many values each key has sealed, by its id, and where those are that do not open."""

    by_key: dict[str, int]
    unreadable: tuple[str, ...]
    """`table.column` and the key of the row, no text."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A sealed column, as the database holds it: base64 in a text, or plain bytes."""

    column: Column[Any]

    @property
    def raw(self) -> ColumnElement[Any]:
        """The value as it stands there, not opened."""
        kind = LargeBinary if self.is_binary else Text
        return type_coerce(self.column, kind).label(self.column.name)

    @property
    def is_binary(self) -> bool:
        """Whether it holds bytes and not base64."""
        return isinstance(self.column.type, LargeBinary)

    def is_old(self, ring: Keyring) -> ColumnElement[bool]:
        """Whether another key than the one in use has sealed it."""
        head = self.stored(ring.head)
        begins = func.substr(self.raw, 1, len(head), type_=self.raw.type)
        return and_(func.length(self.raw) > 0, begins != head)

    def stored(self, sealed: bytes) -> Any:
        """What to write down for these bytes."""
        return sealed if self.is_binary else base64.b64encode(sealed).decode()

    def sealed(self, stored: Any) -> bytes:
        """The bytes of what is written down. Raises UnreadableError."""
        try:
            return bytes(stored) if self.is_binary else base64.b64decode(stored, validate=True)
        except ValueError as fault:
            raise UnreadableError("This part was changed.") from fault

    def opened(self, ring: Keyring, row_id: str, stored: Any) -> str:
        """The clear text. Raises UnreadableError."""
        table, column = self.column.table.name, self.column.name
        return ring.open(table, column, row_id, self.sealed(stored))


def rotate(file: KeyFile) -> str:
    """Put everything under a new key, or finish the rotation that was cut short.

    Returns what was done, in a sentence. Raises SettingError if the key file cannot be used.
    """
    finished = _reseal_all(file.now())
    if finished:
        ring = file.now()
        return (
            f"An earlier rotation was cut short. It is finished: {finished} values now have the "
            f"key {ring.sealing[-1].id}. Run this again for a new key."
        )
    ring = keys.add(file.path, clock.now().isoformat(timespec="seconds"))
    changed, new = _reseal_all(ring), ring.sealing[-1].id
    return f"{changed} values now have the new key {new}. The old keys stay in the file."


def count(ring: Keyring) -> Counted:
    """Open every value there is, to see whether it opens."""
    found: Counter[str] = Counter({key.id: 0 for key in ring.sealing})
    unreadable = []
    for table, places in _tables():
        for row in _rows(table, places):
            for place, stored in zip(places, row[1:], strict=True):
                if not stored:
                    continue
                try:
                    place.opened(ring, row.id, stored)
                    found[place.sealed(stored)[1:HEAD_BYTES].hex()] += 1
                except UnreadableError:
                    unreadable.append(f"{place.column} {row.id}")
    return Counted(dict(found), tuple(unreadable))


def tell(ring: Keyring, counted: Counted) -> str:
    """The count in lines for a person."""
    in_use = ring.sealing[-1].id
    lines = [
        f"{key.id}  made {key.made}  {'in use' if key.id == in_use else 'old'}  "
        f"values: {counted.by_key[key.id]}"
        for key in ring.sealing
    ]
    lines.append(f"Values that cannot be read: {len(counted.unreadable)}")
    lines += [f"  {where}" for where in counted.unreadable[:SHOWN]]
    if len(counted.unreadable) > SHOWN:
        lines.append(f"  and {len(counted.unreadable) - SHOWN} more")
    return "\n".join(lines)


def _reseal_all(ring: Keyring) -> int:
    """Give all values the key in use. Returns how many were changed; unreadable ones stay."""
    total = 0
    for _ in range(PASSES):
        changed = sum(_reseal(table, places, ring) for table, places in _tables())
        total += changed
        if not changed:
            break
    return total


def _reseal(table: Table, places: list[_Place], ring: Keyring) -> int:
    changed, last = 0, ""
    while True:
        with writing():
            rows = db.session.execute(
                select(table.c.id, *(place.raw for place in places))
                .where(table.c.id > last, or_(*(place.is_old(ring) for place in places)))
                .order_by(table.c.id)
                .limit(BATCH)
                .with_for_update()
            ).all()
            for place in places:
                new = list(_resealed(place, ring, rows))
                if new:
                    db.session.execute(_update(table, place), new)
                    changed += len(new)
            db.session.commit()
        if len(rows) < BATCH:
            return changed
        last = rows[-1].id


def _resealed(place: _Place, ring: Keyring, rows: Sequence[Any]) -> Iterator[dict[str, Any]]:
    """What replaces the values of a column that an older key has sealed."""
    table, column = place.column.table.name, place.column.name
    for row in rows:
        stored = row._mapping[column]
        try:
            if not stored or place.sealed(stored).startswith(ring.head):
                continue
            clear = place.opened(ring, row.id, stored)
        except UnreadableError:
            continue
        yield {"key": row.id, "new": place.stored(ring.seal(table, column, row.id, clear))}


def _update(table: Table, place: _Place) -> Update:
    new = bindparam("new", type_=place.raw.type)
    return table.update().where(table.c.id == bindparam("key")).values({place.column.name: new})


def _rows(table: Table, places: list[_Place]) -> Iterator[Any]:
    statement = select(table.c.id, *(place.raw for place in places)).order_by(table.c.id)
    return iter(db.session.execute(statement, execution_options={"yield_per": 1000}))


def _tables() -> Iterator[tuple[Table, list[_Place]]]:
    """Every table that holds something sealed, with those columns."""
    for table in Base.metadata.sorted_tables:
        places = [_Place(column) for column in table.c if _is_sealed(column)]
        if places:
            yield table, places


def _is_sealed(column: Column[Any]) -> bool:
    return isinstance(column.type, Sealed) or column.name == "sealed"
