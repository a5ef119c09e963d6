"""How a letter travels: where it can stand, what may follow what, when it is tried again.

Pure rules for the outbox; knows no letter's words, no database and no mail server.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from mars.domain.labels import Labelled


class LetterState(Labelled):
    """Where one letter stands."""

    PENDING = "pending", "Waiting to go"
    CLAIMED = "claimed", "About to go"
    HANDING_OVER = "handing-over", "Going now"
    ACCEPTED = "accepted", "Sent"
    HELD = "held", "Not sent: it needs you"
    REJECTED = "rejected", "Refused: check the address"
    BOUNCED = "bounced", "Came back: check the address"
    SUPERSEDED = "superseded", "No longer needed"


MOVES: dict[LetterState, frozenset[LetterState]] = {
    LetterState.PENDING: frozenset({LetterState.CLAIMED, LetterState.HELD, LetterState.SUPERSEDED}),
    LetterState.CLAIMED: frozenset(
        {
            LetterState.HANDING_OVER,
            LetterState.PENDING,
            LetterState.HELD,
            LetterState.REJECTED,
            LetterState.SUPERSEDED,
        }
    ),
    LetterState.HANDING_OVER: frozenset(
        {
            LetterState.ACCEPTED,
            LetterState.PENDING,
            LetterState.HELD,
            LetterState.REJECTED,
            LetterState.SUPERSEDED,
        }
    ),
    LetterState.HELD: frozenset({LetterState.PENDING, LetterState.SUPERSEDED}),
    LetterState.REJECTED: frozenset({LetterState.PENDING, LetterState.SUPERSEDED}),
    LetterState.ACCEPTED: frozenset({LetterState.BOUNCED}),
    LetterState.BOUNCED: frozenset({LetterState.SUPERSEDED}),
    LetterState.SUPERSEDED: frozenset({LetterState.ACCEPTED}),  # it was going out at that moment
}

TRYING = frozenset({LetterState.PENDING, LetterState.CLAIMED, LetterState.HANDING_OVER})
NEEDS_A_PERSON = frozenset({LetterState.HELD, LetterState.REJECTED, LetterState.BOUNCED})
ASTRAY = frozenset({LetterState.REJECTED, LetterState.BOUNCED})
"""It did not arrive, and will not at this address."""


class Outcome(Labelled):
    """What came of one attempt; the label is all that is kept of the server's words."""

    ACCEPTED = "accepted", "The mail server took it."
    PUT_OFF = "put-off", "The mail server asked to try again later."
    LOST = "lost", "The connection broke before the letter was handed over."
    INTERRUPTED = "interrupted", "MARS was stopped before the letter was handed over."
    UNCERTAIN = "uncertain", "The connection broke at the end, so it may have gone."
    ADDRESS_REFUSED = "address-refused", "The mail server does not know this address."
    MAILBOX_CLOSED = "mailbox-closed", "This mailbox does not take emails from MARS."
    MAILBOX_FULL = "mailbox-full", "This person’s mailbox is full."
    FULL_FOR_NOW = "full-for-now", "This person’s mailbox is full at the moment."
    LETTER_REFUSED = "letter-refused", "The mail server refused the letter itself."
    UNEXPLAINED = "unexplained", "The mail server refused this email and did not say why."
    NOT_PASSED_ON = "not-passed-on", "The mail server takes other emails, but not to this address."
    OUR_FAULT = "our-fault", "The mail server did not let MARS in."
    SENDER_REFUSED = "sender-refused", "The mail server does not let MARS send as its own address."
    RELAY_REFUSED = "relay-refused", "The mail server does not pass on emails for MARS."
    TOO_SOON = "too-soon", "An email like it was sent a short while ago, so this one follows later."
    TOO_MANY = "too-many", "It was held, because very many emails were sent today."
    RESTORED = "restored", "A backup was restored, so it may have gone already."
    UNREADABLE = "unreadable", "MARS could not read what it keeps of this letter."
    CAME_BACK = "came-back", "It was sent, but it came back: the mailbox did not take it."
    AUTOMATIC_REPLY = "automatic-reply", "Automatic reply: perhaps this person is away."


RESTS_ALL = frozenset({Outcome.OUR_FAULT, Outcome.SENDER_REFUSED, Outcome.RELAY_REFUSED})
"""The fault is ours or the mail server's, no letter's and no person's: all mail rests."""


DAY_BEGINS, DAY_ENDS = time(8), time(18)
"""Letters leave between these hours in London, but for those that somebody waits for."""

HOURS = "MARS sends emails like this between 8am and 6pm."
"""Why a letter waits for the morning."""

RESTS = "No letters leave at the moment: the mail server does not let MARS send."
"""Why a letter waits while the whole queue is paused."""

STOPPED = (
    "No emails are being sent at the moment. The coordinator and the administrator can see this."
)
"""Why a letter waits while no sender is at work."""

BEAT_OLDEST = timedelta(minutes=5)
"""A sender that is at work shows itself every minute."""

