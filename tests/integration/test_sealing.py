"""What stands in the database: nothing in clear, nothing that opens elsewhere, and any key new."""

import sqlite3
from base64 import b64encode
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import insert, select, text, update

from mars import keys
from mars.cli import main
from mars.database import db, writing
from mars.domain.errors import UNREADABLE
from mars.domain.posting import LetterState, Outcome
from mars.domain.workflow import LetterKind
from mars.keys import current_keys
from mars.operating import resealing, tasks
from mars.post import outbox, sender
from mars.post.letters import Letter, Recipient
from mars.store.base import Base, new_id
from mars.store.invitations import Invitation
from mars.store.letters import OutboxLetter
from mars.store.sealed import Sealed, address_mark
from mars.store.supervisions import Nomination, Supervision
from tests import factories
from tests.integration.conftest import Made
from tests.starting import KEYS, put_keys

GRACE = "g.whitlock@hollybush.school.example"
TYPED = ("Vexilloma", "Quandariskwort", "Trembelstow")
on_sqlite = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
"""For what happens above the database; the statements themselves are tried on both."""


@pytest.fixture
def office(app: Flask, made: Made, tmp_path: Path) -> Iterator[Flask]:
    """A partnership with one request that was sent; its keys are its own."""
    reference = made(factories.an_asked)
    path = put_keys(tmp_path / "keys")
    before = app.extensions["mars_keys"]
    app.extensions["mars_keys"] = keys.KeyFile(path)
    with factories.arranging(app):
        row = factories.supervision(reference)
        row.stuck, row.hope, row.end_note = TYPED
        db.session.commit()
    with app.app_context():
        yield app
    app.extensions["mars_keys"] = before


def the_row() -> Supervision:
    return db.session.scalars(select(Supervision)).one()


def stored(column: str, row_id: str) -> str:
    table, _, name = column.partition(".")
    return str(
        db.session.scalar(text(f"SELECT {name} FROM {table} WHERE id = :id"), {"id": row_id})
    )


def store(column: str, row_id: str, value: str) -> None:
    table, _, name = column.partition(".")
    with writing():
        db.session.execute(
            text(f"UPDATE {table} SET {name} = :value WHERE id = :id"),
            {"id": row_id, "value": value},
        )
        db.session.commit()


def spoilt(value: str) -> str:
    """One character near the end is another."""
    return value[:-6] + ("A" if value[-6] != "A" else "B") + value[-5:]


def everything() -> str:
    """All that every table holds, as text."""
    found = []
    for table in Base.metadata.sorted_tables:
        for row in db.session.execute(text(f'SELECT * FROM "{table.name}"')):
            found += [v.decode("latin-1") if isinstance(v, bytes) else str(v) for v in row]
    return "\n".join(found)


def forms_of(word: str) -> Iterator[str]:
    """The word as a careless writer may have left it: plain, hexadecimal, UTF-16, base64."""
    plain = word.encode()
    yield word
    yield plain.hex()
    yield word.encode("utf-16-le").decode("latin-1")
    yield word.encode("utf-16-be").decode("latin-1")
    for shift in range(3):
        coded = b64encode(b"." * shift + plain).decode()
        yield coded[4 if shift else 0 : len(coded) - 4]  # both ends hang on what is beside them


def secrets() -> set[str]:
    """What was typed or written, and is nowhere in the directory."""
    listed = {"person", "agency", "lead", "facilitator", "local_setting"}
    known = "\n".join(
        str(value)
        for table in Base.metadata.sorted_tables
        if table.name in listed
        for row in db.session.execute(select(table))
        for value in row
    )
    found = {part for value in opened() for part in (value, *value.split("\r\n")) if len(part) > 7}
    return {part for part in found if part not in known}


def opened() -> Iterator[str]:
    for table in Base.metadata.sorted_tables:
        for column in (c for c in table.c if isinstance(c.type, Sealed)):
            for value in db.session.scalars(select(column)):
                yield value.decode() if isinstance(value, bytes) else value or ""


