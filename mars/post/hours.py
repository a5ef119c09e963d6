"""When letters leave: by day in London. The demonstration keeps no hours: one sees all at once."""

from flask import current_app

from mars.clock import local, now
from mars.domain.posting import is_day
from mars.domain.workflow import AT_ANY_HOUR, LetterKind


def are_open() -> bool:
    """Whether letters of every kind leave now."""
    return bool(current_app.config["MARS"].demonstration) or is_day(local(now()).time())


def let_sleep(kind: LetterKind) -> bool:
    """Whether a letter of this kind waits for the morning."""
    return kind not in AT_ANY_HOUR and not are_open()
