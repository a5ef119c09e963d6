"""Sends hostile requests to MARS, as many as wanted, and judges each answer. Run by “make fuzz”.

Every processor takes its share of the numbers. Bounded in memory: what is right is only counted,
and of faults the first fifty are kept. Each request is made from the seed and its number alone, so
that a fault can be sent again by itself.
"""

import argparse
import gc
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from multiprocessing.queues import SimpleQueue
from pathlib import Path

from maintain import machine
from mars.database import migrate
from tests import postgres
from tests.hostile import grounds, world
from tests.hostile.grounds import Ground
from tests.hostile.judging import Court, Report
from tests.hostile.making import Maker
from tests.invariants import crawling, rehearsed

EVERY = 5000
SHARE = 500
"""So many numbers are judged by a process at a time."""


def main() -> None:
    """Print how it goes, and each fault. The exit status is 1 if there was one."""
    options = _options()
    with ExitStack() as stack:
        name = stack.enter_context(tempfile.TemporaryDirectory(dir=_memory()))
        folder = Path(name) / "kept"
        met = _begin(folder, Path(name) / "empty.sqlite")
        if options.only is not None:
            print(Maker(met, options.seed).make(options.only))
            options.first, options.count, options.jobs = options.only, 1, 1
        servers = [
            stack.enter_context(_postgresql()) for _ in range(options.postgresql and options.jobs)
        ]
        report = _fuzz(folder, met, options, servers)
    sys.exit(1 if report.faults else 0)


def _begin(folder: Path, empty: Path) -> world.World:
    """Play the stories in `folder`. Returns whom and what there is to attack with."""
    migrate(f"sqlite:///{empty}")
    rehearsed.rehearse(folder, empty)
    with rehearsed.opened(folder) as app:
        return world.build(app, crawling.crawl(app).visits)


def _fuzz(
    folder: Path, met: world.World, options: argparse.Namespace, servers: list[Path]
) -> Report:
    """Judge every number, in as many processes as wanted, and put their reports together.

    `servers`: a PostgreSQL server for each process; none to judge on SQLite.
    """
    context = multiprocessing.get_context("spawn")
    free: SimpleQueue[Path | None] = context.SimpleQueue()
    for number in range(options.jobs):
        free.put(servers[number] if servers else None)
    end = options.first + options.count
    shares = [range(n, min(n + SHARE, end)) for n in range(options.first, end, SHARE)]
    whole, done, begun = Report(), 0, time.monotonic()
    with ProcessPoolExecutor(
        options.jobs,
        context,
        _enter,
        (folder, met, options.seed, free),
    ) as processes:
        for share, report in zip(shares, processes.map(_judge, shares), strict=True):
            whole.add(report)
            print(*report.kept, sep="\n", end="\n" * bool(report.kept), flush=True)
            done += len(share)
            if done % EVERY == 0 or share is shares[-1]:
                _say(whole, time.monotonic() - begun)
    return whole


_court: Court
"""Where this process judges."""
_open = ExitStack()


def _enter(kept: Path, met: world.World, seed: int, free: "SimpleQueue[Path | None]") -> None:
    """Let this process judge, on a copy of its own."""
    global _court
    name = str(os.getpid())
    folder = rehearsed.copy(kept, kept.with_name(name))
    ground: Ground = grounds.File(folder)
    url, socket = "", free.get()
    if socket is not None:
        server = postgres.Server(socket)
        ground, url = grounds.carry_over(kept / "mars.sqlite", server, name), server.url(name)
    app = _open.enter_context(rehearsed.opened(folder, database=url))
    _court = Court(app, ground, Maker(met, seed))
    gc.freeze()  # what is there from now on stays: it need not be looked through time and again


@contextmanager
def _postgresql() -> Iterator[Path]:
    """A throw-away server; gives the folder of its socket."""
    programs = machine.postgresql()
    if programs is None:
        sys.exit("PostgreSQL is not installed here.")
    with postgres.running(programs) as server:
        server.create("template_mars")
        migrate(server.url("template_mars"))
        yield server.folder


def _judge(numbers: Iterable[int]) -> Report:
    _court.report = Report()
    for number in numbers:
        _court.try_number(number)
    return _court.report


def _say(report: Report, seconds: float) -> None:
    by_class = {n: sum(c for s, c in report.statuses.items() if s // 100 == n) for n in range(2, 6)}
    print(
        f"{report.requests} requests, {report.requests / seconds:.0f} a second, "
        f"{', '.join(f'{n}xx: {count}' for n, count in by_class.items())}, "
        f"changed something: {report.changed}, slowest {report.slowest:.2f} s, "
        f"faults: {report.faults}",
        flush=True,
    )


def _memory() -> str | None:
    """Where there is memory to work in, if the system offers it."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Send hostile requests and judge the answers.")
    parser.add_argument("count", type=int, nargs="?", default=20_000, help="how many numbers")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="the number to begin with")
    parser.add_argument("--only", type=int, help="print and send this number alone")
    parser.add_argument("--postgresql", action="store_true", help="on PostgreSQL, not SQLite")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="how many processes")
    return parser.parse_args()


if __name__ == "__main__":
    main()