def found_in(haystack: str, words: Iterable[str]) -> list[str]:
    return [form for word in words for form in forms_of(word) if len(form) > 7 and form in haystack]


def test_no_table_and_no_file_holds_a_word_that_was_typed(office: Flask, tmp_path: Path) -> None:
    with factories.arranging(office):
        factories.a_summarised(factories.person())
    words = secrets()
    assert words.issuperset(TYPED)
    assert len(words) > 100
    assert found_in(everything(), words) == []
    if db.engine.dialect.name != "sqlite":
        return  # the files of a server are its own
    path = Path(str(db.engine.url.database))
    copy = tmp_path / "backup.sqlite"
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    few = {*TYPED, *sorted(words, key=len)[-20:]}
    files = [*path.parent.glob("mars.sqlite*"), copy]

    assert len(files) > 2  # the WAL too
    for file in files:
        assert found_in(file.read_bytes().decode("latin-1"), few) == [], file.name


@on_sqlite
def test_a_changed_value_says_so_in_its_place_and_is_not_lost(office: Flask) -> None:
    row = the_row()
    key, address = row.id, f"/requests/{row.reference}"
    good = stored("supervision.stuck", key)
    store("supervision.stuck", key, spoilt(good))
    client = factories.browser(office, factories.person())

    page = client.get(address).text
    assert UNREADABLE in page
    assert TYPED[1] in page
    assert address in client.get("/requests").text

    with writing():
        row = the_row()
        assert row.stuck == UNREADABLE
        row.stuck, row.hope = str(row.stuck), "Another hope"  # as a form gives it back
        db.session.commit()
    assert stored("supervision.stuck", key) == spoilt(good)
    store("supervision.stuck", key, good)
    db.session.expire_all()
    assert (the_row().stuck, the_row().hope) == (TYPED[0], "Another hope")


@on_sqlite
def test_values_of_two_rows_cannot_be_exchanged(office: Flask) -> None:
    one, other = db.session.scalars(select(Invitation.id).limit(2)).all()
    first, second = (stored("invitation.name", key) for key in (one, other))
    store("invitation.name", one, second)
    store("invitation.name", other, first)
    db.session.expire_all()

    names = list(db.session.scalars(select(Invitation.name)))
    assert names.count(UNREADABLE) == 2
    address = f"/requests/{the_row().reference}"
    assert UNREADABLE in factories.browser(office, factories.person()).get(address).text


def test_a_letter_that_cannot_be_read_is_held_with_its_reason(office: Flask) -> None:
    [spoiled, strayed] = db.session.scalars(
        select(OutboxLetter.id).where(OutboxLetter.state == LetterState.PENDING).limit(2)
    )
    store("outbox_letter.message", spoiled, spoilt(stored("outbox_letter.message", spoiled)))
    store("outbox_letter.recipient", strayed, stored("outbox_letter.recipient", spoiled))
    with writing():
        others = OutboxLetter.id.not_in((spoiled, strayed))
        db.session.execute(update(OutboxLetter).where(others).values(state=LetterState.SUPERSEDED))
        db.session.commit()

    assert sender.drain() == 0
    db.session.expire_all()
    for key in (spoiled, strayed):
        letter = db.session.get_one(OutboxLetter, key)
        assert (letter.state, letter.last_outcome) == (LetterState.HELD, Outcome.UNREADABLE)
    page = factories.browser(office, factories.person("Carys Lind")).get("/mail").text
    assert Outcome.UNREADABLE.label in page
    assert UNREADABLE in page


@on_sqlite
def test_a_letter_to_an_address_that_cannot_be_read_is_held_at_once(office: Flask) -> None:
    key = new_id()
    with writing():
        to = Recipient(UNREADABLE, UNREADABLE)
        outbox.queue(Letter(kind=LetterKind.REQUEST_SENT, to=to, subject_id=key))
        db.session.commit()
    letter = db.session.scalars(select(OutboxLetter).where(OutboxLetter.subject_id == key)).one()
    assert (letter.state, letter.last_outcome) == (LetterState.HELD, Outcome.UNREADABLE)
    assert (letter.recipient, letter.message) == (UNREADABLE, None)


