"""Reads the mailbox to which letters come back, by IMAP over TLS. Knows no letter.

Every message is read once: what was handed on is marked as seen, and nothing is ever removed.
"""

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.policy import compat32
from imaplib import IMAP4

from imap_tools import AND, ImapToolsError, MailBox, MailMessageFlags

from mars.config import Mailbox
from mars.domain.errors import SettingError
from mars.post.reports import LARGEST

TIMEOUT_SECONDS = 30.0
AS_IT_CAME = compat32.clone(max_line_length=0)
GONE_WRONG = (ImapToolsError, IMAP4.error, OSError)


def read(settings: Mailbox, note: Callable[[bytes], str]) -> list[str]:
    """Hand every new message to `note`, then mark it. Returns what `note` said of each.

    Longer ones than MARS reads stay as they are. Raises SettingError for a server that is not
    there, is not the one its certificate should name, does not let MARS in, or hangs up.
    """
    said: list[str] = []
    with _explained(settings), _opened(settings) as mailbox:
        for uid in mailbox.uids(AND(seen=False, size_lt=LARGEST)):
            found = mailbox.fetch(uid_list=uid, mark_seen=False)
            said.extend(note(message.obj.as_bytes(policy=AS_IT_CAME)) for message in found)
            mailbox.flag(uid, MailMessageFlags.SEEN, value=True)
    return said


@contextmanager
def _opened(settings: Mailbox) -> Iterator[MailBox]:
    trust = ssl.create_default_context(cafile=settings.ca_file)
    server = MailBox(settings.host, settings.port, timeout=TIMEOUT_SECONDS, ssl_context=trust)
    try:
        yield server.login(settings.username, settings.password)
    finally:
        with suppress(*GONE_WRONG):
            server.logout()
        with suppress(OSError):
            server.client.shutdown()


@contextmanager
def _explained(settings: Mailbox) -> Iterator[None]:
    try:
        yield
    except GONE_WRONG as fault:
        raise SettingError(
            f"The mailbox at MARS_BOUNCE_HOST ({settings.host}) could not be read "
            f"({type(fault).__name__}). What was read before is noted; nothing is lost."
        ) from fault