CURES: dict[Outcome, str] = {
    Outcome.PUT_OFF: "Ring this person: three days of trying did not reach their mailbox.",
    Outcome.LOST: "Ring this person: three days of trying did not reach their mailbox.",
    Outcome.INTERRUPTED: "Ring this person, and tell the administrator of MARS.",
    Outcome.UNCERTAIN: "Ring this person and ask whether they have it.",
    Outcome.ADDRESS_REFUSED: "Ring this person and check the address.",
    Outcome.MAILBOX_CLOSED: "Ring this person and ask for another address.",
    Outcome.MAILBOX_FULL: "Ring this person. Send it again when there is room in their mailbox.",
    Outcome.FULL_FOR_NOW: "Ring this person: for three days their mailbox had no room.",
    Outcome.LETTER_REFUSED: "Ring this person, and tell the administrator of MARS.",
    Outcome.UNEXPLAINED: "Ring this person, and tell the administrator of MARS.",
    Outcome.NOT_PASSED_ON: "Ring this person, and tell the administrator of MARS.",
    Outcome.TOO_MANY: "Ring this person, or send it from the page “Mail”.",
    Outcome.RESTORED: "The coordinator decides whether it goes.",
    Outcome.UNREADABLE: "Ring this person, and tell the administrator of MARS.",
    Outcome.CAME_BACK: "Ring this person and check the address.",
}
"""What a person does about a letter that MARS has stopped trying, by what came of it last."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What is known of a letter's attempts: how many, how many of them uncertain, since when."""

    attempts: int
    uncertain: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a letter after an attempt; `due_at` only when it waits again."""

    state: LetterState
    due_at: datetime | None = None


WAITS = tuple(timedelta(minutes=m) for m in (1, 5, 15, 30, 60))
LONGEST_WAIT = WAITS[-1]
PATIENCE = timedelta(hours=72)
INTERRUPTIONS = 10
"""So many attempts may be cut short whatever the clock says: it was MARS that was down."""


def stopped_since(
    beat: datetime | None, waits_since: datetime | None, now: datetime
) -> datetime | None:
    """Since when no sender is at work; None while one is, or while nobody would miss it.

    `beat`: when one last showed itself, None if none ever did. `waits_since`: since when the oldest
    letter waits.
    """
    seen = beat or waits_since
    return seen if seen is not None and now - seen > BEAT_OLDEST else None


def told_of(
    state: LetterState,
    outcome: Outcome | None,
    *,
    rests: bool,
    sleeps: str = "",
    stopped: bool = False,
) -> tuple[str, str]:
    """Why a letter has not gone and what a person does about it; each may be empty.

    `rests`: whether the whole queue is paused. `sleeps`: until when it waits for the morning.
    `stopped`: whether no sender is at work.
    """
    if state in TRYING and stopped:
        return STOPPED, ""
    if state in TRYING and rests:
        return RESTS, ""
    if state is LetterState.PENDING and sleeps:
        return f"It will be sent {sleeps}. {HOURS}", ""
    if state is LetterState.ACCEPTED and outcome is Outcome.AUTOMATIC_REPLY:
        return outcome.label, ""
    if outcome is None or state not in TRYING | NEEDS_A_PERSON:
        return "", ""
    return outcome.label, CURES.get(outcome, "") if state in NEEDS_A_PERSON else ""


def is_day(at: time) -> bool:
    """Whether letters of every kind leave at this time in London. Local setting."""
    return DAY_BEGINS <= at < DAY_ENDS


def say_morning(at: time) -> str:
    """When letters that wait at this time in London leave, in words. They leave every day."""
    return "today at 8am" if at < DAY_BEGINS else "tomorrow at 8am"


def wait_after(attempts: int) -> timedelta:
    """How long to wait after this many attempts (1 or more): 1, 5, 15, 30, 60 minutes, then hourly.

    Local setting.
    """
    return WAITS[min(attempts, len(WAITS)) - 1]


def next_try(attempts: int, first_at: datetime, now: datetime) -> datetime | None:
    """When to try again after `attempts` (1 or more) since `first_at`; None after 72 hours: held.

    Local setting.
    """
    due_at = now + wait_after(attempts)
    return due_at if due_at <= first_at + PATIENCE else None


def judge(outcome: Outcome, tally: Tally, now: datetime) -> Verdict:
    """What becomes of the letter. `tally` has this attempt counted already.

    An uncertain letter is sent once more, then held: at most one extra copy. What rests all mail
    concerns the whole queue, not this letter, which simply waits.
    """
    if outcome in RESTS_ALL | {Outcome.TOO_SOON}:
        return Verdict(LetterState.PENDING, now)
    match outcome:
        case Outcome.ACCEPTED | Outcome.AUTOMATIC_REPLY:
            return Verdict(LetterState.ACCEPTED)
        case Outcome.ADDRESS_REFUSED | Outcome.MAILBOX_CLOSED:
            return Verdict(LetterState.REJECTED)
        case Outcome.CAME_BACK:
            return Verdict(LetterState.BOUNCED)
        case Outcome.UNCERTAIN if tally.uncertain > 1:
            return Verdict(LetterState.HELD)
        case Outcome.UNCERTAIN:
            return Verdict(LetterState.PENDING, now + wait_after(tally.attempts))
        case Outcome.INTERRUPTED if tally.attempts <= INTERRUPTIONS:
            return Verdict(LetterState.PENDING, now + wait_after(tally.attempts))
        case Outcome.PUT_OFF | Outcome.FULL_FOR_NOW | Outcome.LOST | Outcome.INTERRUPTED:
            due_at = next_try(tally.attempts, tally.since, now)
            if due_at is None:
                return Verdict(LetterState.HELD)
            return Verdict(LetterState.PENDING, due_at)
        case _:  # refused for good, though not for the address; restored; unreadable
            return Verdict(LetterState.HELD)