def test_an_address_is_found_by_its_mark_however_it_is_spelt(office: Flask) -> None:
    asked = select(Invitation.name).where(Invitation.email == GRACE.upper())
    assert db.session.scalars(asked).one() == "Grace Whitlock"
    assert db.session.scalars(select(Nomination.id).where(Nomination.email == GRACE)).all() == []
    marks = set(db.session.scalars(select(Invitation.email_mark)))
    assert address_mark(GRACE) in marks
    with writing():
        row = db.session.scalars(select(Invitation).where(Invitation.email == GRACE)).one()
        row.email = "grace@elsewhere.example"
        db.session.commit()
    assert db.session.scalars(asked).all() == []


@on_sqlite
def test_nothing_is_compared_sorted_or_written_in_clear(office: Flask) -> None:
    for wrong in (
        lambda: Supervision.stuck == "word",
        lambda: Supervision.stuck.contains("word"),
        lambda: Supervision.stuck.desc(),
        lambda: Invitation.email.like("%word%"),
    ):
        with pytest.raises(TypeError, match="sealed"):
            wrong()
    with pytest.raises(Exception, match="clear"), writing():
        db.session.execute(update(Supervision).values(stuck="word"))
    with pytest.raises(Exception, match="clear"), writing():
        db.session.execute(insert(Supervision).values(id=new_id(), stuck="word"))
    assert db.session.scalars(select(Supervision.id).where(Supervision.stuck != "")).one()


def test_a_rotation_seals_everything_anew_and_closes_nothing(office: Flask) -> None:
    before, file = set(opened()), office.extensions["mars_keys"]
    count = sum(resealing.count(current_keys()).by_key.values())

    said = resealing.rotate(file)
    new = file.now().sealing[-1].id

    assert said.startswith(f"{count} values now have the new key {new}")
    counted = resealing.count(current_keys())
    assert (counted.by_key, counted.unreadable) == ({KEYS[1].id: 0, new: count}, ())
    db.session.expire_all()
    assert set(opened()) == before
    assert factories.browser(office, factories.person()).get("/requests").status_code == 200


@on_sqlite
def test_a_check_tells_what_cannot_be_read(office: Flask) -> None:
    row = the_row()
    store("supervision.stuck", row.id, spoilt(stored("supervision.stuck", row.id)))
    store("supervision.hope", row.id, "no base64")
    counted = resealing.count(current_keys())
    assert set(counted.unreadable) == {f"supervision.{name} {row.id}" for name in ("stuck", "hope")}
    assert "cannot be read: 2" in resealing.tell(current_keys(), counted)
    assert resealing.rotate(office.extensions["mars_keys"]).endswith("in the file.")
    assert len(resealing.count(current_keys()).unreadable) == 2


@on_sqlite
def test_the_commands_say_what_they_did_and_end_accordingly(
    office: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "create_app", lambda: office)
    run = CliRunner().invoke
    made = run(main, ["keys", "new", str(tmp_path / "new")])
    again = run(main, ["keys", "new", str(tmp_path / "new")])
    assert (made.exit_code, again.exit_code) == (0, 1)
    assert "will not overwrite" in again.output
    assert len(keys.load(tmp_path / "new").sealing) == 1

    assert "have the new key" in run(main, ["keys", "rotate"]).output
    sound = run(main, ["keys", "check"])
    assert (sound.exit_code, sound.output.splitlines()[-1]) == (0, "Values that cannot be read: 0")
    key = the_row().id
    store("supervision.hope", key, spoilt(stored("supervision.hope", key)))
    unsound = run(main, ["keys", "check"])
    assert unsound.exit_code == 1
    assert f"supervision.hope {key}" in unsound.output
