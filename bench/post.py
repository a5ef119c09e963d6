"""How soon a letter is accepted after its commit, at ten letters a second, by a healthy server.

Run by “make bench”. One process with its background clock, as a council runs it by default.
"""

import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from flask import Flask
from sqlalchemy import func, make_url, select

from bench.crash import databases
from mars import create_app
from mars.config import Settings
from mars.database import db, writing
from mars.domain.posting import TRYING
from mars.domain.workflow import LetterKind
from mars.post import engine, outbox
from mars.post.letters import Recipient
from mars.store.letters import OutboxLetter
from tests import crashing
from tests.letter_examples import EXAMPLES
from tests.starting import close

LETTERS, A_SECOND = 300, 10
P95, P99 = 2.0, 10.0
PATIENCE = 60.0


def main() -> None:
    """Print one row for each database. The exit status is 1 if one is slower than promised."""
    print("| database | letters | a second | p50 s | p95 s | p99 s | longest s |")
    print("|---|---|---|---|---|---|---|")
    slow = False
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for url in databases(stack, folder):
            with crashing.opened(folder, url) as office:
                times = _measure(office.settings)
            cuts = statistics.quantiles(times, n=100)
            slow |= cuts[94] > P95 or cuts[98] > P99
            figures = " | ".join(f"{s:.2f}" for s in (cuts[49], cuts[94], cuts[98], max(times)))
            name = make_url(url).get_backend_name()
            print(f"| {name} | {len(times)} | {A_SECOND} | {figures} |", flush=True)
    sys.exit(1 if slow else 0)


def _measure(settings: Settings) -> list[float]:
    """Seconds from the queueing of each letter, just before its commit, to its acceptance."""
    app = create_app(settings)
    engine.start(app)
    try:
        begun = time.perf_counter()
        for number in range(LETTERS):
            time.sleep(max(0.0, begun + number / A_SECOND - time.perf_counter()))
            _post(app, number)
        return _times(app)
    finally:
        engine.stop()
        close(app)


def _post(app: Flask, number: int) -> None:
    with app.app_context(), writing():
        to = Recipient("Sam Carter", f"person{number}@school.example")
        outbox.queue(replace(EXAMPLES[LetterKind.SIGN_IN_CODE](), to=to))
        db.session.commit()


def _times(app: Flask) -> list[float]:
    ends = time.monotonic() + PATIENCE
    waiting = select(func.count()).where(OutboxLetter.state.in_(TRYING))
    while time.monotonic() < ends:
        with app.app_context():
            if not db.session.scalar(waiting):
                break
        time.sleep(0.1)
    with app.app_context():
        rows = db.session.execute(select(OutboxLetter.created_at, OutboxLetter.accepted_at)).all()
    return [(at - created).total_seconds() if at else PATIENCE for created, at in rows]


if __name__ == "__main__":
    main()
