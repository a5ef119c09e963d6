"""What guards every request, in milliseconds: `python -m bench.guards`.

One process, no server, the rehearsed partnership; the test client saves a page of the form over and
over. What Flask calls before and after a view is timed in its place; the layers around Flask are
timed over an empty application; the audit is the commit with its row less the one without it.
"""

import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event, select, update
from sqlalchemy.orm import ORMExecuteState, Session

from bench import visits
from bench.load import FORM, Case
from mars import audit, create_app
from mars.database import db, writing
from mars.domain.actors import CLOCK
from mars.domain.workflow import Event
from mars.rehearsal import stage
from mars.store.supervisions import Supervision
from mars.web import arrivals, headers, pace

PORT, REQUESTS, CALLS, COMMITS = 8000, 300, 5000, 200
MOST = 1.0
NAMES = {
    "mars.web.gate": "gate",
    "mars.web.access": "policy and door",
    "mars.web.headers": "headers of a page",
}
"""What the figure of at most 1 ms speaks of; the layers and the audit are added below."""

LOOK_UPS = "the door’s look-ups of the person and the request"
Times = dict[str, list[float]]
_at_work: list[str] = []


def main() -> None:
    """Print a table, and whether the four together stay within a millisecond."""
    with tempfile.TemporaryDirectory() as name:
        app = create_app(stage.prepare(Path(name), PORT, 8025))
        stage.rehearse(app)
        app.config |= dict.fromkeys((pace.BY_PERSON, pace.BY_NETWORK), 10**9)
        cases = {case.name: case for case in visits.cases(app)}
        saving = _in_flask(app, cases["saving a form page"])
        spent = {NAMES[module]: cost for module, cost in saving.items() if module in NAMES}
        spent["headers and number of every answer"] = _around()
        spent["audit row, bound to the one before"] = _audit(app)
        others = {module: cost for module, cost in saving.items() if module not in NAMES}
    _print(spent, others)


def _in_flask(app: Flask, case: Case) -> dict[str, float]:
    """Milliseconds a request spends in what each module has put before and after the view."""
    times: Times = defaultdict(list)
    for functions in (app.before_request_funcs[None], app.after_request_funcs[None]):
        functions[:] = [_timed(function, times) for function in functions]
    event.listen(Session, "do_orm_execute", _looking_up(times))
    client = app.test_client(use_cookies=False)
    for _ in range(REQUESTS):
        answer = client.post(
            case.path,
            data=case.fresh_body(),
            content_type=FORM,
            headers={"Cookie": case.cookie, "Host": f"localhost:{PORT}"},
        )
        if answer.status_code != case.status:
            raise RuntimeError(f"{case.name}: {answer.status}")
    return {module: sum(found) / REQUESTS for module, found in times.items()}


def _looking_up(times: Times) -> Callable[[ORMExecuteState], Any]:
    """Takes the door's look-ups of the person and the request out of the door's own time."""

    def look_up(state: ORMExecuteState) -> Any:
        begun = time.thread_time()
        result = state.invoke_statement()
        if _at_work[-1:] == ["mars.web.access"]:
            spent = (time.thread_time() - begun) * 1000
            times["mars.web.access"].append(-spent)
            times[LOOK_UPS].append(spent)
        return result

    return look_up


def _timed(function: Callable[..., Any], times: Times) -> Callable[..., Any]:
    def timed(*args: Any) -> Any:
        _at_work.append(function.__module__)
        begun = time.thread_time()
        try:
            return function(*args)
        finally:
            _at_work.pop()
            times[function.__module__].append((time.thread_time() - begun) * 1000)

    return timed


def _around() -> float:
    """Milliseconds that the layers around Flask take for an answer that costs nothing."""
    bare = Flask("bare")
    bare.wsgi_app = _answer_nothing  # type: ignore[method-assign, assignment]
    without = _calls(bare)
    arrivals.watch(bare, None)
    headers.put_on_everything(bare, secure=True)
    return _calls(bare) - without


def _answer_nothing(_: Any, start_response: Any) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "0")])
    return []


def _calls(app: Flask) -> float:
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "REMOTE_ADDR": "127.0.0.1"}
    begun = time.thread_time()
    for _ in range(CALLS):
        app.wsgi_app(dict(environ), lambda *_: lambda _: None)
    return (time.thread_time() - begun) * 1000 / CALLS


def _audit(app: Flask) -> float:
    """Milliseconds by which an audit row makes a commit longer: the middle one of many, in turn."""
    times: Times = defaultdict(list)
    with app.app_context(), writing():
        key = db.session.scalars(select(Supervision.id)).first()
        db.session.rollback()
        with db.engine.connect() as connection:  # the disk's own time is not what is measured
            connection.connection.execute("PRAGMA synchronous=OFF")
        for number in range(COMMITS):
            begun = time.thread_time()
            moved = update(Supervision).where(Supervision.id == key)
            db.session.execute(moved.values(version=Supervision.version + 1))
            if number % 2:
                audit.record(CLOCK, Event.DRAFT_SAVED, key)
            db.session.commit()
            times["with" if number % 2 else "without"].append(time.thread_time() - begun)
    return (statistics.median(times["with"]) - statistics.median(times["without"])) * 1000


def _print(spent: dict[str, float], others: dict[str, float]) -> None:
    print("| guard | ms a request |\n|---|---|")
    for name, cost in spent.items():
        print(f"| {name} | {cost:.3f} |")
    total = sum(spent.values())
    print(f"| **together** | {total:.3f} ({'within' if total <= MOST else 'OVER'} {MOST:.0f} ms) |")
    total += others.get(LOOK_UPS, 0)
    print(f"| together with the look-ups | {total:.3f} |")
    for module, cost in sorted(others.items()):
        print(f"| beside them: {module} | {cost:.3f} |")


if __name__ == "__main__":
    main()
