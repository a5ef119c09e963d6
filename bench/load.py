"""A bounded load on one address, from a process of its own: wrk where it is, else this module.

`measure` starts it; `python -m bench.load` is what it starts where there is no wrk.
"""

import http.client
import json
import secrets
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path

FORM = "application/x-www-form-urlencoded"
SCRIPT = Path(__file__).with_name("load.lua")


@dataclass(frozen=True, slots=True)
class Case:
    """What to ask. `bodies` make it a POST, sent in turn; `status` is the answer that is right."""

    name: str
    path: str
    cookie: str = ""
    bodies: tuple[str, ...] = ()
    status: int = 200

    @property
    def alone(self) -> bool:
        """Whether it can be sent over one connection only, each form upon the one before."""
        return len(self.bodies) > 1

    def fresh_body(self, number: int = 0) -> str:
        """A body with a key of its own, as each form that is shown has one."""
        body = self.bodies[number % len(self.bodies)]
        return f"{body}&once={secrets.token_urlsafe(16)}&end=1"


@dataclass(frozen=True, slots=True)
class Figures:
    """Answers a second, and milliseconds for half and for ninety-nine in a hundred."""

    throughput: float
    p50: float
    p99: float


def measure(port: int, case: Case, connections: int, seconds: float) -> Figures:
    """Ask for so many seconds over `connections` at once. Raises RuntimeError at a wrong answer."""
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as order:
        json.dump(asdict(case) | {"port": port, "prefix": secrets.token_urlsafe(12)}, order)
        order.flush()
        command = _wrk(port, case, connections, seconds) or [
            *(sys.executable, "-m", "bench.load"),
            *(order.name, str(connections), str(seconds)),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = done.stdout.strip().splitlines()
    if done.returncode or not found:
        raise RuntimeError(f"{case.name}: {done.stdout}{done.stderr}")
    figures = json.loads(found[-1])
    if figures.pop("wrong"):
        raise RuntimeError(f"{case.name}: not every answer was {case.status}")
    return Figures(**figures)


def _wrk(port: int, case: Case, connections: int, seconds: float) -> list[str] | None:
    wrk = shutil.which("wrk")
    if wrk is None:
        return None
    prefix = secrets.token_urlsafe(12)
    return [
        *(wrk, "-t1", f"-c{connections}", f"-d{seconds:.0f}s", "--timeout", "30s"),
        *("-s", str(SCRIPT), f"http://127.0.0.1:{port}{case.path}", "--"),
        *(str(case.status), f"localhost:{port}", case.cookie, prefix, *case.bodies),
    ]


def _ask(order: Path, connections: int, seconds: float) -> None:
    """Where there is no wrk: the same load and the same line of figures."""
    wanted = json.loads(order.read_text(encoding="utf-8"))
    port = wanted.pop("port")
    del wanted["prefix"]
    case = Case(**wanted | {"bodies": tuple(wanted["bodies"])})
    times: list[float] = []
    wrong: list[int] = []
    until = time.perf_counter() + seconds

    def go_on() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        number = 0
        while (begun := time.perf_counter()) < until:
            status = _ask_once(connection, case, number)
            times.append(time.perf_counter() - begun)
            number += 1
            if status != case.status:
                wrong.append(status)
        connection.close()

    threads = [threading.Thread(target=go_on) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cuts = statistics.quantiles(times, n=100)
    figures = Figures(len(times) / seconds, cuts[49] * 1000, cuts[98] * 1000)
    print(json.dumps(asdict(figures) | {"wrong": len(wrong)}))


def _ask_once(connection: http.client.HTTPConnection, case: Case, number: int) -> int:
    headers = {"Cookie": case.cookie, "Host": f"localhost:{connection.port}"}
    if case.bodies:
        headers["Content-Type"] = FORM
        connection.request("POST", case.path, case.fresh_body(number), headers)
    else:
        connection.request("GET", case.path, headers=headers)
    answer = connection.getresponse()
    answer.read()
    return answer.status


if __name__ == "__main__":
    _ask(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
