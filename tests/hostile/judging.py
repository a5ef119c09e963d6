"""Sends hostile requests to MARS in this process and judges each answer, each from the same start.

A request that changed anything is undone before the next, so that each number stands for itself.
"""

import logging
import re
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

from flask import Flask

from mars import clock
from mars.post import heartbeat
from tests.hostile import payloads
from tests.hostile.grounds import Ground
from tests.hostile.making import Hostile, Maker
from tests.invariants import rehearsed, sending

SECONDS = 2.0
PATIENCE = 30
"""After so many seconds a request is ended by force."""
KEPT = 50
"""So many faults are kept, however many there are."""
HEADERS = {
    "Content-Security-Policy": re.compile(
        r"default-src 'none'; script-src 'self'; style-src 'self'; .*frame-ancestors 'none'; .*"
    ),
    "X-Content-Type-Options": re.compile("nosniff"),
    "X-Frame-Options": re.compile("DENY"),
    "Cross-Origin-Opener-Policy": re.compile("same-origin"),
    "Cross-Origin-Embedder-Policy": re.compile("require-corp"),
    "Cross-Origin-Resource-Policy": re.compile("same-origin"),
    "Permissions-Policy": re.compile(".+"),
    "Referrer-Policy": re.compile("same-origin"),
}
INSIDE = re.compile(
    rb"Traceback \(most recent|File \"/|site-packages|sqlalchemy|sqlite3?\.|psycopg|werkzeug"
    rb"|jinja2|/mars/[a-z_]+\.py"
)
OWN_PAGE = re.compile(r"(?:http://localhost)?/(?![/\\])")
LIVE = re.compile(rb"<(?:[a-z][^\s>]*)(?:[^>\"']|\"[^\"]*\"|'[^']*')*>", re.IGNORECASE)
QUOTED = re.compile(rb"(?:value|title)=(?:\"[^\"]*\"|'[^']*')")
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    seconds: float
    logged: str

    def header(self, name: str) -> str:
        """The header's value, or nothing."""
        return dict(self.headers).get(name, "")


@dataclass
class Report:
    """What many requests came to. Keeps the first faults only, however many there are."""

    requests: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    kept: list[str] = field(default_factory=list)
    faults: int = 0
    slowest: float = 0.0
    changed: int = 0

    def note(self, faults: list[str]) -> None:
        """Count these faults."""
        self.faults += len(faults)
        self.kept += faults[: max(0, KEPT - len(self.kept))]

    def add(self, other: "Report") -> None:
        """Count what another came to as well."""
        self.requests += other.requests
        self.statuses += other.statuses
        self.faults += other.faults
        self.kept += other.kept[: max(0, KEPT - len(self.kept))]
        self.slowest = max(self.slowest, other.slowest)
        self.changed += other.changed


class Court:
    """One application on one database, which is put back whenever a request changed it."""

    def __init__(self, app: Flask, ground: Ground, maker: Maker) -> None:
        self.app, self.ground, self.maker = app, ground, maker
        self.report = Report()
        self.born = clock.now()
        with app.app_context():
            heartbeat.beat()  # a sender is at work, or MARS says that it is not ready
            ground.keep()
            self.digest = rehearsed.digest()

    def try_number(self, number: int) -> None:
        """Send request `number`, see where it leads, and send it once more if it did something."""
        made = self.maker.make(number)
        self._stop_clock(self.born)
        reply = self._send(made)
        faults = self._judge(made, reply)
        if reply.status == 303 and not faults:
            faults += self._follow(made, reply)
            if number % 3 == 0:
                again = self._send(made)
                faults += [f"sent again: {fault}" for fault in self._judge(made, again, again=True)]
        self._put_back()
        self.report.note([f"seed {self.maker.seed}, {fault}" for fault in faults])

    def _follow(self, made: Hostile, reply: Reply) -> list[str]:
        """Look at the page that a good form led to."""
        parts = urlsplit(reply.header("Location"))
        there = Hostile(
            made.number, made.who, "", "GET", parts.path or "/", query=parts.query,
            cookie=_new_cookie(reply) or made.cookie, said=("after the form", *made.said),
        )  # fmt: skip
        return self._judge(there, self._send(there), again=True)

    def _send(self, made: Hostile) -> Reply:
        reply = call(self.app, made)
        self.report.requests += 1
        self.report.statuses[reply.status] += 1
        self.report.slowest = max(self.report.slowest, reply.seconds)
        return reply

    def _judge(self, made: Hostile, reply: Reply, *, again: bool = False) -> list[str]:
        found = list(faults_in(made, reply))
        if reply.seconds > SECONDS and call(self.app, made).seconds > SECONDS:
            found.append(f"took {reply.seconds:.1f} s")
        if not again and self.ground.is_changed():
            self.report.changed += 1
            if reply.status >= 400 or made.method in SAFE:
                with self.app.app_context():
                    if rehearsed.digest() != self.digest:
                        found.append("changed the database")
        return [f"{fault} ({reply.status}): {made}{reply.logged}" for fault in found]

    def _put_back(self) -> None:
        if self.ground.is_changed():
            with self.app.app_context():
                self.ground.put_back()

    @staticmethod
    def _stop_clock(moment: datetime) -> None:
        """Let it be the moment of the beginning, so that nobody is signed out on the way."""
        clock.set_ahead(clock.ahead() + (moment - clock.now()))


