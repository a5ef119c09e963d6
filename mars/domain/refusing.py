"""Whose fault a mail server's refusal is, as one table: the person's, the letter's or our own.

The enhanced status decides (RFC 3463, and what the big providers document); where a server gives
none, its code and a few of its words. Whatever is not known is never blamed on a person. Nothing of
the server's words is kept.
"""

import re
from enum import StrEnum

from mars.domain.posting import RESTS_ALL, Outcome


class Stage(StrEnum):
    """Where in the conversation the server spoke."""

    LOGIN = "login"
    SENDER = "sender"
    RECIPIENT = "recipient"
    LETTER = "letter"
    """DATA, the body and the final dot."""


OUR_LOGIN = frozenset({530, 534, 535, 538})
"""Codes that ask for a login (RFC 4954), at whatever step."""

_STATUS = re.compile(r"\s*([245])\.(\d{1,3})\.(\d{1,3})(?!\d)")

KNOWN: dict[str, Outcome] = {
    "1.7": Outcome.SENDER_REFUSED,  # bad sender's mailbox address
    "1.8": Outcome.SENDER_REFUSED,  # bad sender's system; Exchange: bad outbound sender
    "1.90": Outcome.SENDER_REFUSED,  # Exchange: the day's limit of recipients is reached
    "2.2": Outcome.MAILBOX_FULL,
    "2.3": Outcome.LETTER_REFUSED,  # too long for this mailbox
    "2.252": Outcome.SENDER_REFUSED,  # Exchange: may not send as this sender
    "3.4": Outcome.LETTER_REFUSED,  # too big for the system
    "4.1": Outcome.ADDRESS_REFUSED,  # Exchange: not in the directory of the domain
    "4.310": Outcome.ADDRESS_REFUSED,  # Exchange: there is no such domain
    "7.2": Outcome.MAILBOX_CLOSED,  # may not send to this list
    "7.8": Outcome.OUR_FAULT,  # credentials invalid
    "7.9": Outcome.OUR_FAULT,  # mechanism too weak
    "7.11": Outcome.OUR_FAULT,  # encryption needed
    "7.12": Outcome.MAILBOX_CLOSED,  # Exchange: takes emails of its own organisation alone
    "7.17": Outcome.ADDRESS_REFUSED,  # the mailbox has another owner now (RFC 7293)
    "7.18": Outcome.ADDRESS_REFUSED,  # the domain has another owner now (RFC 7293)
    "7.20": Outcome.SENDER_REFUSED,  # no DKIM signature (RFC 7372), and so on to 7.29
    "7.21": Outcome.SENDER_REFUSED,
    "7.22": Outcome.SENDER_REFUSED,
    "7.23": Outcome.SENDER_REFUSED,  # SPF
    "7.24": Outcome.SENDER_REFUSED,
    "7.25": Outcome.RELAY_REFUSED,  # no name for our network address
    "7.26": Outcome.SENDER_REFUSED,  # several checks failed; Google: unauthenticated
    "7.27": Outcome.SENDER_REFUSED,  # Google: SPF
    "7.28": Outcome.RELAY_REFUSED,  # Google: too many of this kind
    "7.29": Outcome.RELAY_REFUSED,  # Google: not over TLS
    "7.30": Outcome.SENDER_REFUSED,  # Google: DKIM
    "7.54": Outcome.RELAY_REFUSED,  # Exchange: unable to relay
    "7.57": Outcome.OUR_FAULT,  # Exchange: not authenticated
    "7.60": Outcome.SENDER_REFUSED,  # Exchange: may not send as this sender
    "7.64": Outcome.RELAY_REFUSED,  # Exchange: relay access denied
    "7.139": Outcome.OUR_FAULT,  # Exchange: signing in was refused
    **dict.fromkeys(
        # Exchange: the recipient takes emails of some senders alone
        ("7.121", "7.122", "7.123", "7.124", "7.129", "7.133", "7.134", "7.135", "7.136", "7.193"),
        Outcome.MAILBOX_CLOSED,
    ),
}
"""The status without its first digit. Sources: RFC 3463, RFC 4954, RFC 7293, RFC 7372; Microsoft,
“Email non-delivery reports and SMTP errors”; Google, “SMTP errors and codes”."""

BLOCKED = range(500, 800)
"""Exchange's statuses 5.7.500 to 5.7.799: the sender or its network address is blocked."""

