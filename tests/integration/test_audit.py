"""The audit's chain: whole, serial, append-only; whatever is done to it is found."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from mars import audit, keys
from mars.audit import proving
from mars.audit.proving import Flaw, Head
from mars.cli import main
from mars.database import db, writing
from mars.domain.actors import CLOCK, Actor, ActorKind
from mars.domain.workflow import Event, LetterKind
from mars.operating import tasks
from mars.store.entries import AuditEntry
from mars.store.letters import OutboxLetter
from tests import factories

ANA = Actor(ActorKind.STAFF, "00000000000000aa", "Ana", "")
THING = "00000000000000bb"
ROWS = 6
TRIGGERS = ("audit_entry_is_not_changed", "audit_entry_is_not_removed", "audit_entry_comes_last")


@pytest.fixture
def office(app: Flask) -> Iterator[Flask]:
    """The application with six rows in its audit, two in each transaction."""
    with app.app_context():
        for number in range(ROWS // 2):
            with writing():
                audit.record(ANA, Event.ASKED, THING)
                audit.record(CLOCK, Event.REMINDED, THING, f"{number:016}")
                db.session.commit()
        yield app


@contextmanager
def spoiled(*statements: str, kept: bool = False) -> Iterator[None]:
    """What somebody with the database and without the key does; undone at the end unless `kept`."""
    sqlite = db.engine.dialect.name == "sqlite"
    with writing():
        if sqlite:
            for name in TRIGGERS:
                db.session.execute(text(f"DROP TRIGGER {name}"))
        else:
            db.session.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER USER"))
        for statement in statements:
            db.session.execute(text(statement))
        yield
        if kept:
            if not sqlite:
                db.session.execute(text("ALTER TABLE audit_entry ENABLE TRIGGER USER"))
            db.session.commit()


def faults(head: Head | None = None, latest: int = 0) -> list[tuple[Flaw, int, int]]:
    return [(f.flaw, f.sequence, f.last) for f in proving.verify(head, latest).faults]


def copy(before: int, after: int) -> str:
    """A row written by somebody else: what another one says, and its MAC, with a new number."""
    rest = "at, actor_kind, actor_id, event, supervision_id, object_id, mac"
    return (
        f"INSERT INTO audit_entry SELECT {after}, {rest} FROM audit_entry WHERE sequence={before}"
    )


def change(what: str, row: int = 3) -> str:
    return f"UPDATE audit_entry SET {what} WHERE sequence = {row}"


def test_rows_are_numbered_without_a_gap_in_the_order_in_which_they_were_recorded(
    office: Flask,
) -> None:
    with writing():
        audit.record(ANA, Event.CLOSED)
        db.session.rollback()
        db.session.commit()

    rows = db.session.scalars(select(AuditEntry).order_by(AuditEntry.sequence)).all()
    assert [row.sequence for row in rows] == list(range(1, ROWS + 1))
    assert [row.event for row in rows] == [Event.ASKED, Event.REMINDED] * 3
    verdict = proving.verify()
    assert (verdict.checked, verdict.faults) == (ROWS, ())
    assert verdict.head == Head(ROWS, rows[-1].mac)


@pytest.mark.parametrize(
    "statement",
    [
        change("actor_id = 'x'"),
        "DELETE FROM audit_entry",
        "DELETE FROM audit_entry WHERE sequence = 6",
        copy(6, 8),
        copy(6, 0),
        copy(6, 6),
        copy(6, 6).replace("INSERT", "INSERT OR REPLACE"),
        "TRUNCATE audit_entry",
    ],
)
def test_the_database_refuses_all_but_one_more_row_at_the_end(
    office: Flask, statement: str
) -> None:
    with writing(), pytest.raises(DBAPIError):
        db.session.execute(text(statement))
    assert faults() == []


def test_every_changed_field_is_found_with_its_row(office: Flask) -> None:
    sqlite = db.engine.dialect.name == "sqlite"
    later = "datetime(at, '+1 second')" if sqlite else "at + interval '1 microsecond'"
    changes = [
        f"at = {later}",
        "actor_kind = 'guest'",
        "actor_id = '00000000000000ab'",
        "actor_id = ''",
        "event = 'closed'",
        "event = 'no-such-thing'",
        "supervision_id = NULL",
        "supervision_id = ''",
        "object_id = '00000000000000bb'",
        "object_id = actor_id, actor_id = supervision_id",
        "mac = (SELECT mac FROM audit_entry WHERE sequence = 5)",
    ]
    if sqlite:
        changes += ["at = replace(at, ' ', 'T')", "at = 'soon'", "actor_id = CAST(x'ff' AS TEXT)"]
    for what in changes:
        with spoiled(change(what)):
            assert faults() == [(Flaw.CHANGED, 3, 3)], what
    assert faults() == []


def test_a_removed_slipped_in_or_moved_row_is_found(office: Flask) -> None:
    gone = "DELETE FROM audit_entry WHERE sequence"
    number = "UPDATE audit_entry SET sequence"
    with spoiled(f"{gone} = 3"):
        assert faults() == [(Flaw.MISSING, 3, 3)]
    with spoiled(f"{gone} < 3"):
        assert faults() == [(Flaw.MISSING, 1, 2)]
    with spoiled(f"{gone} = 3", f"{number} = 3 WHERE sequence = 4"):
        assert (Flaw.CHANGED, 3, 3) in faults()
        assert (Flaw.MISSING, 4, 4) in faults()
    with spoiled(copy(2, 0)):
        assert faults() == [(Flaw.CHANGED, 0, 0)]
    with spoiled(copy(2, 7)):
        assert faults() == [(Flaw.CHANGED, 7, 7)]
    with spoiled(*(f"{number} = {n}0 WHERE sequence = {n}" for n in (6, 5, 4)), copy(2, 4)):
        assert faults()[0] == (Flaw.CHANGED, 4, 4)
    with spoiled(
        *(f"{number} = {new} WHERE sequence = {old}" for old, new in ((3, 9), (4, 3), (9, 4)))
    ):
        assert {(Flaw.CHANGED, 3, 3), (Flaw.CHANGED, 4, 4)} <= set(faults())


def test_a_cut_end_is_found_by_a_head_that_was_kept_outside(office: Flask) -> None:
    found = proving.find_head()
    assert found
    head = Head.parse(str(found[0]))
    cut = "DELETE FROM audit_entry WHERE sequence > 4"
    with spoiled(cut):
        assert faults() == []
        assert faults(head) == [(Flaw.MISSING, 5, 6)]
    assert faults(head) == []
    assert faults(Head(ROWS, b"\0" * 32)) == [(Flaw.OTHER, ROWS, ROWS)]
    with writing():
        audit.record(ANA, Event.CLOSED)
        db.session.commit()
    assert faults(head) == []
    for wrong in ("", "6", "0:" + "a" * 64, "6:" + "a" * 63):
        with pytest.raises(ValueError, match="a head is"):
            Head.parse(wrong)


def test_the_latest_rows_are_checked_alone(office: Flask) -> None:
    with spoiled(change("actor_id = 'x'", row=2)):
        assert proving.verify(latest=3).checked == 3
        assert faults(latest=3) == []
        assert faults(latest=5) == [(Flaw.CHANGED, 2, 2)]
    with spoiled("DELETE FROM audit_entry WHERE sequence = 3"):
        assert faults(latest=3) == [(Flaw.MISSING, 3, 3)]


def test_with_another_key_it_stops_and_asks_whether_the_key_is_right(
    office: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proving, "MOST", 2)
    other = keys.Keyring((), keys.fresh("mac", ""), {})
    monkeypatch.setattr(proving, "current_keys", lambda: other)

    said = proving.verify().said.splitlines()

    assert said[:2] == [
        f"Row {n} was changed, moved or put there by somebody else." for n in (1, 2)
    ]
    assert said[2].endswith("Is the key right?")


def test_fifty_changes_at_once_are_one_chain(office: Flask) -> None:
    gone_wrong: list[BaseException] = []

    def change_something() -> None:
        try:
            with office.app_context(), writing():
                audit.record(ANA, Event.DRAFT_SAVED)
                db.session.commit()
        except DBAPIError as fault:
            gone_wrong.append(fault)

    threads = [threading.Thread(target=change_something) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    verdict = proving.verify()
    assert gone_wrong == []
    assert (verdict.checked, verdict.faults) == (ROWS + 50, ())


def test_the_head_is_logged_and_sent_outside_once_a_day(
    office: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    letters = select(OutboxLetter).where(OutboxLetter.kind == LetterKind.AUDIT_HEAD)
    found = proving.find_head()
    assert found

    with caplog.at_level("INFO", logger="mars.audit.proving"):
        tell_head(office)
    assert caplog.messages == [f"audit head {found[0]}"]
    assert db.session.scalars(letters).all() == []

    address = "audit@elsewhere.example"
    office.config["MARS"] = replace(office.config["MARS"], audit_head_to=address)
    tell_head(office)
    tell_head(office)
    proving.send_head()
    [letter] = db.session.scalars(letters)
    assert letter.recipient == address
    assert str(found[0]) in factories.letters_to(address)[0]


def tell_head(office: Flask) -> None:
    """As another process would on the same day."""
    office.extensions.pop(proving.SENT, None)
    proving.send_head()


def test_the_command_says_what_it_found_and_ends_accordingly(
    office: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "_reading_alone", nullcontext)
    run = CliRunner().invoke
    head = run(main, ["audit", "head"]).output.split()[0]

    sound = run(main, ["audit", "verify", "--head", head])
    assert (sound.exit_code, sound.output.splitlines()) == (
        0,
        [
            "Rows checked: 6. Each is as it was written and none is missing.",
            f"The head is {head}",
        ],
    )
    with spoiled(change("actor_id = 'x'")):
        found = run(main, ["audit", "verify"])
    assert (found.exit_code, found.output) == (
        1,
        "Row 3 was changed, moved or put there by somebody else.\n",
    )
    assert run(main, ["audit", "verify", "--head", "six"]).exit_code == 1
