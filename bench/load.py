"""A bounded load on one address: keeps connections open, times each answer."""

import http.client
import secrets
import statistics
import threading
import time
from dataclasses import dataclass

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Case:
    """What to ask. `body` makes it a POST; `status` is the answer that counts as right."""

    name: str
    path: str
    cookie: str = ""
    body: str | None = None
    status: int = 200

    def fresh_body(self) -> str:
        """The body with a key of its own, as each form that is shown has one."""
        return f"{self.body}&once={secrets.token_urlsafe(16)}&end=1"


@dataclass(frozen=True, slots=True)
class Figures:
    """Answers a second, and milliseconds for half and for ninety-nine in a hundred."""

    throughput: float
    p50: float
    p99: float


def measure(port: int, case: Case, connections: int, requests: int) -> Figures:
    """Ask `requests` times over `connections` at once. Raises RuntimeError at a wrong answer."""
    times: list[float] = []
    faults: list[str] = []

    def ask(count: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for _ in range(count):
            begun = time.perf_counter()
            status = _ask_once(connection, case)
            times.append(time.perf_counter() - begun)
            if status != case.status:
                faults.append(f"{case.name}: {status}")
                break
        connection.close()

    threads = [
        threading.Thread(target=ask, args=(requests // connections,)) for _ in range(connections)
    ]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - begun
    if faults:
        raise RuntimeError(faults[0])
    cuts = statistics.quantiles(times, n=100)
    return Figures(len(times) / seconds, cuts[49] * 1000, cuts[98] * 1000)


def _ask_once(connection: http.client.HTTPConnection, case: Case) -> int:
    headers = {"Cookie": case.cookie, "Host": f"localhost:{connection.port}"}
    if case.body is None:
        connection.request("GET", case.path, headers=headers)
    else:
        headers["Content-Type"] = FORM
        connection.request("POST", case.path, case.fresh_body(), headers)
    answer = connection.getresponse()
    answer.read()
    return answer.status
