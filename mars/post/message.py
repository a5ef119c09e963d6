"""The message that Flask-Mail carries: built once with safe headers, then only ever the same bytes.

Knows the shape of an e-mail; never why it is sent.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

import flask_mail

FILE_NAME = "session.ics"
POLICY = SMTP.clone(cte_type="7bit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a message is made of. Names are cleaned already; `calendar` needs a `method`."""

    message_id: str
    sent_at: datetime
    sender: tuple[str, str]
    reply_to: str
    recipient: tuple[str, str]
    subject: str
    text: str
    html: str
    method: str | None = None
    calendar: bytes | None = None


class Message(flask_mail.Message):
    """One message to one recipient. Raises ValueError for a header that holds a line break."""

    def __init__(self, parts: Parts) -> None:
        super().__init__(
            subject=parts.subject,
            recipients=[parts.recipient[1]],
            body=parts.text,
            html=parts.html,
            sender=parts.sender[1],
            reply_to=parts.reply_to,
        )
        self.msgId = parts.message_id
        self._built = _build(parts)

    def as_bytes(self) -> bytes:
        """The bytes as they go out, in ASCII with CRLF."""
        return self._built.as_bytes(policy=POLICY)


class FrozenMessage(flask_mail.Message):
    """A queued message: bytes that are not read again.

    `may_go` is asked after the body and before the final dot: False withdraws the message.
    """

    def __init__(
        self, sender: str, recipient: str, content: bytes, may_go: Callable[[], bool]
    ) -> None:
        super().__init__(sender=sender, recipients=[recipient])
        self.content = content
        self.may_go = may_go

    def as_bytes(self) -> bytes:
        """The bytes given."""
        return self.content


def _build(parts: Parts) -> EmailMessage:
    message = EmailMessage(policy=POLICY)
    message["From"] = _address(*parts.sender)
    message["To"] = _address(*parts.recipient)
    message["Reply-To"] = _address("", parts.reply_to)
    message["Subject"] = parts.subject
    message["Date"] = parts.sent_at
    message["Message-ID"] = parts.message_id
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(parts.text, cte="quoted-printable")
    message.add_alternative(parts.html, subtype="html", cte="quoted-printable")
    if parts.calendar is not None and parts.method is not None:
        message.add_alternative(
            parts.calendar.decode(),
            subtype="calendar",
            params={"method": parts.method},
            cte="base64",
        )
        message.add_attachment(
            parts.calendar, maintype="application", subtype="ics", filename=FILE_NAME
        )
    return message


def _address(name: str, address: str) -> Address:
    return Address(display_name=name, addr_spec=address)
