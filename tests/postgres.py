"""A throw-away PostgreSQL server for the tests. Knows nothing of MARS."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
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
    "shared_buffers=32MB",
)


class Server:
    """One running server, listening on a socket file in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

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
        with self._open(database) as connection, connection.cursor() as cursor:
            for table in tables:
                with cursor.copy(f'COPY "{table}" TO STDOUT'.encode()) as copy:
                    found[table] = b"".join(bytes(part) for part in copy)
        return {table: rows for table, rows in found.items() if rows}

    def put(self, database: str, tables: Iterable[str], rows: dict[str, bytes]) -> None:
        """Let these tables hold these rows alone: a tenth of what a new database costs."""
        deletes = "; ".join(f'DELETE FROM "{table}"' for table in tables)
        with self._open(database) as connection, connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")  # in whatever order
            cursor.execute("SET lock_timeout = '5s'")
            cursor.execute(deletes.encode())
            for table, content in rows.items():
                with cursor.copy(f'COPY "{table}" FROM STDIN'.encode()) as copy:
                    copy.write(content)

    def _execute(self, statement: str) -> None:
        with self._open("postgres") as connection:
            connection.execute(statement.encode())

    def _open(self, database: str) -> psycopg.Connection:
        return psycopg.connect(host=str(self.folder), user="mars", dbname=database, autocommit=True)


@contextmanager
def running(programs: Path) -> Iterator[Server]:
    """Start a server from PostgreSQL's programs; stop it and remove its files at the end."""
    folder = Path(tempfile.mkdtemp(prefix="mars-postgresql-"))
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
        try:
            yield Server(folder)
        finally:
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
