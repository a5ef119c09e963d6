"""The one database object: engine set-up, who may write when, migrations. Knows no table."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, event, inspect, make_url, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.exc import TimeoutError as WaitedTooLongError
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent.parent / "migrations"
BUSY_MILLISECONDS = 5_000
TURN_SECONDS = 5.0
"""So long a change waits for another process, and for others of its own."""
ONLY_WRITING = "only a POST or a background job may write: use database.writing()"

db = SQLAlchemy(session_options={"expire_on_commit": False})

_may_write: ContextVar[bool] = ContextVar("may_write", default=False)
_turn = threading.RLock()


@contextmanager
def writing() -> Iterator[None]:
    """Let this thread write until the block ends: one writer at a time in a process, in turn.

    Without it a flush raises, so that showing a page can never change anything. Raises
    SQLAlchemy's TimeoutError when the turn does not come in time.
    """
    with _in_turn() if db.engine.dialect.name == "sqlite" else nullcontext():
        token = _may_write.set(True)
        try:
            let_go()
            yield
        finally:
            let_go()
            _may_write.reset(token)


@contextmanager
def _in_turn() -> Iterator[None]:
    if not _turn.acquire(timeout=TURN_SECONDS):
        raise WaitedTooLongError("others have been writing for too long")
    try:
        yield
    finally:
        _turn.release()


def let_go() -> None:
    """End the open transaction without a change; a database that is gone has ended it itself."""
    with suppress(SQLAlchemyError):
        db.session.rollback()


@event.listens_for(Session, "before_flush")
def _refuse_to_write_while_showing(session: Session, *_: Any) -> None:
    if not _may_write.get() and (session.new or session.dirty or session.deleted):
        raise RuntimeError(ONLY_WRITING)


@event.listens_for(Session, "do_orm_execute")
def _refuse_to_change_while_showing(asked: ORMExecuteState) -> None:
    if not _may_write.get() and (asked.is_insert or asked.is_update or asked.is_delete):
        raise RuntimeError(ONLY_WRITING)


def insertion(table: type[DeclarativeBase]) -> Any:
    """An INSERT that can say what to do about a conflict; both databases say it alike."""
    if db.engine.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert  # brings its driver with it

        return insert(table)

    from sqlalchemy.dialects.sqlite import insert as insert_into_sqlite

    return insert_into_sqlite(table)


def engine_options(url: str) -> dict[str, Any]:
    """The options of create_engine that suit this database URL."""
    if url.startswith("sqlite"):
        connect = {"timeout": BUSY_MILLISECONDS / 1000, "check_same_thread": False}
        return {"connect_args": connect, "hide_parameters": True}
    from mars.patience import PARAMETERS  # brings the driver with it

    common: dict[str, Any] = {"hide_parameters": True, "connect_args": PARAMETERS}
    return common | {"pool_pre_ping": True, "pool_size": 10, "pool_timeout": 5}


def prepare(engine: Engine) -> None:
    """Make SQLite durable and honest about transactions, and PostgreSQL wait for no dead server."""
    if engine.dialect.name != "sqlite":
        from mars.patience import Entrance

        entrance = Entrance()
        event.listen(
            engine, "do_connect", lambda _, __, given, named: entrance.connect(*given, **named)
        )
        return

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            f"busy_timeout={BUSY_MILLISECONDS}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _may_write.get() else "BEGIN")


def alembic_config(url: str) -> "Config":
    """Alembic's settings for the database at `url`."""
    from alembic.config import Config  # a slow import that serving pages never needs

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    return config


@cache
def newest_migration() -> str:
    """The number of the newest migration that this MARS brings."""
    return max(path.stem[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def is_migrated(connection: Connection) -> bool:
    """Whether this database stands at the newest migration."""
    if not inspect(connection).has_table("alembic_version"):
        return False
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return bool(found == newest_migration())


def migrate(url: str, revision: str = "head") -> None:
    """Bring the database at `url` up to `revision`, creating an SQLite file if there is none.

    A file made here is its owner's alone, and so are those that SQLite puts beside it.
    """
    from alembic import command  # a slow import that serving pages never needs

    file = make_url(url).database if url.startswith("sqlite") else None
    if file and file != ":memory:" and Path(file).parent.is_dir():
        Path(file).touch(mode=0o600)
    command.upgrade(alembic_config(url), revision)
