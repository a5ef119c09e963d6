"""A real SMTP server that can be told to refuse, to put off, to hang up or to fall silent.

A mood holds for the next conversations until it is changed. Knows nothing of MARS.
"""

import asyncio
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult


class Moods:
    """What the server will say at each stage, and what it was given. None: all is well."""

    def __init__(self) -> None:
        self.at_mail: str | None = None
        self.at_rcpt: str | None = None
        self.at_data: str | None = None
        self.after_dot: str | None = None
        self.hang_up_before_dot = False
        self.hang_up_after_dot = False
        self.hang_up_at_quit = False
        self.silent = False
        self.greeting: str | None = None
        self.byte_by_byte = False
        self.dripping = False
        self.hang_up_at_greeting = False
        self.hung_up = threading.Event()
        self.letters: list[EmailMessage] = []
        self.conversations = 0
        self.port = _free_port()

    def copies(self) -> list[int]:
        """How often each letter was taken, by its Message-ID."""
        return sorted(Counter(str(letter["Message-ID"]) for letter in self.letters).values())

    def keep(self, content: bytes) -> None:
        """Take a letter in."""
        self.letters.append(message_from_bytes(content, policy=policy.default))


class Moody(SMTP):
    """The conversation, following the moods. The names of the commands are aiosmtpd's."""

    moods: Moods

    async def push(self, status: Any) -> None:
        line = status if isinstance(status, bytes) else str(status).encode("ascii")
        if line.startswith(b"220 "):
            if self.moods.hang_up_at_greeting:
                self._hang_up()
                return
            line = self.moods.greeting.encode() if self.moods.greeting else line
        while self.moods.dripping and line == b"250 taken":
            await self._write(b"250-wait\r\n")
            await asyncio.sleep(0.02)
        size = 1 if self.moods.byte_by_byte else len(line) + 2
        line += b"\r\n"
        for start in range(0, len(line), size):
            await self._write(line[start : start + size])

    async def _write(self, piece: bytes) -> None:
        self._writer.write(piece)
        await self._writer.drain()

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802
        if self.moods.silent:
            await self._reader.read()
        elif self.moods.at_mail:
            await self.push(self.moods.at_mail)
        else:
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802
        if self.moods.at_rcpt:
            await self.push(self.moods.at_rcpt)
        else:
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802
        if self.moods.at_data:
            await self.push(self.moods.at_data)
            return
        await self.push("354 go ahead")
        if self.moods.hang_up_before_dot:
            await self._reader.readline()
            self._hang_up()
            return
        content = await self._read_letter()
        if content is None:
            return
        if self.moods.after_dot:
            await self.push(self.moods.after_dot)
        else:
            self.moods.keep(content)
            if self.moods.hang_up_after_dot:
                self._hang_up()
            else:
                await self.push("250 taken")
        self._set_post_data_state()  # type: ignore[no-untyped-call]

    async def smtp_QUIT(self, arg: str | None) -> None:  # noqa: N802
        if self.moods.hang_up_at_quit:
            self._hang_up()
        else:
            await super().smtp_QUIT(arg)

    async def _read_letter(self) -> bytes | None:
        lines: list[bytes] = []
        while True:
            try:
                line = await self._reader.readuntil()
            except asyncio.IncompleteReadError:
                return None  # gone before the final dot: nothing was handed over
            if line == b".\r\n":
                return b"".join(lines)
            lines.append(line[1:] if line.startswith(b".") else line)

    def _hang_up(self) -> None:
        assert isinstance(self.transport, asyncio.WriteTransport)
        self.transport.abort()

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        self.loop.call_soon(self.moods.hung_up.set)


class _MoodyController(Controller):
    def __init__(self, moods: Moods, **options: Any) -> None:
        self.moods = moods
        super().__init__(object(), hostname="127.0.0.1", port=moods.port, **options)

    def factory(self) -> SMTP:
        self.moods.conversations += 1
        server = Moody(self.handler, **self.SMTP_kwargs)
        server.moods = self.moods
        return server


def refuse_everybody(*_: Any) -> AuthResult:
    """No password is right."""
    return AuthResult(success=False, handled=False)


@contextmanager
def serving(moods: Moods, **options: Any) -> Iterator[None]:
    """The server on its port of 127.0.0.1 until the end of the block. `options` are aiosmtpd's."""
    controller = _MoodyController(moods, **options)
    controller.start()
    moods.conversations = 0  # the first was the controller's own, to see that it listens
    try:
        yield
    finally:
        controller.stop()


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
    return port
