"""The background clock: wakes the sender each minute and after every commit that queued a letter.

Holds no letter: a nudge that is lost only means that the letter waits for the next minute.
"""

import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app
from sqlalchemy import event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from mars import outages
from mars.database import db
from mars.post import heartbeat, sender

if TYPE_CHECKING:
    from mars.post.queues import Threads

NUDGE, QUEUE, ROUNDS = "mars_nudge", "mars_queue", "mars_rounds"
LONGEST_SLEEP = 0.5
PATIENCE_AT_THE_END = 0.8
BEAT_SECONDS = 60
log = logging.getLogger(__name__)

_running: "list[Threads]" = []


def connect(
    app: Flask, first: Callable[[], object] | None = None, **rounds: Callable[[], object]
) -> None:
    """Let `app` nudge whoever sends: this process once started, or another on the same queue.

    `first`: what is done each time before letters are sent. `rounds`: what else the background
    clock does every ten minutes, by name. Each must bear being done twice. Raises SettingError
    for a queue URL that cannot be used.
    """
    from huey import crontab  # slow imports that only serving needs

    from mars.post.queues import make_queue

    if NUDGE in app.extensions:
        return
    with app.app_context():
        queue = make_queue(app.config["MARS"].queue_url, db.engine.url)

    before = _in_context(app, "first", first) if first else None

    def send() -> None:
        if before:
            before()
        with app.app_context():
            _drain()

    app.extensions[QUEUE] = queue
    app.extensions[NUDGE] = queue.task(name="send")(send)
    queue.periodic_task(crontab(minute="*"), name="send_each_minute")(send)
    for name, go_round in rounds.items():
        task = _in_context(app, name, go_round)
        app.extensions.setdefault(ROUNDS, []).append(queue.task(name=name)(task))
        queue.periodic_task(crontab(minute="*/10"), name=f"{name}_every_ten_minutes")(task)


def start(
    app: Flask, first: Callable[[], object] | None = None, **rounds: Callable[[], object]
) -> None:
    """Begin to send in threads of this process, at once what was left by an earlier run.

    `first` and `rounds` as in `connect`. Raises SettingError as `connect` does.
    """
    from mars.post.queues import Threads

    connect(app, first, **rounds)
    consumer = Threads(
        app.extensions[QUEUE],
        workers=1,
        initial_delay=0.05,
        max_delay=LONGEST_SLEEP,
        check_worker_health=False,
        shutdown_timeout=PATIENCE_AT_THE_END,
    )
    consumer.start()
    _running.append(consumer)
    with app.app_context():
        nudge()


def stop() -> None:
    """End the threads: after the letter in hand, or at once when that takes longer than 0.8 s.

    A letter left in hand is taken up again when its lease ends.
    """
    for consumer in _running:
        consumer.stop_flag.set()
    while _running:
        consumer = _running.pop()
        consumer.stop(graceful=True)
        consumer.huey.storage.close()


def nudge() -> None:
    """Tell the sender that there is something to send. Never fails: there is the next minute."""
    task = current_app.extensions.get(NUDGE)
    if task is None:
        return
    try:
        task()
    except Exception as fault:  # noqa: BLE001 - each kind of queue fails in its own way
        log.warning("the sender was not nudged: %s", type(fault).__name__)


def hasten() -> None:
    """Let every round be made now and not in its turn: the demonstration's clock was moved."""
    for task in current_app.extensions.get(ROUNDS, ()):
        task()
    nudge()


def _in_context(app: Flask, name: str, go_round: Callable[[], object]) -> Callable[[], None]:
    def task() -> None:
        with app.app_context():
            try:
                go_round()
            except SQLAlchemyError as fault:
                log.error("the round “%s” stopped: %s", name, outages.tell(fault))

    return task


def nudge_after_commit() -> None:
    """Nudge once the open transaction is committed; not if it is rolled back."""
    db.session.info[NUDGE] = True


@event.listens_for(Session, "after_commit")
def _on_commit(session: Session) -> None:
    if session.info.pop(NUDGE, False):
        nudge()


@event.listens_for(Session, "after_rollback")
def _on_rollback(session: Session) -> None:
    session.info.pop(NUDGE, None)


def _drain(**_: Any) -> None:
    """Send what is due; a fault of the database ends this round, named without its values."""
    try:
        sender.drain(stopped=_beating())
    except SQLAlchemyError as fault:
        log.error("sending stopped: %s", outages.tell(fault))


def _beating() -> Callable[[], bool]:
    """Whether to stop, asked before each letter: a long round shows each minute that it goes on."""
    heartbeat.beat()
    shown = time.monotonic()

    def is_stopping() -> bool:
        nonlocal shown
        if time.monotonic() - shown > BEAT_SECONDS:
            heartbeat.beat()
            shown = time.monotonic()
        return _is_stopping()

    return is_stopping


def _is_stopping() -> bool:
    return any(consumer.stop_flag.is_set() for consumer in _running)
