"""Polite visitors of the rehearsed partnership: each follows the links that its pages offer."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, select
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from mars.clock import now
from mars.database import db
from mars.links import find_by_token
from mars.store.people import Person
from mars.store.supervisions import Supervision
from tests.invariants import rehearsed
from tests.invariants.markup import Form, Page, text_of
from tests.invariants.page_checks import SITE, look_at

TOKEN = re.compile(rf"{SITE}/a/([A-Za-z0-9]{{43}})")
NOBODY = "nobody"
ALIKE = 2
"""So many pages of one kind are looked at by one visitor; the next ones would only be alike."""


@dataclass(frozen=True)
class Visitor:
    """Somebody with a browser: signed in, come by a link, or nobody known."""

    name: str
    person_id: str = ""
    token: str = ""
    proved: bool = False
    starts: tuple[str, ...] = ("/",)

    def enter(self, app: Flask) -> FlaskClient:
        """Their browser, with a fresh session."""
        client = app.test_client()
        stamp = int(now().timestamp())
        if self.person_id:
            with client.session_transaction() as session:
                session["person"] = {"id": self.person_id, "since": stamp, "seen": stamp}
        if self.token:
            client.get(f"/a/{self.token}")
        if self.proved:
            with client.session_transaction() as session:
                for kept in session.get("links", {}).values():
                    kept["proved"] = True
        return client


@dataclass
class Visit:
    """One page as one visitor got it. `kind`: what makes another page one of the same kind."""

    visitor: Visitor
    url: str
    endpoint: str
    kind: str
    status: int
    location: str
    headers: list[tuple[str, str]]
    body: str
    statements: list[str]
    came_from: str
    title: str = ""
    forms: tuple[Form, ...] = ()
    faults: dict[str, list[str]] = field(default_factory=dict)
    """What the checks said, by check."""

    @property
    def is_page(self) -> bool:
        """Whether there is a page to look at."""
        return not self.location and "text/html" in dict(self.headers).get("Content-Type", "")

    def __str__(self) -> str:
        """For the list of a failed test."""
        return f"{self.url} ({self.endpoint}, as {self.visitor.name})"


def all_visitors() -> list[Visitor]:
    """Everybody: staff, nobody, and two holders of each kind of link, with the code and without."""
    found = [Visitor(NOBODY, starts=("/", "/guidance", "/sign-in", "/demonstration"))]
    people = db.session.execute(select(Person.id, Person.name).order_by(Person.name))
    found += [Visitor(p.name, person_id=p.id) for p in people]
    kinds: Counter[object] = Counter()
    for letter in rehearsed.letters().values():
        for token in set(TOKEN.findall(rehearsed.words_of(letter))):
            link = find_by_token(token)
            kind = (link.purpose, link.status) if link else None
            kinds[kind] += 1
            if kinds[kind] <= ALIKE:
                found += _guests(token, " of a ".join(kind) if kind else "closed")
    return found


def _guests(token: str, kind: str) -> Iterator[Visitor]:
    start = (f"/a/{token}",)
    yield Visitor(f"link to {kind}", token=token, starts=start)
    yield Visitor(f"link and code to {kind}", token=token, proved=True, starts=start)


class Crawler:
    """Follows every link from where a visitor starts, up to `ALIKE` pages of a kind."""

    def __init__(self, app: Flask, visitor: Visitor, statuses: dict[str, str]) -> None:
        self.app, self.visitor, self.statuses = app, visitor, statuses
        self.client = visitor.enter(app)
        self.seen: set[str] = set()
        self.kinds: Counter[str] = Counter()
        self.waiting: deque[tuple[str, str]] = deque()

    def crawl(self) -> Iterator[Visit]:
        """Every page that was got, errors included."""
        for start in self.visitor.starts:
            self._note(start, "")
        while self.waiting:
            url, came_from = self.waiting.popleft()
            visit = self.get(url, came_from)
            if visit.location:
                self._note(urljoin(url, visit.location), url)
            if visit.is_page:
                page = look(visit)
                asking = [f.action for f in visit.forms if f.method == "get"]
                for link in (*page.links(), *asking):
                    self._note(urljoin(url, link), url)
            yield visit

    def get(self, url: str, came_from: str) -> Visit:
        """One page."""
        with counting() as statements:
            response = self.client.get(url)
        endpoint, kind = self.place(url)
        return visit_of(self.visitor, url, endpoint, kind, response, statements, came_from)

    def place(self, url: str) -> tuple[str, str]:
        """The endpoint of an address, and what makes another address one of the same kind."""
        parts = urlsplit(url)
        try:
            endpoint, values = self.app.url_map.bind("localhost").match(parts.path, method="GET")
        except HTTPException:
            return "", url
        words = [self.statuses.get(str(v), _word(str(v))) for v in values.values()]
        asked = [name for name, _ in parse_qsl(parts.query)]
        return str(endpoint), " ".join((str(endpoint), *words, *asked))

    def _note(self, address: str, came_from: str) -> None:
        parts = urlsplit(address)
        if parts.scheme not in {"", "http", "https"}:
            return
        if parts.netloc and f"{parts.scheme}://{parts.netloc}" != SITE:
            return
        url = parts.path + (f"?{parts.query}" if parts.query else "")
        kind = self.place(url)[1]
        if url in self.seen or self.kinds[kind] >= ALIKE or url.startswith("/static/"):
            return
        if kind.startswith("demonstration.") and self.visitor.name != NOBODY:
            return
        if (
            kind.startswith("guidance.")
            and self.visitor.token
            and came_from.startswith("/guidance")
        ):
            return  # the same for everybody, and seen by those without a link
        if came_from.startswith("/demonstration/mail/"):
            return  # somebody else's letter: its reader is a visitor too
        self.seen.add(url)
        self.kinds[kind] += 1
        self.waiting.append((url, came_from))


def _word(value: str) -> str:
    """A step's word counts as it is; a key or a token is one like any other."""
    return value if re.fullmatch(r"[a-z-]{1,40}", value) else "…"


