"""There is one clock: nobody reads the machine's but `mars/clock.py`, and few may move it."""

import ast
from collections.abc import Iterator

from tests.invariants import tree

CLOCK = "mars/clock.py"
MOVERS = ("mars/demonstration/", "mars/rehearsal/", "tests/")
OWN = ("mars/", "wsgi.py")
READINGS = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "time": {"time", "time_ns", "localtime", "gmtime", "ctime", "strftime"},
    "utils": {"localtime", "formatdate"},
    "func": {"now", "current_timestamp", "current_date", "localtime"},
}
BY_NAME = {
    "time": READINGS["time"],
    "email.utils": READINGS["utils"],
}


def test_only_the_clock_reads_the_machines_time() -> None:
    found = [
        f"{name}:{line}"
        for name, module in tree.modules(*OWN)
        if name != CLOCK
        for line in _readings(module)
    ]

    assert found == []


def test_only_the_demonstration_and_tests_move_the_clock() -> None:
    found = [
        f"{name}:{node.lineno}"
        for name, module in tree.modules("mars/", "maintain/", "bench/", "migrations/", "wsgi.py")
        if name != CLOCK and not name.startswith(MOVERS)
        for node in ast.walk(module)
        if (isinstance(node, ast.Attribute) and node.attr in {"set_ahead", "_ahead"})
        or (isinstance(node, ast.alias) and node.name in {"set_ahead", "_ahead"})
    ]

    assert found == []


def _readings(module: ast.Module) -> Iterator[int]:
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute):
            owner = ast.unparse(node.value).rpartition(".")[2]
            if node.attr in READINGS.get(owner, set()):
                yield node.lineno
        if isinstance(node, ast.ImportFrom):
            forbidden = BY_NAME.get(node.module or "", set())
            if forbidden & {alias.name for alias in node.names}:
                yield node.lineno
