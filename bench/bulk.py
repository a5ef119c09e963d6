"""Rows in bulk: into any table as the database holds them, and at the end of the audit’s chain."""

from contextlib import closing
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Table

from mars import audit
from mars.domain import chain
from mars.keys import current_keys

Row = dict[str, Any]

NAMED = ("supervision_id", "object_id")
"""What of an audit row speaks of the supervision."""


class Chain:
    """The end of the audit, to which the rows of a batch are bound."""

    def __init__(self, connection: Connection) -> None:
        last = connection.execute(audit._LAST).first()
        self._connection = connection
        self._sequence: int = last.sequence if last else 0
        self._mac: bytes = last.mac if last else b""
        self._rows: list[Row] = []

    def add(self, entries: tuple[Row, ...], names: dict[str, str], back: timedelta) -> None:
        """Bind copies of these rows to the end."""
        for entry in entries:
            self._sequence += 1
            row = entry | {"at": entry["at"] - back, "sequence": self._sequence}
            row |= {name: names.get(entry[name], entry[name]) for name in NAMED}
            words = (row["actor_kind"], row["actor_id"], row["event"], *(row[n] for n in NAMED))
            fields = (chain.written(row["at"]), *(None if w is None else w.encode() for w in words))
            bound = chain.bound(self._mac, self._sequence, fields)
            self._mac = row["mac"] = current_keys().mac(audit.PURPOSE, bound)
            self._rows.append(row)

    def write(self) -> None:
        """Put the rows into the database."""
        if self._rows:
            self._connection.execute(audit._ADD, self._rows)
        self._rows = []


def put(connection: Connection, table: Table, rows: list[list[Any]]) -> None:
    """Insert rows in bulk whose values are as the database holds them."""
    raw = connection.connection.driver_connection
    if not rows or raw is None:
        return
    columns = ", ".join(f'"{column.name}"' for column in table.c)
    with closing(raw.cursor()) as cursor:
        if connection.dialect.name == "postgresql":
            with cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join("?" * len(table.c))
            cursor.executemany(f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})', rows)
