"""A mail server in every mood: at once and after four days each letter stands as it must."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from mars.database import db, writing
from mars.domain.posting import LetterState, Outcome
from mars.domain.workflow import LetterKind
from mars.post import claims, outbox, servers
from mars.post.sender import drain
from mars.store.letters import OutboxLetter
from tests.integration.test_mailer import certificate, server_context
from tests.letter_examples import EXAMPLES
from tests.moody import Moods, refuse_everybody, serving

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PENDING, HELD = LetterState.PENDING, LetterState.HELD
ACCEPTED, REJECTED = LetterState.ACCEPTED, LetterState.REJECTED


@dataclass(frozen=True)
class Mood:
    """How the server is, and what must come of a letter at once and when it stays so.

    `rests`: whether the fault is ours, so that the whole queue is paused and the letter unharmed.
    """

    moods: dict[str, Any]
    first: LetterState
    outcome: Outcome | None
    last: LetterState
    copies: tuple[int, ...] = ()
    rests: bool = False


def put_off(reply: str, *stages: str) -> dict[str, Mood]:
    return {
        f"{reply} {stage}": Mood({stage: reply}, PENDING, Outcome.PUT_OFF, HELD) for stage in stages
    }


def our_fault(outcome: Outcome = Outcome.OUR_FAULT, **moods: Any) -> Mood:
    return Mood(moods, PENDING, outcome, PENDING, rests=True)


MOODS: dict[str, Mood] = {
    "well": Mood({}, ACCEPTED, Outcome.ACCEPTED, ACCEPTED, (1,)),
    "byte by byte": Mood({"byte_by_byte": True}, ACCEPTED, Outcome.ACCEPTED, ACCEPTED, (1,)),
    "250 then close": Mood({"hang_up_at_quit": True}, ACCEPTED, Outcome.ACCEPTED, ACCEPTED, (1,)),
    **put_off("421 closing", "at_mail", "at_rcpt", "at_data", "after_dot"),
    **put_off("451 later", "at_rcpt", "after_dot"),
    **put_off("452 full", "at_rcpt", "at_data"),
    "550 recipient": Mood({"at_rcpt": "550 nobody"}, REJECTED, Outcome.ADDRESS_REFUSED, REJECTED),
    "554 recipient": Mood({"at_rcpt": "554 no"}, HELD, Outcome.UNEXPLAINED, HELD),
    "552 recipient": Mood({"at_rcpt": "552 mailbox full"}, HELD, Outcome.MAILBOX_FULL, HELD),
    "4.2.2 recipient": Mood({"at_rcpt": "452 4.2.2 full"}, PENDING, Outcome.FULL_FOR_NOW, HELD),
    "5.1.1 after the dot": Mood(
        {"after_dot": "550 5.1.1 nobody"}, REJECTED, Outcome.ADDRESS_REFUSED, REJECTED
    ),
    "550 letter": Mood({"at_data": "550 no"}, HELD, Outcome.LETTER_REFUSED, HELD),
    "554 letter": Mood({"after_dot": "554 no"}, HELD, Outcome.LETTER_REFUSED, HELD),
    "close after DATA": Mood({"hang_up_before_dot": True}, PENDING, None, HELD),
    "close after the dot": Mood(
        {"hang_up_after_dot": True}, PENDING, Outcome.UNCERTAIN, HELD, (2,)
    ),
    "garbage after the dot": Mood({"after_dot": "moo"}, PENDING, Outcome.UNCERTAIN, HELD),
    "garbage at the recipient": Mood({"at_rcpt": "moo"}, PENDING, Outcome.LOST, HELD),
    "endless after the dot": Mood({"dripping": True}, PENDING, Outcome.UNCERTAIN, HELD, (2,)),
    "421 greeting": our_fault(greeting="421 busy"),
    "554 greeting": our_fault(greeting="554 not you"),
    "garbage greeting": our_fault(greeting="moo"),
    "close at the greeting": our_fault(hang_up_at_greeting=True),
    "535 sender": our_fault(at_mail="535 sign in"),
    "550 sender": our_fault(at_mail="550 not you"),
    "554 sender": our_fault(at_mail="554 no"),
    "5.7.60 sender": our_fault(Outcome.SENDER_REFUSED, at_mail="550 5.7.60 send as"),
    "relaying": our_fault(Outcome.RELAY_REFUSED, at_rcpt="554 5.7.1 Relay access denied"),
    "unable to relay": our_fault(Outcome.RELAY_REFUSED, at_rcpt="550 5.7.54 Unable to relay"),
    "blocked": our_fault(Outcome.RELAY_REFUSED, at_rcpt="550 5.7.1 Client host blocked"),
    "send as, after the dot": our_fault(
        Outcome.SENDER_REFUSED, after_dot="550 5.7.60 Client may not send as this sender"
    ),
    "send as denied, after the dot": our_fault(
        Outcome.SENDER_REFUSED, after_dot="554 5.2.252 SendAsDenied"
    ),
}


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


def letter() -> OutboxLetter:
    db.session.rollback()
    return db.session.scalars(select(OutboxLetter).execution_options(populate_existing=True)).one()


def for_four_days(clock: time_machine.Traveller) -> None:
    while (found := letter()).state is PENDING and found.due_at - MONDAY < timedelta(days=4):
        due, rest = found.due_at, claims.resting()
        db.session.rollback()
        clock.move_to(max(due, rest.until if rest else due))
        drain()


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", MOODS)
def test_every_mood_ends_as_it_must(
    name: str, clock: time_machine.Traveller, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    mood, moods = MOODS[name], Moods()
    if mood.moods.get("dripping"):
        monkeypatch.setattr(servers, "TIMEOUT_SECONDS", 0.3)
    for attribute, value in mood.moods.items():
        assert hasattr(moods, attribute)
        setattr(moods, attribute, value)

    with serving(moods), posted(app, moods):
        drain()
        assert letter().state is mood.first
        assert mood.outcome is None or letter().last_outcome is mood.outcome
        assert (claims.resting() is not None) is mood.rests

        for_four_days(clock)
        assert letter().state is mood.last
        assert (letter().message is None) is (mood.last is ACCEPTED)
        assert not mood.rests or letter().attempts == 0
    assert tuple(moods.copies()) == mood.copies


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
@pytest.mark.parametrize("fault", ["certificate", "password", "nobody there"])
def test_what_is_our_fault_pauses_the_queue(fault: str, app: Flask, tmp_path: Path) -> None:
    moods = Moods()
    paths = certificate(tmp_path)
    settings: dict[str, dict[str, str]] = {
        "certificate": {"mail_security": "starttls"},
        "password": {"mail_username": "mars", "mail_password": "fictional"},
        "nobody there": {},
    }
    servers: dict[str, Callable[[], Any]] = {
        "certificate": lambda: serving(moods, tls_context=server_context(paths)),
        "password": lambda: serving(moods, authenticator=refuse_everybody, auth_require_tls=False),
        "nobody there": lambda: serving(Moods()),
    }
    with servers[fault](), posted(app, moods, **settings[fault]):
        drain()

        rest = claims.resting()
        assert rest is not None
        assert rest.code == (535 if fault == "password" else None)
        assert (letter().state, letter().attempts) == (PENDING, 0)
        assert letter().message is not None
    assert moods.letters == []


@contextmanager
def posted(app: Flask, moods: Moods, **changes: Any) -> Iterator[None]:
    """The application with one letter queued; `changes` are of its settings."""
    where = {"mail_host": "127.0.0.1", "mail_port": moods.port}
    app.config["MARS"] = replace(app.config["MARS"], **{**where, **changes})
    with app.app_context():
        with writing():
            outbox.queue(EXAMPLES[LetterKind.SIGN_IN_CODE]())
            db.session.commit()
        yield
