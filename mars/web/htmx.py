"""The only place that knows htmx: whether a fragment is wanted, and how to lead the browser on."""

from typing import Any

from flask import Flask, Response, request
from htmx_flask import Htmx, make_response

_htmx = Htmx()


def init_app(app: Flask) -> None:
    """Let requests answer whether htmx made them."""
    _htmx.init_app(app)


def wants_fragment() -> bool:
    """Whether htmx asked for a part of the page: not boosted, not restoring history."""
    asked: Any = getattr(request, "htmx")  # noqa: B009 - set by a library without types
    return bool(asked and not asked.boosted and not asked.history_restore_request)


def is_asked_by_itself() -> bool:
    """Whether the page asked on its own, with nobody there who touched it: a list that keeps fresh.

    Its element says so with data-hx-headers='{"MARS-By-Itself": "yes"}'.
    """
    return bool(request.headers.get("MARS-By-Itself"))


def lead_to(address: str) -> Response:
    """Make htmx load another page, whole."""
    response: Response = make_response("", 204, redirect=address)
    return response
