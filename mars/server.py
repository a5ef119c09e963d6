"""Serving MARS in earnest: waitress with the background clock, or the clock alone."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import waitress
from flask import Flask
from sqlalchemy import inspect, text

from mars import bounces, chasing, create_app, database, restoring
from mars.config import Settings
from mars.domain.errors import SettingError
from mars.post import engine

THREADS = 8


def run(host: str, port: int) -> None:
    """Serve until Ctrl-C or SIGTERM. Raises SettingError for a wrong setting or an old database."""
    serve(create_app(), host, port)


def serve(app: Flask, host: str, port: int) -> None:
    """Serve `app` with its background clock, if it has one, and end cleanly."""
    check_migrated(app)
    _end_on_sigterm()
    server = waitress.create_server(
        app,
        host=host,
        port=port,
        threads=THREADS,
        ident=None,
        clear_untrusted_proxy_headers=app.config["MARS"].trusted_proxy is None,
    )
    begin = engine.start if app.config["MARS"].background else engine.connect
    begin(app, remind=chasing.go_round)
    try:
        server.run()
    finally:
        engine.stop()
        server.close()


def work() -> None:
    """Run the background clock until Ctrl-C or SIGTERM."""
    app = create_app()
    check_migrated(app)
    _end_on_sigterm()
    engine.start(app, remind=chasing.go_round)
    try:
        threading.Event().wait()
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        engine.stop()


def migrate() -> None:
    """Bring the database of the settings up to date."""
    database.migrate(Settings.from_environment().database_url)


def note_bounce(content: bytes) -> str:
    """Note the delivery report in these bytes. Returns what was done, in a sentence."""
    with _writing_alone():
        return bounces.note_report(content)


def note_restored() -> str:
    """Make MARS safe after a backup was put back. Returns what was done, in a sentence."""
    with _writing_alone():
        done = restoring.restored()
    return (
        f"Letters held until somebody lets them go: {done.letters}. Links closed: {done.links}. "
        "Open the page “Mail” next."
    )


def remind() -> str:
    """Send the reminders that are due, once. Returns what was done, in a sentence."""
    app = create_app()
    check_migrated(app)
    with app.app_context():
        count = chasing.go_round()
    if count:
        return f"Reminders queued: {count}. They leave by “mars run” or “mars worker”."
    return "No reminder is due now. They leave on working days from 8am to 6pm."


@contextmanager
def _writing_alone() -> Iterator[None]:
    """The application of the settings, for one change without serving it."""
    app = create_app()
    check_migrated(app)
    with app.app_context(), database.writing():
        yield


def check_migrated(app: Flask) -> None:
    """Raise SettingError unless the database stands at the newest migration."""
    newest = max(path.stem[:4] for path in (database.MIGRATIONS / "versions").glob("[0-9]*.py"))
    with app.app_context(), database.db.engine.connect() as connection:
        found = None
        if inspect(connection).has_table("alembic_version"):
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found != newest:
        raise SettingError("The database is not up to date: run “mars migrate” first.")


def _end_on_sigterm() -> None:
    def end(_signal: int, _frame: FrameType | None) -> None:
        sys.exit(0)

    signal.signal(signal.SIGTERM, end)
