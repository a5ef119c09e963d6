"""The log: one line of JSON for each thing that happened, to standard error.

Of a sentence of ours it writes the words; of another library's only the constant it is made of and
where it stands; of a fault its kind and where it came by, never what it says or holds (but for
the sentence about a wrong setting). So nothing that somebody typed, no token, no address and no
value of a statement can come into it.
"""

import json
import logging
import sys
import threading
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from mars.domain.errors import SettingError

OURS = "mars."
"""Loggers of our modules; “mars” alone is Flask's own, which would write addresses."""
FACTS = "facts"
"""`log.info("…", extra={FACTS: {…}})` adds these to the line: ids, counts, words of ours."""
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
            line["fault"] = _fault(record.exc_info[1])
        return json.dumps(line)


def start(stream: TextIO | None = None) -> None:
    """Send every log of this process through one formatter, to standard error by default."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name, level in QUIET.items():
        logging.getLogger(name).setLevel(level)
    logging.captureWarnings(True)
    sys.excepthook = _on_fault
    threading.excepthook = _on_fault_of_thread


def _said(record: logging.LogRecord) -> str:
    """Our own sentence; of others what cannot hold a value: the text before its arguments."""
    if record.name.startswith(OURS):
        return record.getMessage()
    place = f"{record.module}:{record.lineno}"
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
