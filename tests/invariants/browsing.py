"""A visitor with a form: fills it in, sends it, and tells what came of it."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin

from flask.testing import FlaskClient

from mars.rehearsal.cast import COUNCIL_DOMAIN
from tests.invariants import rehearsed
from tests.invariants.filling import MANNERS, Manner, Sent
from tests.invariants.markup import Control, Form, Page, text_of
from tests.invariants.page_checks import SITE, look_at
from tests.invariants.visiting import Map, Visit, get
from tests.witness import watching

DOMAIN = re.compile(r"\b(?:[a-z0-9-]+\.)+example\b")


@dataclass(frozen=True)
class Try:
    """A form to be sent: found on this visit, going to this endpoint, by this button."""

    visit: Visit
    endpoint: str
    form: Form
    button: Control | None
    before: "tuple[Try, Manner] | None" = None
    """The form that had to be sent to come here."""


@dataclass
class Attempt:
    """What came of one form sent in one manner."""

    endpoint: str
    url: str
    who: str
    manner: str
    pressed: str
    sent: Sent
    shown: frozenset[str]
    """The names of the controls that a person sees and types into."""
    status: int
    headers: list[tuple[str, str]]
    body: str
    title: str
    typed: frozenset[str]
    """Everything that stands in a control of the answering page."""
    faults: dict[str, list[str]]
    errors: list[str]
    letters: list[str]
    session: str
    logged: list[str]
    unwitnessed: list[str]
    landing: Visit | None
    """The page that a good form led to."""
    beyond: list[Visit]
    """The pages that are linked there and nowhere else."""

    def __str__(self) -> str:
        """For the list of a failed test."""
        said = f", {self.pressed}" if self.pressed else ""
        return f"{self.endpoint} at {self.url} as {self.who} ({self.manner}{said})"


@dataclass(frozen=True)
class Desk:
    """Where forms are sent: the partnership, how it was kept, and what is known of it."""

    known: Map
    kept: Path
    folder: Path
    domains: dict[str, str]
    old_letters: frozenset[str]
    endpoints: set[str]
    """What was seen by following links."""
    landed: set[tuple[str, str]] = field(default_factory=set)
    """Which form has led where: each such page is looked at once."""

    def attempt(self, one: Try) -> Iterator[tuple[Manner, Attempt]]:
        """Send one form in every manner, each time as if for the first time."""
        with one.visit.visitor.time():
            self.put_back(self.kept)
            browser = Browser(self, one)
            begun = self.keep() if one.before else self.kept
            for manner in MANNERS:
                sent = browser.fill(manner)
                if sent is not None:
                    yield manner, browser.send(manner, sent)
                    if self.is_changed:
                        self.put_back(begun)

    @property
    def is_changed(self) -> bool:
        """Whether anything was committed since the partnership was put back."""
        log = self.folder / "mars.sqlite-wal"
        return log.exists() and log.stat().st_size > 0

    def put_back(self, kept: Path) -> None:
        """Undo every change."""
        with self.known.app.app_context():
            rehearsed.put_back(kept, self.folder / "mars.sqlite")

    def new_letters(self) -> list[str]:
        """The words of each letter that was queued since."""
        if not self.is_changed:
            return []
        with self.known.app.app_context():
            found = rehearsed.letters(but=self.old_letters)
        return [rehearsed.words_of(letter) for letter in found.values()]

    def keep(self) -> Path:
        """Keep the partnership as it is now."""
        begun = self.folder / "begun.sqlite"
        with self.known.app.app_context():
            rehearsed.put_back(self.folder / "mars.sqlite", begun)
        return begun


class Browser:
    """One visitor before one form, who sends it time and again as if for the first time."""

    def __init__(self, desk: Desk, one: Try) -> None:
        self.desk, self.one = desk, one
        self.client, self.url = self._arrive(one)
        page = Page(self.client.get(self.url).text)
        self.form = next((f for f in page.forms() if f.signature == one.form.signature), one.form)
        named = DOMAIN.findall(text_of(page.root.find(".//main")))
        self.domains = {"": COUNCIL_DOMAIN} | desk.domains | ({"": named[0]} if named else {})
        self.cookie = self.client.get_cookie(desk.known.app.config["SESSION_COOKIE_NAME"])
        self.done: list[Sent] = []

    def _arrive(self, one: Try) -> tuple[FlaskClient, str]:
        """By the front door, or by way of the form before."""
        if one.before is None:
            return one.visit.visitor.enter(self.desk.known.app), one.visit.url
        earlier, manner = one.before
        browser = Browser(self.desk, earlier)
        arrived = browser.send(manner, browser.fill(manner) or {}, always=True).landing
        is_there = arrived is not None and arrived.kind == one.visit.kind
        return browser.client, arrived.url if arrived and is_there else one.visit.url

    def fill(self, manner: Manner) -> Sent | None:
        """What is sent; None if it was sent in another manner already."""
        sent = manner.fill(self.form, self.one.button, self.domains)
        if sent in self.done:
            return None
        self.done.append(sent)
        return sent

    def send(self, manner: Manner, sent: Sent, *, always: bool = False) -> Attempt:
        """Send the form with the cookies of the first time. `always` follow a good one."""
        if self.cookie is not None:
            self.client.set_cookie(self.cookie.key, self.cookie.value)
        action = urljoin(self.url, self.form.action)
        with watching() as unwitnessed, listening() as logged:
            response = self.client.post(action, data=sent)
        is_page = response.status_code not in {204, 303}
        after = Page(response.text) if is_page else None
        letters = self.desk.new_letters()
        session = _session(self.client)
        where = urljoin(action, response.location) if response.location else ""
        landing = self._land(where, always=always) if where else None
        button = self.one.button
        return Attempt(
            endpoint=self.one.endpoint,
            url=self.url,
            who=self.one.visit.visitor.name,
            manner=manner.name,
            pressed=button.value if button else "",
            sent=sent,
            shown=frozenset(c.name for c in self.form.controls if c.is_seen),
            status=response.status_code,
            headers=list(response.headers.items()),
            body=response.text,
            title=text_of(after.root.find("./head/title")) if after else "",
            typed=frozenset(_standing(after)) if after else frozenset(),
            faults=look_at(after, action) if after else {},
            errors=_errors(after) if after else [],
            letters=letters,
            session=session,
            logged=logged,
            unwitnessed=unwitnessed,
            landing=landing,
            beyond=list(self._look_beyond(landing)) if landing else [],
        )

    def _look_beyond(self, landing: Visit) -> Iterator[Visit]:
        """Follow the links of the page that nobody has seen anywhere."""
        for link in Page(landing.body).links():
            address = urljoin(landing.url, link)
            endpoint = self.desk.known.place(address)[0]
            if endpoint and endpoint not in self.desk.endpoints:
                self.desk.endpoints.add(endpoint)
                visitor = self.one.visit.visitor
                yield get(self.client, self.desk.known, visitor, address, landing.url)[0]

    def _land(self, address: str, *, always: bool) -> Visit | None:
        """Follow a good form to where it leads; None if that was looked at before."""
        for _ in range(3):
            if not address.startswith(("/", f"{SITE}/")):
                return None
            path = address.removeprefix(SITE)
            way = (self.one.endpoint, self.desk.known.place(path)[1])
            if way in self.desk.landed and not always:
                return None
            visit, _ = get(self.client, self.desk.known, self.one.visit.visitor, path, self.url)
            if not visit.location:
                self.desk.landed.add(way)
                return visit
            address = urljoin(path, visit.location)
        return None


def _standing(page: Page) -> Iterator[str]:
    for form in page.forms():
        for control in form.controls:
            if control.kind not in {"radio", "checkbox"} or control.checked:
                yield " ".join(control.value.split())


def _errors(page: Page) -> list[str]:
    """Where each line of the error summary leads; "" for one that leads nowhere."""
    found = []
    for element in page.root.iter():
        if "govuk-error-summary__list" in element.attrib.get("class", "").split():
            for line in element.iter("li"):
                link = line.find(".//a")
                found.append("" if link is None else link.attrib["href"])
    return found


def _session(client: FlaskClient) -> str:
    with client.session_transaction() as session:
        return repr(dict(session))


@contextmanager
def listening() -> Iterator[list[str]]:
    """Every log line until the block ends, however unimportant; SQL's own tracing apart."""
    lines: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if not record.name.startswith("sqlalchemy"):
                lines.append(f"{record.name}: {self.format(record)}")

    root, ear = logging.getLogger(), Ear(logging.DEBUG)
    before = root.level
    root.addHandler(ear)
    root.setLevel(logging.DEBUG)
    try:
        yield lines
    finally:
        root.setLevel(before)
        root.removeHandler(ear)
