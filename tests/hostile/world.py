"""Whom and what hostile requests are made of: everybody's cookies, and every page and form met."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.exceptions import HTTPException

from mars import clock, database
from mars.database import db
from mars.store.people import Agency, Person
from tests.invariants.markup import Form, Page
from tests.invariants.visiting import Visit, Visitor

ALIKE = 2
DISABLED = "Disabled Person"


@dataclass(frozen=True)
class Known:
    """A form as one visitor has it: where it was, where it goes, by which button."""

    page: str
    path: str
    form: Form


@dataclass(frozen=True)
class Someone:
    """Somebody with a browser."""

    name: str
    cookie: str
    pages: dict[str, tuple[str, ...]]
    """The addresses they were given, by endpoint."""
    forms: dict[str, tuple[Known, ...]]
    """The forms they were given, by the endpoint that they post to."""
    token: str
    """Their CSRF token; empty if no page gave them one."""


@dataclass(frozen=True)
class World:
    """Everybody, every way in, every key that means something."""

    people: tuple[Someone, ...]
    targets: tuple[tuple[str, str, str], ...]
    """Endpoint, rule and method: everything that is served, and thrice what can change anything."""
    keys: tuple[str, ...]
    """Keys, references and tokens that stand in somebody's addresses."""
    domains: dict[str, str]
    """The mail domain of each agency by its key, for filling in forms."""


def disable_somebody(app: Flask) -> Visitor:
    """Enter a person who was disabled while signed in. Returns them as a visitor."""
    with app.app_context(), database.writing():
        row = Person(
            email="disabled.person@ashbournevale.example",
            name=DISABLED,
            roles="coordinator administrator",
            created_at=clock.now(),
            disabled_at=clock.now(),
        )
        db.session.add(row)
        db.session.commit()
        return Visitor(DISABLED, person_id=row.id, starts=())


def build(app: Flask, visits: Iterable[Visit]) -> World:
    """The world as these visits found it, with a browser and its CSRF token for everybody."""
    met: dict[Visitor, list[Visit]] = {disable_somebody(app): []}
    for visit in visits:
        if visit.visitor.later == timedelta():
            met.setdefault(visit.visitor, []).append(visit)
    people = tuple(_someone(app, visitor, found) for visitor, found in met.items())
    addresses = sorted({url for one in people for urls in one.pages.values() for url in urls})
    with app.app_context():
        rows = db.session.scalars(select(Agency).order_by(Agency.name))
        domains = {row.id: row.domains.split()[0] for row in rows if row.domains}
    return World(
        people,
        tuple(_targets(app)),
        tuple(dict.fromkeys(piece for url in addresses for piece in _pieces(url))),
        domains,
    )


def _targets(app: Flask) -> Iterable[tuple[str, str, str]]:
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint, rule.rule)):
        methods = sorted((rule.methods or set()) - {"OPTIONS"})
        for method in methods + ["POST", "POST"] * ("POST" in methods):
            yield rule.endpoint, rule.rule, method


def _pieces(url: str) -> Iterable[str]:
    path = urlsplit(url).path
    return (piece for piece in path.split("/") if any(c.isdigit() for c in piece) or "-" in piece)


def _someone(app: Flask, visitor: Visitor, visits: list[Visit]) -> Someone:
    pages: defaultdict[str, list[str]] = defaultdict(list)
    forms: defaultdict[str, list[Known]] = defaultdict(list)
    met = Counter[tuple[str, ...]]()
    for visit in visits:
        if visit.endpoint:
            pages[visit.endpoint].append(visit.url)
        signatures = [(visit.endpoint, *f.signature) for f in visit.forms if f.method == "post"]
        met.update(signatures)
        if not any(met[signature] <= ALIKE for signature in signatures):
            continue
        for known in _forms(visit):
            endpoint = _endpoint(app, known.path)
            if endpoint:
                forms[endpoint].append(known)
    client = visitor.enter(app)
    token = _token(client, [one.page for found in forms.values() for one in found])
    cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    return Someone(
        visitor.name,
        f"{cookie.key}={cookie.value}" if cookie else "",
        {endpoint: tuple(dict.fromkeys(urls)) for endpoint, urls in pages.items()},
        {endpoint: tuple(found) for endpoint, found in forms.items()},
        token,
    )


def _forms(visit: Visit) -> Iterable[Known]:
    for form in visit.forms:
        if form.method == "post":
            yield Known(visit.url, urlsplit(urljoin(visit.url, form.action)).path, form)


def _token(client: FlaskClient, urls: Iterable[str]) -> str:
    """The CSRF token of this browser's session, from the first of these pages that has one."""
    for url in urls:
        for form in Page(client.get(url).text).forms():
            for token in form.untouched().get("csrf_token", ()):
                return token
    return ""


def _endpoint(app: Flask, path: str) -> str:
    try:
        return str(app.url_map.bind("localhost").match(path, "POST")[0])
    except HTTPException:
        return ""