def visit_of(
    visitor: Visitor,
    url: str,
    endpoint: str,
    kind: str,
    response: TestResponse,
    statements: list[str],
    came_from: str,
) -> Visit:
    """The answer as a plain value that can be kept."""
    return Visit(
        visitor=visitor,
        url=url,
        endpoint=endpoint,
        kind=kind,
        status=response.status_code,
        location=response.headers.get("Location", ""),
        headers=list(response.headers.items()),
        body=response.get_data(as_text=True),
        statements=statements,
        came_from=came_from,
    )


def look(visit: Visit) -> Page:
    """Read the page of a visit: its title, its forms, its faults."""
    page = Page(visit.body)
    visit.title = text_of(page.root.find("./head/title"))
    visit.forms = tuple(page.forms())
    visit.faults = look_at(page, visit.url)
    return page


@contextmanager
def counting() -> Iterator[list[str]]:
    """The statements given to the database until the block ends, its own housekeeping apart."""
    found: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            found.append(" ".join(statement.split()))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def statuses() -> dict[str, str]:
    """Where each supervision stands, by reference. Needs the application's context."""
    rows = db.session.execute(select(Supervision.reference, Supervision.status))
    return {row.reference: row.status.value for row in rows}


@dataclass(frozen=True)
class Crawled:
    """What was found, and the database's digest before and after."""

    visits: list[Visit]
    before: str
    after: str


def crawl(app: Flask) -> Crawled:
    """Every page as every visitor. No context may be open, or the requests would share it."""
    with app.app_context():
        everybody, standing, before = all_visitors(), statuses(), rehearsed.digest()
    visits = [visit for v in everybody for visit in Crawler(app, v, standing).crawl()]
    with app.app_context():
        return Crawled(visits, before, rehearsed.digest())
