"""Sets the stage: a folder with key, database and caught mail; plays the stories; serves."""

import logging
import secrets
import shutil
import time
from pathlib import Path

import click
from flask import Flask

from mars import clock, create_app, database, keys, logs
from mars.config import Settings
from mars.operating import serving
from mars.post import catcher
from mars.rehearsal import cast, stories

MARK = "rehearsed"


def run(folder: Path, port: int, mail_port: int, *, fresh: bool) -> None:
    """Serve the demonstration in `folder`, made first if it is not there. Ends with Ctrl-C."""
    started = time.monotonic()
    logs.start(least=logging.WARNING)
    if fresh and folder.exists():
        shutil.rmtree(folder)
    settings = prepare(folder, port, mail_port)
    app = create_app(settings)
    if not (folder / MARK).exists():
        rehearse(app)
        (folder / MARK).touch()
    with catcher.catching(folder / "mail", mail_port):
        _say_where(settings, time.monotonic() - started)
        serving.serve(app, "127.0.0.1", port)


def prepare(folder: Path, port: int, mail_port: int) -> Settings:
    """The demonstration's settings, with its secret key and its database up to date."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    for file in folder.glob("*.sqlite*"):
        file.chmod(0o600)
    if not (folder / MARK).exists():
        (folder / "mars.sqlite").unlink(missing_ok=True)
    secret = folder / "secret-key"
    if not secret.exists():
        secret.touch(mode=0o600)
        secret.write_text(secrets.token_urlsafe(48), encoding="ascii")
    if not (folder / "keys").exists():
        keys.create(folder / "keys", clock.now().isoformat(timespec="seconds"))
    settings = Settings.from_environment(environment(folder, port, mail_port))
    if not (folder / MARK).exists():
        database.migrate(settings.database_url)
    return settings


def environment(folder: Path, port: int, mail_port: int) -> dict[str, str]:
    """What a council would set, for this folder and these ports."""
    return {
        "MARS_BASE_URL": f"http://localhost:{port}",
        "MARS_COUNCIL_NAME": cast.COUNCIL,
        "MARS_STAFF_DOMAINS": cast.COUNCIL_DOMAIN,
        "MARS_SECRET_KEY_FILE": str(folder / "secret-key"),
        "MARS_KEYS_FILE": str(folder / "keys"),
        "MARS_DATABASE_URL": f"sqlite:///{(folder / 'mars.sqlite').resolve()}",
        "MARS_MAIL_HOST": "127.0.0.1",
        "MARS_MAIL_PORT": str(mail_port),
        "MARS_MAIL_SECURITY": "none",
        "MARS_MAIL_FROM": f"mars@{cast.COUNCIL_DOMAIN}",
        "MARS_MAIL_REPLY_TO": f"reflective.supervision@{cast.COUNCIL_DOMAIN}",
        "MARS_DEMONSTRATION": "yes",
        "MARS_DEMONSTRATION_MAIL": str((folder / "mail").resolve()),
    }


def rehearse(app: Flask) -> None:
    """Fill an empty database with the cast and a supervision at every status."""
    with app.test_request_context(), database.writing():
        cast.enter()
        stories.play()


def _say_where(settings: Settings, seconds: float) -> None:
    click.echo(
        f"""
MARS is ready ({seconds:.1f} s). Everybody in it is made up.

  Open            {settings.base_url}/demonstration
  Sign in as      Hana Osei (health visitor), Carys Lind (coordinator), Nadia Brook (facilitator),
                  Victor Hale (auditor) or Ada Quill (administrator): there is a list on that page
  Caught mail     {settings.base_url}/demonstration/mail

Ctrl-C stops it.
"""
    )
