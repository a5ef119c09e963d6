"""Kills senders at each of their steps and at random, and counts letters. Run by “make crash”.

Bounded: 15 kills at each step and 400 letters at random, with one and with two senders at once, on
SQLite and, where this machine has it, PostgreSQL.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import make_url

from maintain import machine
from mars.database import migrate
from tests import crashing, postgres

WORKERS = (1, 2)


def main() -> None:
    """Print one row for each trial. The exit status is 1 if a letter was lost or went too often."""
    options = _options()
    print("| database | senders | killed | letters | kills | once | twice | held | faults |")
    print("|---|---|---|---|---|---|---|---|---|")
    begun, faults = time.monotonic(), 0
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for url in options.url or databases(stack, folder):
            with crashing.opened(folder, url) as office:
                for workers, moment, tally in _trials(office, options):
                    faults += len(tally.faults)
                    name = make_url(url).get_backend_name()
                    _print(name, workers, moment, tally)
    print(f"\n{faults} faults in {time.monotonic() - begun:.0f} s; chance seeded {options.seed}")
    sys.exit(1 if faults else 0)


def _trials(
    office: crashing.Office, options: argparse.Namespace
) -> Iterator[tuple[int, str, crashing.Tally]]:
    chance = random.Random(options.seed)
    for workers in options.workers or WORKERS:
        for step in crashing.STEPS:
            yield workers, step, crashing.kill_at(office, step, options.times, workers)
        tally = crashing.kill_at_random(office, options.letters, workers, chance)
        yield workers, "at random", tally


def databases(stack: ExitStack, folder: Path) -> list[str]:
    """A fresh database of either kind."""
    urls = [f"sqlite:///{folder / 'mars.sqlite'}"]
    programs = machine.postgresql()
    if programs is None:
        print("NOT TRIED: this machine has no PostgreSQL", file=sys.stderr)
    else:
        server = stack.enter_context(postgres.running(programs))
        server.create("mars")
        urls.append(server.url("mars"))
    for url in urls:
        migrate(url)
    return urls


def _print(name: str, workers: int, moment: str, tally: crashing.Tally) -> None:
    counts = (tally.letters, tally.kills, tally.once, tally.twice, tally.held, len(tally.faults))
    print(f"| {name} | {workers} | {moment} | {' | '.join(map(str, counts))} |", flush=True)
    for fault in tally.faults:
        print(f"  {fault}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Kill senders and count letters.")
    parser.add_argument("--times", type=int, default=15, help="kills at each step")
    parser.add_argument("--letters", type=int, default=400, help="letters of the random trial")
    parser.add_argument("--workers", type=int, action="append", help="senders at once")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--url", action="append", help="an empty, migrated database to use")
    return parser.parse_args()


if __name__ == "__main__":
    main()
