"""Nothing that was sent reaches a page but by the gate and the form that asked for it."""

import ast
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.invariants import rehearsed, tree
from tests.invariants.markup import Page
from tests.invariants.page_checks import look_at
from tests.invariants.reporting import listed
from tests.invariants.visiting import Visit

RAW = {"args", "form", "values", "files", "json", "data", "get_json", "get_data", "stream"}
RAW |= {"headers", "cookies", "query_string", "environ"}


def test_only_the_web_package_reads_what_was_sent() -> None:
    found = [
        f"{name}:{node.lineno} request.{node.attr}"
        for name, module in tree.modules("mars/")
        if not name.startswith("mars/web/")
        for node in ast.walk(module)
        if isinstance(node, ast.Attribute) and node.attr in RAW
        if isinstance(node.value, ast.Name) and node.value.id == "request"
    ]

    assert found == []


def test_every_form_refuses_a_field_it_does_not_have(
    visits: list[Visit], house: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(house.config, "WTF_CSRF_ENABLED", False)
    monkeypatch.setattr(house, "test_client_class", FlaskClient)
    with house.app_context():
        before = rehearsed.digest()
    found, sent = set(), set()
    for visit in visits:
        for form in visit.forms if visit.status == 200 else ():
            action = urljoin(visit.url, form.action)
            endpoint = house.url_map.bind("localhost").match(urlsplit(action).path, form.method)[0]
            key = (endpoint, frozenset(form.untouched()))
            if form.method != "post" or key in sent:
                continue
            sent.add(key)
            data = form.untouched() | {"is_administrator": ["yes"]}
            with visit.visitor.time():
                response = visit.visitor.enter(house).post(action, data=data)
            if response.status_code != 400 or look_at(Page(response.text), action):
                found.add(f"{response.status} for {action} on {visit}")

    with house.app_context():
        assert rehearsed.digest() == before
    assert len({endpoint for endpoint, _ in sent}) > 35
    assert not found, listed(found)
