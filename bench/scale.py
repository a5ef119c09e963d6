"""What grows with the number of supervisions: `python -m bench.scale 100000`, on both databases.

Times pages and jobs at a thousand supervisions and at as many as wanted, in one process without a
server, and prints the ratio of the medians. Bounded: some visits of each page.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from datetime import time as clock_time
from pathlib import Path

import time_machine
from flask import Flask
from sqlalchemy import make_url, select

from bench import seeding, visits
from bench.crash import databases
from bench.load import Case
from mars import chasing, clock, create_app, database
from mars.config import Settings
from mars.domain.actors import Role
from mars.rehearsal import stage
from mars.store.supervisions import Supervision

FEW, VISITS, LONGEST = 1000, 15, 10.0
PORT = 8000

JOBS: dict[str, Callable[[], object]] = {"round of the chasing": chasing.go_round}
"""What the background clock does; the first round, which writes, is not timed."""


def main(many: int) -> None:
    """Print a table for each database: milliseconds at a thousand, at `many`, and the ratio."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for url in databases(stack, folder):
            print(f"\n{make_url(url).get_backend_name()}", flush=True)
            with _rehearsed(folder, url) as app:
                few = _times(app, FEW)
                lots = _times(app, many)
            print(f"\n| page or job | at {FEW} ms | at {many} ms | ratio |\n|---|---|---|---|")
            for name, at_few in few.items():
                ratio = lots[name] / at_few
                print(f"| {name} | {at_few:.1f} | {lots[name]:.1f} | {ratio:.1f} |")


@contextmanager
def _rehearsed(folder: Path, url: str) -> Iterator[Flask]:
    stage.prepare(folder / "stage", PORT, 8025)
    environment = stage.environment(folder / "stage", PORT, 8025) | {"MARS_DATABASE_URL": url}
    app = create_app(Settings.from_environment(environment))
    stage.rehearse(app)
    yield app
    with app.app_context():
        database.db.session.remove()
        database.db.engine.dispose()


def _times(app: Flask, count: int) -> dict[str, float]:
    begun = time.perf_counter()
    with app.test_request_context(), database.writing():
        seeding.fill(count)
    print(f"{count} supervisions after {time.perf_counter() - begun:.0f} s", flush=True)
    with time_machine.travel(_next_morning(), tick=True):
        found = {case.name: _middle(_visit(app, case)) for case in _cases(app)}
        for name, job in JOBS.items():
            with app.test_request_context():
                found[name] = _middle(job)
    return found


def _next_morning() -> datetime:
    """Ten o'clock on the next working day: what is done by the clock rests on the others."""
    return clock.from_local(clock.add_working_days(clock.today(), 1), clock_time(10))


def _cases(app: Flask) -> list[Case]:
    """The pages of the load, and those whose cost could grow with the whole table."""
    pages = [case for case in visits.cases(app) if not case.bodies]
    with app.test_request_context():
        reference = database.db.session.scalars(select(Supervision.reference).limit(1)).one()
    coordinator = visits.eyes(app, Role.COORDINATOR)
    return [
        *pages,
        *(
            Case(name, path, coordinator)
            for name, path in {
                "list of requests, one reference": f"/requests?q={reference}",
                "mail": "/mail?show=every",
                "register of facilitators": "/facilitators",
                "history of a request": f"/requests/{reference}/history",
            }.items()
        ),
    ]


def _visit(app: Flask, case: Case) -> Callable[[], object]:
    client = app.test_client(use_cookies=False)
    headers = {"Cookie": case.cookie, "Host": app.config["MARS"].host}

    def visit() -> None:
        answer = client.get(case.path, headers=headers)
        if answer.status_code != case.status:
            raise RuntimeError(f"{case.name}: {answer.status}")

    return visit


def _middle(job: Callable[[], object]) -> float:
    """Milliseconds, the middle of many; of few where one takes long."""
    times: list[float] = []
    job()
    while len(times) < VISITS and sum(times) < LONGEST:
        begun = time.perf_counter()
        job()
        times.append(time.perf_counter() - begun)
    return statistics.median(times) * 1000


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
