"""Every page that somebody can reach by links, looked at as a browser and a reader see it."""

import re
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.exceptions import HTTPException

from mars.database import db
from mars.store.supervisions import Child
from mars.web.headers import ALWAYS
from mars.web.policy import POLICY, UNMET, find_rule
from tests.invariants.browsing import Attempt
from tests.invariants.crawling import Crawled
from tests.invariants.page_checks import CHECKS
from tests.invariants.reporting import listed
from tests.invariants.visiting import Visit

QUERIES = 8
IN_ADDRESS = re.compile(
    r"MARS-[B-DF-HJ-NP-TV-Z2-9]{6}|[0-9a-f]{16}|[A-Za-z0-9]{43}|[a-z0-9_-]{1,40}"
)
KEYS = re.compile(r"MARS-\w{6}|\b[0-9a-f]{16,64}\b|\b[A-Za-z0-9]{43}\b")
ASKED_OF_A_PAGE = {"page", "q"}
NEEDS_A_CODE = {"accounts.code", "accounts.name"}
NEEDS_THE_SERVICE = {"accounts.start", "accounts.back", "accounts.refused"}
"""Where the council's own service signs people in: test_sign_in_oidc.py goes there."""


@pytest.mark.parametrize("check", [check.__name__ for check in CHECKS])
def test_every_page(check: str, visits: list[Visit]) -> None:
    faults: dict[str, str] = {}
    for visit in visits:
        for fault in visit.faults.get(check, []):
            faults.setdefault(f"{visit.endpoint}: {fault}", str(visit))

    assert not faults, listed(f"{fault} at {where}" for fault, where in faults.items())


def test_every_page_says_how_it_may_be_used(visits: list[Visit]) -> None:
    wanted = ALWAYS | {"Cache-Control": "no-store"}
    faults = [
        f"{visit}: {name}: {dict(visit.headers).get(name)}"
        for visit in visits
        for name, value in wanted.items()
        if dict(visit.headers).get(name) != value
    ]
    varied = [str(v) for v in visits if "HX-Request" not in dict(v.headers).get("Vary", "")]

    assert not faults, listed(faults)
    assert not varied, listed(varied)


def test_no_page_takes_more_than_8_queries(visits: list[Visit]) -> None:
    most: dict[str, Visit] = {}
    for visit in visits:
        kept = most.setdefault(visit.endpoint, visit)
        if len(visit.statements) > len(kept.statements):
            most[visit.endpoint] = visit
    found = [
        "\n  ".join([f"{visit}: {len(visit.statements)} queries", *visit.statements])
        for visit in most.values()
        if len(visit.statements) > QUERIES
    ]

    assert not found, listed(found)


def test_every_link_leads_somewhere(visits: list[Visit]) -> None:
    broken = {
        f"{visit.status} {visit}, linked on {visit.came_from}"
        for visit in visits
        if visit.came_from and visit.status not in {200, 303}
        if not (visit.status == 422 and "?" in visit.url)  # a question that nobody answered
    }

    assert not broken, listed(broken)


def test_every_form_leads_to_an_endpoint_with_a_rule(visits: list[Visit], house: Flask) -> None:
    faults = set()
    for visit in visits:
        for form in visit.forms:
            path = urlsplit(urljoin(visit.url, form.action)).path
            try:
                endpoint, _ = house.url_map.bind("localhost").match(path, form.method.upper())
            except HTTPException:
                endpoint = ""
            if not find_rule(str(endpoint), form.method.upper()):
                faults.add(f"{form.method} {form.action} on {visit}")

    assert not faults, listed(faults)


def test_every_page_can_be_reached(visits: list[Visit], attempts: list[Attempt]) -> None:
    shown = {visit.endpoint for visit in _everywhere(visits, attempts) if visit.status == 200}
    wanted = {rule.endpoint for rule in POLICY if "GET" in rule.methods}
    unseen = wanted - shown - NEEDS_A_CODE - NEEDS_THE_SERVICE - UNMET - {"answers.enter"}

    assert not unseen, listed(unseen)


def test_everything_can_be_done_by_a_form_without_a_script(
    visits: list[Visit], attempts: list[Attempt], house: Flask
) -> None:
    found = set()
    for visit in _everywhere(visits, attempts):
        for form in visit.forms:
            if form.method == "post":
                path = urlsplit(urljoin(visit.url, form.action)).path
                found.add(house.url_map.bind("localhost").match(path, "POST")[0])

    undone = {rule.endpoint for rule in POLICY if "POST" in rule.methods} - found - NEEDS_A_CODE

    assert not undone, listed(undone)


def test_an_address_holds_references_keys_and_plain_words_only(visits: list[Visit]) -> None:
    faults = set()
    for visit in visits:
        for address in (visit.url, visit.location):
            parts = urlsplit(address)
            segments = [s for s in unquote(parts.path).split("/") if s]
            is_letter = visit.endpoint == "demonstration.letter"
            if not all(IN_ADDRESS.fullmatch(s) for s in segments) and not is_letter:
                faults.add(f"{address} from {visit}")
            for name, value in parse_qsl(parts.query):
                if name not in ASKED_OF_A_PAGE and not IN_ADDRESS.fullmatch(value):
                    faults.add(f"{address} from {visit}")

    assert not faults, listed(faults)


def test_no_address_title_or_header_tells_of_a_child(visits: list[Visit], house: Flask) -> None:
    with house.app_context():
        rows = db.session.execute(select(Child.initials, Child.reference))
        secret = {word for row in rows for word in row if word}
    faults = set()
    for visit in visits:
        told = [visit.url, visit.location, visit.title]
        told += [value for name, value in visit.headers if name != "Set-Cookie"]
        said = KEYS.sub("", "\n".join(unquote(text) for text in told))
        faults |= {f"{word} at {visit}" for word in secret if word in said}

    assert secret
    assert not faults, listed(faults)


def test_showing_pages_changes_nothing(crawled: Crawled) -> None:
    assert crawled.before == crawled.after


def _everywhere(visits: list[Visit], attempts: list[Attempt]) -> list[Visit]:
    """What links lead to, and what only a form leads to."""
    landings = [a.landing for a in attempts if a.landing is not None]
    return [*visits, *landings, *(visit for a in attempts for visit in a.beyond)]
