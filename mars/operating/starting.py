"""Before MARS serves: what has to be right with the database, its files and its keys.

Whatever is wrong ends in one sentence, which says what to do.
"""

import logging
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from mars import database, outages
from mars.database import db
from mars.domain.errors import SettingError
from mars.keys import current_keys
from mars.shapes import is_open_to_others
from mars.store.marks import KeyMark

OTHER_KEYS = (
    "MARS_KEYS_FILE names the key file of another installation: with it nothing in this database "
    "can be read. Name the file that the database was made with."
)
BESIDE = ("", "-wal", "-shm")
log = logging.getLogger(__name__)


def check(app: Flask) -> None:
    """Raise SettingError unless this database can be served with these settings."""
    for url in (app.config["MARS"].database_url, app.config["MARS"].queue_url or ""):
        _check_private(url)
    with app.app_context(), explained():
        with db.engine.connect() as connection:
            if not database.is_migrated(connection):
                raise SettingError("The database is not up to date: run “mars migrate” first.")
        _check_keys()


@contextmanager
def explained() -> Iterator[None]:
    """Raises SettingError, with the reason, in place of what a driver says."""
    try:
        yield
    except Exception as fault:  # of SQLAlchemy, or of a driver that the queue uses by itself
        outage = outages.find(fault)
        if outage is None:
            raise
        raise SettingError(f"The database does not serve: {outage}.") from fault


def announce(app: Flask, where: str) -> None:
    """Say in one line what was started; `where` it serves, or as what."""
    settings = app.config["MARS"]
    doors = " and ".join(sorted(settings.doors))
    with app.app_context():
        kind = "PostgreSQL" if db.engine.dialect.name == "postgresql" else "SQLite"
    log.info(
        "MARS %s serves %s %s for %s, on %s at migration %s",
        *(version(), doors, where, settings.base_url, kind, database.newest_migration()),
    )


def version() -> str:
    """The version of this MARS."""
    project = Path(__file__).parents[2] / "pyproject.toml"
    return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])


def _check_private(url: str) -> None:
    """Refuse an SQLite file, or its folder, that others on this machine may look into."""
    if not url.startswith("sqlite:///"):
        return
    path = Path(url.removeprefix("sqlite:///").partition("?")[0])
    if path.parent.exists() and is_open_to_others(path.parent):
        raise SettingError(f"Others may open the folder of the database: chmod 700 {path.parent}")
    queue = path.with_name(f"{path.stem}-queue.sqlite")
    for file in (path.with_name(base.name + end) for base in (path, queue) for end in BESIDE):
        if file.exists() and is_open_to_others(file):
            raise SettingError(f"Others may read the database: chmod 600 {file}")


def _check_keys() -> None:
    """Refuse the keys of another installation; the first start notes whose they are."""
    mark = current_keys().mark
    found = set(db.session.scalars(select(KeyMark.mark)))
    if not found:
        with database.writing():
            db.session.execute(
                database.insertion(KeyMark).values(mark=mark).on_conflict_do_nothing()
            )
            db.session.commit()
            found = set(db.session.scalars(select(KeyMark.mark)))
    db.session.remove()
    if found != {mark}:
        raise SettingError(OTHER_KEYS)
