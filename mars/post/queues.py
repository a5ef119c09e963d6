"""Huey fitted for MARS: messages that are plain JSON, threads that leave the signals alone.

The queue holds nothing but nudges, so that losing it loses nothing. Nobody waits inside the queue's
server for the next one (`blocking`), so that a worker can end at once.
"""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from huey import Huey, MemoryHuey, PostgresHuey, RedisHuey, SqliteHuey
from huey.consumer import Consumer
from huey.exceptions import ConfigurationError
from huey.registry import Message
from huey.serializer import Serializer
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from mars.domain.errors import SettingError

NAME = "mars"


class JsonSerializer(Serializer):  # type: ignore[misc]
    """Tasks as JSON: whoever can write to the queue still cannot run code."""

    def _serialize(self, data: Message) -> bytes:
        return json.dumps(data._asdict()).encode()

    def _deserialize(self, data: bytes) -> Message:
        return Message(**json.loads(data))


class Threads(Consumer):  # type: ignore[misc]
    """A consumer inside a process that handles its own signals."""

    def _set_signal_handlers(self) -> None:
        """The process that serves MARS has set them."""


def make_queue(queue_url: str | None, database: URL) -> Huey:
    """The queue at `queue_url`; without one, a file beside an SQLite database, else this process.

    Raises SettingError for a URL that is not sqlite:///, postgresql:// or redis://, and for Redis
    without its Python package.
    """
    url = database if queue_url is None else _parsed(queue_url)
    common: dict[str, Any] = {"name": NAME, "results": False, "serializer": JsonSerializer()}
    match url.get_backend_name():
        case "sqlite" if url.database and url.database != ":memory:":
            file = Path(url.database)
            beside = file.with_name(f"{file.stem}-queue.sqlite") if queue_url is None else file
            if beside.parent.is_dir():
                beside.touch(mode=0o600)
            return SqliteHuey(filename=str(beside), fsync=False, **common)
        case "postgresql" if queue_url is not None:
            return PostgresHuey(connection=_connecting(url), blocking=False, **common)
        case "redis" if queue_url is not None:
            return _on_redis(url=queue_url, blocking=False, **common)
        case "sqlite" | "postgresql":
            return MemoryHuey(**common)
        case _:
            raise SettingError(
                "MARS_QUEUE_URL must begin with sqlite:///, postgresql:// or redis://."
            )


def _connecting(url: URL) -> Callable[[], Any]:
    """Opens connections that wait for no dead server: the thread of a visitor nudges."""
    from mars import patience  # brings the driver with it

    dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return partial(patience.Entrance().connect, dsn, **patience.PARAMETERS)


def _on_redis(**options: Any) -> Huey:
    try:
        return RedisHuey(**options)
    except ConfigurationError as fault:
        raise SettingError(
            "MARS_QUEUE_URL is on Redis: install the Python package redis beside MARS."
        ) from fault


def _parsed(queue_url: str) -> URL:
    try:
        return make_url(queue_url)
    except ArgumentError as fault:
        raise SettingError("MARS_QUEUE_URL is not a URL.") from fault
