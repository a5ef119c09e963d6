"""Templates keep to what the content policy allows and to what works without JavaScript."""

import re

import pytest

from tests.invariants import tree

FORBIDDEN = {
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)"),
    "an inline style": re.compile(r"<style|\sstyle\s*="),
    "an inline handler": re.compile(r"\son[a-z]+\s*=\s*[\"']"),
    "an htmx attribute without data-": re.compile(r"\shx-[a-z]"),
    "an htmx attribute that runs code": re.compile(r"data-hx-(on|vals\s*=\s*[\"']js:)"),
    "a conditional reveal": re.compile(r"data-aria-controls|conditional"),
    "text that is not escaped": re.compile(r"\|\s*safe\b|autoescape\s+false"),
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_holds(what: str) -> None:
    found = [
        f"{name}:{number}"
        for name, text in tree.texts()
        if name.startswith("templates/") and not name.startswith("templates/letters/")
        for number, line in enumerate(text.splitlines(), start=1)
        if FORBIDDEN[what].search(line)
    ]

    assert found == []
