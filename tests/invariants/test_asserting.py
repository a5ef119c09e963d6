"""A test sees something: by its own assertion, or by that of what it calls."""

import ast
from collections.abc import Iterator

import pytest

from tests.invariants import tree

FAILING = {"raises", "fail"}
"""What of pytest is an assertion by itself."""


def blind(modules: list[tuple[str, ast.Module]]) -> list[str]:
    """The tests that assert nothing, nor anything they call."""
    functions = [(name, one) for name, module in modules for one in tree.functions(module)]
    seeing = set(FAILING)
    grown = True
    while grown:
        helpers = {one.name for _, one in functions if _sees(one, seeing)} - seeing
        seeing, grown = seeing | helpers, bool(helpers)
    return [
        f"{name}: {one.name}"
        for name, one in functions
        if one.name.startswith("test_") and not _sees(one, seeing)
    ]


def test_every_test_sees_something() -> None:
    assert blind(list(tree.modules("tests/"))) == []


@pytest.mark.parametrize(
    ("body", "is_blind"),
    [
        ("look()", True),
        ("assert look()", False),
        ("with pytest.raises(OSError):\n  look()", False),
        ("see()", False),
        ("table.see()", False),
    ],
)
def test_a_test_that_only_does_not_raise_is_found(body: str, is_blind: bool) -> None:
    text = "\n".join(f"  {line}" for line in body.split("\n"))
    module = ast.parse(f"def test_one():\n{text}\ndef see():\n  assert 1\ndef look():\n  pass")
    assert bool(blind([("made.py", module)])) is is_blind


def _sees(function: ast.AST, seeing: set[str]) -> bool:
    return any(name in seeing for name in _said(function))


def _said(function: ast.AST) -> Iterator[str]:
    """The names of what a function calls; "fail" for an assertion of its own."""
    for node in ast.walk(function):
        match node:
            case ast.Assert() | ast.Raise(exc=ast.Call(func=ast.Name(id="AssertionError"))):
                yield "fail"
            case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)):
                yield name
