"""A real SMTP server for the tests, which keeps what it is given. Knows nothing of MARS."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

LINK, CODE = re.compile(r"https?://\S+"), re.compile(r"^\d{4} \d{4}$", re.MULTILINE)
PATIENCE = 20
"""So many seconds at most until a letter has come; a letter takes far less than one."""


class Mailbox:
    """Every letter accepted so far, oldest first."""

    def __init__(self) -> None:
        self.port = _free_port()
        self.letters: list[EmailMessage] = []
        self._read: list[tuple[str, str, EmailMessage]] = []
        self._taken: set[int] = set()
        self._arrived = threading.Condition()
        self._controller: Controller | None = None

    def open(self) -> None:
        """Listen on the port of 127.0.0.1."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def close(self) -> None:
        """Listen no more: whoever knocks is turned away."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  (aiosmtpd's name)
        """Keep one letter; called by the server's own thread."""
        content = envelope.content
        assert isinstance(content, bytes)
        letter = message_from_bytes(content, policy=policy.default)
        with self._arrived:
            self.letters.append(letter)
            self._read.append((str(letter["To"]), str(letter["Subject"]), letter))
            self._arrived.notify_all()
        return "250 OK"

    def sent_to(self, address: str) -> list[EmailMessage]:
        """The letters to one address, oldest first."""
        return [letter for to, _, letter in self._read if address in to]

    def take(self, address: str, about: str) -> EmailMessage:
        """The first letter to this address, with `about` in its subject, that nobody took before.

        Waits for it if it has not come yet; fails if it does not come.
        """

        def find() -> EmailMessage | None:
            return next(
                (
                    letter
                    for to, subject, letter in self._read
                    if address in to and about in subject and id(letter) not in self._taken
                ),
                None,
            )

        with self._arrived:
            found = self._arrived.wait_for(find, PATIENCE)
            subjects = [subject for to, subject, _ in self._read if address in to]
            assert found is not None, f"no letter “{about}” came to {address}, only {subjects}"
            self._taken.add(id(found))
            return found

    def wait_until(self, count: int) -> None:
        """Wait until at least `count` letters have come; fail if they do not."""
        with self._arrived:
            came = self._arrived.wait_for(lambda: len(self.letters) >= count, PATIENCE)
        assert came, f"{len(self.letters)} of {count} letters came"


def text_of(letter: EmailMessage) -> str:
    """What its reader reads."""
    body = letter.get_body(("plain",))
    assert body is not None
    content: str = body.get_content()
    return content.replace("\r\n", "\n")


def link_in(letter: EmailMessage) -> str:
    """The one link of a letter."""
    [link] = set(LINK.findall(text_of(letter)))
    return str(link)


def code_in(letter: EmailMessage) -> str:
    """The one code of a letter."""
    [code] = CODE.findall(text_of(letter))
    return str(code)


@contextmanager
def listening() -> Iterator[Mailbox]:
    """A mailbox that listens on its port of 127.0.0.1 until the end of the block."""
    mailbox = Mailbox()
    mailbox.open()
    try:
        yield mailbox
    finally:
        mailbox.close()


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
    return port
