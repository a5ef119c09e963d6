"""The headers on every answer: pages, redirects, faults, static files. All are constants."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

Headers = list[tuple[str, str]]
CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
    )
)
ALWAYS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
}
HTTPS_ONLY = ("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
NOT_KEPT = ("Cache-Control", "no-store")
STATIC = "/static/"

_SET_HERE = {name.lower() for name in (*ALWAYS, HTTPS_ONLY[0], "Server")}


def init_app(app: Flask) -> None:
    """Say of every page that htmx gets another answer than a browser that asks for the page."""

    @app.after_request
    def _vary(response: Response) -> Response:
        response.vary.add("HX-Request")
        return response


def put_on_everything(app: Flask, *, secure: bool) -> None:
    """Put the headers around all that answers: Flask, static files, a host that is not ours.

    `secure`: whether the site is served over https, and may ask to be never asked otherwise.
    """
    inner = app.wsgi_app
    constant = always(secure=secure)

    def outer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        may_keep = environ.get("PATH_INFO", "").startswith(STATIC)

        def start(status: str, headers: Headers, exc_info: Any = None) -> Any:
            dropped = _SET_HERE
            added = constant
            if not (may_keep and status[:3] in {"200", "206", "304"}):
                dropped = _SET_HERE | {"cache-control"}
                added = [*constant, NOT_KEPT]
            own = [pair for pair in headers if pair[0].lower() not in dropped]
            return start_response(status, own + added, exc_info)

        return inner(environ, start)

    app.wsgi_app = outer  # type: ignore[method-assign]


def always(*, secure: bool) -> Headers:
    """The constant headers, as a list of names and values."""
    return [*ALWAYS.items(), *([HTTPS_ONLY] if secure else [])]
