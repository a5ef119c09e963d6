"""Senders killed with SIGKILL, at a chosen step or at random; a mail server keeps count.

Everything that opens the database is a process of its own, forked from one that has no threads.
"""

import multiprocessing
import os
import random
import signal
import smtplib
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, NoReturn

from flask import Flask
from sqlalchemy import delete, select

from mars import clock
from mars.config import Settings
from mars.database import db, writing
from mars.domain.posting import LetterState
from mars.domain.workflow import LetterKind
from mars.post import claims, mailer, outbox
from mars.post.letters import Recipient
from mars.post.sender import drain
from mars.store.letters import OutboxLetter
from tests.letter_examples import EXAMPLES
from tests.moody import Moods, serving
from tests.starting import close, make_settings, started

ROUND = claims.LEASE + timedelta(minutes=1)
LATER = timedelta(hours=2)
MOST_SENT = 20
"""So many letters a sender has sent at most when it is killed at random."""
_fork = multiprocessing.get_context("fork")


def die(*_: Any) -> NoReturn:
    """As when the power fails."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("still alive")


def after(act: Callable[..., Any]) -> Callable[..., NoReturn]:
    """Do it, then die."""
    return lambda *arguments: die(act(*arguments))


STEPS: dict[str, Callable[[], None]] = {
    "claimed": lambda: setattr(mailer.Connection, "_announce", die),
    "body sent": lambda: setattr(claims, "begin_hand_over", die),
    "handing over": lambda: setattr(claims, "begin_hand_over", after(claims.begin_hand_over)),
    "dot sent": lambda: setattr(smtplib.SMTP, "getreply", _die_after_the_dot),
    "accepted by the server": lambda: setattr(claims, "settle", die),
    "written down": lambda: setattr(claims, "settle", after(claims.settle)),
}

_getreply = smtplib.SMTP.getreply


def _die_after_the_dot(server: Any) -> Any:
    """The reply to the dot is waited for, so that the letter was surely taken, and not told."""
    reply = _getreply(server)
    return die() if reply == (250, b"taken") else reply


@dataclass(frozen=True)
class Row:
    """What the database says of one letter in the end."""

    message_id: str
    state: LetterState
    uncertain: int


@dataclass(frozen=True)
class Tally:
    """What came of one trial. `faults` is empty if nothing was lost and nothing went too often."""

    letters: int
    kills: int
    once: int
    twice: int
    held: int
    faults: tuple[str, ...]


@dataclass(frozen=True)
class Office:
    """One database and one mail server. `taken` holds the Message-ID of each copy taken.

    The application is started once and has opened nothing when a process is forked from it.
    """

    app: Flask
    taken: Path

    @property
    def settings(self) -> Settings:
        """Those of the application."""
        settings: Settings = self.app.config["MARS"]
        return settings

    def fill(self, letters: int) -> None:
        """Empty the outbox and queue so many letters."""
        self.taken.write_text("")
        _wait(self._begin(_fill, letters))

    def begin(self, ahead: timedelta, step: str = "") -> tuple[BaseProcess, Connection]:
        """A sender whose clock is ahead; the connection tells when it begins to send."""
        hears, tells = _fork.Pipe(duplex=False)
        return self._begin(_send, ahead, step, tells), hears

    def await_copies(self, process: BaseProcess, more: int) -> None:
        """Wait until the server has taken so many more copies, or the sender has ended."""
        wanted = self._copies() + more
        while self._copies() < wanted and process.is_alive():
            time.sleep(0.002)

    def _copies(self) -> int:
        return self.taken.read_bytes().count(b"\n")

    def count(self, letters: int, kills: int, ahead: timedelta) -> Tally:
        """Let a sender that lives end it; hold what the outbox says against what was taken."""
        hears, tells = _fork.Pipe(duplex=False)
        process = self._begin(_finish, ahead, tells)
        rows: list[Row] = hears.recv()
        _wait(process)
        copies = Counter(self.taken.read_text().split())
        faults = [fault for row in rows for fault in _faults(row, copies[row.message_id])]
        if len(rows) != letters or set(copies) - {row.message_id for row in rows}:
            faults.append("the outbox and the mail server do not know the same letters")
        return Tally(
            letters=letters,
            kills=kills,
            once=sum(count == 1 for count in copies.values()),
            twice=sum(count == 2 for count in copies.values()),
            held=sum(row.state is LetterState.HELD for row in rows),
            faults=tuple(faults),
        )

    def _begin(self, act: Callable[..., None], *arguments: Any) -> BaseProcess:
        process = _fork.Process(target=act, args=(self.app, *arguments))
        process.start()
        return process


@contextmanager
def opened(folder: Path, database_url: str) -> Iterator[Office]:
    """An office with a mail server that takes everything."""
    moods, taken = Moods(), folder / "taken"
    taken.write_text("")
    server = _fork.Process(target=_serve, args=(moods, taken), daemon=True)
    server.start()
    settings = make_settings(
        folder,
        MARS_DATABASE_URL=database_url,
        MARS_MAIL_HOST="127.0.0.1",
        MARS_MAIL_PORT=str(moods.port),
    )
    try:
        with started(settings) as app:
            _await_server(moods.port)
            yield Office(app, taken)
    finally:
        server.kill()
        server.join()


def kill_at(office: Office, step: str, times: int, workers: int) -> Tally:
    """Kill senders at this step, as many as `workers` at once, `times` times or once more."""
    rounds = -(-times // workers)
    office.fill(rounds * workers)
    kills = 0
    for _ in range(rounds):
        senders = [office.begin(timedelta(), step) for _ in range(workers)]
        for process, hears in senders:
            process.join()
            hears.close()
            kills += process.exitcode == -signal.SIGKILL
    return office.count(rounds * workers, kills, timedelta())


def kill_at_random(office: Office, letters: int, workers: int, chance: random.Random) -> Tally:
    """Kill senders at random moments, in rounds, until all letters were tried."""
    office.fill(letters)
    kills, ahead, left = 0, timedelta(), True
    while left:
        left = False
        senders = [office.begin(ahead) for _ in range(workers)]
        for process, hears in senders:
            hears.recv()
            hears.close()
            office.await_copies(process, chance.randint(0, MOST_SENT // workers))
            time.sleep(chance.uniform(0, 0.03))
            process.kill()
            process.join()
            kills += process.exitcode == -signal.SIGKILL
            left |= process.exitcode != 0
        ahead += ROUND
    return office.count(letters, kills, ahead)


def _faults(row: Row, copies: int) -> Iterator[str]:
    if row.state not in {LetterState.ACCEPTED, LetterState.HELD}:
        yield f"{row.message_id} ends {row.state.value}"
    if row.state is LetterState.ACCEPTED and not copies:
        yield f"{row.message_id} is lost"
    if row.state is LetterState.HELD and row.uncertain < 2:
        yield f"{row.message_id} is held without a reason"
    if copies > 2 or (copies == 2 and not row.uncertain):
        yield f"{row.message_id} went {copies} times, {row.uncertain} of them uncertain"


def _wait(process: BaseProcess) -> None:
    process.join()
    if process.exitcode != 0:
        raise RuntimeError(f"a process ended with {process.exitcode}")


def _serve(moods: Moods, taken: Path) -> None:
    def keep(content: bytes) -> None:
        found = content.split(b"Message-ID: ", 1)[1].split(b"\r\n", 1)[0]
        with taken.open("ab", buffering=0) as file:
            file.write(found + b"\n")

    moods.keep = keep  # type: ignore[method-assign]
    with serving(moods):
        signal.pause()


def _await_server(port: int) -> None:
    for _ in range(200):
        try:
            smtplib.SMTP("127.0.0.1", port, timeout=5).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the mail server did not start")


@contextmanager
def _inside(app: Flask) -> Iterator[None]:
    try:
        with app.app_context():
            yield
    finally:
        close(app)


def _fill(app: Flask, letters: int) -> None:
    with _inside(app), writing():
        db.session.execute(delete(OutboxLetter))
        for number in range(letters):
            to = Recipient("Sam Carter", f"person{number}@school.example")
            outbox.queue(replace(EXAMPLES[LetterKind.SIGN_IN_CODE](), to=to))
        db.session.commit()


def _send(app: Flask, ahead: timedelta, step: str, tells: Connection) -> None:
    clock.set_ahead(ahead)
    with _inside(app):
        if step:
            STEPS[step]()
        tells.send(True)
        drain()


def _finish(app: Flask, ahead: timedelta, tells: Connection) -> None:
    with _inside(app):
        for hours in range(3):
            clock.set_ahead(ahead + LATER * (hours + 1))
            drain()
        rows = db.session.execute(
            select(OutboxLetter.message_id, OutboxLetter.state, OutboxLetter.uncertain)
        ).all()
        tells.send([Row(*row) for row in rows])
