"""smtplib with a limit on every wait: for a byte, and for a whole reply. Knows no letter."""

import smtplib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

TIMEOUT_SECONDS = 30.0


class Server(smtplib.SMTP):
    """A mail server that gets so many seconds for a whole reply, however slowly it drips."""

    def getreply(self) -> tuple[int, bytes]:
        with _in_time(self.sock):
            return super().getreply()


class TlsServer(smtplib.SMTP_SSL):
    """The same, spoken to over TLS from the first byte."""

    def getreply(self) -> tuple[int, bytes]:
        with _in_time(self.sock):
            return super().getreply()


def send_at_once(server: smtplib.SMTP) -> None:
    """Let the final dot leave without waiting for the body's receipt: it saves 40 ms a letter."""
    if server.sock is not None:
        server.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


@contextmanager
def _in_time(sock: socket.socket | None) -> Iterator[None]:
    """Cut the connection if the block is not done within TIMEOUT_SECONDS."""

    def cut() -> None:
        if sock is not None:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    watch = threading.Timer(TIMEOUT_SECONDS, cut)
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()
