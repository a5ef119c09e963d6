"""What the audit costs: a row in a change, fifty changes at once, checking 100,000 rows.

Run by “make bench”.
"""

import secrets
import statistics
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path

from flask import Flask
from sqlalchemy import func, insert, make_url, select

from bench.crash import databases
from mars import audit
from mars.audit import proving
from mars.clock import now
from mars.database import db, writing
from mars.domain.actors import CLOCK
from mars.domain.workflow import Event
from mars.store.entries import AuditEntry
from mars.store.limits import TryCount
from tests.starting import make_settings, started

CHANGES, AT_ONCE, ROWS, IN_ONE = 300, 50, 100_000, 1000


def main() -> None:
    """Print one row for each database."""
    print(
        f"| database | a row in a change ms | {AT_ONCE} changes at once ms | verify {ROWS} rows s |"
    )
    print("|---|---|---|---|")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for url in databases(stack, folder):
            with started(make_settings(folder, MARS_DATABASE_URL=url)) as app:
                row = _middle(app, audited=True) - _middle(app, audited=False)
                figures = f"{row * 1000:.2f} | {_at_once(app) * 1000:.0f} | {_verify(app):.1f}"
            print(f"| {make_url(url).get_backend_name()} | {figures} |", flush=True)


def _middle(app: Flask, *, audited: bool) -> float:
    """Seconds of one change, the middle of many."""
    times = []
    with app.app_context():
        for _ in range(CHANGES):
            begun = time.perf_counter()
            _change(audited=audited)
            times.append(time.perf_counter() - begun)
    return statistics.median(times)


def _change(*, audited: bool) -> None:
    with writing():
        tried = {"what": "bench", "who_hash": secrets.token_hex(), "since": now(), "count": 1}
        db.session.execute(insert(TryCount).values(tried))
        if audited:
            audit.record(CLOCK, Event.REMINDED)
        db.session.commit()


def _at_once(app: Flask) -> float:
    def change() -> None:
        with app.app_context():
            _change(audited=True)

    threads = [threading.Thread(target=change) for _ in range(AT_ONCE)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - begun


def _verify(app: Flask) -> float:
    with app.app_context():
        there = db.session.scalar(select(func.count()).select_from(AuditEntry)) or 0
        while there < ROWS:
            with writing():
                for _ in range(IN_ONE):
                    audit.record(CLOCK, Event.REMINDED)
                db.session.commit()
            there += IN_ONE
        begun = time.perf_counter()
        verdict = proving.verify()
        if verdict.faults or verdict.checked < ROWS:
            raise RuntimeError(verdict.said)
        return time.perf_counter() - begun


if __name__ == "__main__":
    main()
