"""Fills a rehearsed partnership with as many supervisions as wanted, copied from those it has.

Each copy has keys of its own, is sealed anew, stands where life would have left it (nine in ten are
over) and is asked for by one of many people; the audit's chain goes on. The rows go to the database
in bulk: the verbs would take hours.
"""

import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle, islice
from typing import Any

from sqlalchemy import Connection, Table, select

from bench.bulk import Chain, Row, put
from mars.database import db
from mars.domain.posting import LetterState
from mars.domain.references import new_reference
from mars.domain.statuses import OPEN, Status
from mars.keys import current_keys
from mars.store import sealed
from mars.store.base import Base, new_id
from mars.store.people import Person
from mars.store.sealed import Sealed
from mars.store.supervisions import Supervision

SHARES = {
    Status.CLOSED: 70,
    Status.WITHDRAWN: 9,
    Status.NOT_AGREED: 5,
    Status.REDIRECTED: 4,
    Status.NOT_HELD: 2,
    Status.SUMMARISED: 3,
    Status.HELD: 1,
    Status.ARRANGED: 2,
    Status.ASKED: 3,
    Status.DRAFT: 1,
}
"""Of a hundred supervisions."""

MOST = {"audit_entry": 10, "outbox_letter": 12}
"""So many rows of these at most for each supervision."""

YEARS = timedelta(days=3 * 365)
A_PERSONS = 20
"""So many supervisions each person has asked for."""

IN_ONE = 2000

Copying = tuple[str, str, dict[str, str], timedelta]
"""What makes a copy: its reference, who asks, its keys for those of the original, how long ago."""


@dataclass(frozen=True, slots=True)
class Mould:
    """One row to be copied: its values as the database holds them, and what differs each time."""

    table: Table
    values: tuple[Any, ...]
    keys: tuple[tuple[int, str], ...]
    sealed: tuple[tuple[int, Sealed, str], ...]
    moments: tuple[tuple[int, Callable[[Any], Any], datetime], ...]
    key_at: int | None

    def cast(self, copying: Copying) -> list[Any]:
        """The row of one more supervision."""
        reference, person, names, back = copying
        row = list(self.values)
        for place, before in self.keys:
            row[place] = names[before]
        if self.sealed and self.key_at is not None:
            for place, kind, text in self.sealed:
                row[place] = kind.sealed(row[self.key_at], text)
        if back:
            for place, bind, before_then in self.moments:
                row[place] = bind(before_then - back)
        if self.table.name == "supervision":
            row[_place(self.table, "reference")] = reference
            row[_place(self.table, "requester_id")] = person
        elif self.table.name == "link":
            row[_place(self.table, "token_hash")] = secrets.token_hex(32)
        return row


@dataclass(frozen=True, slots=True)
class Original:
    """A supervision of the rehearsal: its keys, the rows that hang from it, its audit rows."""

    keys: tuple[str, ...]
    moulds: tuple[Mould, ...]
    entries: tuple[Row, ...]
    is_over: bool


def fill(count: int) -> None:
    """Add supervisions until there are `count`. Needs the rehearsed partnership, an app context."""
    ring = current_keys()
    sealed.keys_from(lambda: ring)  # the key file need not be asked for each of millions of values
    connection = db.session.connection()
    taken = set(db.session.scalars(select(Supervision.reference)))
    originals = {s: found for s in SHARES if (found := _original(connection, s)) is not None}
    chance, missing = random.Random(count), count - len(taken)
    statuses = chance.choices(list(originals), [SHARES[s] for s in originals], k=missing)
    people = _people(connection, missing // A_PERSONS + 1)
    chained = Chain(connection)
    wanted = zip(statuses, cycle(people), strict=False)
    while some := list(islice(wanted, IN_ONE)):
        gathered: dict[Table, list[list[Any]]] = {}
        for status, person in some:
            original = originals[status]
            back = YEARS * chance.random() if original.is_over else timedelta()
            names = {before: new_id() for before in original.keys}
            copying = (_unused(taken), person, names, back)
            for mould in original.moulds:
                gathered.setdefault(mould.table, []).append(mould.cast(copying))
            chained.add(original.entries, names, back)
        for table in Base.metadata.sorted_tables:
            put(connection, table, gathered.get(table, []))
        chained.write()
    db.session.commit()
    db.session.connection().exec_driver_sql("ANALYZE")
    db.session.commit()


def _original(connection: Connection, status: Status) -> Original | None:
    """What the rehearsal has at this status, the fullest of several."""
    keys = db.session.scalars(select(Supervision.id).where(Supervision.status == status)).all()
    gathered = [_gather(connection, key) for key in keys]
    if not gathered:
        return None
    rows = max(gathered, key=len)
    entries = tuple(row for table, row in rows if table.name == "audit_entry")
    names = {row["id"] for _, row in rows if "id" in row}
    moulds = (_mould(connection, table, row, names) for table, row in rows if "mac" not in row)
    return Original(tuple(names), tuple(moulds), entries, status not in OPEN)


def _gather(connection: Connection, supervision_id: str) -> list[tuple[Table, Row]]:
    """Every row that hangs from a supervision, parents first."""
    keys: dict[str, set[str]] = {}
    found: list[tuple[Table, Row]] = []
    for table in Base.metadata.sorted_tables:
        parents = [k for k in table.foreign_keys if k.column.table.name in keys]
        if table.name == "supervision":
            where = table.c.id == supervision_id
        elif "supervision_id" in table.c:
            where = table.c.supervision_id == supervision_id
        elif parents:
            where = parents[0].parent.in_(keys[parents[0].column.table.name])
        else:
            continue
        rows = connection.execute(select(table).where(where).limit(MOST.get(table.name)))
        some = [dict(row) for row in rows.mappings()]
        found += [(table, row) for row in some]
        keys[table.name] = {row["id"] for row in some if "id" in row}
    return found


def _mould(connection: Connection, table: Table, row: Row, names: set[str]) -> Mould:
    if table.name == "outbox_letter":
        row |= {"state": LetterState.ACCEPTED, "accepted_at": row["due_at"], "message": None}
    values, sealings, moments = [], [], []
    for place, column in enumerate(table.c):
        kind, value = column.type, row[column.name]
        bind = kind.dialect_impl(connection.dialect).bind_processor(connection.dialect)
        if isinstance(kind, Sealed):
            text = value.decode("ascii") if isinstance(value, bytes) else value
            if text:
                sealings.append((place, kind, text))
            values.append(text)
            continue
        if bind and isinstance(value, datetime):
            moments.append((place, bind, value))
        values.append(bind(value) if bind else value)
    return Mould(
        table,
        tuple(values),
        tuple((place, v) for place, v in enumerate(values) if type(v) is str and v in names),
        tuple(sealings),
        tuple(moments),
        _place(table, "id") if "id" in table.c else None,
    )


def _people(connection: Connection, count: int) -> list[str]:
    """Keys of so many new people, like one who has asked."""
    table = Base.metadata.tables[Person.__tablename__]
    like = connection.execute(select(table).where(table.c.roles == "").limit(1)).mappings().one()
    rows = [
        {**like, "id": new_id(), "email": f"{new_id()}@ashbournevale.example", "account": None}
        for _ in range(count)
    ]
    connection.execute(table.insert(), rows)
    return [row["id"] for row in rows]


def _unused(taken: set[str]) -> str:
    """A reference that no other supervision has."""
    while (reference := new_reference()) in taken:
        pass
    taken.add(reference)
    return reference


def _place(table: Table, column: str) -> int:
    return table.c.keys().index(column)
