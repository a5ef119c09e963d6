"""Delivers what is due: nothing lost, at most one extra copy. Knows no letter's words."""

from collections.abc import Callable

from flask import current_app

from mars.config import Settings
from mars.domain.errors import UNREADABLE
from mars.domain.posting import Outcome
from mars.post import claims
from mars.post.claims import Claimed
from mars.post.mailer import Connection, NotSentError, WithdrawnError, mail
from mars.post.message import FrozenMessage

MOST = 500


def drain(limit: int = MOST, stopped: Callable[[], bool] = lambda: False) -> int:
    """Send at most `limit` letters that are due, until `stopped()`. Returns how many were accepted.

    No transaction is open while the mail server is spoken to.
    """
    claims.recover()
    accepted = 0
    with mail.connect() as connection:
        for _ in range(limit):
            claimed = None if stopped() else claims.claim()
            if claimed is None:
                break
            accepted += _deliver(connection, claimed)
    return accepted


def _deliver(connection: Connection, claimed: Claimed) -> bool:
    if not claimed.content or claimed.recipient == UNREADABLE:
        claims.settle(claimed, Outcome.UNREADABLE)
        return False
    settings: Settings = current_app.config["MARS"]
    message = FrozenMessage(
        settings.mail_from,
        claimed.recipient,
        claimed.content,
        may_go=lambda: claims.begin_hand_over(claimed),
    )
    try:
        connection.send(message)
    except NotSentError as fault:
        claims.settle(claimed, fault.outcome, fault.code)
        return False
    except WithdrawnError:
        return False
    claims.settle(claimed, Outcome.ACCEPTED)
    return True
