"""Measures MARS beside the yardstick, in turn, and prints ratios. Bounded: two seconds a round."""

import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from flask import Flask

from bench import visits
from bench.bare import FIELDS
from bench.load import Case, measure
from mars import create_app
from mars.rehearsal import stage

CONNECTIONS = (1, 8)
ROUNDS = 3
SECONDS = 2
SHOWING, SAVING = Case("bare page", "/"), "bare saving"


def main() -> None:
    """Print one table, then start-up time and memory."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        port, bare_port = _free_port(), _free_port()
        app = _stage(folder, port)
        with (
            _serving("bare", folder, bare_port) as (_, bare_start),
            _serving("mars", folder, port) as (process, start),
        ):
            saving = Case(SAVING, "/", *_form_of(bare_port), 303)
            print(HEADER)
            for case in visits.cases(app):
                yardstick = saving if case.bodies else SHOWING
                for connections in CONNECTIONS[:1] if case.alone else CONNECTIONS:
                    _compare(bare_port, yardstick, port, case, connections)
            memory = _memory(process.pid)
    print(f"\nstart to first answer: {start:.2f} s (bare {bare_start:.2f} s)")
    print(f"memory of the process after the load: {memory}")


HEADER = """\
| page | connections | answers a second | bare page | p50 ms | p99 ms | of the bare page |
|---|---|---|---|---|---|---|"""


def _compare(bare_port: int, yardstick: Case, port: int, case: Case, connections: int) -> None:
    """Measure in turn, the yardstick and the page, and print a row of medians."""
    measure(port, case, connections, 1)
    rounds = [
        (
            measure(bare_port, yardstick, connections, SECONDS),
            measure(port, case, connections, SECONDS),
        )
        for _ in range(ROUNDS)
    ]
    bare = [b.throughput for b, _ in rounds]
    mars = [m.throughput for _, m in rounds]
    ratio = statistics.median(m / b for b, m in zip(bare, mars, strict=True))
    p50, p99 = (statistics.median(getattr(m, cut) for _, m in rounds) for cut in ("p50", "p99"))
    print(
        f"| {case.name} | {connections} | {_spread(mars)} | {_spread(bare)} "
        f"| {p50:.1f} | {p99:.1f} | {ratio:.2f} |",
        flush=True,
    )


def _spread(found: list[float]) -> str:
    """The median, and between what it lay."""
    return f"{statistics.median(found):.0f} ({min(found):.0f}–{max(found):.0f})"


def _form_of(port: int) -> tuple[str, tuple[str, ...]]:
    """The cookie and the filled-in form of the bare page."""
    request = Request(f"http://127.0.0.1:{port}/", headers={"Host": f"localhost:{port}"})
    with urlopen(request, timeout=5) as answer:
        cookie = answer.headers["Set-Cookie"].partition(";")[0]
        token = re.search(r'name="csrf_token" value="([^"]+)"', answer.read().decode())
    if token is None:
        raise RuntimeError("the bare page has no token")
    return cookie, (urlencode({"csrf_token": token[1], **dict.fromkeys(FIELDS, "some words")}),)


def _stage(folder: Path, port: int) -> Flask:
    settings = stage.prepare(folder, port, 8025)
    app = create_app(settings)
    stage.rehearse(app)
    (folder / stage.MARK).touch()
    return app


@contextmanager
def _serving(kind: str, folder: Path, port: int) -> Iterator[tuple[subprocess.Popen[bytes], float]]:
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.serve", kind, str(folder), str(port)],
        env=os.environ | stage.environment(folder, port, 8025),
    )
    try:
        path = "/" if kind == "bare" else "/guidance"
        while not _answers(port, path):
            if process.poll() is not None or time.perf_counter() - begun > 30:
                raise RuntimeError(f"the {kind} server did not start")
        yield process, time.perf_counter() - begun
    finally:
        process.terminate()
        process.wait(10)


def _answers(port: int, path: str) -> bool:
    request = Request(f"http://127.0.0.1:{port}{path}", headers={"Host": f"localhost:{port}"})
    try:
        with urlopen(request, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _memory(pid: int) -> str:
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return "not known on this system"
    found = re.search(r"VmRSS:\s+(\d+) kB", status.read_text())
    return f"{int(found[1]) / 1024:.0f} MB" if found else "not known"


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


if __name__ == "__main__":
    main()
