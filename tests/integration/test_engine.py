"""The background clock in its threads: a committed letter leaves at once, and the end is quick."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, current_app
from huey.exceptions import ConfigurationError
from sqlalchemy import make_url
from sqlalchemy.exc import OperationalError

from mars import clock
from mars.config import Settings
from mars.database import db, writing
from mars.domain.errors import SettingError
from mars.domain.workflow import LetterKind
from mars.post import engine, heartbeat, outbox, queues, sender, servers
from mars.post.queues import JsonSerializer, make_queue
from tests.letter_examples import EXAMPLES
from tests.moody import Moods, serving
from tests.starting import make_settings, started


@pytest.fixture
def moods() -> Iterator[Moods]:
    moods = Moods()
    with serving(moods):
        yield moods


@pytest.fixture
def settings(sqlite_url: str, tmp_path: Path, moods: Moods) -> Settings:
    return make_settings(
        tmp_path,
        MARS_DATABASE_URL=sqlite_url,
        MARS_MAIL_HOST="127.0.0.1",
        MARS_MAIL_PORT=str(moods.port),
    )


@pytest.fixture
def running(app: Flask) -> Iterator[Flask]:
    engine.start(app)
    yield app
    engine.stop()


def post(app: Flask) -> None:
    with app.app_context(), writing():
        outbox.queue(EXAMPLES[LetterKind.SIGN_IN_CODE]())
        db.session.commit()


def eventually(true: Callable[[], bool]) -> bool:
    """Whether it becomes true within ten seconds."""
    ends = time.monotonic() + 10
    waiting = threading.Event()
    while not true() and time.monotonic() < ends:
        waiting.wait(0.02)
    return true()


def test_a_committed_letter_leaves_by_itself(running: Flask, moods: Moods) -> None:
    post(running)

    assert eventually(lambda: len(moods.letters) == 1)


def test_what_was_left_by_an_earlier_run_leaves_at_the_start(app: Flask, moods: Moods) -> None:
    post(app)

    engine.start(app)
    try:
        assert eventually(lambda: len(moods.letters) == 1)
    finally:
        engine.stop()


def test_the_start_waits_for_no_minute(
    app: Flask, moods: Moods, monkeypatch: pytest.MonkeyPatch
) -> None:
    post(app)
    monkeypatch.setattr(queues, "Threads", partial(queues.Threads, periodic=False))

    engine.start(app)
    try:
        assert eventually(lambda: len(moods.letters) == 1)
    finally:
        engine.stop()


@pytest.mark.parametrize("queue", [None, "sqlite", "postgresql"])
def test_a_worker_on_the_same_queue_is_nudged(
    settings: Settings, moods: Moods, request: pytest.FixtureRequest, tmp_path: Path, queue: str
) -> None:
    url: str | None = f"sqlite:///{tmp_path}/queue.sqlite" if queue == "sqlite" else None
    if queue == "postgresql":
        url = request.getfixturevalue("postgresql_url")
    settings = replace(settings, queue_url=url)
    with started(settings) as worker, started(settings) as web:
        engine.start(worker)
        engine.connect(web)
        post(web)
        assert eventually(lambda: len(moods.letters) == 1)
        engine.stop()
        web.extensions[engine.QUEUE].storage.close()


@pytest.mark.parametrize("busy", [False, True])
def test_it_ends_within_a_second(
    running: Flask, moods: Moods, monkeypatch: pytest.MonkeyPatch, busy: bool
) -> None:
    monkeypatch.setattr(servers, "TIMEOUT_SECONDS", 2.0)
    workers = [thread for thread in threading.enumerate() if thread.name.startswith("Worker-")]
    moods.silent = busy
    if busy:
        post(running)
        assert eventually(lambda: moods.conversations > 0)

    begun = time.monotonic()
    engine.stop()

    assert time.monotonic() - begun < 1
    for worker in workers:
        worker.join()


def test_a_fault_of_the_database_ends_the_round_not_the_clock(
    running: Flask, moods: Moods, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = []

    def fail(**_: Any) -> int:
        faults.append(1)
        raise OperationalError("SELECT secret", {"recipient": "sam@school.example"}, OSError())

    with monkeypatch.context() as broken:
        broken.setattr(sender, "drain", fail)
        post(running)
        assert eventually(lambda: bool(faults))

    with running.app_context():
        engine.nudge()
    assert eventually(lambda: len(moods.letters) == 1)


def test_a_long_round_shows_itself_each_minute(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        is_stopping = engine._beating()
        begun = heartbeat.last_beat()
        clock.set_ahead(timedelta(minutes=2))
        assert not is_stopping()
        assert heartbeat.last_beat() == begun

        later = time.monotonic() + engine.BEAT_SECONDS + 1
        monkeypatch.setattr(time, "monotonic", lambda: later)
        assert not is_stopping()
        assert begun
        assert heartbeat.last_beat() == pytest.approx(clock.now(), abs=timedelta(seconds=30))


def test_a_queued_nudge_is_json_and_holds_nothing(app: Flask) -> None:
    engine.connect(app)
    engine.connect(app)
    queue = app.extensions[engine.QUEUE]

    with app.app_context():
        engine.nudge()

    [kept] = queue.storage.enqueued_items()
    message = json.loads(bytes(kept))
    assert (message["args"], message["kwargs"]) == ([], {})
    assert isinstance(queue.serializer, JsonSerializer)
    queue.storage.close()


@pytest.mark.parametrize(
    "database,beside", [("sqlite:///{}/mars.sqlite", "mars-queue.sqlite"), ("sqlite://", None)]
)
def test_without_a_url_the_queue_is_beside_the_database(
    tmp_path: Path, database: str, beside: str | None
) -> None:
    queue = make_queue(None, make_url(database.format(tmp_path)))

    assert getattr(queue.storage, "filename", None) == (beside and str(tmp_path / beside))


def test_on_postgresql_without_a_url_the_queue_is_in_the_process() -> None:
    queue = make_queue(None, make_url("postgresql+psycopg://mars@/mars"))

    assert type(queue).__name__ == "MemoryHuey"


def test_a_queue_on_postgresql_carries_a_nudge(postgresql_url: str, tmp_path: Path) -> None:
    queue = make_queue(postgresql_url, make_url("sqlite://"))
    called = []
    task = queue.task(name="send")(lambda: called.append(1))

    task()
    queue.execute(queue.dequeue())

    assert called == [1]
    queue.storage.close()


def test_a_queue_on_redis_without_its_package_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def lacking(**_: Any) -> None:
        raise ConfigurationError("no redis")

    monkeypatch.setattr(queues, "RedisHuey", lacking)
    with pytest.raises(SettingError, match="install the Python package redis"):
        make_queue("redis://localhost/0", make_url("sqlite://"))


@pytest.mark.parametrize("url", ["", "mars", "http://queue.example", "amqp://queue.example"])
def test_another_kind_of_queue_is_refused(url: str) -> None:
    with pytest.raises(SettingError, match="MARS_QUEUE_URL"):
        make_queue(url, make_url("sqlite://"))


def test_a_round_is_made_when_it_is_hastened(app: Flask) -> None:
    made: list[str] = []
    engine.start(app, remind=lambda: made.append(current_app.name))
    try:
        with app.app_context():
            engine.hasten()
        assert eventually(lambda: app.name in made)
    finally:
        engine.stop()


def test_a_fault_in_a_round_is_named_without_its_values(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise OperationalError("SELECT secret", {"recipient": "sam@school.example"}, OSError())

    engine.start(app, remind=fail)
    try:
        with app.app_context():
            engine.hasten()
        assert eventually(lambda: "remind" in caplog.text)
    finally:
        engine.stop()
    assert "secret" not in caplog.text


def test_without_a_clock_of_its_own_nothing_is_hastened(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    for name in (engine.NUDGE, engine.ROUNDS):
        monkeypatch.delitem(app.extensions, name, raising=False)
    with app.app_context():
        engine.hasten()
        assert done == []
        app.extensions[engine.ROUNDS] = [lambda: done.append("round")]
        engine.hasten()
        assert done == ["round"]
