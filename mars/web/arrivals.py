"""Each request from its arrival to its answer: gives it a number, and writes one line to the log.

Knows the endpoint, never the address: an address can hold a token.
"""

import logging
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, g, request

from mars import logs
from mars.keys import current_keys

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

Headers = list[tuple[str, str]]
HEADER = "X-Request-ID"
ARRIVAL = "mars.arrival"
_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_FAULT = b"Sorry, something went wrong in MARS. Try again in a few minutes.\n"
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Arrival:
    """A request under way: its number and, once they are found out, what it asks for and who."""

    id: str
    endpoint: str = ""
    actor: str = ""
    status: int = 0


def current_id() -> str:
    """The number of this request; it is in its line of the log and in its answer's header."""
    arrival = request.environ.get(ARRIVAL)
    return arrival.id if isinstance(arrival, Arrival) else ""


def init_app(app: Flask) -> None:
    """Note who asked for what, once the door and the page are done with the request."""

    @app.after_request
    def _note(response: Response) -> Response:
        arrival = request.environ.get(ARRIVAL)
        if isinstance(arrival, Arrival) and log.isEnabledFor(logging.INFO):
            arrival.endpoint = request.endpoint or ""
            actor = g.get("actor")
            arrival.actor = current_keys().pseudonym(actor.id) if actor else ""
        return response


def watch(app: Flask, proxy: str | None) -> None:
    """Put this around all that answers, static files and the trust in the proxy included."""
    inner = app.wsgi_app

    def outer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        arrival = environ[ARRIVAL] = Arrival(_number(environ, proxy))
        token = logs.request_id.set(arrival.id)
        begun = perf_counter()

        def start(status: str, headers: Headers, exc_info: Any = None) -> Any:
            arrival.status = int(status[:3])
            return start_response(status, [*headers, (HEADER, arrival.id)], exc_info)

        try:
            return inner(environ, start)
        except Exception as fault:  # a fault outside of Flask's own care
            if app.testing:
                raise
            log.error("fault before or after the page", exc_info=fault)
            start("500 Internal Server Error", [("Content-Type", "text/plain; charset=utf-8")])
            return [_FAULT]
        finally:
            _write(environ, arrival, begun)
            logs.request_id.reset(token)

    app.wsgi_app = outer  # type: ignore[method-assign]


def _number(environ: "WSGIEnvironment", proxy: str | None) -> str:
    """A new number; the one sent along if the trusted proxy sends it, in plain letters."""
    given = str(environ.get("HTTP_X_REQUEST_ID", ""))
    if proxy is not None and environ.get("REMOTE_ADDR") == proxy and _ID.fullmatch(given):
        return given
    return secrets.token_hex(8)


def _write(environ: "WSGIEnvironment", arrival: Arrival, begun: float) -> None:
    if not log.isEnabledFor(logging.INFO):
        return
    facts = {
        "method": environ["REQUEST_METHOD"] if environ["REQUEST_METHOD"] in _METHODS else "other",
        "endpoint": arrival.endpoint,
        "status": arrival.status,
        "ms": round((perf_counter() - begun) * 1000, 1),
    }
    if arrival.actor:
        facts["actor"] = arrival.actor
    log.info("answered", extra={logs.FACTS: facts})


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
