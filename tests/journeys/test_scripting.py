"""A hundred payloads in every text that people type: in Chromium nothing runs, nothing is asked."""

import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request
from sqlalchemy import select

from mars.database import db
from mars.domain.actors import Actor, ActorKind
from mars.domain.statuses import Status
from mars.store.supervisions import Supervision
from tests import factories
from tests.hostile import payloads, poisoning
from tests.invariants import rehearsed
from tests.invariants.attempting import tries
from tests.invariants.browsing import Try
from tests.invariants.crawling import Crawled
from tests.invariants.visiting import NOBODY, Visit, Visitor
from tests.journeys.conftest import LiveServer, serving

WATCH = """() => {
  window.hits = [];
  window.pwned = number => window.hits.push(`payload ${number} ran`);
  window.alert = window.confirm = window.prompt = () => window.hits.push("a dialog was opened");
  addEventListener("securitypolicyviolation", event =>
    window.hits.push(`${event.violatedDirective} kept ${event.blockedURI} out`));
}"""
LOOK = """() => {
  const found = window.hits.splice(0);
  const inert = (name, value) =>
    ["value", "title"].includes(name) || (name === "href" && /^\\/[^/]/.test(value));
  for (const element of document.querySelectorAll("*")) {
    for (const name of Element.prototype.getAttributeNames.call(element)) {
      const value = Element.prototype.getAttribute.call(element, name);
      const told = (name + value).toLowerCase().includes("pwned") && !inert(name, value);
      const runs = name.startsWith("on") || /^(javascript|data|vbscript):/i.test(value.trim());
      if (told || (runs && name !== "value"))
        found.push(`${element.tagName} has ${name}="${value.slice(0, 80)}"`);
    }
  }
  return found;
}"""
FILL = """([names, button, text]) => {
  const alike = form => names.filter(name => form.elements[name]).length;
  const form = [...document.forms].sort((one, other) => alike(other) - alike(one))[0];
  if (!form || form.method !== "post" || !alike(form)) return false;
  for (const control of form.elements) {
    if (["text", "search", "email", "tel", "textarea"].includes(control.type)) control.value = text;
    if (control.type === "radio" && !form.querySelector(`[name="${control.name}"]:checked`))
      control.checked = true;
  }
  const buttons = [...form.elements].filter(element => element.type === "submit");
  window.isBefore = true;
  form.requestSubmit(buttons.find(element => element.value === button) || buttons[0]);
  return true;
}"""
TYPING = frozenset({"text", "textarea", "email", "tel", "search", "number"})
MUCH = 30_000
"""So many characters in one form at most; more is refused unread."""
NEW_PAGE = "() => !window.isBefore && document.readyState === 'complete'"
SETTLED = "() => !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')"
ADDRESSES = (
    "/requests?q={}",
    "/directory?q={}",
    "/facilitators?q={}",
    "/mail?q={}",
    "/demonstration/mail?q={}",
    "/sign-in?next={}",
    "/requests/{}",
    "/a/{}",
    "/{}",
)


@dataclass
class Stage:
    """The poisoned partnership as it is served, and the browser that looks at it."""

    live: LiveServer
    folder: Path
    page: Page
    seated: str = ""
    faults: list[str] = field(default_factory=list)
    looked: int = 0

    def seat(self, visitor: Visitor) -> None:
        """Let this visitor sit before the browser."""
        if visitor.name != self.seated:
            self.seated = visitor.name
            self.page.context.clear_cookies()
            cookie = visitor.enter(self.live.app).get_cookie(
                self.live.app.config["SESSION_COOKIE_NAME"]
            )
            if cookie is not None:
                own = {"name": cookie.key, "value": cookie.value, "url": self.live.url}
                self.page.context.add_cookies([own])  # type: ignore[list-item]

    def opens(self, address: str) -> None:
        """Go there and look."""
        self.page.goto(self.live.url + address, wait_until="load")
        self.look(address)

    def look(self, what: str) -> None:
        """See what came of it."""
        self.looked += 1
        self.faults += [f"{what}, as {self.seated}: {hit}" for hit in self.page.evaluate(LOOK)]


@pytest.fixture(scope="module")
def served(
    rehearsal: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[LiveServer, Path]]:
    """The rehearsed partnership, poisoned, with letters that were written after that."""
    folder = rehearsed.copy(rehearsal, tmp_path_factory.mktemp("poisoned"))
    with (
        rehearsed.opened(folder) as app,
        socket.create_server(("127.0.0.1", 0)) as door,
        serving(app, door),
    ):
        _poison(app, folder)
        yield LiveServer(app, f"http://localhost:{door.getsockname()[1]}"), folder


