"""A throw-away PostgreSQL server for the tests. Knows nothing of MARS."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

OPTIONS = (
    "listen_addresses=''",  # a socket file only, so that no port is needed and nobody else gets in
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "max_wal_size=128MB",
    "shared_buffers=32MB",
)


class Server:
    """One running server, listening on a socket file in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._connections: dict[str, psycopg.Connection] = {}

    def url(self, database: str) -> str:
        """The SQLAlchemy URL of one of its databases."""
        return f"postgresql+psycopg://mars@/{database}?host={self.folder}"

    def create(self, database: str, template: str = "template0") -> None:
        """Make a database as a copy of another one that nobody is using."""
        self._execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')

    def drop(self, database: str) -> None:
        """Remove a database, whoever still uses it."""
        self._execute(f'DROP DATABASE "{database}" WITH (FORCE)')

    def rows(self, database: str, tables: Iterable[str]) -> dict[str, bytes]:
        """Every row of those of these tables that have any, for `put`."""
        found = {}
        with self._keep_open(database).cursor() as cursor:
            for table in tables:
                with cursor.copy(f'COPY "{table}" TO STDOUT'.encode()) as copy:
                    found[table] = b"".join(bytes(part) for part in copy)
        return {table: rows for table, rows in found.items() if rows}

    def put(self, database: str, tables: Iterable[str], rows: dict[str, bytes]) -> None:
        """Let these tables hold these rows alone: a hundredth of what a new database costs."""
        deletes = "; ".join(f'DELETE FROM "{table}"' for table in tables)
        with self._keep_open(database).cursor() as cursor:
            cursor.execute(deletes.encode())
            for table, content in rows.items():
                with cursor.copy(f'COPY "{table}" FROM STDIN'.encode()) as copy:
                    copy.write(content)

    def fill(
        self, database: str, table: str, columns: Iterable[str], rows: Iterable[Sequence[Any]]
    ) -> None:
        """Add rows to a table, in whatever order the tables come."""
        listed = ", ".join(f'"{column}"' for column in columns)
        command = f'COPY "{table}" ({listed}) FROM STDIN'.encode()
        with self._keep_open(database).cursor() as cursor, cursor.copy(command) as copy:
            for row in rows:
                copy.write_row(row)

    def end_of_log(self, database: str) -> str:
        """Where the write-ahead log ends: further on after every change."""
        found = self._keep_open(database).execute("SELECT pg_current_wal_insert_lsn()").fetchone()
        return str(found)

    def close(self) -> None:
        """Close the connections that were kept open."""
        while self._connections:
            self._connections.popitem()[1].close()

    def _execute(self, statement: str) -> None:
        self._keep_open("postgres").execute(statement.encode())

    def _keep_open(self, database: str) -> psycopg.Connection:
        """The one connection to a database: a new one has all to learn anew of its tables."""
        if database not in self._connections:
            self._connections[database] = psycopg.connect(
                host=str(self.folder),
                user="mars",
                dbname=database,
                autocommit=True,
                options="-c session_replication_role=replica -c lock_timeout=5s",  # in any order
            )
        return self._connections[database]


@contextmanager
def running(programs: Path) -> Iterator[Server]:
    """Start a server from PostgreSQL's programs; stop it and remove its files at the end."""
    # a short path, for a socket has to lie in it; in memory where pytest's own files are
    where = os.environ.get("PYTEST_DEBUG_TEMPROOT")
    folder = Path(tempfile.mkdtemp(prefix="mars-postgresql-", dir=where))
    identity = _identity()
    if identity:
        shutil.chown(folder, **identity)
    data = folder / "data"
    settings = " ".join(f"-c {option}" for option in OPTIONS)
    try:
        _run(
            identity,
            programs / "initdb",
            "--pgdata",
            data,
            "--username",
            "mars",
            "--auth",
            "trust",
            "--encoding",
            "UTF8",
            "--locale",
            "C",
            "--no-sync",
        )
        _run(
            identity,
            programs / "pg_ctl",
            "start",
            "--wait",
            "--pgdata",
            data,
            "--log",
            folder / "log",
            "--options",
            f"{settings} -k {folder}",
        )
        server = Server(folder)
        try:
            yield server
        finally:
            server.close()
            _run(identity, programs / "pg_ctl", "stop", "--pgdata", data, "--mode", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _identity() -> dict[str, Any]:
    """PostgreSQL refuses to run as root; its own user is there wherever its packages are."""
    return {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}


def _run(identity: dict[str, Any], *command: str | Path) -> None:
    # Not to a pipe: the server would keep it open and the wait for its end would never return.
    subprocess.run(
        command, check=True, cwd="/", stdout=subprocess.DEVNULL, env={"LC_ALL": "C"}, **identity
    )
