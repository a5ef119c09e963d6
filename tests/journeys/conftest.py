"""A real server, a real mailbox and a real browser that tolerates no fault in the console."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, ConsoleMessage, Request
from werkzeug.serving import make_server

from maintain import machine
from tests import mailbox as smtp
from tests.conftest import lack
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
    """MARS on a fresh SQLite database, with its mail going to `mailbox`."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        url = f"http://127.0.0.1:{door.getsockname()[1]}"
        settings = make_settings(
            tmp_path,
            MARS_BASE_URL=url,
            MARS_DATABASE_URL=sqlite_url,
            MARS_MAIL_HOST="127.0.0.1",
            MARS_MAIL_PORT=str(mailbox.port),
        )
        with started(settings) as app, _serving(app, door):
            yield LiveServer(app, url)


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
def context(context: BrowserContext, live_server: LiveServer) -> Iterator[BrowserContext]:
    """A browser's window: fails the test that asks another host or prints a fault."""
    faults: list[str] = []

    def note_request(request: Request) -> None:
        if not request.url.startswith((live_server.url, "data:", "blob:")):
            faults.append(f"asked another host: {request.url}")

    def note_message(message: ConsoleMessage) -> None:
        # Chromium prints a line for every refused form, which is how a form should be refused.
        if message.type in {"error", "warning"} and "status of 422" not in message.text:
            faults.append(message.text)

    context.on("request", note_request)
    context.on("console", note_message)
    context.on("weberror", lambda fault: faults.append(str(fault.error)))
    yield context
    assert not faults, faults


@contextmanager
def _serving(app: Flask, door: socket.socket) -> Iterator[None]:
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
