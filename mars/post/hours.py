"""When letters leave: by day in London. The demonstration keeps no hours: one sees all at once."""

from flask import current_app, g

from mars.clock import local, now
from mars.domain.posting import Outcome, is_day, say_morning
from mars.domain.workflow import AT_ANY_HOUR, LetterKind


def are_open() -> bool:
    """Whether letters of every kind leave now."""
    return bool(current_app.config["MARS"].demonstration) or is_day(local(now()).time())


def waits_until(kind: LetterKind) -> str:
    """Until when a letter of this kind waits for the morning, in words; empty if it leaves now."""
    return "" if kind in AT_ANY_HOUR or are_open() else say_morning(local(now()).time())


def note(kind: LetterKind, why: Outcome | None) -> None:
    """Remember that a letter of this kind was queued, for whoever confirms what was done.

    `why`: why it does not leave at once, though it is day.
    """
    g.mail_waits = g.get("mail_waits") or waits_until(kind)
    g.mail_paced = g.get("mail_paced") or why


def say_when() -> str:
    """When the letters leave that were queued for this request, in a sentence; empty if at once."""
    until, why = g.get("mail_waits"), g.get("mail_paced")
    said = f" The emails will be sent {until}." if until else ""
    return f"{said} {why.label}" if why else said
