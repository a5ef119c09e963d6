"""A connection to PostgreSQL that gives up on a server that is there but answers nothing.

The server's own time limits do not count while it hangs, and the network sees nothing wrong then.
"""

import time
from typing import Any

import psycopg

CONNECT_SECONDS = 3
STATEMENT_SECONDS = 15
LOCK_SECONDS = 8
IDLE_SECONDS = 60
ANSWER_SECONDS = 20.0
"""Longer than any statement may take: only a server that hangs keeps somebody waiting so long."""
REST_SECONDS = 2.0
"""After a server did not let MARS in nobody else waits for it: visitors hear at once."""

PARAMETERS: dict[str, Any] = {
    "connect_timeout": CONNECT_SECONDS,
    "tcp_user_timeout": int(ANSWER_SECONDS * 1000),
    "options": f"-c statement_timeout={STATEMENT_SECONDS}s -c lock_timeout={LOCK_SECONDS}s "
    f"-c idle_in_transaction_session_timeout={IDLE_SECONDS}s",
}


class Connection(psycopg.Connection[Any]):
    """A connection on which nobody waits for ever."""

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Let the driver wait for the server. Raises OperationalError, closed, if it hangs."""
        try:
            return super().wait(gen, interval, ANSWER_SECONDS if timeout is None else timeout)
        except psycopg.OperationalError as fault:
            if fault.sqlstate is None:  # no word of the server: nobody knows what it still does
                self.close()
            raise


class Entrance:
    """Opens connections to one server."""

    def __init__(self) -> None:
        self._closed_until = 0.0

    def connect(self, *arguments: Any, **parameters: Any) -> Connection:
        """A new connection. Raises OperationalError, at once if one was refused just before."""
        if time.monotonic() < self._closed_until:
            raise psycopg.OperationalError("the server did not let MARS in a moment ago")
        try:
            return Connection.connect(*arguments, **parameters)
        except psycopg.OperationalError:
            self._closed_until = time.monotonic() + REST_SECONDS
            raise
