"""Every fault gets a page: what happened, what was kept, what to do next. One table maps them."""

import logging
from collections.abc import Sequence
from math import ceil

from flask import Flask, g, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, SecurityError
from werkzeug.wrappers import Response

from mars import database, logs, outages
from mars.domain.errors import (
    ClosedLinkError,
    CutOffError,
    InvalidError,
    MarsError,
    NotAllowedError,
    NotFoundError,
    NotNowError,
    TooManyError,
    VisitOverError,
)
from mars.web import arrivals, gate, interrupted, repeats

log = logging.getLogger(__name__)

STATUS: dict[type[MarsError], int] = {
    NotFoundError: 404,
    ClosedLinkError: 404,
    NotAllowedError: 403,
    VisitOverError: 403,
    NotNowError: 409,
    InvalidError: 422,
    TooManyError: 429,
    CutOffError: 400,
}

PAGES: dict[int, tuple[str, tuple[str, ...]]] = {
    400: (
        "Something in the request was not right",
        ("MARS could not understand what your browser sent.", "Nothing was changed."),
    ),
    403: (
        "You cannot do this",
        ("This part is for other people.", "Nothing was changed."),
    ),
    404: (
        "Page not found",
        (
            "There is no such page, or it is not one that you can see.",
            "If you typed the address, check it.",
            "If you followed a link from an e-mail, the step it was for may be over.",
        ),
    ),
    405: ("This address cannot be used like that", ("Nothing was changed.",)),
    409: ("This step is not possible now", ("Nothing was changed.",)),
    413: ("That was too much text", ("Shorten it and send it again.", "Nothing was changed.")),
    422: ("Something needs changing", ("Nothing was changed.",)),
    429: ("Too many tries", ("Wait a while, then try again.", "Nothing was changed.")),
    500: (
        "Sorry, something went wrong in MARS",
        (
            "It is not your fault. What was saved before is still there.",
            "Try again in a few minutes. If it happens again, quote the number below.",
        ),
    ),
    503: (
        "MARS will be back soon",
        (
            "MARS cannot reach its records just now. What was saved before is still there.",
            "Try again in a minute. If it goes on, quote the number below.",
        ),
    ),
}

BACK_SECONDS = 30
"""After so long it is worth trying again."""

Answer = tuple[str, int] | tuple[str, int, dict[str, str]]

QUOTED = frozenset({400, 413})
"""Refusals of which a technician may be asked; every fault of ours (5xx) is quoted too."""

VISIT_OVER = "You were away for too long"
LINK_CLOSED = "This link does not open anything now"


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(MarsError, _mars_error)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(SecurityError, _foreign_host)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(SQLAlchemyError, _database_fault)
    app.register_error_handler(Exception, _fault)


def _mars_error(error: MarsError) -> Answer:
    status = STATUS[type(error)]
    if isinstance(error, ClosedLinkError):
        return _page(LINK_CLOSED, (error.sentence,), status, offer_link=True)
    if isinstance(error, VisitOverError):
        return _page(VISIT_OVER, (error.sentence,), status, offer_link=True)
    title = PAGES[status][0]
    kept = () if status == 404 else ("Nothing was changed.",)
    page = _page(title, (error.sentence, *kept), status)
    if isinstance(error, TooManyError):
        return *page, {"Retry-After": str(max(1, ceil(error.wait.total_seconds())))}
    return page


def _stale_form(_: CSRFError) -> Answer | Response:
    try:
        led = interrupted.keep_stale()
    except MarsError as over:
        return _mars_error(over)
    return led or _page(
        "This page was open for too long",
        (
            "For safety MARS could not take what you sent.",
            "Go back to the page before, load it again, and send it once more.",
            "Nothing was changed.",
        ),
        400,
    )


def _foreign_host(_: SecurityError) -> tuple[str, int, dict[str, str]]:
    """No page, since its links would have to name the host that was made up."""
    return "This is not the address of MARS.\n", 400, {"Content-Type": "text/plain; charset=utf-8"}


def _http_error(error: HTTPException) -> Answer:
    status = error.code if error.code in PAGES else 500 if (error.code or 500) >= 500 else 400
    title, sentences = PAGES[status]
    page = _page(title, sentences, error.code or 500)
    if isinstance(error, MethodNotAllowed):
        return *page, {"Allow": ", ".join(sorted(error.valid_methods or ()))}
    return page


def _fault(error: Exception) -> tuple[str, int]:
    log.error("fault in %s", request.endpoint, exc_info=error)
    title, sentences = PAGES[500]
    return _page(title, sentences, 500)


def _database_fault(error: SQLAlchemyError) -> Answer:
    """Back soon, if the database does not serve; what was sent can be sent once more."""
    outage = outages.find(error)
    if outage is None:
        return _fault(error)
    log.error("the database does not serve: %s", outage, extra=logs.SPARING)
    title, sentences = PAGES[503]
    again = list(request.form.items(multi=True)) if request.method == "POST" else []
    return *_page(title, sentences, 503, again=again), {"Retry-After": str(BACK_SECONDS)}


def _page(
    title: str,
    sentences: tuple[str, ...],
    status: int,
    *,
    offer_link: bool = False,
    again: Sequence[tuple[str, str]] = (),
) -> tuple[str, int]:
    database.let_go()
    next_links = [("Get a new link by e-mail", url_for("answers.lost"))] if offer_link else []
    if status == 429 and "instead" in g:
        next_links = [g.instead]
    page = render_template(
        "errors/page.html",
        title=title,
        sentences=sentences,
        next_links=next_links + _next_links(),
        typed=repeats.typed() if again or (status in {400, 409} and g.get("actor")) else (),
        again=again,
        here=gate.plain(request.path, request.args.items(multi=True)) if again else "",
        request_id=arrivals.current_id() if status >= 500 or status in QUOTED else None,
        # who comes by a link that opens nothing is nobody, whatever else their browser has opened
        **{"sign_out_url": None} if offer_link and not _is_staff() else {},
    )
    return page, status


def _next_links() -> list[tuple[str, str]]:
    """Where somebody can go on, as label and address."""
    if not _is_staff():
        return [("Read what reflective supervision is", url_for("guidance.index"))]
    start = ("Go to your start page", url_for("home.index"))
    seen = g.get("seen")
    if seen is None:
        return [start]
    return [("See where this request stands", url_for("requests.show", ref=seen.reference)), start]


def _is_staff() -> bool:
    actor = g.get("actor")
    return actor is not None and actor.is_staff
