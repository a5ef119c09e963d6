"""Default deny: no endpoint without a row in the policy, no row without an endpoint."""

from pathlib import Path

import pytest
from flask import Flask

from mars.web.policy import POLICY, Door, find_rule
from mars.web.policy_notes import NOTES, PARTS
from tests.starting import make_settings, started

METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the key of this module's applications is kept."""
    return tmp_path_factory.mktemp("policy")


def routes(folder: Path, doors: str, demonstration: str = "no") -> Flask:
    """An application with these doors; it is asked for its routes only."""
    settings = make_settings(
        folder,
        MARS_DATABASE_URL="sqlite:///:memory:",
        MARS_DOORS=doors,
        MARS_DEMONSTRATION=demonstration,
    )
    with started(settings) as app:
        return app


def served(app: Flask) -> set[tuple[str, str]]:
    """Endpoint and method of everything that the application answers."""
    return {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
        for method in (rule.methods or set()) & METHODS
    }


def test_every_endpoint_and_method_has_exactly_one_row(folder: Path) -> None:
    app = routes(folder, "staff,guest", "yes")
    rows = [(rule.endpoint, method) for rule in POLICY for method in rule.methods]
    assert len(rows) == len(set(rows))
    assert set(rows) == served(app)


@pytest.mark.parametrize("door", Door)
def test_a_process_with_one_door_has_no_route_of_the_other(folder: Path, door: Door) -> None:
    for endpoint, method in served(routes(folder, door.value)):
        rule = find_rule(endpoint, method)
        assert rule is not None
        assert door in rule.doors, f"{endpoint} is served at the {door} door"


def test_outside_a_demonstration_nobody_can_be_signed_in_as(folder: Path) -> None:
    endpoints = {endpoint for endpoint, _ in served(routes(folder, "staff,guest"))}
    assert not any(endpoint.startswith("demonstration.") for endpoint in endpoints)


def test_a_page_about_a_supervision_is_never_for_anybody(folder: Path) -> None:
    addresses = [
        (find_rule(route.endpoint, method), route.rule)
        for route in routes(folder, "staff,guest", "yes").url_map.iter_rules()
        for method in (route.methods or set()) & METHODS
        if "<ref>" in route.rule or "<link>" in route.rule
    ]
    open_to_anybody = [
        address
        for rule, address in addresses
        if rule is None or {who.value for who in rule.who} & {"anybody", "signed-in"}
    ]
    assert open_to_anybody == []


def test_every_endpoint_has_its_note_and_every_part_its_title() -> None:
    assert set(NOTES) == {rule.endpoint for rule in POLICY}
    assert {rule.endpoint.partition(".")[0] for rule in POLICY} <= set(PARTS)
