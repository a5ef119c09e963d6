"""Every text is sealed or on a list; no page falls over one that is spoilt; no kill does harm."""

import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import String, Text, insert, select, type_coerce

import mars
from mars.clock import now
from mars.database import db, writing
from mars.domain.errors import UNREADABLE
from mars.keys import current_keys
from mars.operating import resealing
from mars.rehearsal import stage
from mars.store.base import Base, new_id
from mars.store.kept import KeptForm
from mars.store.sealed import Sealed
from tests.invariants import rehearsed
from tests.invariants.reporting import listed
from tests.invariants.visiting import Visit

DIRECTORY = {"agency", "facilitator", "lead", "local_setting", "person"}
"""Who works where. It is looked up and sorted by name, and says nothing of any child."""
CLEAR = {
    "done_request.address": "a path, with references and keys in it",
    "done_request.saying": "a constant of ours",
    "audit_entry.actor_kind": "a word of ours",
    "summary.themes": "words of ours",
    "summary.fidelity": "words of ours",
    "supervision.reference": "the MARS reference",
    "try_count.what": "a word of ours",
    "beat.what": "a word of ours",
    "kept_form.owner": "a word of ours and a key",
    "ended_visit.visit": "a random word",
    "code.subject": "a key or a keyed hash",
    "code.allowance": "a word of ours and a keyed hash",
}
KEYS = ("_id", "mark", "_hash", "_mark")
MANY = 6000
HOUSE = Path(mars.__file__).parent.parent


def test_every_text_is_sealed_or_known_to_be_no_ones_secret() -> None:
    texts = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        if table.name not in DIRECTORY
        for column in table.c
        if isinstance(column.type, String)
        if column.name != "id" and not column.name.endswith(KEYS)
    }
    assert texts - CLEAR.keys() == set()
    assert CLEAR.keys() <= texts


def test_no_page_falls_over_what_cannot_be_read(
    visits: list[Visit], partnership: Path, tmp_path: Path
) -> None:
    first = {(visit.kind, visit.visitor.name.split(",")[0]): visit for visit in visits}
    wanted = {
        visit.kind: visit for visit in first.values() if visit.is_page and visit.status == 200
    }
    fell, says = [], set()
    with rehearsed.opened(rehearsed.copy(partnership, tmp_path / "own")) as app:
        with app.app_context():
            assert _spoil() > 100
        for visit in wanted.values():
            with visit.visitor.time():
                answer = visit.visitor.enter(app).get(visit.url)
            if answer.status_code >= 500:
                fell.append(str(visit))
            if UNREADABLE in answer.text:
                says.add(visit.endpoint)

    assert not fell, listed(fell)
    assert says >= {"requests.show", "summaries.show", "sessions.show", "answers.about"}


def _spoil() -> int:
    """Flip a bit in everything that is sealed. Returns in how many values."""
    count = 0
    with writing():
        for table in Base.metadata.sorted_tables:
            for column in (c for c in table.c if isinstance(c.type, Sealed)):
                raw = type_coerce(column, Text)
                for key, value in db.session.execute(select(table.c.id, raw).where(raw != "")):
                    spoilt = value[:30] + ("A" if value[30] != "A" else "B") + value[31:]
                    row = table.update().where(table.c.id == key)
                    db.session.execute(row.values({column.name: type_coerce(spoilt, Text)}))
                    count += 1
        db.session.commit()
    return count


@pytest.mark.usefixtures("unwitnessed")
def test_a_rotation_that_is_killed_goes_on_where_it_stopped(own: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    environment = stage.environment(folder, 8000, 8025)
    with own.app_context():
        _keep_many()
        old, total = current_keys().head, sum(resealing.count(current_keys()).by_key.values())
        clear = _all_open()

        command = [sys.executable, "-m", "mars", "keys", "rotate"]
        with subprocess.Popen(command, env=environment, cwd=HOUSE) as one:
            while (left := _sealed_by(folder, old)) == MANY and one.poll() is None:
                time.sleep(0.005)  # it needs the processor more than we do
            one.kill()
        assert 0 < left < MANY
        assert one.returncode == -9
        new = current_keys().head
        assert new != old
        assert 0 < _sealed_by(folder, old) < MANY
        assert _all_open() == clear  # MARS has gone on, and reads both

        said = resealing.rotate(own.extensions["mars_keys"])
        assert "cut short" in said
        assert current_keys().head == new
        db.session.rollback()
        counted = resealing.count(current_keys())
        assert (counted.by_key[new[1:].hex()], counted.unreadable) == (total, ())
        assert _all_open() == clear


def _keep_many() -> None:
    ring, moment = current_keys(), now()
    rows = [{"id": new_id(), "owner": "staff:", "at": moment} for _ in range(MANY)]
    for row in rows:
        row["sealed"] = ring.seal("kept_form", "sealed", str(row["id"]), f"form {row['id']}")
    with writing():
        db.session.execute(insert(KeptForm), rows)
        db.session.commit()


def _all_open() -> dict[str, str]:
    """What every kept form says."""
    rows = db.session.execute(select(KeptForm.id, KeptForm.sealed)).all()
    db.session.rollback()
    ring = current_keys()
    return {row.id: ring.open("kept_form", "sealed", row.id, row.sealed) for row in rows}


def _sealed_by(folder: Path, head: bytes) -> int:
    """How many kept forms a key has sealed, as another process sees it."""
    with closing(sqlite3.connect(folder / "mars.sqlite")) as connection:
        query = "SELECT count(*) FROM kept_form WHERE substr(sealed, 1, 6) = ?"
        return int(connection.execute(query, (head,)).fetchone()[0])
