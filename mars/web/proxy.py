"""Who is really asking when a proxy stands in front: believes the one that the settings name."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask, current_app, request
from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

BY_PROXY = "mars.by_proxy"
"""Set before the visitor's address takes the place of the proxy's. No header can set it."""


def trust(app: Flask, proxy: str | None) -> None:
    """Take the visitor's address from X-Forwarded-For, but only when `proxy` sends it.

    Host and scheme are never taken from a header: they stand in MARS_BASE_URL.
    """
    if proxy is None:
        return
    plain = app.wsgi_app
    believing = ProxyFix(plain, x_for=1, x_proto=0, x_host=0, x_port=0, x_prefix=0)

    def choose(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        by_proxy = environ.get("REMOTE_ADDR") == proxy
        environ[BY_PROXY] = by_proxy
        return (believing if by_proxy else plain)(environ, start_response)

    app.wsgi_app = choose  # type: ignore[method-assign]


def is_between() -> bool:
    """Whether this request comes from the trusted proxy itself."""
    return bool(request.environ.get(BY_PROXY))


def vouched() -> str:
    """The address that the trusted proxy gives for whoever asks; "" if there is none to believe."""
    name = current_app.config["MARS"].sign_in_header
    return request.headers.get(name, "").strip().lower() if name and is_between() else ""
