"""One piece of HTML, two ways to arrive: the page after a swap equals the page freshly loaded."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from mars import clock
from tests.invariants import rehearsed, tree
from tests.invariants.browsing import Attempt
from tests.invariants.filling import MANNERS, Sent
from tests.invariants.markup import Page
from tests.invariants.reporting import listed
from tests.invariants.swapping import (
    asking,
    canonical,
    difference,
    swap,
    type_in,
    wish_of,
    with_query,
)
from tests.invariants.visiting import Visit

DECORATED = re.compile(r"data-hx-(?:get|post)")
SEARCHES = ("a", "quokka")


def test_a_swapped_page_equals_the_page_freshly_loaded(
    visits: list[Visit], own: Flask, partnership: Path, tmp_path: Path
) -> None:
    swaps = Swaps(own, partnership / "mars.sqlite", tmp_path / "own" / "mars.sqlite")
    found: list[str] = []
    with time_machine.travel(clock.now(), tick=False):
        for visit in decorated(visits):
            for number in range(len(asking(Page(visit.body)))):
                found += swaps.compare(visit, number)

    assert swaps.done >= {"GET", "POST"}
    assert not found, listed(found)


def test_every_decorated_page_was_met(visits: list[Visit], attempts: list[Attempt]) -> None:
    """So that the comparison above is not of fewer pages than it seems."""
    shown = "\n".join([visit.body for visit in visits] + [attempt.body for attempt in attempts])
    targets = {
        target
        for name, text in tree.texts()
        if name.startswith("templates/") and DECORATED.search(text)
        for target in re.findall(r"data-hx-target['\"]?\s*[:=]\s*['\"]#([\w-]+)", text)
    }

    assert targets
    assert {t for t in targets if f'data-hx-target="#{t}"' not in shown} == set()


class Swaps:
    """Asks twice, with htmx and without, each time of the untouched partnership."""

    def __init__(self, app: Flask, kept: Path, where: Path) -> None:
        self.app, self.kept, self.where = app, kept, where
        self.done: set[str] = set()

    def compare(self, visit: Visit, number: int) -> Iterator[str]:
        """What differs between the two ways, for one element of the page."""
        for sent in self._contents(visit, number):
            swapped, fresh = self._both(visit, number, sent)
            different = swapped if isinstance(swapped, str) else ""
            if not different and isinstance(swapped, Page):
                after, alone = (canonical(next(p.all("main"))) for p in (swapped, fresh))
                different = difference(after, alone)
            if different:
                yield f"{visit}, element {number}: {different}"

    def _contents(self, visit: Visit, number: int) -> list[Sent]:
        """What is typed: nothing; then something."""
        page = Page(visit.body)
        element = asking(page)[number]
        form = wish_of(page, element, visit.url).form
        if form is None:
            return [{}]
        if form.method == "get":
            names = [c.name for c in form.controls if c.kind in {"search", "text"}]
            return [form.untouched() | {name: [word] for name in names} for word in SEARCHES]
        button = (
            {element.attrib["name"]: [element.attrib["value"]]} if "name" in element.attrib else {}
        )
        typed = MANNERS[0].fill(form, None, {})
        return [form.untouched() | button, typed | button]

    def _both(self, visit: Visit, number: int, sent: Sent) -> tuple[Page | str, Page]:
        with visit.visitor.time():
            client = visit.visitor.enter(self.app)
            page = Page(client.get(visit.url).text)
            element = asking(page)[number]
            wish = wish_of(page, element, visit.url)
            self.done.add(wish.method)
            if wish.form is not None:
                type_in(page, element, sent)
                sent = sent | {k: v for k, v in wish.form.untouched().items() if k == "csrf_token"}
            cookie = client.get_cookie(self.app.config["SESSION_COOKIE_NAME"])
            address = urljoin(visit.url, wish.address)
            answer = _send(client, wish.method, address, sent, wish.headers)
            self._put_back(client, cookie.value if cookie is not None else None)
            plain = urljoin(visit.url, wish.plain_address)
            fresh = _send(client, wish.plain_method, plain, sent, {})
            self._put_back(client, None)
        return _apply(page, number, answer, fresh), Page(fresh.text)

    def _put_back(self, client: FlaskClient, cookie: str | None) -> None:
        with self.app.app_context():
            rehearsed.put_back(self.kept, self.where)
        if cookie is not None:
            client.set_cookie(self.app.config["SESSION_COOKIE_NAME"], cookie)


def decorated(visits: list[Visit]) -> list[Visit]:
    """The pages with htmx on them, one of each kind."""
    found: dict[tuple[str, int], Visit] = {}
    for visit in visits:
        if visit.status == 200 and DECORATED.search(visit.body):
            found.setdefault((visit.endpoint, len(DECORATED.findall(visit.body))), visit)
    first: dict[str, list[Visit]] = {}
    for visit in found.values():
        first.setdefault(visit.endpoint, []).append(visit)
    return [visit for alike in first.values() for visit in alike[:2]]


def _send(
    client: FlaskClient, method: str, address: str, sent: Sent, headers: dict[str, str]
) -> TestResponse:
    if method == "GET":
        query = {name: value for name, value in sent.items() if name != "csrf_token"}
        return client.get(with_query(address, query), headers=headers, follow_redirects=True)
    return client.post(address, data=sent, headers=headers, follow_redirects=True)


def _apply(page: Page, number: int, answer: TestResponse, fresh: TestResponse) -> Page | str:
    """The page after the swap; a sentence if the answers do not belong together."""
    if answer.status_code == 204:
        led = urlsplit(answer.headers.get("HX-Redirect", "")).path
        meant = urlsplit(fresh.history[0].location or "").path if fresh.history else ""
        return Page(fresh.text) if led == meant else f"htmx goes to {led}, the browser to {meant}"
    if answer.status_code != fresh.status_code:
        return f"{answer.status_code} with htmx, {fresh.status_code} without"
    if answer.text.startswith("<!doctype"):
        return "a whole page in place of a part"
    element = asking(page)[number]
    swap(page, element, answer.text)
    return page


@pytest.mark.parametrize("header", ["HX-Boosted", "HX-History-Restore-Request"])
def test_a_whole_page_is_given_where_htmx_needs_one(
    visits: list[Visit], house: Flask, header: str
) -> None:
    found = []
    for visit in decorated(visits):
        with visit.visitor.time():
            client = visit.visitor.enter(house)
            answer = client.get(visit.url, headers={"HX-Request": "true", header: "true"})
        if not answer.text.startswith("<!doctype"):
            found.append(str(visit))

    assert not found, listed(found)
