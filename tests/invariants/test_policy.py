"""Default deny: no endpoint without a row in the policy, no row without an endpoint."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from mars.web.policy import POLICY, Door, find_rule
from tests.starting import make_settings, started

METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}


@pytest.fixture
def make_app(tmp_path: Path) -> Iterator[object]:
    contexts = []

    def make(doors: str, demonstration: str = "no") -> Flask:
        settings = make_settings(
            tmp_path,
            MARS_DATABASE_URL="sqlite:///:memory:",
            MARS_DOORS=doors,
            MARS_DEMONSTRATION=demonstration,
        )
        context = started(settings)
        contexts.append(context)
        return context.__enter__()

    yield make
    for context in contexts:
        context.__exit__(None, None, None)


def served(app: Flask) -> set[tuple[str, str]]:
    return {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) & METHODS
    }


def test_every_endpoint_and_method_has_exactly_one_row(make_app) -> None:
    app = make_app("staff,guest", "yes")
    rows = [(rule.endpoint, method) for rule in POLICY for method in rule.methods]
    assert len(rows) == len(set(rows))
    assert set(rows) == served(app)


@pytest.mark.parametrize("door", Door)
def test_a_process_with_one_door_has_no_route_of_the_other(make_app, door: Door) -> None:
    app = make_app(door.value)
    for endpoint, method in served(app):
        rule = find_rule(endpoint, method)
        assert rule is not None
        assert door in rule.doors, f"{endpoint} is served at the {door} door"


def test_outside_a_demonstration_nobody_can_be_signed_in_as(make_app) -> None:
    assert not any(endpoint.startswith("demonstration.") for endpoint, _ in served(make_app("staff,guest")))


@pytest.mark.parametrize("rule", POLICY, ids=lambda rule: f"{rule.endpoint}")
def test_a_page_about_a_supervision_is_never_for_anybody(rule, make_app) -> None:
    app = make_app("staff,guest", "yes")
    [address] = {r.rule for r in app.url_map.iter_rules() if r.endpoint == rule.endpoint}
    about_one = "<ref>" in address or "<link>" in address
    assert not (about_one and {who.value for who in rule.who} & {"anybody", "signed-in"})
