"""Sends hostile requests to MARS, as many as wanted, and judges each answer. Run by “make fuzz”.

Bounded in memory: what is right is only counted, and of faults the first fifty are kept. Each
request is made from the seed and its number alone, so that a fault can be sent again by itself.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from mars.database import migrate
from tests.hostile import world
from tests.hostile.judging import Court, Report
from tests.hostile.making import Maker
from tests.invariants import crawling, rehearsed

EVERY = 5000


def main() -> None:
    """Print how it goes, then every fault. The exit status is 1 if there was one."""
    options = _options()
    with tempfile.TemporaryDirectory(dir=_memory()) as name:
        kept, folder = Path(name) / "kept", Path(name) / "fuzzed"
        migrate(f"sqlite:///{Path(name) / 'empty.sqlite'}")
        rehearsed.rehearse(kept, Path(name) / "empty.sqlite")
        with rehearsed.opened(rehearsed.copy(kept, folder)) as app:
            met = world.build(app, crawling.crawl(app).visits)
            report = _fuzz(Court(app, folder, Maker(met, options.seed)), options)
    print("\n".join(report.kept))
    sys.exit(1 if report.faults else 0)


def _fuzz(court: Court, options: argparse.Namespace) -> Report:
    first = options.only if options.only is not None else options.first
    count = 1 if options.only is not None else options.count
    begun = time.monotonic()
    for number in range(first, first + count):
        if options.only is not None:
            print(court.maker.make(number))
        court.try_number(number)
        if (number + 1 - first) % EVERY == 0 or number + 1 == first + count:
            _say(court.report, time.monotonic() - begun)
    return court.report


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
    return parser.parse_args()


if __name__ == "__main__":
    main()
