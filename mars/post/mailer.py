"""Flask-Mail with its gaps closed: verified TLS, a time limit, one recipient, every refusal told.

Knows how to speak to the mail server; never what a letter says or what becomes of it.
"""

import select
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

import flask_mail
from flask import current_app

from mars.config import Settings
from mars.domain.posting import Outcome
from mars.domain.refusing import ELSE, Stage, blame
from mars.post import servers
from mars.post.message import FrozenMessage

NOTHING = 0
GONE_WRONG = (smtplib.SMTPException, OSError, ValueError)


class NotSentError(Exception):
    """The server did not take the message: what came of it, and its code if it gave one."""

    def __init__(self, outcome: Outcome, code: int | None = None) -> None:
        super().__init__(outcome.value)
        self.outcome = outcome
        self.code = code


class WithdrawnError(Exception):
    """`may_go` said no: the message was abandoned before its final dot."""


class Connection(flask_mail.Connection):
    """A conversation with the mail server, opened when the first message needs it."""

    def __enter__(self) -> "Connection":
        """Nothing is opened yet."""
        self.host = None
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        """Say goodbye; what goes wrong after an acceptance is no failure."""
        if self.host is not None:
            with suppress(*GONE_WRONG):
                self.host.quit()
        self._drop()

    def configure_host(self) -> smtplib.SMTP:
        """A server greeted, over TLS with a verified certificate, and logged in to.

        Raises NotSentError (our fault) when any of that fails.
        """
        settings: Settings = current_app.config["MARS"]
        try:
            self.host = self._greet(settings)
            servers.send_at_once(self.host)
            if settings.mail_security == "starttls":
                self.host.starttls(context=_trust(settings))
            if settings.mail_username and settings.mail_password:
                self.host.login(settings.mail_username, settings.mail_password)
            else:
                self.host.ehlo_or_helo_if_needed()
        except GONE_WRONG as fault:
            self._drop()
            raise NotSentError(ELSE[Stage.LOGIN], getattr(fault, "smtp_code", None)) from fault
        return self.host

    def send(
        self, message: flask_mail.Message, envelope_from: str | tuple[str, str] | None = None
    ) -> None:
        """Hand one frozen message to its one recipient.

        Raises NotSentError with what came of it, WithdrawnError when it may not go, and whatever
        `may_go` raises; in the last two cases the final dot was never sent.
        """
        if not isinstance(message, FrozenMessage):
            raise TypeError("only a frozen message can be sent: queue the letter")
        host = self.host or self.configure_host()
        sent = False
        try:
            self._announce(host, message)
            self._hand_over(host, message)
            sent = True
        finally:
            if not sent:
                self._start_over()
        self.num_emails += 1

    def _greet(self, settings: Settings) -> smtplib.SMTP:
        where: Any = {
            "host": settings.mail_host,
            "port": settings.mail_port,
            "timeout": servers.TIMEOUT_SECONDS,
            "local_hostname": urlsplit(settings.base_url).hostname,
        }
        if settings.mail_security == "tls":
            return servers.TlsServer(**where, context=_trust(settings))
        return servers.Server(**where)

    def _announce(self, host: smtplib.SMTP, message: FrozenMessage) -> None:
        """MAIL, RCPT and DATA, up to the server's “go ahead”."""
        sender, (recipient,) = str(message.sender), message.recipients
        with self._losing(Outcome.LOST):
            self._check(host.mail(sender), 2, Stage.SENDER)
            self._check(host.rcpt(str(recipient)), 2, Stage.RECIPIENT)
            self._check(host.docmd("DATA"), 3, Stage.LETTER)

    def _hand_over(self, host: smtplib.SMTP, message: FrozenMessage) -> None:
        """The body, the last question, the final dot, the server's word."""
        with self._losing(Outcome.LOST):
            host.send(_dotted(message.as_bytes()))
        if not self._ask(message):
            self._drop()
            raise WithdrawnError
        with self._losing(Outcome.LOST):
            self._look_up(host)
        with self._losing(Outcome.UNCERTAIN):
            host.send(b".\r\n")
            reply = host.getreply()
            if not 200 <= reply[0] < 600:
                raise smtplib.SMTPServerDisconnected("no reply that can be read")
        self._check(reply, 2, Stage.LETTER)

    def _look_up(self, host: smtplib.SMTP) -> None:
        """A server that speaks or hangs up before the dot certainly did not take the message."""
        if host.sock is not None and select.select([host.sock], [], [], 0)[0]:
            self._check(host.getreply(), NOTHING, Stage.LETTER)

    def _ask(self, message: FrozenMessage) -> bool:
        try:
            return message.may_go()
        except BaseException:
            self._drop()
            raise

    def _check(self, reply: tuple[int, bytes], wanted: int, stage: Stage) -> None:
        """Raise NotSentError unless the code begins with the digit wanted."""
        code, said = reply
        match code // 100:
            case first if first == wanted:
                return
            case 4 | 5:
                raise NotSentError(blame(stage, code, said.decode("ascii", "replace")), code)
            case _:
                raise smtplib.SMTPServerDisconnected("no reply that can be read")

    @contextmanager
    def _losing(self, outcome: Outcome) -> Iterator[None]:
        """A connection that breaks in this part of the conversation means `outcome`."""
        try:
            yield
        except GONE_WRONG as fault:
            self._drop()
            raise NotSentError(outcome) from fault

    def _start_over(self) -> None:
        """Make the conversation fit for the next message, or drop it."""
        if self.host is None:
            return
        try:
            if self.host.rset()[0] == 250:
                return
        except GONE_WRONG:
            pass
        self._drop()

    def _drop(self) -> None:
        if self.host is not None:
            self.host.close()
            self.host = None


class Mail(flask_mail.Mail):
    """Flask-Mail's extension with the connection above."""

    def connect(self) -> Connection:
        """A connection that is opened when it is needed."""
        return Connection(current_app.extensions["mail"])


mail = Mail()


def flask_settings(settings: Settings) -> dict[str, object]:
    """What Flask-Mail wants to find in the application's configuration."""
    return {
        "MAIL_SERVER": settings.mail_host,
        "MAIL_PORT": settings.mail_port,
        "MAIL_USE_TLS": settings.mail_security == "starttls",
        "MAIL_USE_SSL": settings.mail_security == "tls",
        "MAIL_USERNAME": settings.mail_username,
        "MAIL_PASSWORD": settings.mail_password,
        "MAIL_DEFAULT_SENDER": settings.mail_from,
        "MAIL_SUPPRESS_SEND": False,
    }


def _trust(settings: Settings) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=settings.mail_ca_file)


def _dotted(content: bytes) -> bytes:
    """The body as SMTP carries it: a line's leading dot doubled, a line end at the end."""
    doubled = (b"\r\n" + content).replace(b"\r\n.", b"\r\n..")[2:]
    return doubled if doubled.endswith(b"\r\n") else doubled + b"\r\n"
