"""Everybody sends every form they met, in every manner, each time on the untouched partnership."""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from mars import clock
from mars.database import db
from mars.store.people import Agency
from tests.invariants import rehearsed
from tests.invariants.filling import MANNERS, Manner, Sent
from tests.invariants.markup import Control, Form, Page, text_of
from tests.invariants.page_checks import look_at
from tests.invariants.visiting import Visit
from tests.witness import watching

LEFT_ALONE = {"demonstration.move_clock", "demonstration.sign_in_as"}
"""They are the demonstration's own: one moves the clock of the whole process."""
DOMAIN = re.compile(r"\b(?:[a-z0-9-]+\.)+example\b")


@dataclass(frozen=True)
class Try:
    """A form to be sent: found on this visit, going to this endpoint, by this button."""

    visit: Visit
    endpoint: str
    form: Form
    button: Control | None


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

    def __str__(self) -> str:
        """For the list of a failed test."""
        said = f", {self.pressed}" if self.pressed else ""
        return f"{self.endpoint} at {self.url} as {self.who} ({self.manner}{said})"


def tries(visits: list[Visit], app: Flask) -> list[Try]:
    """Every kind of form that posts, by every one of its buttons, once."""
    found: dict[tuple[object, ...], Try] = {}
    for visit in visits:
        for form in visit.forms if visit.status == 200 else ():
            if form.method != "post":
                continue
            path = urlsplit(urljoin(visit.url, form.action)).path
            endpoint, _ = app.url_map.bind("localhost").match(path, "POST")
            for button in form.buttons() or [None]:
                pressed = re.sub(r"\d+", "", button.value) if button else ""
                key = (endpoint, visit.kind, pressed)
                if endpoint not in LEFT_ALONE:
                    found.setdefault(key, Try(visit, str(endpoint), form, button))
    return list(found.values())


def attempt_all(app: Flask, kept: Path, folder: Path, visits: list[Visit]) -> list[Attempt]:
    """Send each, and put the partnership back each time. `app` is open on the copy in `folder`."""
    with app.app_context():
        domains = {a.id: a.domains.split()[0] for a in db.session.scalars(select(Agency))}
        known = set(rehearsed.letters())
    done = []
    for one in tries(visits, app):
        for manner in MANNERS:
            done.append(_attempt(app, one, manner, domains, known))
            with app.app_context():
                rehearsed.put_back(kept, folder)
    clock.set_ahead(clock.ahead() * 0)
    return done


def _attempt(
    app: Flask, one: Try, manner: Manner, domains: dict[str, str], known: set[str]
) -> Attempt:
    client = one.visit.visitor.enter(app)
    page = Page(client.get(one.visit.url).text)
    form = next((f for f in page.forms() if f.signature == one.form.signature), one.form)
    named = DOMAIN.findall(text_of(page.root.find(".//main")))
    there = domains | {"": named[0]} if named else domains
    sent = manner.fill(form, one.button, there)
    action = urljoin(one.visit.url, form.action)
    with watching() as unwitnessed, listening() as logged:
        response = client.post(action, data=sent)
    after = Page(response.text) if response.mimetype == "text/html" else Page("")
    with app.app_context():
        letters = rehearsed.letters()
    return Attempt(
        endpoint=one.endpoint,
        url=one.visit.url,
        who=one.visit.visitor.name,
        manner=manner.name,
        pressed=one.button.value if one.button else "",
        sent=sent,
        shown=frozenset(c.name for c in form.controls if c.is_seen),
        status=response.status_code,
        headers=list(response.headers.items()),
        body=response.text,
        title=text_of(after.root.find("./head/title")),
        typed=frozenset(_standing(after)),
        faults=look_at(after, action) if response.text.startswith("<!doctype") else {},
        errors=_errors(after),
        letters=[rehearsed.words_of(m) for key, m in letters.items() if key not in known],
        session=_session(client),
        logged=logged,
        unwitnessed=unwitnessed,
    )


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
