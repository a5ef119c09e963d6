"""The matrix's cells: who asks for what, at which status, what the oracle says, what came of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, text

from mars import clock
from mars.database import db
from mars.domain.references import new_reference
from mars.store.base import new_id
from tests.invariants import matrix_oracle as oracle
from tests.invariants import rehearsed
from tests.invariants.filling import MANNERS, Sent
from tests.invariants.markup import Form, Page
from tests.invariants.matrix_world import OTHER, OWN, Case, World
from tests.invariants.sending import Answer, send
from tests.starting import unkeyed
from tests.witness import CHANGE

STAFF = ("requester", "colleague", "facilitator", "coordinator", "auditor", "administrator")
GUESTS = ("link", "code", "lead", "elsewhere", "held-link", "held-code")
ACTORS = ("nobody", "disabled", *GUESTS, *STAFF)
"""`held-…`: the facilitator by link, before and after the code."""
OUTSIDE = frozenset({"nobody", "disabled", "colleague", "auditor", "administrator"})
"""Those for whom nothing of any supervision may even be loaded."""
ONCE = {"once": "0123456789abcdef", "end": "1"}
"""The hidden fields of every form."""
NUMBER = "X-Request-ID"
NONE, NESTED = "none", "nested"
WHILE_SIGNING_IN = frozenset(
    f"accounts.{name}" for name in ("sign_in", "code", "sign_out", "start", "back")
)
OF_THE_LINK = frozenset({"answers.enter"})
"""Where the name and address of whoever has the link are loaded."""
KEYS = ("agency", "facilitator", "model", "what", "key", "token", "person", "why")
ASIDE = frozenset({"try_count", "kept_form", "done_request"})
"""Tables about requests themselves: how many, which are done, what was typed after signing out."""
FOUND_ON = {
    "asking.send": "asking.check",
    "summaries.record": "summaries.show",
    "summaries.record_by_link": "summaries.by_link",
    "answers.check_code": "answers.code",
    "accounts.sign_out": "guidance.index",
    "answers.sign_out": "guidance.index",
    "accounts.sign_out_everywhere": "accounts.account",
    "people.sign_out": "people.edit",
    "demonstration.sign_in_as": "demonstration.index",
    "demonstration.move_clock": "demonstration.index",
}
"""Where the form of an endpoint stands that shows no page itself."""
SECRETS = {
    "supervision": "own_session_reason stuck hope access_needs end_note requester_email",
    "child": "initials reference",
    "summary": "question reflections lived_experience learnt ideas family_hears",
    "invitation": "name email",
    "nomination": "name email not_independent_reason",
    "answer": "access_needs",
    "family_update": "by_whom",
    "meeting": "below_minimum_reason",
    "outbox_letter": "message",
}
LOADED = re.compile(
    "|".join(rf"\b{table}\.(?:{'|'.join(names.split())})\b" for table, names in SECRETS.items())
)


@dataclass(frozen=True)
class Cell:
    """One square of the matrix."""

    endpoint: str
    method: str
    actor: str
    relation: str
    status: str = ""
    purpose: str = ""

    def __str__(self) -> str:
        """For the list of a failed test."""
        about = " ".join(filter(None, (self.relation, self.status, self.purpose)))
        return f"{self.method} {self.endpoint} as {self.actor} ({about})"


@dataclass
class Outcome:
    """What came of one request."""

    said: str
    text: str
    changed: set[str]
    loaded: list[str]


@dataclass
class Desk:
    """Where cells are tried: the application on a copy of the world, put back after each change."""

    app: Flask
    world: World
    kept: Path
    database: Path
    arguments: dict[str, set[str]] = field(default_factory=dict)
    methods: dict[str, set[str]] = field(default_factory=dict)
    bodies: dict[tuple[str, str, str], Sent] = field(default_factory=dict)
    cookies: dict[str, tuple[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for rule in self.app.url_map.iter_rules():
            if rule.endpoint != "static":
                self.arguments.setdefault(rule.endpoint, set()).update(rule.arguments)
                methods = (rule.methods or set()) & {"GET", "POST"}
                self.methods.setdefault(rule.endpoint, set()).update(methods)
        with self.app.app_context():
            self.record = Record(db.engine)
        self.map = self.app.url_map.bind("localhost")
        self.signer: Any = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]

    def cells(self, endpoint: str) -> Iterator[Cell]:
        """Every cell of an endpoint."""
        for method in sorted(self.methods[endpoint]):
            for actor in ACTORS:
                for about in self._abouts(endpoint, actor):
                    yield Cell(endpoint, method, actor, *about)

    def _abouts(self, endpoint: str, actor: str) -> Iterator[tuple[str, ...]]:
        """What the cells of an actor are about: relation, status, purpose of the link."""
        arguments = self.arguments[endpoint]
        if "link" in arguments:
            yield from self._links_tried()
            yield (NONE,)
        elif "ref" in arguments:
            yield from self.world.cases
            yield (NONE,)
            if arguments & {"invitation", "receipt"} and actor in {"requester", "coordinator"}:
                status = "asked" if "invitation" in arguments else "summarised"
                yield NESTED, status
        else:
            yield (OWN,)
            if arguments & set(KEYS):
                yield (NONE,)

    def _links_tried(self) -> Iterator[tuple[str, str, str]]:
        """Every link there is."""
        for (relation, status), case in self.world.cases.items():
            for purpose in sorted({purpose for of in case.links.values() for purpose in of}):
                yield relation, status, purpose

    def expect(self, cell: Cell) -> str:
        """What the oracle says of a cell."""
        if cell.endpoint in oracle.open_pages:
            return "no such" if cell.relation == NONE else self._yes(cell)
        if cell.endpoint in oracle.link_pages:
            return self._expect_by_link(cell)
        row = oracle.pages[cell.endpoint]
        if cell.actor in GUESTS:
            return self._expect_guest(cell, row)
        if cell.actor not in STAFF:
            return "sign in"
        if not row.during:
            if not oracle.has_right(cell.endpoint, frozenset({"staff", cell.actor})):
                return "forbidden"
            return "no such" if cell.relation == NONE else self._yes(cell)
        return self._expect_of(cell, row, self._parties(cell))

    def _yes(self, cell: Cell) -> str:
        return oracle.SAY.get(cell.endpoint, "yes")

    def _expect_of(self, cell: Cell, row: oracle.PageRow, parties: frozenset[str]) -> str:
        if not parties:
            return "no such"
        if not oracle.has_right(cell.endpoint, parties):
            return "forbidden"
        if cell.status not in row.during:
            return "not now"
        return "no such" if cell.relation == NESTED else "yes"

    def _parties(self, cell: Cell) -> frozenset[str]:
        """What a signed-in person is to the supervision."""
        relation = OWN if cell.relation == NESTED else cell.relation
        case = self.world.cases.get((relation, cell.status))
        if case is None:
            return frozenset()
        if cell.actor == "coordinator":
            return frozenset({"coordinator"} if case.status != "draft" else ())
        if relation == OWN and (
            cell.actor == "requester" or (cell.actor == "facilitator" and case.facilitated)
        ):
            return frozenset({cell.actor})
        return frozenset()

    def _expect_guest(self, cell: Cell, row: oracle.PageRow) -> str:
        if not row.during or "guest" not in row.doors:
            return "sign in"
        holds = {"held-link": OWN, "held-code": OWN, "elsewhere": OTHER}.get(cell.actor)
        case = self.world.cases.get((cell.relation, cell.status))
        opens = case is not None and case.facilitated and case.status in oracle.OPENS["facilitate"]
        if holds != cell.relation or not opens:
            return "no such"
        if cell.actor == "held-link":
            return "code"
        return self._expect_of(cell, row, frozenset({"facilitator"}))

    def _expect_by_link(self, cell: Cell) -> str:
        row = oracle.link_pages[cell.endpoint]
        held = self._links(cell.actor)
        key = self._link(cell)
        opens = set(oracle.OPENS.get(cell.purpose, ()))
        if cell.method == "GET" and cell.purpose in row.purposes:
            opens |= oracle.OVER.get(cell.endpoint, set())
        if key not in held or cell.status not in opens:
            return "no such"
        if row.code and not held[key]:
            return "code"
        return "yes" if cell.purpose in row.purposes else "no such"

    def _links(self, actor: str) -> dict[str, bool]:
        """The links that this actor's browser opened, and whether the code was given."""
        whose = {
            "link": ("invitee", OWN, False),
            "code": ("invitee", OWN, True),
            "lead": ("lead", OWN, False),
            "held-link": ("facilitator", OWN, False),
            "held-code": ("facilitator", OWN, True),
        }
        found: dict[str, bool] = {}
        for (relation, _), case in self.world.cases.items():
            if actor == "elsewhere" and relation == OTHER:
                found |= {k: True for of in case.links.values() for k in of.values()}
            elif actor in whose and relation == OWN:
                name, _, proved = whose[actor]
                found |= dict.fromkeys(case.links.get(name, {}).values(), proved)
        return found

    def _link(self, cell: Cell) -> str:
        """The key of the link that a cell is about."""
        case = self.world.cases.get((cell.relation, cell.status))
        whose = "lead" if cell.actor == "lead" else "invitee"
        whose = "facilitator" if cell.purpose == "facilitate" else whose
        return case.links.get(whose, {}).get(cell.purpose, "") if case else ""

    def path(self, cell: Cell) -> str:
        """The address of a cell."""
        relation = OWN if cell.relation == NESTED else cell.relation
        case = self.world.cases.get((relation, cell.status))
        inner = self.world.cases[OTHER, "summarised"] if cell.relation == NESTED else case
        values: dict[str, str] = {}
        for name in self.arguments[cell.endpoint]:
            match name:
                case "ref":
                    values[name] = case.reference if case else new_reference()
                case "link":
                    values[name] = self._link(cell) or new_id()
                case "invitation" | "receipt":
                    own = name == "receipt" and cell.actor == "requester"
                    inner_name = "own_receipt" if own else name
                    values[name] = (getattr(inner, inner_name) if inner else "") or new_id()
                case _ if cell.relation == NONE and name in KEYS:
                    values[name] = new_id()
                case _:
                    values[name] = self.world.values[name]
        return self.map.build(cell.endpoint, values, method=cell.method)

    def cookie(self, actor: str) -> str:
        """The session of an actor's browser; within one second it is the same."""
        stamp = int(clock.now().timestamp())
        if self.cookies.get(actor, ("", 0))[1] != stamp:
            self.cookies[actor] = self._new_cookie(actor, stamp), stamp
        return self.cookies[actor][0]

    def _new_cookie(self, actor: str, stamp: int) -> str:
        session: dict[str, Any] = {"csrf_token": actor}
        if actor in self.world.people:
            session["person"] = {"id": self.world.people[actor], "since": stamp, "seen": stamp}
        held = self._links(actor)
        if held:
            session["links"] = {
                key: {"since": stamp, "seen": stamp, "proved": proved}
                for key, proved in held.items()
            }
        return str(self.signer.dumps(session))

    def attempt(self, cell: Cell, data: Sent | None = None) -> Outcome:
        """Ask for a cell as its actor, and put back whatever that changed.

        `data` is what a form was filled in with, sent as if it had just been opened; None: an empty
        form whose hidden fields are this actor's own.
        """
        moment = clock.ahead()
        self.record.begin()
        answer = self._ask(cell, data)
        loaded, changed = self.record.end()
        clock.set_ahead(moment)
        said = say(cell, answer.status, answer.header("Location"))
        told = [v for k, v in answer.headers if k != "Set-Cookie"]
        self._put_back(changed)
        return Outcome(said, "\n".join([*told, answer.text]).casefold(), changed, loaded)

    def _ask(self, cell: Cell, data: Sent | None) -> Answer:
        path = self.path(cell)
        if cell.method == "GET":
            return send(self.app, "GET", path, self._named_cookie(cell.actor))
        if data is None and self.expect(cell) == "yes":
            response = self._browser(cell.actor, self.app.test_client()).post(path, data={})
            return Answer(response.status_code, list(response.headers), response.text)
        fresh = {"once": [new_id() * 2], "end": ["1"]}
        return send(self.app, "POST", path, self._named_cookie(cell.actor), (data or {}) | fresh)

    def _named_cookie(self, actor: str) -> str:
        return f"{self.app.config['SESSION_COOKIE_NAME']}={self.cookie(actor)}"

    def answer(self, cell: Cell) -> Outcome:
        """What comes of a cell with the form that belongs to it.

        A form that was made for another of those who may is refused for what it was made from
        (409): the same with an empty form tells whether the door lets them in.
        """
        outcome = self.attempt(cell, self.sent(cell))
        if outcome.said == "not now" and cell.method == "POST" and self.expect(cell) == "yes":
            return self.attempt(cell)
        return outcome

    def _browser(self, actor: str, client: FlaskClient | None = None) -> FlaskClient:
        """A browser with an actor's session; one that sends just what it is given."""
        client = client or FlaskClient(self.app, self.app.response_class, use_cookies=True)
        client.set_cookie(self.app.config["SESSION_COOKIE_NAME"], self.cookie(actor))
        return client

    def raw(self, cell: Cell, path: str) -> tuple[object, ...]:
        """The whole answer at this address to the actor of a cell, to the byte.

        But for what is another with each request whatever was asked: its number, keys of forms.
        """
        response = self._browser(cell.actor).open(path, method=cell.method, data=ONCE)
        number = response.headers.pop(NUMBER, "no number")
        told = [pair for pair in response.headers if pair[0] != "Set-Cookie"]
        return response.status_code, tuple(told), unkeyed(response.text).replace(number, "")

    def sent(self, cell: Cell) -> Sent:
        """What is sent with a cell: by those who may, and by those who may not if they knew it."""
        if cell.method == "GET":
            return {}
        if self.expect(cell) == "yes":
            return self._body(cell)
        return next((b for (name, *_), b in self.bodies.items() if name == cell.endpoint), {})

    def _body(self, cell: Cell) -> Sent:
        """Their form, filled in in the first manner that changes something; else one that is taken.

        Empty where every manner meets a rule of the process, such as that the session has begun.
        """
        key = cell.endpoint, cell.status, cell.purpose
        if key not in self.bodies:
            tried = [
                manner.fill(form, next(iter(form.buttons()), None), {})
                for form in self._forms(cell)
                for manner in MANNERS[:6]
            ]
            self.bodies[key] = {}
            for sent in tried:
                outcome = self.attempt(cell, sent)
                if outcome.changed - ASIDE:
                    self.bodies[key] = sent
                    break
                if outcome.said == "yes":
                    self.bodies[key] = self.bodies[key] or sent
        return self.bodies[key]

    def _forms(self, cell: Cell) -> Iterator[Form]:
        """The forms that lead to this cell."""
        source = FOUND_ON.get(cell.endpoint, cell.endpoint)
        page = replace(cell, endpoint=source, method="GET")
        target = self.path(cell)
        for form in Page(self._page(page)).forms():
            action = urlsplit(urljoin(self.path(page), form.action)).path
            if form.method == "post" and action == target:
                yield form

    def _page(self, cell: Cell) -> str:
        return self._browser(cell.actor).get(self.path(cell)).text

    def _put_back(self, changed: set[str]) -> None:
        if not changed:
            return
        with self.app.app_context():
            if changed <= ASIDE:
                with db.engine.begin() as connection:
                    for table in changed:
                        connection.execute(text(f"DELETE FROM {table}"))
                return
            rehearsed.put_back(self.kept, self.database)

    def forbidden(self, actor: str) -> re.Pattern[str]:
        """Every word that an answer to this actor may not hold."""
        if actor not in self._forbidden:
            words = {
                word
                for case in self.world.cases.values()
                for name, found in case.words.items()
                if not self._may_read(actor, case, name)
                for word in found
            }
            if actor not in {"coordinator", "administrator", "requester"}:
                words |= set(self.world.addresses)
            self._forbidden[actor] = re.compile("|".join(map(re.escape, sorted(words))))
        return self._forbidden[actor]

    @cached_property
    def _forbidden(self) -> dict[str, re.Pattern[str]]:
        return {}

    def _may_read(self, actor: str, case: Case, name: str) -> bool:
        own = self.world.cases.get((OWN, case.status)) is case
        columns = {
            "link": {"link", "confirm"} if own else set(),
            "lead": {"link"} if own else set(),
            "code": {"link", "code", "reader", "confirm"} if own else set(),
            "held-link": {"link"} if own else set(),
            "held-code": {"link", "facilitator"} if own else set(),
            "elsewhere": set() if own else {"link", "code", "reader", "facilitator", "confirm"},
            "requester": {"requester"} if own else set(),
            "facilitator": {"facilitator"} if own and case.facilitated else set(),
            "coordinator": {"coordinator"} if case.status != "draft" else set(),
        }.get(actor, set())
        return any(oracle.fields[name][column] == "R" for column in columns)


