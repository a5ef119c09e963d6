"""Watches what is committed: a change without an audit row in its transaction has no witness."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import g, has_request_context, request
from sqlalchemy import Connection, Engine, event

CHANGE = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)
WITNESS = "audit_entry"
UNWITNESSED = frozenset(
    {
        "beat",
        "outbox_letter",
        "outbox_pause",
        "code",
        "link",
        "try_count",
        "done_request",
        "asked_link",
        "kept_text",
        "kept_form",
        "alembic_version",
    }
)
"""What opens a door or goes out by mail tells its own story; what stands beside an edit, none."""


def while_served() -> bool:
    """Whether a request is being answered, not merely arranged by a test."""
    return has_request_context() and "request_id" in g


@contextmanager
def watching(applies: Callable[[], bool] = while_served) -> Iterator[list[str]]:
    """Collect, until the block ends, a sentence for each commit without the witness it needs.

    It reads the statements themselves, so that nothing written past the classes slips by.
    """
    found: list[str] = []
    changed: dict[int, set[str]] = {}

    def note(connection: Connection, cursor: Any, statement: str, *_: Any) -> None:
        table = CHANGE.match(statement)
        if table and (cursor.rowcount != 0 or "RETURNING" in statement):
            changed.setdefault(id(connection.connection.dbapi_connection), set()).add(table[1])

    def judge(connection: Connection) -> None:
        tables = changed.pop(id(connection.connection.dbapi_connection), set())
        bare = sorted(tables - UNWITNESSED - {WITNESS})
        if bare and WITNESS not in tables and applies():
            where = request.endpoint if has_request_context() else "outside a request"
            found.append(f"{where}: changed {', '.join(bare)} without an audit row")

    def forget(connection: Connection) -> None:
        changed.pop(id(connection.connection.dbapi_connection), None)

    listeners = (("after_cursor_execute", note), ("commit", judge), ("rollback", forget))
    for name, listener in listeners:
        event.listen(Engine, name, listener)
    try:
        yield found
    finally:
        for name, listener in listeners:
            event.remove(Engine, name, listener)
