"""A real server, a real mailbox and a real browser that tolerates no fault in the console."""

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, ConsoleMessage, Request
from werkzeug.serving import make_server

from maintain import machine
from mars import clock, database
from mars.post import engine
from mars.rehearsal import cast
from tests import mailbox as smtp
from tests.conftest import lack
from tests.invariants import crawling, rehearsed
from tests.journeys.people import Partnership
from tests.starting import make_settings, started

CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True, slots=True)
class LiveServer:
    """The application as it answers on a port of this machine."""

    app: Flask
    url: str


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the machine's own Chromium, and let it speak to nobody."""
    path = machine.chromium()
    if path is None:
        lack("Chromium")
    return {**browser_type_launch_args, "executable_path": path, "args": list(CHROMIUM_FLAGS)}


@pytest.fixture
def mailbox() -> Iterator[smtp.Mailbox]:
    """Where the letters of this test arrive."""
    with smtp.listening() as mailbox:
        yield mailbox


@pytest.fixture
def live_server(sqlite_url: str, mailbox: smtp.Mailbox, tmp_path: Path) -> Iterator[LiveServer]:
    """MARS with its sender, on a database that holds the fictional agencies and people."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        url = f"http://127.0.0.1:{door.getsockname()[1]}"
        settings = make_settings(
            tmp_path,
            MARS_BASE_URL=url,
            MARS_COUNCIL_NAME=cast.COUNCIL,
            MARS_DATABASE_URL=sqlite_url,
            MARS_MAIL_HOST="127.0.0.1",
            MARS_MAIL_PORT=str(mailbox.port),
            MARS_STAFF_DOMAINS=cast.COUNCIL_DOMAIN,
        )
        with started(settings) as app:
            clock.set_ahead(_next_morning() - clock.now())
            with app.test_request_context(), database.writing():
                cast.enter()
            with serving(app, door), _sending(app):
                yield LiveServer(app, url)


def _next_morning() -> datetime:
    """Ten o'clock on the next working day: letters that people wait for leave at once."""
    return clock.from_local(clock.add_working_days(clock.today(), 1), time(10))


@pytest.fixture(autouse=True)
def _todays_clock() -> Iterator[None]:
    """Put the clock back that a test moved."""
    yield
    clock.set_ahead(timedelta())


@pytest.fixture(scope="session")
def base_url() -> None:
    """No address for the whole run: every test has a server of its own."""


@pytest.fixture
def browser_context_args(
    browser_context_args: dict[str, Any], live_server: LiveServer
) -> dict[str, Any]:
    """Addresses in a test are paths of the live server."""
    return {**browser_context_args, "base_url": live_server.url, "locale": "en-GB"}


@pytest.fixture
def open_browser(
    new_context: Callable[..., BrowserContext], live_server: LiveServer
) -> Iterator[Callable[..., BrowserContext]]:
    """Opens a browser of its own for somebody; asking another host or printing a fault fails."""
    faults: list[str] = []

    def note_request(request: Request) -> None:
        if not request.url.startswith((live_server.url, "data:", "blob:")):
            faults.append(f"asked another host: {request.url}")

    def note_message(message: ConsoleMessage) -> None:
        # Chromium prints a line for every answer that is not a page as hoped for, and that is how
        # a form is refused (422) and a link that is spent (404) or a step that is over (409).
        refused = re.search(r"status of (403|404|409|422)", message.text)
        if message.type in {"error", "warning"} and not refused:
            faults.append(message.text)

    def opened(**options: Any) -> BrowserContext:
        context = new_context(**options)
        context.set_default_timeout(15_000)
        context.on("request", note_request)
        context.on("console", note_message)
        context.on("weberror", lambda fault: faults.append(str(fault.error)))
        return context

    yield opened
    assert not faults, faults


@pytest.fixture
def context(open_browser: Callable[..., BrowserContext]) -> BrowserContext:
    """One browser."""
    return open_browser()


@pytest.fixture
def partnership(context: BrowserContext, mailbox: smtp.Mailbox) -> Partnership:
    """The people of the fictional partnership at their browser."""
    return Partnership(context, mailbox)


@pytest.fixture(scope="session")
def rehearsal(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """The folder of the rehearsed partnership, played once for all processes of this run."""
    shared = _shared(tmp_path_factory)
    folder = shared / "rehearsed"
    rehearsed.once(shared, "stories", lambda: rehearsed.rehearse(folder, sqlite_template))
    return folder


@pytest.fixture(scope="session")
def crawled(tmp_path_factory: pytest.TempPathFactory, rehearsal: Path) -> crawling.Crawled:
    """Everything that everybody found in it by following links."""

    def make() -> crawling.Crawled:
        with rehearsed.opened(rehearsal) as app:
            return crawling.crawl(app)

    return rehearsed.once(_shared(tmp_path_factory), "visits", make)


def _shared(factory: pytest.TempPathFactory) -> Path:
    own = factory.getbasetemp()
    return own.parent if own.name.startswith("popen-") else own


@contextmanager
def _sending(app: Flask) -> Iterator[None]:
    engine.start(app)
    try:
        yield
    finally:
        engine.stop()


@contextmanager
def serving(app: Callable[..., Any], door: socket.socket) -> Iterator[None]:
    """Answer at this door until the block ends."""
    host, port = door.getsockname()
    server = make_server(host, port, app, threaded=True, fd=door.fileno())
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