def say(cell: Cell, status: int, location: str) -> str:
    """The outcome in the oracle's words."""
    path = urlsplit(location).path
    if status == 303 and path == "/sign-in" and cell.endpoint not in WHILE_SIGNING_IN:
        return "sign in"
    if status == 303 and path.endswith("/code") and cell.endpoint != "answers.code":
        return "yes" if path == "/sign-in/code" else "code"
    words = {200: "yes", 303: "yes", 422: "yes", 403: "forbidden", 404: "no such", 409: "not now"}
    return words.get(status, str(status))


class Record:
    """What is loaded that is secret, and the tables in which something is changed for good.

    It listens as long as the engine lives.
    """

    def __init__(self, engine: Engine) -> None:
        self.begin()
        event.listen(engine, "before_cursor_execute", self._note_loaded)
        event.listen(engine, "after_cursor_execute", self._note_changed)
        event.listen(engine, "commit", self._keep)
        event.listen(engine, "rollback", self._forget)

    def begin(self) -> None:
        """Forget what was."""
        self.loaded: list[str] = []
        self.pending: set[str] = set()
        self.changed: set[str] = set()

    def end(self) -> tuple[list[str], set[str]]:
        """What was loaded and changed since the beginning."""
        found = self.loaded, self.changed
        self.begin()
        return found

    def _note_loaded(self, connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("SELECT"):
            self.loaded += LOADED.findall(statement.partition("\nFROM")[0])

    def _note_changed(self, connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        table = CHANGE.match(statement)
        if table and (cursor.rowcount != 0 or "RETURNING" in statement):
            self.pending.add(table[1])

    def _keep(self, _: Any) -> None:
        self.changed |= self.pending
        self.pending.clear()

    def _forget(self, _: Any) -> None:
        self.pending.clear()
