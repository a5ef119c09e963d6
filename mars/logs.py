"""The log: one line of JSON for each thing that happened, to standard error.

Of a sentence of ours it writes the words; of another library's only the constant it is made of, its
numbers and where it stands, once a minute; of a fault its kind and where it came by, never what it
says or holds (but for the sentence about a wrong setting). So nothing that somebody typed, no
token, no address and no value of a statement can come into it.
"""

import json
import logging
import math
import sys
import threading
import time
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from mars import outages
from mars.domain.errors import SettingError

OURS = "mars."
"""Loggers of our modules; “mars” alone is Flask's own, which would write addresses."""
FACTS = "facts"
"""`log.info("…", extra={FACTS: {…}})` adds these to the line: ids, counts, words of ours."""
SPARING: dict[str, Any] = {"sparing": True}
"""`extra=SPARING`: what may come by every request is written once a minute, and counted."""
SPARING_SECONDS = 60
PLACES_MOST = 12
CAUSES_MOST = 4
QUIET = {"huey": logging.WARNING, "sqlalchemy": logging.WARNING, "alembic": logging.WARNING}

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""The number of the request that is being answered."""

_HOUSE = Path(__file__).parent.parent
log = logging.getLogger(__name__)


class JsonLines(logging.Formatter):
    """Makes one line of a record."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON, without anything that came from outside."""
        moment = datetime.fromtimestamp(record.created, UTC)
        line: dict[str, Any] = {
            "time": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "said": _said(record),
        }
        if request_id.get():
            line["request"] = request_id.get()
        line |= getattr(record, FACTS, {})
        if record.exc_info and record.exc_info[1]:
            outage = outages.find(record.exc_info[1])
            line |= {"outage": outage} if outage else {"fault": _fault(record.exc_info[1])}
        return json.dumps(line)


class Sparing(logging.Filter):
    """Lets the same sentence through once a minute, with how often it was left out before."""

    def __init__(self) -> None:
        super().__init__()
        self._heard: dict[object, list[float]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether this one is written. Ours always is, unless it is marked as SPARING."""
        is_ours = record.name.startswith(OURS)
        if is_ours and not hasattr(record, "sparing"):
            return True
        said = record.getMessage() if is_ours else ""
        kept = self._heard.setdefault((record.pathname, record.lineno, said), [-math.inf, 0])
        if time.monotonic() - kept[0] < SPARING_SECONDS:
            kept[1] += 1
            return False
        if kept[1]:
            setattr(record, FACTS, {**getattr(record, FACTS, {}), "left_out": int(kept[1])})
        kept[:] = time.monotonic(), 0
        return True


def start(stream: TextIO | None = None, *, least: int = logging.INFO) -> None:
    """Send every log of this process through one formatter, to standard error by default.

    `least`: the level from which on something is written.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    handler.addFilter(Sparing())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(least)
    for name, level in QUIET.items():
        logging.getLogger(name).setLevel(level)
    logging.captureWarnings(True)
    sys.excepthook = _on_fault
    threading.excepthook = _on_fault_of_thread


def _said(record: logging.LogRecord) -> str:
    """Our own sentence; of others what cannot hold a text: numbers, or what stands before them."""
    if record.name.startswith(OURS):
        return record.getMessage()
    place = f"{record.module}:{record.lineno}"
    if isinstance(record.args, tuple) and all(type(given) is int for given in record.args):
        return f"{record.getMessage()} ({place})" if record.args else place
    return f"{record.msg} ({place})" if record.args and isinstance(record.msg, str) else place


def _fault(fault: BaseException) -> list[dict[str, Any]]:
    """The fault and what caused it, the last first."""
    found: list[dict[str, Any]] = []
    now: BaseException | None = fault
    while now is not None and len(found) < CAUSES_MOST:
        kind = type(now)
        found.append(
            {"kind": f"{kind.__module__}.{kind.__qualname__}", "at": _places(now.__traceback__)}
        )
        now = now.__cause__ or now.__context__
    return found


def _places(traceback: TracebackType | None) -> list[str]:
    """File, line and function of the last steps; no line of code and no path of this machine."""
    places = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        places.append(f"{_short(code.co_filename)}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    return places[-PLACES_MOST:]


def _short(name: str) -> str:
    path = Path(name)
    if "site-packages" in path.parts:
        return "/".join(path.parts[path.parts.index("site-packages") + 1 :])
    return path.relative_to(_HOUSE).as_posix() if path.is_relative_to(_HOUSE) else path.name


def _on_fault(_: type[BaseException], fault: BaseException, __: TracebackType | None) -> None:
    if isinstance(fault, SettingError):
        log.critical("MARS did not start. %s", fault)
    else:
        log.critical("a process ended by a fault", exc_info=fault)


def _on_fault_of_thread(given: threading.ExceptHookArgs) -> None:
    log.critical("a thread ended by a fault", exc_info=given.exc_value)
