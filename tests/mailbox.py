"""A real SMTP server for the tests, which keeps what it is given. Knows nothing of MARS."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Mailbox:
    """Every letter accepted so far, oldest first."""

    def __init__(self) -> None:
        self.port = _free_port()
        self.letters: list[EmailMessage] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  (aiosmtpd's name)
        """Keep one letter; called by the server's own thread."""
        content = envelope.content
        assert isinstance(content, bytes)
        self.letters.append(message_from_bytes(content, policy=policy.default))
        return "250 OK"

    def sent_to(self, address: str) -> list[EmailMessage]:
        """The letters to one address, oldest first."""
        return [letter for letter in self.letters if address in str(letter["To"])]


@contextmanager
def listening() -> Iterator[Mailbox]:
    """A mailbox that listens on its port of 127.0.0.1 until the end of the block."""
    mailbox = Mailbox()
    controller = Controller(mailbox, hostname="127.0.0.1", port=mailbox.port)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
    return port
