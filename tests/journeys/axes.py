"""Looks at pages with axe: WCAG 2.2 AA and best practice, once for each kind of page."""

import json
import re
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

RULES: dict[str, Any] = {
    "resultTypes": ["violations"],
    "rules": {"target-size": {"enabled": True}},
}
"""What is on by default (WCAG 2.0 and 2.1, A and AA, best practice), and WCAG 2.2's own rule."""
WITHOUT_COLOURS = RULES | {"rules": RULES["rules"] | {"color-contrast": {"enabled": False}}}
"""Measuring colours takes half of the time, and they all come from classes."""
CHANGING = re.compile(r"MARS-[A-Z0-9]{6}|/[0-9a-f]{16,}|\d+")
SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)
KIND = """() => [location.pathname, document.querySelectorAll(".govuk-error-summary").length,
    ...[...document.querySelectorAll("main h1, main h2")].map(e => e.textContent)].join(" ")"""
CLASSES = """() => [...new Set([...document.querySelectorAll("[class]")]
    .map(e => e.tagName + " " + e.className))]"""
RUN = """options => axe.run(document, options).then(found => JSON.stringify(found.violations.map(
    ({id, help, nodes}) => [id, help, nodes.map(node => node.html.slice(0, 120))])))"""
"""As one text: handed over piece by piece, what axe finds to be well takes longer than the run."""


class Axes:
    """Remembers which kinds of page were looked at, and what was found."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.faults: list[str] = []
        self._classes: set[str] = set()

    def look(self, page: Page) -> None:
        """Look at the page as it stands, unless one like it was looked at."""
        if self._is_new(page):
            self._run(page, page)

    def look_at_copy_in(self, checker: Page, page: Page) -> None:
        """The same for a page without scripts, in which axe cannot run.

        What stands there is written into `checker`, which is at a page of the same site and runs
        axe, and no script of the page.
        """
        if self._is_new(page):
            checker.set_content(SCRIPT.sub("", page.content()))
            self._run(checker, page)

    def _is_new(self, page: Page) -> bool:
        kind = CHANGING.sub("…", page.evaluate(KIND))
        is_new = kind not in self.seen
        self.seen.add(kind)
        return is_new

    def _run(self, where: Page, page: Page) -> None:
        classes = set(where.evaluate(CLASSES))
        rules = WITHOUT_COLOURS if classes <= self._classes else RULES
        self._classes |= classes
        if not where.evaluate("() => 'axe' in window"):
            where.evaluate(AXE_SCRIPT)
        for rule, meaning, places in json.loads(where.evaluate(RUN, rules)):
            self.faults.append(f"{page.title()}: {rule}, {meaning}: {places}")
