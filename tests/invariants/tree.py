"""The project's own files, for the tests that look at all of them."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VENDORED = "mars/static/vendor/"


@cache
def files() -> tuple[str, ...]:
    """The names of all files that are, or would be, committed; skips outside a git checkout."""
    if not (ROOT / ".git").exists():
        pytest.skip("this is not a git checkout, so the project's own files cannot be told apart")
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return tuple(sorted(name for name in names.split("\0") if name and (ROOT / name).is_file()))


def texts() -> Iterator[tuple[str, str]]:
    """The name and text of each file that is text."""
    for name in files():
        try:
            yield name, (ROOT / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def modules(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    """The name and syntax tree of each Python module in these folders."""
    for name, text in texts():
        if name.endswith(".py") and name.startswith(folders):
            yield name, ast.parse(text)


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a module, at whatever depth."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
