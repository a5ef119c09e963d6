"""How fast anybody may send forms: far faster than a person can, slower than a machine would.

Counted in the database, so that it holds for all processes together. Knows no form.
"""

import threading
import time
from datetime import timedelta

from flask import Flask, current_app, request, session

from mars import limits
from mars.web import visitors

BY_PERSON, BY_NETWORK = "POSTS_OF_A_PERSON", "POSTS_OF_A_NETWORK"
"""The settings: forms a minute from one who is signed in, and from all others of one address."""
DEFAULTS = {BY_PERSON: 120, BY_NETWORK: 600}
MINUTE = timedelta(minutes=1)
PARTS, KNOWN_MOST = 10, 10_000

CODES_MOST, CODES_WINDOW = 100, timedelta(minutes=10)
"""Sign-in codes to one network: a whole council may come from one address."""


class Tickets:
    """Takes some tries at once from the database, so that not every form is a commit more.

    Processes share the count; one that keeps some back lets somebody through a little less often.
    """

    def __init__(self) -> None:
        self._left: dict[tuple[str, str], tuple[int, float]] = {}
        self._lock = threading.Lock()

    def use(self, what: str, who: str, most: int) -> None:
        """Use one ticket of the `most` that `who` has in a minute. Raises TooManyError.

        One takes tickets at a time: if many forms at once each took some, most would be wasted.
        """
        with self._lock:
            left, until = self._left.get((what, who), (0, 0.0))
            if left and time.monotonic() < until:
                self._left[what, who] = (left - 1, until)
                return
            taken = max(1, most // PARTS)
            limits.hit(what, who, most, MINUTE, by=taken)
            if len(self._left) >= KNOWN_MOST:
                self._left.clear()
            self._left[what, who] = (taken - 1, time.monotonic() + MINUTE.total_seconds())


def init_app(app: Flask) -> None:
    """Count every POST that came through the gate, before anything else is done for it."""
    tickets = Tickets()
    for name, most in DEFAULTS.items():
        app.config.setdefault(name, most)

    @app.before_request
    def _count() -> None:
        if request.method != "POST" or request.endpoint is None:
            return
        kept = session.get("person")
        if isinstance(kept, dict) and "id" in kept:
            tickets.use("posts", str(kept["id"]), current_app.config[BY_PERSON])
        else:
            tickets.use("posts-from", visitors.network(), current_app.config[BY_NETWORK])


def count_sign_in_code() -> None:
    """Count one more code that was asked for from here. Raises TooManyError."""
    limits.hit("sign-in-code-from", visitors.network(), CODES_MOST, CODES_WINDOW)
