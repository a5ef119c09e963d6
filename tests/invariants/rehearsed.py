"""The rehearsed partnership as a folder for tests to copy and open; the stories are played once."""

import fcntl
import hashlib
import html
import mailbox
import pickle
import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import TypeVar

from flask import Flask
from sqlalchemy import select

from mars import database
from mars.config import Settings
from mars.database import db
from mars.kept import texts as kept_texts
from mars.rehearsal import cast, stage, stories
from mars.store.base import Base
from mars.store.letters import OutboxLetter
from tests import factories
from tests.starting import put_keys, started
from tests.witness import watching

Value = TypeVar("Value")
COUNTERS = {"try_count", "kept_form"}
"""A link that opens nothing is counted even when it is only looked at. A form that comes when the
visit is over is refused, and kept for whoever sent it."""
FILES = ("mars.sqlite", "secret-key")


def once(shared: Path, name: str, make: Callable[[], Value]) -> Value:
    """What `make` returns, made by the first of the test processes and read by the others."""
    kept = shared / f"{name}.pickle"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            kept.write_bytes(pickle.dumps(make()))
        value: Value = pickle.loads(kept.read_bytes())
        return value


def rehearse(folder: Path, empty: Path) -> list[str]:
    """Play the stories into a copy of the `empty` database.

    Returns the changes that the verbs made without a witness.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    (folder / "secret-key").write_text("a-key-for-tests-only-" * 3, encoding="ascii")
    (folder / "secret-key").chmod(0o600)
    shutil.copy(empty, folder / "mars.sqlite")
    with opened(folder) as app, app.test_request_context(), database.writing():
        cast.enter()
        with watching(lambda: True) as found:
            stories.play()
            _play_more()
        deliver(folder)
    return found


@contextmanager
def opened(folder: Path, site: str = "http://localhost", *, database: str = "") -> Iterator[Flask]:
    """The application on the partnership kept in `folder`, or in the database at this URL."""
    put_keys(folder / "keys")
    environment = stage.environment(folder, 8000, 8025)
    changes = {"MARS_BASE_URL": site, "MARS_BACKGROUND": "no"}
    if database:
        changes["MARS_DATABASE_URL"] = database
    with started(Settings.from_environment(environment | changes)) as app:
        yield app


def copy(kept: Path, folder: Path) -> Path:
    """A partnership of its own for a test that changes it."""
    folder.mkdir(mode=0o700, exist_ok=True)
    for name in FILES:
        shutil.copy(kept / name, folder / name)
    (folder / "secret-key").chmod(0o600)
    put_keys(folder / "keys")
    return folder


def put_back(kept: Path, where: Path) -> None:
    """Copy a database over another while nobody uses either. Needs the application's context."""
    db.session.remove()
    db.engine.dispose()
    for beside in ("-wal", "-shm"):
        where.with_name(where.name + beside).unlink(missing_ok=True)
    shutil.copy(kept, where)


def digest() -> str:
    """One word for everything in the database, counted tries apart. Needs the app's context."""
    found = hashlib.sha256()
    with db.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            if table.name in COUNTERS:
                continue
            rows = connection.execute(select(table).order_by(*table.primary_key.columns))
            found.update(repr([tuple(row) for row in rows]).encode())
    return found.hexdigest()


def letters(but: Collection[str] = ()) -> dict[str, EmailMessage]:
    """Every letter in the outbox that still has its bytes, by its key; without those of `but`."""
    rows = db.session.execute(
        select(OutboxLetter.id, OutboxLetter.message)
        .where(OutboxLetter.message.is_not(None), OutboxLetter.id.not_in(but))
        .order_by(OutboxLetter.created_at, OutboxLetter.id)
    )
    return {row.id: message_from_bytes(row.message, policy=policy.default) for row in rows}


def words_of(letter: EmailMessage) -> str:
    """Everything in a letter, decoded and on one line: its headers and each of its parts.

    Calendar lines are there twice: as they are, and with their folds undone.
    """
    said = [f"{name}: {value}" for name, value in letter.items()]
    for part in letter.walk():
        if part.is_multipart():
            continue
        said += [f"{name}: {value}" for name, value in part.items()]
        content = part.get_payload(decode=True)
        said.append(content.decode("utf-8") if isinstance(content, bytes) else str(content))
    text = html.unescape("\n".join(said)).replace("\r", "")
    return " ".join((text + "\n" + text.replace("\n ", "")).split())


def deliver(folder: Path) -> None:
    """Let the demonstration's mail pages have letters to show."""
    box = mailbox.Maildir(folder / "mail", create=True)
    for letter in letters().values():
        box.add(letter.as_bytes())


def _play_more() -> None:
    """What the stories have passed already, and pages are to be seen of."""
    hana = factories.person("Hana Osei")
    draft = factories.a_draft(hana)
    mark = kept_texts.mark_of(f"/requests/new/{draft.reference}/stuck", "", hana.id)
    kept_texts.keep(mark, "", [("stuck", "Written, kept and not saved.")])
    factories.propose(factories.an_asked(hana), "Joan Petrie")
    factories.ask_facilitator(hana, factories.an_asked(hana))
