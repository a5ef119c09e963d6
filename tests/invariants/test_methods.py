"""GET shows and POST acts; everything else gets a clear page, and nothing is told by the way."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from mars.database import db
from mars.domain.references import new_reference
from mars.store.base import new_id
from mars.store.doors import Link
from mars.store.people import Person
from mars.store.supervisions import Supervision
from mars.web.policy import POLICY, Who
from mars.web.repeats import OF_THE_BROWSER
from tests.invariants import rehearsed
from tests.invariants.markup import Form
from tests.invariants.page_checks import look_at_text
from tests.invariants.reporting import listed
from tests.invariants.visiting import Visit, Visitor

METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
OF_THIS_VISIT = re.compile(r'(name="csrf_token" value=")[^"]*')


@pytest.fixture
def quiet(house: Flask) -> Iterator[Flask]:
    """The application, which must be found unchanged."""
    with house.app_context():
        before = rehearsed.digest()
    yield house
    with house.app_context():
        assert rehearsed.digest() == before


def test_a_wrong_method_gets_a_page(visits: list[Visit], quiet: Flask) -> None:
    found = set()
    for visit in _one_of_each(visits):
        path = urlsplit(visit.url).path
        allowed = quiet.url_map.bind("localhost").allowed_methods(path)
        for method in METHODS - set(allowed):
            with visit.visitor.time():
                response = visit.visitor.enter(quiet).open(path, method=method, as_it_is=True)
            faults = look_at_text(response.text, visit.url)
            if response.status_code != 405 or faults:
                found.add(f"{method} {visit}: {response.status} {faults or ''}")

    assert not found, listed(found)


def test_head_answers_as_get_without_the_page(visits: list[Visit], quiet: Flask) -> None:
    found = set()
    for visit in _one_of_each(visits):
        with visit.visitor.time():
            response = visit.visitor.enter(quiet).head(visit.url)
        if response.status_code != visit.status or response.data:
            found.add(f"HEAD {visit}: {response.status}")

    assert not found, listed(found)


def test_options_makes_no_fault(visits: list[Visit], quiet: Flask) -> None:
    found = set()
    for visit in _one_of_each(visits):
        with visit.visitor.time():
            response = visit.visitor.enter(quiet).options(visit.url)
        if response.status_code >= 500:
            found.add(f"OPTIONS {visit}: {response.status}")

    assert not found, listed(found)


def test_what_is_not_yours_answers_as_what_does_not_exist(quiet: Flask) -> None:
    """A stranger is Daniel Reeve, who has asked for nothing that Hana Osei asked for."""
    found = set()
    client, token = _daniel(quiet)
    for address, method in _about_one(quiet):
        data = {"csrf_token": token} if method == "POST" else None
        first, second = (
            (answer.status_code, OF_THIS_VISIT.sub(r"\1", answer.text))
            for where in _theirs(quiet, address)
            for answer in [client.open(where, method=method, data=data)]
        )
        if first != second or first[0] != 404:
            found.add(f"{method} {address}: {first[0]}, but {second[0]} when there is none")

    assert not found, listed(found)


def test_a_post_without_its_token_is_refused(visits: list[Visit], quiet: Flask) -> None:
    found, sent = set(), set()
    for visit in visits:
        for form in visit.forms:
            if form.method != "post":
                continue
            action = urljoin(visit.url, form.action)
            endpoint = quiet.url_map.bind("localhost").match(urlsplit(action).path, "POST")[0]
            if (endpoint, visit.kind) in sent:
                continue
            sent.add((endpoint, visit.kind))
            data = {k: v for k, v in form.untouched().items() if k != "csrf_token"}
            for token in ({}, {"csrf_token": ["of-somebody-else"]}):
                with visit.visitor.time():
                    response = visit.visitor.enter(quiet).post(action, data=data | token)
                if response.status_code != 400 or look_at_text(response.text, action):
                    found.add(f"{response.status} for {action} on {visit}")

    assert len(sent) > len(POLICY) / 3
    assert not found, listed(found)


def test_a_form_that_comes_in_part_is_refused(visits: list[Visit], quiet: Flask) -> None:
    """Each has a mark as its last field, without which nothing is taken; most also have a key."""
    found, sent = set(), set()
    quiet.config["WTF_CSRF_ENABLED"] = False
    for visit in visits:
        for form in visit.forms:
            endpoint = form.method == "post" and _endpoint(quiet, visit, form)
            if not endpoint or endpoint in sent:
                continue
            sent.add(endpoint)
            whole = form.untouched()
            if list(whole)[-1:] != ["end"]:
                found.add(f"{endpoint}: no mark at the end on {visit}")
            for lacking in ("end", *(() if endpoint in OF_THE_BROWSER else ("once",))):
                part = {name: value for name, value in whole.items() if name != lacking}
                with visit.visitor.time():
                    client = visit.visitor.enter(quiet)
                    answer = client.post(urljoin(visit.url, form.action), data=part, as_it_is=True)
                if answer.status_code != 400:
                    found.add(f"{answer.status_code} without {lacking} for {endpoint} on {visit}")
    quiet.config["WTF_CSRF_ENABLED"] = True

    assert len(sent) > len(POLICY) / 3
    assert not found, listed(found)


def _endpoint(app: Flask, visit: Visit, form: Form) -> str:
    path = urlsplit(urljoin(visit.url, form.action)).path
    return str(app.url_map.bind("localhost").match(path, "POST")[0])


def test_a_rule_for_somebody_names_a_way_to_be_known() -> None:
    assert [rule.endpoint for rule in POLICY if not rule.who] == []
    assert [r.endpoint for r in POLICY if Who.ANYBODY in r.who and len(r.who) > 1] == []


def _one_of_each(visits: list[Visit]) -> list[Visit]:
    """One visit to each endpoint that showed a page."""
    found: dict[str, Visit] = {}
    for visit in visits:
        if visit.status == 200 and visit.endpoint:
            found.setdefault(visit.endpoint, visit)
    return list(found.values())


def _about_one(app: Flask) -> list[tuple[str, str]]:
    """Address and method of everything that is about one supervision or one link."""
    return [
        (route.rule, method)
        for route in app.url_map.iter_rules()
        if {"ref", "link"} & route.arguments
        for method in sorted((route.methods or set()) & {"GET", "POST"})
    ]


def _theirs(app: Flask, address: str) -> tuple[str, str]:
    """The address for what is Hana's and for what there is not; the rest filled in alike."""
    with app.app_context():
        hana = select(Person.id).where(Person.name == "Hana Osei").scalar_subquery()
        of_hana = Supervision.requester_id == hana
        reference = db.session.scalars(select(Supervision.reference).where(of_hana)).first()
        link = db.session.scalars(select(Link.id)).first()
    assert reference
    assert link
    rest = re.sub(r"<(?:\w+:)?(?!ref|link)\w+>", "team", address)
    real = rest.replace("<ref>", reference).replace("<link>", link)
    return real, rest.replace("<ref>", new_reference()).replace("<link>", new_id())


def _daniel(app: Flask) -> tuple[FlaskClient, str]:
    """Daniel's browser, and the token of its forms."""
    with app.app_context():
        daniel = db.session.scalars(select(Person.id).where(Person.name == "Daniel Reeve")).one()
    client = Visitor("Daniel Reeve", person_id=daniel).enter(app)
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/").text)
    assert token
    return client, token[1]
