"""Follows the links of every page as everybody, politely: not many pages of one kind."""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode, urljoin, urlsplit

from flask import Flask

from tests.invariants import rehearsed
from tests.invariants.page_checks import SITE
from tests.invariants.visiting import (
    ALIKE,
    NOBODY,
    Map,
    Visit,
    Visitor,
    all_visitors,
    get,
    statuses,
)

ON_THE_WAY = ("home.index", "requests.index", "requests.show", "sessions.")
"""What those look at who come later: what was to come has taken place by then."""


@dataclass(frozen=True)
class Crawled:
    """What was found, and the database's digest before and after."""

    visits: list[Visit]
    before: str
    after: str


def crawl(app: Flask) -> Crawled:
    """Every page as every visitor. No context may be open, or the requests would share it."""
    with app.app_context():
        everybody, known, before = all_visitors(), Map(app, statuses()), rehearsed.digest()
    visits: list[Visit] = []
    asked: Counter[str] = Counter()
    for visitor in everybody:
        with visitor.time():
            visits += list(Crawler(known, visitor, asked).crawl())
    with app.app_context():
        return Crawled(visits, before, rehearsed.digest())


class Crawler:
    """Follows every link from where a visitor starts, up to `ALIKE` pages of a kind.

    `asked` counts the kinds over all visitors: guidance and filtered lists are looked at by two.
    """

    def __init__(self, known: Map, visitor: Visitor, asked: Counter[str]) -> None:
        self.map, self.visitor, self.asked = known, visitor, asked
        self.client = visitor.enter(known.app)
        self.seen: set[str] = set()
        self.kinds: Counter[str] = Counter()
        self.waiting: deque[tuple[str, str]] = deque()

    def crawl(self) -> Iterator[Visit]:
        """Every page that was got, errors included."""
        for start in self.visitor.starts:
            self._note(start, "")
        while self.waiting:
            url, came_from = self.waiting.popleft()
            visit, page = get(self.client, self.map, self.visitor, url, came_from)
            if visit.location:
                self._note(urljoin(url, visit.location), url)
            if page is not None:
                for link in (*page.links(), *_questions(visit)):
                    self._note(urljoin(url, link), url)
            yield visit

    def _note(self, address: str, came_from: str) -> None:
        parts = urlsplit(address)
        if parts.scheme not in {"", "http", "https"}:
            return
        if parts.netloc and f"{parts.scheme}://{parts.netloc}" != SITE:
            return
        url = parts.path + (f"?{parts.query}" if parts.query else "")
        kind = self.map.place(url)[1]
        if url in self.seen or self.kinds[kind] >= ALIKE or url.startswith("/static/"):
            return
        is_alike_for_all = "=" in kind or kind.startswith("guidance.")
        if is_alike_for_all and self.asked[kind] >= ALIKE:
            return
        if self.visitor.later and not kind.startswith(ON_THE_WAY):
            return
        if kind.startswith("demonstration.") and self.visitor.name != NOBODY:
            return
        if came_from.startswith("/demonstration/mail/"):
            return  # somebody else's letter: its reader is a visitor too
        self.seen.add(url)
        self.kinds[kind] += 1
        self.asked[kind] += 1
        self.waiting.append((url, came_from))


def _questions(visit: Visit) -> Iterator[str]:
    """What the forms that ask with GET can ask: as they stand, and each answer to choose."""
    for form in visit.forms:
        if form.method == "get":
            sent = form.untouched()
            yield f"{form.action}?{urlencode(sent, doseq=True)}"
            for control in form.controls:
                chosen = [control.value] if control.kind == "radio" else control.options
                for value in chosen:
                    yield f"{form.action}?{urlencode(sent | {control.name: [value]}, doseq=True)}"
