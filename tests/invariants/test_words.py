"""Nothing is left for later, and no module is a drawer."""

import re
from pathlib import PurePosixPath

from tests.invariants import tree

LEFT_FOR_LATER = re.compile(r"\b(TO[D]O|FI[X]ME|X[X]X|HA[C]K)\b")
DRAWERS = {"util", "utils", "helper", "helpers", "common", "misc"}


def test_nothing_is_left_for_later() -> None:
    found = [
        f"{name}:{number}"
        for name, text in tree.texts()
        if not name.startswith(tree.VENDORED)
        for number, line in enumerate(text.splitlines(), start=1)
        if LEFT_FOR_LATER.search(line)
    ]

    assert found == []


def test_no_module_is_a_drawer() -> None:
    names = (PurePosixPath(name) for name in tree.files())

    assert [str(name) for name in names if name.stem in DRAWERS] == []
