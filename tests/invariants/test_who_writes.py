"""Only a few modules write to the database, so that no change can slip past its audit row."""

import ast
from pathlib import PurePosixPath

from tests.invariants import tree

WRITERS = {
    "mars/answers/colleagues.py",
    "mars/audit/__init__.py",
    "mars/audit/proving.py",
    "mars/chasing/rounds.py",
    "mars/cli.py",
    "mars/codes.py",
    "mars/colleagues.py",
    "mars/database.py",
    "mars/kept/ended.py",
    "mars/kept/late.py",
    "mars/kept/once.py",
    "mars/kept/texts.py",
    "mars/limits.py",
    "mars/links.py",
    "mars/operating/bounces.py",
    "mars/operating/resealing.py",
    "mars/operating/restoring.py",
    "mars/operating/starting.py",
    "mars/post/claims.py",
    "mars/post/heartbeat.py",
    "mars/post/outbox.py",
    "mars/post/releasing.py",
    "mars/supervisions.py",
}
WRITING_PACKAGES = ("mars/rehearsal/",)
SESSION_WRITES = {"add", "add_all", "delete", "merge", "flush", "commit", "bulk_save_objects"}
STATEMENTS = {"insert", "update", "delete", "insertion"}


def test_only_verbs_and_a_few_others_write_or_commit() -> None:
    found = [
        f"{name}:{line}"
        for name, module in tree.modules("mars/")
        if not _may_write(name)
        for line in _writes(module)
    ]

    assert found == []


def _may_write(name: str) -> bool:
    is_verbs = PurePosixPath(name).name == "verbs.py"
    return is_verbs or name in WRITERS or name.startswith(WRITING_PACKAGES)


def _writes(module: ast.Module) -> list[int]:
    statements = {
        alias.asname or alias.name
        for node in ast.walk(module)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith(("sqlalchemy", "mars.database"))
        for alias in node.names
        if alias.name in STATEMENTS
    }
    calls = (node.func for node in ast.walk(module) if isinstance(node, ast.Call))
    return [call.lineno for call in calls if _is_write(call, statements)]


def _is_write(call: ast.expr, statements: set[str]) -> bool:
    if isinstance(call, ast.Name):
        return call.id in statements
    return (
        isinstance(call, ast.Attribute)
        and call.attr in SESSION_WRITES
        and ast.unparse(call.value) in {"db.session", "session"}
    )
