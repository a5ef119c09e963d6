"""Where hostile requests are judged: a database that tells whether it was changed and is put back.

On either kind it holds the same partnership. Needs the application's context.
"""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Boolean, Table

from mars.store.base import Base
from tests import postgres
from tests.invariants import rehearsed


class Ground(Protocol):
    """One database."""

    def keep(self) -> None:
        """Keep what it holds, to be put back."""

    def is_changed(self) -> bool:
        """Whether anything was written since it was put back. May say so of what is no change."""

    def put_back(self) -> None:
        """Let it hold what was kept."""


class File:
    """An SQLite database in a folder. Whatever is written lies in its log first."""

    def __init__(self, folder: Path) -> None:
        self.where, self.kept = folder / "mars.sqlite", folder / "untouched.sqlite"
        self.log = folder / "mars.sqlite-wal"

    def keep(self) -> None:
        """Copy the file."""
        rehearsed.put_back(self.where, self.kept)
        self.put_back()

    def is_changed(self) -> bool:
        """Whether the log is there and holds something."""
        return self.log.exists() and self.log.stat().st_size > 0

    def put_back(self) -> None:
        """Copy the file back."""
        rehearsed.put_back(self.kept, self.where)


class Database:
    """A PostgreSQL database of a throw-away server, whose log has no other writers."""

    def __init__(self, server: postgres.Server, name: str) -> None:
        self.server, self.name = server, name
        self.rows: dict[str, bytes] = {}
        self.mark = ""

    def keep(self) -> None:
        """Read all rows."""
        self.rows = self.server.rows(self.name, Base.metadata.tables)
        self.mark = self.server.end_of_log(self.name)

    def is_changed(self) -> bool:
        """Whether the log has grown."""
        return self.server.end_of_log(self.name) != self.mark

    def put_back(self) -> None:
        """Write all rows."""
        self.server.put(self.name, Base.metadata.tables, self.rows)
        self.mark = self.server.end_of_log(self.name)


def carry_over(file: Path, server: postgres.Server, name: str) -> Database:
    """A new PostgreSQL database, made of `template_mars`, with every row of an SQLite file."""
    server.create(name, template="template_mars")
    with closing(sqlite3.connect(file)) as connection:
        for table in Base.metadata.sorted_tables:
            names = [column.name for column in table.columns]
            listed = ", ".join(f'"{column}"' for column in names)
            rows = connection.execute(f'SELECT {listed} FROM "{table.name}"')
            server.fill(name, table.name, names, (_typed(table, row) for row in rows))
    return Database(server, name)


def _typed(table: Table, row: Iterable[Any]) -> list[Any]:
    """SQLite has no truth values, only 0 and 1."""
    pairs = zip(table.columns, row, strict=True)
    return [bool(v) if isinstance(c.type, Boolean) and v is not None else v for c, v in pairs]