BY_CLASS: dict[Stage, dict[str, Outcome]] = {
    Stage.RECIPIENT: {
        "1": Outcome.ADDRESS_REFUSED,
        "2": Outcome.MAILBOX_CLOSED,
        "3": Outcome.RELAY_REFUSED,
        "6": Outcome.LETTER_REFUSED,
        "7": Outcome.RELAY_REFUSED,
    },
    Stage.LETTER: {"1": Outcome.ADDRESS_REFUSED, "2": Outcome.MAILBOX_CLOSED},
    Stage.SENDER: dict.fromkeys("123467", Outcome.SENDER_REFUSED),
    Stage.LOGIN: {},
}
"""A status that is not known, by its class (RFC 3463, section 2)."""

ELSE: dict[Stage, Outcome] = {
    Stage.LOGIN: Outcome.OUR_FAULT,
    Stage.SENDER: Outcome.OUR_FAULT,
    Stage.RECIPIENT: Outcome.UNEXPLAINED,
    Stage.LETTER: Outcome.LETTER_REFUSED,
}

BY_CODE: dict[int, Outcome] = {
    **dict.fromkeys((550, 551, 553, 556), Outcome.ADDRESS_REFUSED),
    552: Outcome.MAILBOX_FULL,
}
"""What a code means that is said of a recipient without a status (RFC 5321, RFC 7504)."""

WORDS: tuple[tuple[re.Pattern[str], Outcome], ...] = (
    (re.compile("(?i)quota|full"), Outcome.MAILBOX_FULL),
    (
        re.compile("(?i)relay|block|blacklist|spam|authenticat|client host|banned|not permitted"),
        Outcome.RELAY_REFUSED,
    ),
)
"""What servers without a status say of a recipient when it is not the address."""


BLAMES_ALL = RESTS_ALL - {Outcome.OUR_FAULT}
"""What a server may say of us all and yet mean of one address: see `or_this_one`."""


def blame(stage: Stage, code: int, said: str) -> Outcome:
    """What a refusal means. `code`: 400 to 599. `said`: the server's words after the code."""
    status = _status_of(code, said)
    if code < 500:
        full = stage is not Stage.SENDER and status == ("2", "2")
        return Outcome.FULL_FOR_NOW if full else Outcome.PUT_OFF
    outcome = Outcome.OUR_FAULT if code in OUR_LOGIN else _final(stage, code, status, said)
    return outcome if stage in {Stage.RECIPIENT, Stage.LETTER} else _ours(stage, outcome)


def or_this_one(outcome: Outcome, before: Outcome | None, *, others_went: bool) -> Outcome:
    """What a refusal means once more is known.

    `before`: what came of this letter last. `others_went`: whether the server took another letter
    since then. If it did, it did not mean us all, and this one rests the others no longer.
    """
    again = outcome in BLAMES_ALL and before in BLAMES_ALL
    return Outcome.NOT_PASSED_ON if again and others_went else outcome


def _status_of(code: int, said: str) -> tuple[str, str] | None:
    """Class and detail; None without a status, with one of another kind, and with “other” (x.0)."""
    found = _STATUS.match(said)
    if found is None or found[1] != str(code)[0] or int(found[2]) == 0:
        return None
    return str(int(found[2])), str(int(found[3]))


def _final(stage: Stage, code: int, status: tuple[str, str] | None, said: str) -> Outcome:
    if status is not None:
        subject, detail = status
        if subject == "7" and int(detail) in BLOCKED:
            return Outcome.RELAY_REFUSED
        known = KNOWN.get(f"{subject}.{detail}") or BY_CLASS[stage].get(subject)
        return known or ELSE[stage]
    if stage is not Stage.RECIPIENT:
        return ELSE[stage]
    by_words = next((outcome for pattern, outcome in WORDS if pattern.search(said)), None)
    return by_words or BY_CODE.get(code, ELSE[stage])


def _ours(stage: Stage, outcome: Outcome) -> Outcome:
    """Before a recipient was named, nobody but MARS can be at fault."""
    if stage is Stage.LOGIN:
        return Outcome.OUR_FAULT
    return (
        outcome if outcome in {Outcome.RELAY_REFUSED, Outcome.OUR_FAULT} else Outcome.SENDER_REFUSED
    )
