"""When letters leave: by day in London. The demonstration keeps no hours: one sees all at once."""

from flask import current_app, g

from mars.clock import local, now
from mars.domain.posting import is_day, say_morning
from mars.domain.workflow import AT_ANY_HOUR, LetterKind


def are_open() -> bool:
    """Whether letters of every kind leave now."""
    return bool(current_app.config["MARS"].demonstration) or is_day(local(now()).time())


def waits_until(kind: LetterKind) -> str:
    """Until when a letter of this kind waits for the morning, in words; empty if it leaves now."""
    return "" if kind in AT_ANY_HOUR or are_open() else say_morning(local(now()).time())


def note(kind: LetterKind) -> None:
    """Remember that a letter of this kind was queued, for whoever confirms what was done."""
    g.mail_waits = g.get("mail_waits") or waits_until(kind)


def say_when() -> str:
    """When the letters leave that were queued for this request, in a sentence; empty if at once."""
    until = g.get("mail_waits")
    return f" The emails will be sent {until}." if until else ""
