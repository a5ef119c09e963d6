"""What is too long is two things; what has no annotation cannot be checked."""

import ast

from tests.invariants import tree

MODULE_LINES, FUNCTION_LINES, VIEW_LINES = 250, 40, 20
ROUTING = {"route", "get", "post", "put", "patch", "delete"}
MEASURED = ("mars/", "maintain/", "bench/", "wsgi.py")
ANNOTATED = (*MEASURED, "tests/", "migrations/")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def test_no_module_is_over_250_lines() -> None:
    long = [
        f"{name}: {lines} lines"
        for name, text in tree.texts()
        if name.endswith(".py") and name.startswith(MEASURED)
        if (lines := len(text.splitlines())) > MODULE_LINES
    ]

    assert long == []


def test_no_function_is_over_40_lines_and_no_view_over_20() -> None:
    long = [
        f"{name}:{function.lineno} {function.name}: {_lines(function)} lines, at most {limit}"
        for name, module in tree.modules(*MEASURED)
        for function in tree.functions(module)
        if _lines(function) > (limit := VIEW_LINES if _is_view(function) else FUNCTION_LINES)
    ]

    assert long == []


def test_every_function_is_annotated() -> None:
    bare = [
        f"{name}:{function.lineno} {function.name}"
        for name, module in tree.modules(*ANNOTATED)
        for function in tree.functions(module)
        if not _is_annotated(function)
    ]

    assert bare == []


def _lines(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def _is_view(function: Function) -> bool:
    return any(
        isinstance(mark, ast.Call)
        and isinstance(mark.func, ast.Attribute)
        and mark.func.attr in ROUTING
        for mark in function.decorator_list
    )


def _is_annotated(function: Function) -> bool:
    given = function.args
    arguments = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    arguments += [star for star in (given.vararg, given.kwarg) if star is not None]
    return function.returns is not None and all(
        argument.annotation is not None or argument.arg in {"self", "cls"} for argument in arguments
    )
