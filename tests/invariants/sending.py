"""A request straight to the application, and its answer as a value: no browser, nothing kept.

For the tests that ask thousands of times, where a test client takes longer than the question.
"""

from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from flask import Flask

from tests.invariants.filling import Sent


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: list[tuple[str, str]]
    text: str

    def header(self, name: str) -> str:
        """The header's value, or nothing."""
        return dict(self.headers).get(name, "")


def send(app: Flask, method: str, path: str, cookie: str, sent: Sent | None = None) -> Answer:
    """The answer to a GET, or to a POST of these fields, with this cookie."""
    body = urlencode(sent or {}, doseq=True).encode()
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "localhost",
        "HTTP_COOKIE": cookie,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
        "wsgi.errors": BytesIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    if sent:
        environ["CONTENT_TYPE"] = "application/x-www-form-urlencoded"
    status, headers, content = ask(app, environ)
    return Answer(status, headers, content.decode())


def ask(app: Flask, environ: dict[str, Any]) -> tuple[int, list[tuple[str, str]], bytes]:
    """Status, headers and body of the answer to what a web server would hand over."""
    told: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]], *_: object) -> Any:
        told[:] = [status, headers]
        return lambda data: None

    parts = app.wsgi_app(environ, start)
    try:
        body = b"".join(parts)
    finally:
        getattr(parts, "close", lambda: None)()
    return int(told[0].split()[0]), told[1], body
