"""The sender against a real mail server in every mood: nothing lost, at most one extra copy."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from mars.clock import now
from mars.config import Settings
from mars.database import db, writing
from mars.domain.posting import LetterState, Outcome
from mars.domain.workflow import LetterKind
from mars.post import claims, mailer, outbox, servers
from mars.post.letters import Letter, Recipient
from mars.post.sender import drain
from mars.store.letters import OutboxLetter
from tests.letter_examples import EXAMPLES
from tests.moody import Moods, serving

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PENDING, HELD = LetterState.PENDING, LetterState.HELD
ACCEPTED, REJECTED = LetterState.ACCEPTED, LetterState.REJECTED


@pytest.fixture
def moods() -> Moods:
    return Moods()


@pytest.fixture
def server(moods: Moods) -> Iterator[None]:
    with serving(moods):
        yield


@pytest.fixture
def settings(settings: Settings, moods: Moods) -> Settings:
    return replace(settings, mail_host="127.0.0.1", mail_port=moods.port)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def office(app: Flask, clock: time_machine.Traveller) -> Iterator[Flask]:
    """The application on a Monday morning."""
    with app.app_context():
        yield app


def letter_to(address: str = "sam.carter@school.example") -> Letter:
    letter = EXAMPLES[LetterKind.SIGN_IN_CODE]()
    return replace(letter, to=Recipient("Sam Carter", address))


def post(*addresses: str) -> None:
    with writing():
        for address in addresses or ("sam.carter@school.example",):
            outbox.queue(letter_to(address))
        db.session.commit()


def letters() -> list[OutboxLetter]:
    db.session.rollback()
    found = db.session.scalars(select(OutboxLetter).execution_options(populate_existing=True))
    return sorted(found, key=lambda letter: letter.recipient)


def the_letter() -> OutboxLetter:
    [found] = letters()
    return found


def minutes_until_due(letter: OutboxLetter) -> float:
    return (letter.due_at - now()) / timedelta(minutes=1)


@pytest.mark.usefixtures("office", "server")
def test_a_queued_letter_is_sent_once_and_its_bytes_are_wiped(moods: Moods) -> None:
    post()
    frozen = the_letter().message
    assert frozen is not None

    assert drain() == 1
    assert drain() == 0

    [taken] = moods.letters
    assert taken["To"] == "Sam Carter <sam.carter@school.example>"
    letter = the_letter()
    assert (letter.state, letter.message, letter.accepted_at) == (ACCEPTED, None, MONDAY)
    assert taken["Message-ID"] == letter.message_id


@pytest.mark.usefixtures("office", "server")
def test_many_letters_go_over_one_connection(moods: Moods) -> None:
    post(*(f"person{n}@school.example" for n in range(20)))

    assert drain() == 20

    assert moods.copies() == [1] * 20
    assert moods.conversations == 1


@pytest.mark.usefixtures("office", "server")
def test_no_transaction_is_open_while_the_server_is_spoken_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    open_transactions = []

    def look(step: Callable[..., object]) -> Callable[..., object]:
        def looking(*arguments: object) -> object:
            open_transactions.append(db.session().in_transaction())
            return step(*arguments)

        return looking

    for name in ("configure_host", "_announce", "_hand_over"):
        monkeypatch.setattr(mailer.Connection, name, look(getattr(mailer.Connection, name)))
    post()

    assert drain() == 1

    assert open_transactions == [False] * 3


@pytest.mark.usefixtures("office", "server")
@pytest.mark.parametrize("stage", ["at_mail", "at_rcpt", "at_data", "after_dot"])
def test_a_letter_put_off_goes_a_minute_later_with_the_same_bytes(
    moods: Moods, clock: time_machine.Traveller, stage: str
) -> None:
    post()
    setattr(moods, stage, "451 later")

    assert drain() == 0

    letter = the_letter()
    assert (letter.state, letter.last_outcome, letter.last_code) == (PENDING, Outcome.PUT_OFF, 451)
    assert minutes_until_due(letter) == 1
    assert drain() == 0
    setattr(moods, stage, None)
    clock.shift(60)
    assert drain() == 1
    assert moods.copies() == [1]


@pytest.mark.usefixtures("office", "server")
def test_a_letter_is_tried_for_72_hours_and_then_held(
    moods: Moods, clock: time_machine.Traveller
) -> None:
    post()
    moods.at_rcpt = "450 greylisted"

    waits = []
    while True:
        drain()
        letter = the_letter()
        if letter.state is not PENDING:
            break
        waits.append(minutes_until_due(letter))
        clock.move_to(letter.due_at)

    assert waits[:7] == [1, 5, 15, 30, 60, 60, 60]
    assert timedelta(hours=71) < now() - MONDAY <= timedelta(hours=72)
    assert letter.state is HELD
    assert letter.message is not None


@pytest.mark.usefixtures("office", "server")
def test_an_address_that_is_not_known_is_rejected_and_the_others_go(moods: Moods) -> None:
    post()
    moods.at_rcpt = "550 nobody here"
    drain()
    moods.at_rcpt = None
    post("robin.hale@school.example")

    assert drain() == 1

    good, bad = letters()
    assert (bad.state, bad.last_outcome, bad.last_code) == (REJECTED, Outcome.ADDRESS_REFUSED, 550)
    assert good.state is ACCEPTED


@pytest.mark.usefixtures("office", "server")
@pytest.mark.parametrize("stage", ["at_data", "after_dot"])
def test_a_refused_letter_waits_for_a_person(moods: Moods, stage: str) -> None:
    post()
    setattr(moods, stage, "554 no")

    drain()

    letter = the_letter()
    assert (letter.state, letter.last_outcome) == (HELD, Outcome.LETTER_REFUSED)


@pytest.mark.usefixtures("office")
def test_without_a_server_all_mail_rests_and_no_letter_is_blamed(
    moods: Moods, clock: time_machine.Traveller
) -> None:
    post("a@school.example", "b@school.example")

    waits = []
    for _ in range(7):
        assert drain() == 0
        rest = claims.resting()
        db.session.rollback()
        assert rest is not None
        assert drain() == 0
        waits.append((rest.until - now()) / timedelta(minutes=1))
        clock.move_to(rest.until)

    assert waits == [1, 5, 15, 30, 60, 60, 60]
    assert [(x.state, x.attempts) for x in letters()] == [(PENDING, 0)] * 2
    clock.shift(timedelta(days=30))
    with serving(moods):
        assert drain() == 2
    assert claims.resting() is None


@pytest.mark.usefixtures("office", "server")
@pytest.mark.parametrize("reply", ["550 not you", "530 sign in first"])
def test_a_sender_that_is_refused_makes_all_mail_rest(moods: Moods, reply: str) -> None:
    post("a@school.example", "b@school.example")
    moods.at_mail = reply

    assert drain() == 0

    assert moods.conversations == 1
    assert [x.state for x in letters()] == [PENDING] * 2
    rest = claims.resting()
    assert rest is not None
    assert rest.code == int(reply[:3])


@pytest.mark.usefixtures("office", "server")
@pytest.mark.parametrize("stage", ["at_rcpt", "after_dot"])
def test_a_server_that_refuses_us_of_one_letter_alone_stops_no_other(
    moods: Moods, clock: time_machine.Traveller, stage: str
) -> None:
    reply = "550 5.7.60 You may not send as this sender"
    post("a@school.example")
    setattr(moods, stage, reply)
    drain()
    rest = claims.resting()
    assert rest is not None
    assert (rest.why, rest.code) == (Outcome.SENDER_REFUSED, 550)

    clock.shift(60)
    post("b@school.example")
    setattr(moods, stage, None)
    assert drain(limit=1) == 1  # the other first, though it waits for less long
    setattr(moods, stage, reply)
    clock.shift(60)
    drain()

    refused, other = letters()
    assert (refused.state, refused.last_outcome) == (HELD, Outcome.NOT_PASSED_ON)
    assert other.state is ACCEPTED
    assert claims.resting() is None


@pytest.mark.usefixtures("office", "server")
def test_a_connection_lost_before_the_dot_is_not_a_copy(
    moods: Moods, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = claims.begin_hand_over

    def begin_after(claimed: claims.Claimed) -> bool:
        assert not moods.hang_up_before_dot or moods.hung_up.wait(10)
        return begin(claimed)

    monkeypatch.setattr(claims, "begin_hand_over", begin_after)
    post()
    moods.hung_up.clear()
    moods.hang_up_before_dot = True
    drain()
    assert (the_letter().state, the_letter().last_outcome) == (PENDING, Outcome.LOST)

    moods.hang_up_before_dot = False
    clock.shift(60)
    drain()

    assert moods.copies() == [1]


@pytest.mark.usefixtures("office", "server")
def test_a_connection_lost_after_the_dot_is_sent_once_more_and_then_held(
    moods: Moods, clock: time_machine.Traveller
) -> None:
    post()
    moods.hang_up_after_dot = True
    for _ in range(20):
        drain()
        clock.shift(timedelta(hours=1))

    letter = the_letter()
    assert (letter.state, letter.last_outcome) == (HELD, Outcome.UNCERTAIN)
    assert moods.copies() == [2]


@pytest.mark.usefixtures("office", "server")
@pytest.mark.parametrize("reply", ["0 what", "nonsense", "999 x"])
def test_an_unreadable_reply_after_the_dot_is_uncertain(moods: Moods, reply: str) -> None:
    post()
    moods.after_dot = reply

    drain()

    assert the_letter().last_outcome is Outcome.UNCERTAIN


@pytest.mark.usefixtures("office", "server")
def test_a_goodbye_that_fails_is_no_failure(moods: Moods) -> None:
    post()
    moods.hang_up_at_quit = True

    assert drain() == 1
    assert drain() == 0

    assert the_letter().state is ACCEPTED


@pytest.mark.usefixtures("office", "server")
def test_a_silent_server_does_not_hang_the_sender(
    moods: Moods, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(servers, "TIMEOUT_SECONDS", 0.2)
    post()
    moods.silent = True

    assert drain() == 0

    assert the_letter().last_outcome is Outcome.LOST


@pytest.mark.usefixtures("office", "server")
@pytest.mark.parametrize("when", ["before the claim", "at the last moment"])
def test_a_letter_taken_back_does_not_go(
    moods: Moods, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    def take_back() -> None:
        with writing():
            outbox.supersede(subject_id=letter_to().subject_id)
            db.session.commit()

    post()
    begin = claims.begin_hand_over

    def begin_late(claimed: claims.Claimed) -> bool:
        take_back()
        return begin(claimed)

    if when == "before the claim":
        take_back()
    else:
        monkeypatch.setattr(claims, "begin_hand_over", begin_late)

    assert drain() == 0

    letter = the_letter()
    assert (letter.state, letter.message) == (LetterState.SUPERSEDED, None)
    assert moods.letters == []


@pytest.mark.usefixtures("office", "server")
def test_a_letter_taken_back_while_it_left_is_known_to_have_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    post()
    begin = claims.begin_hand_over

    def begin_early(claimed: claims.Claimed) -> bool:
        may_go = begin(claimed)
        with writing():
            outbox.supersede(subject_id=letter_to().subject_id)
            db.session.commit()
        return may_go

    monkeypatch.setattr(claims, "begin_hand_over", begin_early)

    assert drain() == 1

    assert the_letter().state is ACCEPTED


@pytest.mark.usefixtures("office", "server")
def test_a_sender_that_died_with_a_claim_loses_nothing(
    moods: Moods, clock: time_machine.Traveller
) -> None:
    post()
    dead = claims.claim()
    assert dead is not None
    assert drain() == 0

    clock.shift(claims.LEASE)
    drain()
    clock.shift(60)
    drain()

    assert moods.copies() == [1]
    assert not claims.begin_hand_over(dead)


@pytest.mark.usefixtures("office", "server")
def test_a_sender_that_died_handing_over_costs_at_most_one_copy(
    moods: Moods, clock: time_machine.Traveller
) -> None:
    post()
    dead = []
    for _ in range(2):
        claimed = claims.claim()
        assert claimed is not None
        assert claims.begin_hand_over(claimed)
        dead.append(claimed)
        clock.shift(claims.LEASE)
        claims.recover()
        clock.shift(timedelta(hours=1))

    assert drain() == 0

    assert the_letter().state is HELD
    claims.settle(dead[-1], Outcome.ACCEPTED)
    assert the_letter().state is HELD


@pytest.mark.usefixtures("office", "server")
def test_a_clock_put_back_a_day_delays_nothing(moods: Moods, clock: time_machine.Traveller) -> None:
    post("a@school.example", "b@school.example")
    dead = claims.claim()
    assert dead is not None

    clock.shift(timedelta(days=-1))
    drain()
    clock.shift(60)
    drain()

    assert moods.copies() == [1, 1]


def test_two_senders_at_once_send_each_letter_once(app: Flask, moods: Moods) -> None:
    faults: list[BaseException] = []

    def send() -> None:
        try:
            with app.app_context():
                drain()
        except BaseException as fault:  # noqa: BLE001 - told to the test's own thread
            faults.append(fault)

    with app.app_context(), serving(moods):
        post(*(f"person{n}@school.example" for n in range(30)))
        threads = [threading.Thread(target=send) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert faults == []
    assert moods.copies() == [1] * 30


@pytest.mark.usefixtures("office", "server")
def test_it_stops_when_told(moods: Moods) -> None:
    post("a@school.example", "b@school.example")

    assert drain(stopped=lambda: bool(moods.letters)) == 1
    assert drain(limit=5) == 1
