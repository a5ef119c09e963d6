"""Serving MARS in earnest: waitress with the background clock, or the clock alone."""

import signal
import sys
import threading
from types import FrameType

from flask import Flask

from mars import chasing, create_app, database, logs
from mars.audit import proving
from mars.domain.errors import SettingError
from mars.kept import tidying
from mars.operating import listening
from mars.post import engine


def run(host: str, port: int) -> None:
    """Serve until Ctrl-C or SIGTERM. Raises SettingError for a wrong setting or an old database."""
    logs.start()
    serve(create_app(), host, port)


def serve(app: Flask, host: str, port: int) -> None:
    """Serve `app` with its background clock, if it has one, and end cleanly."""
    check_migrated(app)
    _end_on_sigterm()
    listener = listening.listen(app, host, port)
    begin = engine.start if app.config["MARS"].background else engine.connect
    begin(app, remind=chasing.go_round, head=proving.send_head, tidy=tidying.go_round)
    try:
        listener.run()
    finally:
        engine.stop()
        listener.close()


def work() -> None:
    """Run the background clock until Ctrl-C or SIGTERM."""
    logs.start()
    app = create_app()
    check_migrated(app)
    _end_on_sigterm()
    engine.start(app, remind=chasing.go_round, head=proving.send_head, tidy=tidying.go_round)
    try:
        threading.Event().wait()
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        engine.stop()


def check_migrated(app: Flask) -> None:
    """Raise SettingError unless the database stands at the newest migration."""
    with app.app_context(), database.db.engine.connect() as connection:
        if not database.is_migrated(connection):
            raise SettingError("The database is not up to date: run “mars migrate” first.")


def _end_on_sigterm() -> None:
    def end(_signal: int, _frame: FrameType | None) -> None:
        sys.exit(0)

    signal.signal(signal.SIGTERM, end)
