"""Who visits the rehearsed partnership, and what they get: one answer as a plain value."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, select
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from mars import clock
from mars.database import db
from mars.links import OpenLink, find_by_token
from mars.store.meetings import Receipt
from mars.store.people import Person
from mars.store.supervisions import Supervision
from tests.invariants import rehearsed
from tests.invariants.markup import Form, Page, text_of
from tests.invariants.page_checks import SITE, look_at

TOKEN = re.compile(rf"{SITE}/a/([A-Za-z0-9]{{43}})")
NOBODY = "nobody"
LATER = timedelta(days=21)
WORD = re.compile(r"[a-z][a-z-]{0,39}")
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
    later: timedelta = timedelta()
    """How much later than the stories end they come."""

    @contextmanager
    def time(self) -> Iterator[None]:
        """Their time; all that they do is done in it."""
        clock.set_ahead(self.later)
        try:
            yield
        finally:
            clock.set_ahead(timedelta())

    def enter(self, app: Flask) -> FlaskClient:
        """Their browser, with a fresh session."""
        client = app.test_client()
        stamp = int(clock.now().timestamp())
        if self.person_id:
            with client.session_transaction() as session:
                session["person"] = {"id": self.person_id, "since": stamp, "seen": stamp}
        if self.token:
            client.get(f"/a/{self.token}")
        if self.proved:
            with client.session_transaction() as session:
                for kept in session.get("links", {}).values():
                    kept["proved"] = True
                session.modified = True
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
    staff = [Visitor(p.name, person_id=p.id) for p in people]
    found += staff
    kinds: Counter[object] = Counter()
    for letter in rehearsed.letters().values():
        for token in set(TOKEN.findall(rehearsed.words_of(letter))):
            link = find_by_token(token)
            kind = (link.purpose, link.status, _is_recorded(link)) if link else None
            kinds[kind] += 1
            if kinds[kind] <= ALIKE:
                found += _guests(token, f"{kind[0]}, {kind[1]}" if kind else "what is over")
    return found + [replace(v, name=f"{v.name}, later", later=LATER) for v in staff]


def _is_recorded(link: OpenLink) -> bool:
    """Whether the agency has ticked already: then the page has no form any more."""
    return bool(
        link.receipt_id
        and db.session.scalar(select(Receipt.recorded_at).where(Receipt.id == link.receipt_id))
    )


def _guests(token: str, kind: str) -> Iterator[Visitor]:
    start = (f"/a/{token}",)
    yield Visitor(f"link to {kind}", token=token, starts=start)
    yield Visitor(f"link and code to {kind}", token=token, proved=True, starts=start)


@dataclass(frozen=True)
class Map:
    """What an address means: its endpoint, and what makes another address one of the same kind."""

    app: Flask
    statuses: dict[str, str]
    """Where each supervision stands, by reference; one begun since is a draft."""

    def place(self, url: str) -> tuple[str, str]:
        """The endpoint and the kind; no endpoint where the address leads nowhere."""
        parts = urlsplit(url)
        try:
            endpoint, values = self.app.url_map.bind("localhost").match(parts.path, method="GET")
        except HTTPException:
            return "", url
        words = [
            self.statuses.get(value, "draft") if name == "ref" else _word(str(value))
            for name, value in values.items()
        ]
        asked = [f"{name}={_word(value)}" for name, value in parse_qsl(parts.query)]
        return str(endpoint), " ".join((str(endpoint), *words, *asked))


def _word(value: str) -> str:
    """A step's word counts as it is; a key or a token is one like any other."""
    return value if WORD.fullmatch(value) else "…"


def get(
    client: FlaskClient, known: Map, visitor: Visitor, url: str, came_from: str
) -> tuple[Visit, Page | None]:
    """One answer, and the page if it is one."""
    with counting() as statements:
        response = client.get(url)
    visit = visit_of(visitor, url, known.place(url), response, statements, came_from)
    return visit, look(visit) if visit.is_page else None


def visit_of(
    visitor: Visitor,
    url: str,
    place: tuple[str, str],
    response: TestResponse,
    statements: list[str],
    came_from: str,
) -> Visit:
    """The answer as a plain value that can be kept."""
    return Visit(
        visitor=visitor,
        url=url,
        endpoint=place[0],
        kind=place[1],
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
