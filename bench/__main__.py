"""Measures MARS beside the yardstick, prints ratios. Bounded: some thousand requests, loopback."""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

from flask import Flask

from bench import visits
from bench.load import Case, Figures, measure
from mars import create_app
from mars.rehearsal import stage

CONNECTIONS = (1, 8)
REQUESTS = 400


def main() -> None:
    """Print one table, then start-up time and memory."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        port, bare_port = _free_port(), _free_port()
        app = _stage(folder, port)
        with _serving("bare", folder, bare_port) as (_, bare_start):
            bare = {n: _measure(bare_port, Case("bare", "/"), n) for n in CONNECTIONS}
        with _serving("mars", folder, port) as (process, start):
            cases = visits.cases(app)
            figures = {
                (case.name, n): _measure(port, case, n) for case in cases for n in CONNECTIONS
            }
            memory = _memory(process.pid)
    _print(bare, figures)
    print(f"\nstart to first answer: {start:.2f} s (bare {bare_start:.2f} s)")
    print(f"memory of the process after the load: {memory}")


def _stage(folder: Path, port: int) -> Flask:
    settings = stage.prepare(folder, port, 8025)
    app = create_app(settings)
    stage.rehearse(app)
    (folder / stage.MARK).touch()
    return app


def _measure(port: int, case: Case, connections: int) -> Figures:
    measure(port, case, connections, 40)
    return measure(port, case, connections, REQUESTS)


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


def _print(bare: dict[int, Figures], figures: dict[tuple[str, int], Figures]) -> None:
    print("| page | connections | answers a second | p50 ms | p99 ms | time to the bare page's |")
    print("|---|---|---|---|---|---|")
    rows = {("bare page", n): f for n, f in bare.items()} | figures
    for (name, n), f in rows.items():
        ratio = f.p50 / bare[n].p50
        print(f"| {name} | {n} | {f.throughput:.0f} | {f.p50:.1f} | {f.p99:.1f} | {ratio:.1f} |")


if __name__ == "__main__":
    main()