@pytest.fixture
def stage(served: tuple[LiveServer, Path], browser: Browser) -> Iterator[Stage]:
    """A browser that tells of every script, dialog, and request to another host."""
    live, folder = served
    context = browser.new_context(locale="en-GB")
    context.add_init_script(f"({WATCH})()")
    context.set_default_timeout(15_000)
    stage = Stage(live, folder, context.new_page())

    def note_request(request: Request) -> None:
        if not request.url.startswith(f"{live.url}/"):
            stage.faults.append(f"{stage.page.url} asked {request.url[:200]}")

    def note_message(message: ConsoleMessage) -> None:
        if message.type == "error" and not re.search(r"status of 4\d\d", message.text):
            stage.faults.append(f"{stage.page.url}: {message.text}")

    def note_dialog(dialog: Dialog) -> None:
        stage.faults.append(f"{stage.page.url} opened a dialog")
        dialog.dismiss()

    context.on("request", note_request)
    context.on("console", note_message)
    context.on("dialog", note_dialog)
    context.on("weberror", lambda fault: stage.faults.append(str(fault.error)))
    yield stage
    context.close()
    assert not stage.faults, "\n".join(stage.faults[:40])


def test_every_text_is_poisoned() -> None:
    assert not poisoning.untold()
    assert len(set(payloads.PAYLOADS)) >= 60


def test_no_payload_comes_to_life_on_a_page(stage: Stage, crawled: Crawled) -> None:
    for visit in one_of_each_kind(crawled.visits):
        stage.seat(visit.visitor)
        stage.opens(visit.url)
    assert stage.looked > 100


def test_no_payload_comes_to_life_in_a_letter(stage: Stage, crawled: Crawled) -> None:
    with stage.live.app.test_client() as client:
        found = re.findall(r"/demonstration/mail/[^\"]+", client.get("/demonstration/mail").text)
    stage.seat(Visitor(NOBODY))
    for address in dict.fromkeys(found[:10]):
        stage.opens(address)
    assert stage.looked


def test_no_payload_comes_to_life_in_a_refused_form(stage: Stage, crawled: Crawled) -> None:
    for number, one in enumerate(one_of_each_form(crawled.visits, stage.live.app)):
        with one.visit.visitor.time():
            stage.seat(one.visit.visitor)
            stage.page.goto(stage.live.url + one.visit.url)
            names = [c.name for c in one.form.controls if c.kind in TYPING]
            send(stage, one, names, payloads.some(number, MUCH // len(names)))
            if any(c.kind == "textarea" for c in one.form.controls):
                send(stage, one, names, f"{payloads.some(number, 90)} Karen Lowe 07700 900982")
        with stage.live.app.app_context():
            rehearsed.put_back(stage.folder / "poisoned.sqlite", stage.folder / "mars.sqlite")
    assert stage.looked > 40


def test_no_payload_comes_to_life_out_of_an_address(stage: Stage, crawled: Crawled) -> None:
    coordinator = next(v.visitor for v in crawled.visits if v.visitor.name == "Carys Lind")
    stage.seat(coordinator)
    for number, address in enumerate(ADDRESSES):
        for text in (payloads.some(number * 9, 600), payloads.some(number * 9 + 70, 400)):
            stage.opens(address.format(quote(text, safe="")))


def _poison(app: Flask, folder: Path) -> None:
    with factories.arranging(app):
        poisoning.poison(limited=True)
        _write_letters()
        rehearsed.deliver(folder)
        poisoning.poison(limited=False)
    with app.app_context():
        rehearsed.put_back(folder / "mars.sqlite", folder / "poisoned.sqlite")


def _write_letters() -> None:
    """Send the draft that is ready, and let everybody answer."""
    for row in db.session.scalars(
        select(Supervision).where(Supervision.status == Status.DRAFT)
    ).all():
        if len(row.times) == 3 and row.place is not None:
            who = Actor(ActorKind.STAFF, row.requester_id, row.requester_name, row.requester_email)
            factories.send(who, row)
            factories.agree_all(row)


def send(stage: Stage, one: Try, names: list[str], text: str) -> None:
    """Fill every text of the form with this, send it, and look at what comes back."""
    page, button = stage.page, one.button.value if one.button else ""
    with page.expect_response(lambda response: response.request.method == "POST") as coming:
        assert page.evaluate(FILL, [names, button, text]), f"{one.endpoint} at {one.visit.url}"
    answer = coming.value
    leads_on = answer.request.is_navigation_request() or "hx-redirect" in answer.headers
    page.wait_for_function(NEW_PAGE if leads_on else SETTLED)
    stage.look(f"{one.endpoint} sent")


def one_of_each_kind(visits: list[Visit]) -> list[Visit]:
    """The longest page of each kind, visitor by visitor."""
    longest: dict[tuple[str, str, int], Visit] = {}
    for visit in visits:
        kind = (visit.endpoint, visit.title, len(visit.forms))
        if visit.is_page and (kind not in longest or len(visit.body) > len(longest[kind].body)):
            longest[kind] = visit
    return sorted(longest.values(), key=lambda visit: visit.visitor.name)


def one_of_each_form(visits: list[Visit], app: Flask) -> list[Try]:
    """Each form that holds a text to type, once."""
    found: dict[tuple[object, ...], Try] = {}
    for one in tries(visits, app).values():
        if any(c.kind in TYPING for c in one.form.controls):
            found.setdefault((one.endpoint, one.form.signature), one)
    return sorted(found.values(), key=lambda one: one.visit.visitor.name)
