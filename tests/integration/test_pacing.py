"""Mail as a weapon: whatever is queued ninety times in a moment, one letter leaves and the last."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask, g
from sqlalchemy import select

from mars import audit
from mars.database import db, writing
from mars.domain.actors import Actor, ActorKind
from mars.domain.capping import UNCAPPED, replaces
from mars.domain.policies import DEFAULTS
from mars.domain.posting import LetterState, Outcome
from mars.domain.workflow import Event, LetterKind
from mars.post import claims, outbox
from mars.post.letters import Letter, Recipient
from mars.store.letters import OutboxLetter
from tests.letter_examples import EXAMPLES

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
REST = timedelta(minutes=DEFAULTS.letter_rest_minutes)
TIMES = 6
FEW = replace(DEFAULTS, letters_to_person=12, letters_by_person=15)
"""A partnership with lower limits, so that going beyond them takes few letters."""


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def office(clock: time_machine.Traveller, app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def example(kind: LetterKind, number: int = 0) -> Letter:
    """One letter of this kind about no request that would have to be there."""
    return replace(EXAMPLES[kind](), about=None, revision=number)


def post(*letters: Letter, actor: str = "") -> None:
    with writing():
        for letter in letters:
            if actor:
                audit.record(Actor(ActorKind.STAFF, actor, "x", "x@y.example"), Event.REMINDED)
            outbox.queue(letter)
        db.session.commit()


def rows() -> list[OutboxLetter]:
    db.session.rollback()
    asked = select(OutboxLetter).order_by(OutboxLetter.created_at, OutboxLetter.revision)
    return list(db.session.scalars(asked.execution_options(populate_existing=True)))


def send_all() -> int:
    """How many letters leave at this moment."""
    sent = 0
    while claimed := claims.claim():
        assert claims.begin_hand_over(claimed)
        claims.settle(claimed, Outcome.ACCEPTED)
        sent += 1
    return sent


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kind", [kind for kind in LetterKind if replaces(kind)])
def test_of_many_like_letters_one_leaves_and_after_a_rest_the_newest(
    clock: time_machine.Traveller, kind: LetterKind
) -> None:
    post(example(kind))
    assert send_all() == 1
    for number in range(1, TIMES):
        post(example(kind, number))
        assert send_all() == 0
    *replaced, last = rows()[1:]

    assert {row.state for row in replaced} == {LetterState.SUPERSEDED}
    assert (last.state, last.last_outcome) == (LetterState.PENDING, Outcome.TOO_SOON)
    clock.shift(REST)
    assert send_all() == 1
    assert rows()[-1].state is LetterState.ACCEPTED


def test_what_changes_a_calendar_is_replaced_only_by_what_does(
    clock: time_machine.Traveller,
) -> None:
    cancels = example(LetterKind.ANSWER_RECEIVED, 1)
    assert cancels.calendar is not None
    post(replace(cancels, calendar=None, revision=0))
    assert send_all() == 1

    post(cancels)
    post(replace(cancels, calendar=None, revision=2))
    clock.shift(REST)

    assert send_all() == 2


def test_codes_are_not_kept_waiting() -> None:
    for kind in sorted(UNCAPPED):
        post(*(example(kind, number) for number in range(3)))
    assert send_all() == 3 * len(UNCAPPED)


def test_beyond_the_limit_for_a_person_a_letter_is_held_and_can_be_sent_later() -> None:
    g.policies = FEW
    kind, most = LetterKind.PLEASE_ANSWER, FEW.letters_to_person
    post(*(replace(example(kind), subject_id=f"{n:016x}") for n in range(most + 2)))
    held = [row for row in rows() if row.state is LetterState.HELD]

    assert send_all() == most
    assert [row.last_outcome for row in held] == [Outcome.TOO_MANY] * 2
    assert all(row.message for row in held)

    post(replace(example(kind), to=Recipient("Robin", "robin.hale@school.example")))
    assert send_all() == 1


def test_beyond_the_limit_for_who_causes_them_letters_are_held() -> None:
    g.policies = FEW
    most = FEW.letters_by_person
    letters = [
        replace(
            example(LetterKind.PLEASE_ANSWER),
            subject_id=f"{n:016x}",
            to=Recipient("Somebody", f"somebody{n}@school.example"),
        )
        for n in range(most + 1)
    ]
    post(*letters, actor="0123456789abcdef")

    assert [row.state for row in rows()].count(LetterState.HELD) == 1
    post(replace(letters[0], subject_id="f" * 16), actor="fedcba9876543210")
    assert [row.state for row in rows()].count(LetterState.HELD) == 1
