"""What sealing costs: milliseconds a request of the main pages, and re-sealing 100,000 values.

One process, no server, the rehearsed partnership. Run by “make bench”.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert

from bench import visits
from bench.load import FORM, Case
from mars import create_app
from mars.clock import now
from mars.database import db, writing
from mars.keys import current_keys
from mars.operating import resealing
from mars.rehearsal import stage
from mars.store.base import new_id
from mars.store.kept import KeptForm
from mars.store.sealed import Sealed
from mars.web import pace

PORT, REQUESTS, VALUES = 8000, 100, 100_000
_spent: list[float] = []


def main() -> None:
    """Print one row for each page, then the rotation."""
    with tempfile.TemporaryDirectory() as name:
        app = create_app(stage.prepare(Path(name), PORT, 8025))
        stage.rehearse(app)
        app.config |= dict.fromkeys((pace.BY_PERSON, pace.BY_NETWORK), 10**9)
        Sealed.sealed = _timed(Sealed.sealed)  # type: ignore[method-assign]
        Sealed.opened = _timed(Sealed.opened)  # type: ignore[method-assign]
        print("| page | values sealed or opened | ms a request |\n|---|---|---|")
        for case in visits.cases(app):
            count, cost = _visit(app, case)
            print(f"| {case.name} | {count:.0f} | {cost:.3f} |", flush=True)
        print(f"\n{VALUES} values under a new key: {_rotate(app):.1f} s")


def _timed(function: Callable[..., Any]) -> Callable[..., Any]:
    def timed(*args: Any) -> Any:
        begun = time.thread_time()
        try:
            return function(*args)
        finally:
            _spent.append((time.thread_time() - begun) * 1000)

    return timed


def _visit(app: Flask, case: Case) -> tuple[float, float]:
    """How many values a request seals or opens, and the milliseconds that takes."""
    client = app.test_client(use_cookies=False)
    _spent.clear()
    for number in range(REQUESTS):
        answer = client.open(
            case.path,
            method="POST" if case.bodies else "GET",
            data=case.fresh_body(number) if case.bodies else None,
            content_type=FORM,
            headers={"Cookie": case.cookie, "Host": f"localhost:{PORT}"},
        )
        if answer.status_code != case.status:
            raise RuntimeError(f"{case.name}: {answer.status}")
    return len(_spent) / REQUESTS, sum(_spent) / REQUESTS


def _rotate(app: Flask) -> float:
    """Seconds of re-sealing many values of one row each."""
    with app.app_context():
        ring, moment = current_keys(), now()
        with writing():
            rows = [{"id": new_id(), "owner": "bench", "at": moment} for _ in range(VALUES)]
            for row in rows:
                row["sealed"] = ring.seal("kept_form", "sealed", str(row["id"]), "text " * 20)
            db.session.execute(insert(KeptForm), rows)
            db.session.commit()
        begun = time.perf_counter()
        resealing.rotate(app.extensions["mars_keys"])
        return time.perf_counter() - begun


if __name__ == "__main__":
    main()
