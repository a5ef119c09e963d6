"""Serving MARS in earnest: waitress with the background clock, or the clock alone."""

import signal
import sys
import threading
from types import FrameType

from flask import Flask

from mars import chasing, create_app, logs
from mars.answers import verbs as answers
from mars.audit import proving
from mars.domain.errors import SettingError
from mars.kept import tidying
from mars.operating import listening, starting
from mars.post import engine

ROUNDS = {
    "first": answers.send_new_links,
    "remind": chasing.go_round,
    "head": proving.send_head,
    "tidy": tidying.go_round,
}
"""What the background clock does: before each sending, and every ten minutes."""


def run(host: str, port: int) -> None:
    """Serve until Ctrl-C or SIGTERM. Raises SettingError for a wrong setting or an old database."""
    logs.start()
    serve(create_app(), host, port)


def serve(app: Flask, host: str, port: int) -> None:
    """Serve `app` with its background clock, if it has one, and end cleanly."""
    starting.check(app)
    _end_on_sigterm()
    try:
        listener = listening.listen(app, host, port)
    except OSError as fault:
        raise SettingError(f"Nothing can listen at {host}:{port}: {fault.strerror}.") from fault
    begin = engine.start if app.config["MARS"].background else engine.connect
    begin(app, **ROUNDS)
    starting.announce(app, f"at http://{host}:{port}")
    try:
        listener.run()
    finally:
        engine.stop()
        listener.close()


def work() -> None:
    """Run the background clock until Ctrl-C or SIGTERM."""
    logs.start()
    app = create_app()
    starting.check(app)
    _end_on_sigterm()
    starting.announce(app, "as a worker")
    engine.start(app, **ROUNDS)
    try:
        threading.Event().wait()
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        engine.stop()


def _end_on_sigterm() -> None:
    def end(_signal: int, _frame: FrameType | None) -> None:
        sys.exit(0)

    signal.signal(signal.SIGTERM, end)
