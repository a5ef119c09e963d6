"""A sender killed at a chosen step: `python -m tests.crashing STEP DATABASE PORT FOLDER`."""

import os
import signal
import smtplib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from mars.post import claims, mailer
from mars.post.sender import drain
from tests.starting import make_settings, started


def die(*_: Any) -> NoReturn:
    """As when the power fails."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("still alive")


def after(act: Callable[..., Any]) -> Callable[..., NoReturn]:
    """Do it, then die."""
    return lambda *arguments: die(act(*arguments))


STEPS: dict[str, Callable[[], None]] = {
    "claimed": lambda: setattr(mailer.Connection, "_announce", die),
    "body sent": lambda: setattr(claims, "begin_hand_over", die),
    "handing over": lambda: setattr(claims, "begin_hand_over", after(claims.begin_hand_over)),
    "dot sent": lambda: setattr(smtplib.SMTP, "getreply", _die_after_the_dot),
    "accepted by the server": lambda: setattr(claims, "settle", die),
    "written down": lambda: setattr(claims, "settle", after(claims.settle)),
}

_getreply = smtplib.SMTP.getreply


def _die_after_the_dot(server: Any) -> Any:
    """The reply to the dot is waited for, so that the letter was surely taken, and not told."""
    reply = _getreply(server)
    return die() if reply == (250, b"taken") else reply


def main(step: str, database_url: str, port: str, folder: str) -> None:
    """Send what is due until the step is reached."""
    settings = make_settings(
        Path(folder),
        MARS_DATABASE_URL=database_url,
        MARS_MAIL_HOST="127.0.0.1",
        MARS_MAIL_PORT=port,
    )
    with started(settings) as app, app.app_context():
        STEPS[step]()
        drain()


if __name__ == "__main__":
    main(*sys.argv[1:])
