"""A full disk and a clock that jumps: nothing lost, nothing silent, at most one extra copy."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import Connection, event, func, select, text
from sqlalchemy.exc import OperationalError

from mars.config import Settings
from mars.database import db, writing
from mars.domain.posting import LetterState
from mars.domain.workflow import LetterKind
from mars.post import claims, engine, outbox
from mars.post.letters import Recipient
from mars.post.sender import drain
from mars.store.letters import OutboxLetter
from tests.letter_examples import EXAMPLES
from tests.moody import Moods, serving

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def moods() -> Iterator[Moods]:
    moods = Moods()
    with serving(moods):
        yield moods


@pytest.fixture
def settings(settings: Settings, moods: Moods) -> Settings:
    return replace(settings, mail_host="127.0.0.1", mail_port=moods.port)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def office(app: Flask, clock: time_machine.Traveller) -> Iterator[None]:
    with app.app_context():
        yield


def post(count: int = 1) -> None:
    with writing():
        for number in range(count):
            to = Recipient("Sam Carter", f"person{number}@school.example")
            outbox.queue(replace(EXAMPLES[LetterKind.SIGN_IN_CODE](), to=to))
        db.session.commit()


def states() -> list[LetterState]:
    db.session.rollback()
    return list(db.session.scalars(select(OutboxLetter.state)))


@contextmanager
def full_disk(lasting_writes: int) -> Iterator[None]:
    """After so many changes of a letter none more can be written."""
    left = [lasting_writes]

    def refuse(connection: Connection, cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("UPDATE outbox_letter"):
            left[0] -= 1
            if left[0] < 0:
                raise OperationalError(statement, {}, OSError("database or disk is full"))

    event.listen(db.engine, "before_cursor_execute", refuse)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", refuse)


@pytest.mark.parametrize(
    "write,copies", [("the claim", 1), ("the hand-over", 1), ("the result", 2)]
)
def test_a_disk_that_fills_up_while_sending_loses_nothing_and_is_told(
    moods: Moods,
    clock: time_machine.Traveller,
    caplog: pytest.LogCaptureFixture,
    write: str,
    copies: int,
) -> None:
    post()
    lasting = ("the claim", "the hand-over", "the result").index(write)

    with full_disk(lasting), caplog.at_level(logging.ERROR, engine.__name__):
        for _ in range(4):
            engine._drain()
            clock.shift(claims.LEASE)
    assert "sending stopped: OperationalError" in caplog.text
    assert "@" not in caplog.text

    for _ in range(2):
        clock.shift(timedelta(hours=1))
        drain()
    assert states() == [LetterState.ACCEPTED]
    assert moods.copies() == [copies]


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_disk_that_is_full_keeps_the_change_and_its_letters_together(moods: Moods) -> None:
    post()
    with writing():
        pages = db.session.scalar(text("PRAGMA page_count"))
        db.session.execute(text(f"PRAGMA max_page_count={pages}"))

    with pytest.raises(OperationalError, match="full"):
        post(300)

    with writing():
        assert db.session.scalar(select(func.count()).select_from(OutboxLetter)) == 1
        db.session.execute(text("PRAGMA max_page_count=1073741823"))
    post(3)
    assert drain() == 3
    assert moods.copies() == [1] * 3


@pytest.mark.parametrize("days", [1, -1, 30])
def test_a_clock_that_jumps_while_a_letter_is_claimed_sends_it_once(
    moods: Moods, clock: time_machine.Traveller, days: int
) -> None:
    post()
    slow = claims.claim()
    assert slow is not None

    clock.shift(timedelta(days=days))
    claims.recover()
    clock.shift(timedelta(minutes=1))
    drain()

    assert not claims.begin_hand_over(slow)
    assert moods.copies() == [1]


@pytest.mark.parametrize("days", [1, -1])
def test_a_clock_that_jumps_while_a_letter_is_handed_over_costs_one_copy_that_is_recorded(
    moods: Moods, clock: time_machine.Traveller, days: int
) -> None:
    post()
    slow = claims.claim()
    assert slow is not None
    assert claims.begin_hand_over(slow)

    clock.shift(timedelta(days=days))
    claims.recover()
    clock.shift(timedelta(minutes=1))
    drain()

    db.session.rollback()
    [letter] = db.session.scalars(select(OutboxLetter))
    assert (letter.state, letter.uncertain) == (LetterState.ACCEPTED, 1)
    assert moods.copies() == [1]  # and the slow sender's, if its dot went out
