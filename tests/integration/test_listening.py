"""The web server stays open: to newcomers when many are silent, to machines when all pages hang."""

import http.client
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import pytest
from flask import Flask

from mars.operating import listening

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
MOST = 20


@pytest.fixture
def port(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Where MARS listens, with few places."""
    monkeypatch.setattr(listening, "OPEN_MOST", MOST)
    page = app.view_functions["guidance.index"]
    app.view_functions["guidance.index"] = _hang
    app.test_client().get("/sign-in")  # its template is compiled by then
    server = listening.listen(app, "127.0.0.1", 0)

    def run() -> None:
        with suppress(OSError):  # the socket is closed under it in the end
            server.run()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield int(server.effective_port)
    finally:
        hanging.set()
        app.view_functions["guidance.index"] = page
        for dispatcher in (server.task_dispatcher, server.add_task.args[1]):
            dispatcher.shutdown(timeout=2)
        server.close()
        thread.join()
        for channel in list(server.active_channels.values()):
            channel.handle_close()


hanging = threading.Event()


def _hang() -> str:
    hanging.wait(20)
    return "at last"


def ask(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers={"Host": "localhost"})
        return connection.getresponse().status
    finally:
        connection.close()


def test_silent_connections_and_slow_ones_take_nobody_s_place(port: int) -> None:
    with ExitStack() as stack:
        for number in range(MOST * 6):
            silent = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            if number % 2:
                silent.sendall(b"GET / HTTP/1.1\r\nHost: local")

        assert ask(port, "/healthz") == 200
        assert ask(port, "/sign-in") == 200


def test_whether_it_is_alive_is_answered_while_every_page_hangs(port: int) -> None:
    hanging.clear()
    request = b"GET /guidance HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with ExitStack() as stack:
        for _ in range(listening.THREADS + 2):
            waiting = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            waiting.sendall(request)

        assert ask(port, "/healthz") == 200
        hanging.set()
        assert ask(port, "/sign-in") == 200
