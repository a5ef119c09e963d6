"""No change without a witness: each leaves its audit row in the same transaction."""

import re

import pytest
from flask import Flask, g

from mars.clock import now
from mars.database import db, writing
from mars.domain.workflow import Event
from mars.store.people import LocalSetting, Person
from tests.invariants.browsing import Attempt
from tests.invariants.reporting import listed
from tests.witness import watching

PAST = {"began", "gave", "let", "sent", "threw", "was", "withdrew"}


def test_the_stories_leave_a_witness_of_every_change(unwitnessed: list[str]) -> None:
    assert not unwitnessed, listed(unwitnessed)


def test_every_form_leaves_a_witness_of_what_it_changes(attempts: list[Attempt]) -> None:
    found = [f"{attempt}: {fault}" for attempt in attempts for fault in attempt.unwitnessed]

    assert not found, listed(found)


@pytest.mark.parametrize("how", ["by a class", "past the classes"])
def test_a_change_without_an_audit_row_is_noticed(own: Flask, how: str) -> None:
    with own.test_request_context(), writing(), watching() as found:
        g.request_id = "as if it were served"
        if how == "by a class":
            db.session.add(Person(email="a@b.example", name="A", created_at=now()))
        else:
            db.session.execute(db.delete(LocalSetting))
        db.session.commit()

    assert len(found) == 1


def test_every_action_is_told_in_plain_words() -> None:
    labels = [event.label for event in Event]

    assert len(set(labels)) == len(labels)
    for label in labels:
        assert re.fullmatch(r"[a-z][a-z’]*( [A-Za-z’:,]+)+|[a-z]+", label), label
        first = label.partition(" ")[0]
        assert first.endswith("ed") or first in PAST, f"“{label}” does not say what was done"


def test_what_was_not_committed_needs_no_witness(own: Flask) -> None:
    with own.test_request_context(), writing(), watching() as found:
        g.request_id = "as if it were served"
        db.session.add(Person(email="a@b.example", name="A", created_at=now()))
        db.session.flush()
        db.session.rollback()
        db.session.commit()

    assert found == []