def faults_in(made: Hostile, reply: Reply) -> Iterator[str]:
    """What is wrong with the answer, whatever was asked."""
    if reply.status >= 500:
        yield "a fault of our own"
    for name, pattern in HEADERS.items():
        if not pattern.fullmatch(reply.header(name)):
            yield f"{name} is “{reply.header(name)}”"
    if "no-store" not in reply.header("Cache-Control") and made.endpoint != "static":
        yield "may be cached"
    if INSIDE.search(reply.body) and not made.path.startswith("/static/"):
        yield "tells of the inside"
    for name, value in reply.headers:
        if payloads.WORD in name.lower() + value.lower() and name != "Set-Cookie":
            yield f"{name} is “{value[:200]}”"
    place = reply.header("Location")
    if place and not OWN_PAGE.match(place):
        yield f"leads to “{place[:200]}”"
    if payloads.WORD.encode() in reply.body and "html" in reply.header("Content-Type"):
        for tag in LIVE.findall(reply.body):
            if payloads.WORD.encode() in QUOTED.sub(b"", tag):
                yield f"shows {tag[:200]!r}"


def call(app: Flask, made: Hostile) -> Reply:
    """The application's answer to one request."""
    begun = time.perf_counter()
    with _listening() as lines, _ended_by_force():
        status, headers, body = sending.ask(app, _environ(made))
    seconds = time.perf_counter() - begun
    return Reply(status, tuple(headers), body, seconds, "".join(lines))


def _environ(made: Hostile) -> dict[str, Any]:
    length = str(len(made.body)) if made.length is None else made.length
    environ: dict[str, Any] = {
        "REQUEST_METHOD": made.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(made.path).decode("latin-1"),
        "QUERY_STRING": made.query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "192.0.2.7",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(made.body),
        "wsgi.errors": BytesIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in made.headers:
        environ[f"HTTP_{name.upper().replace('-', '_')}"] = value
    environ["HTTP_HOST"] = made.host
    if made.cookie:
        environ["HTTP_COOKIE"] = made.cookie
    if made.kind or made.body:
        environ["CONTENT_TYPE"] = made.kind
    if made.is_chunked:
        environ |= {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
    elif made.body or made.length is not None:
        environ["CONTENT_LENGTH"] = length
    return environ


def _new_cookie(reply: Reply) -> str:
    return next((v.partition(";")[0] for k, v in reply.headers if k == "Set-Cookie"), "")


class _Ear(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append("\n" + self.format(record)[-3000:])


@contextmanager
def _listening() -> Iterator[list[str]]:
    """What MARS logs as an error, to go with the fault that is found."""
    ear, root = _Ear(), logging.getLogger()
    root.addHandler(ear)
    try:
        yield ear.lines
    finally:
        root.removeHandler(ear)


@contextmanager
def _ended_by_force() -> Iterator[None]:
    def end(*_: object) -> None:
        raise TimeoutError(f"not ended after {PATIENCE} s")

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
