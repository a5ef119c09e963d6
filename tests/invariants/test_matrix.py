"""Who gets what: every page as everybody, about everything, at every status, against the oracle.

Then each row of the policy is removed and widened in turn, and its cells must notice.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine

from mars.web import policy
from mars.web.policy import POLICY, Door, Rule, Who
from tests.invariants import matrix_oracle as oracle
from tests.invariants import matrix_world, rehearsed
from tests.invariants.matrix_cells import (
    ASIDE,
    OF_THE_LINK,
    OUTSIDE,
    STAFF,
    Cell,
    Desk,
    Outcome,
)
from tests.invariants.matrix_world import OWN, World
from tests.invariants.reporting import listed

SAMPLE = ("asked", "summarised")
PARTS = sorted({rule.endpoint.partition(".")[0] for rule in POLICY})
RELATED = frozenset({Who.REQUESTER, Who.FACILITATOR, Who.COORDINATOR})
ROLES = frozenset({Who.COORDINATOR, Who.AUDITOR, Who.ADMINISTRATOR})
ADDRESSES = frozenset({"invitation.email", "supervision.requester_email"})
"""What is not even loaded for a page that the facilitator reads."""
BY_WHOM = {
    Who.ANYBODY: ("nobody",),
    Who.SIGNED_IN: ("colleague",),
    Who.LINK: ("link",),
    Who.PROVED: ("code",),
}
"""The actor who would notice that a row lets more in; the others are named like their role."""


@pytest.fixture(scope="module")
def world(shared: Path, sqlite_template: Path) -> World:
    """The world, built once for all processes."""
    folder = shared / "matrix"
    return rehearsed.once(shared, "matrix", lambda: matrix_world.build_in(folder, sqlite_template))


@pytest.fixture(scope="module")
def desk(world: World, shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Where this process tries its cells."""
    folder = tmp_path_factory.mktemp("matrix") / "world"
    shutil.copytree(shared / "matrix", folder)
    with matrix_world.opened(folder) as app, matrix_world.at(world):
        yield Desk(app, world, folder / "kept.sqlite", folder / "mars.sqlite")


@pytest.fixture(scope="module", autouse=True)
def unchanged(desk: Desk) -> Iterator[None]:
    """In the end the database holds what it held."""
    with desk.app.app_context():
        before = rehearsed.digest()
    yield
    with desk.app.app_context():
        assert rehearsed.digest() == before


@pytest.mark.parametrize("part", PARTS)
def test_every_cell_is_as_the_oracle_says(desk: Desk, part: str) -> None:
    found = [
        f"{cell}: {fault}"
        for endpoint in sorted(desk.arguments)
        if endpoint.partition(".")[0] == part
        for cell in sorted(desk.cells(endpoint), key=lambda cell: desk.expect(cell) != "yes")
        for fault in faults(desk, cell)
    ]

    assert not found, listed(found)


def test_on_postgresql_a_sample_is_as_the_oracle_says(postgresql_url: str, tmp_path: Path) -> None:
    with matrix_world.opened(tmp_path, postgresql_url) as app:
        world = matrix_world.build(app, own=("draft", *SAMPLE), elsewhere=SAMPLE)
        with matrix_world.at(world):
            desk = Desk(app, world, tmp_path, tmp_path)
            found = [
                f"{cell}: {fault}"
                for endpoint in ON_POSTGRESQL
                for cell in desk.cells(endpoint)
                if cell.method == "GET"
                for fault in faults(desk, cell)
            ]

    assert not found, listed(found)


ON_POSTGRESQL = ("requests.show", "sessions.show", "summaries.by_link", "mail.index")


def test_the_oracle_knows_every_page(desk: Desk) -> None:
    assert {*oracle.pages, *oracle.open_pages, *oracle.link_pages} == set(desk.arguments)
    assert set(desk.arguments) == {rule.endpoint for rule in POLICY}


def test_every_field_is_shown_to_somebody_who_may_read_it(desk: Desk) -> None:
    """Else a word that is missing from an answer would prove nothing."""
    told = {name: set[str]() for name in oracle.fields}
    for actor, (endpoint, status, purpose) in SHOWING:
        cell = Cell(endpoint, "GET", actor, OWN, status, purpose)
        text = desk.attempt(cell).text
        for name, words in desk.world.cases[OWN, status].words.items():
            told[name] |= {word for word in words if word in text}

    assert [name for name, words in told.items() if not words] == []


SHOWING = (
    ("requester", ("requests.show", "summarised", "")),
    ("requester", ("requests.show", "withdrawn", "")),
    ("requester", ("facilitators.choose", "asked", "")),
    ("facilitator", ("sessions.show", "held", "")),
    ("facilitator", ("summaries.preview", "held", "")),
    ("requester", ("summaries.show", "summarised", "")),
    ("code", ("summaries.by_link", "summarised", "read")),
    ("code", ("answers.about", "asked", "answer")),
    ("link", ("answers.confirm", "asked", "confirm")),
)


def test_what_is_not_theirs_answers_to_the_byte_as_what_is_not_there(desk: Desk) -> None:
    """The same second and the same session: then the tokens in the forms are the same as well."""
    with time_machine.travel(datetime.now(UTC), tick=False):
        found = list(told_apart(desk))

    assert not found, listed(found)


def told_apart(desk: Desk) -> Iterator[str]:
    """The cells in which somebody could tell another's request from one that does not exist."""
    for endpoint in sorted(desk.arguments):
        if "ref" not in desk.arguments[endpoint]:
            continue
        for method in sorted(desk.methods[endpoint]):
            for actor in ("colleague", "elsewhere"):
                theirs = Cell(endpoint, method, actor, "other", "asked")
                if actor == "elsewhere":
                    theirs = replace(theirs, relation=OWN)
                known = desk.world.cases[theirs.relation, "asked"].reference
                answers = {
                    desk.raw(theirs, desk.path(theirs).replace(known, reference))
                    for reference in (known, "MARS-CDFGHJ", "MARS-cdfghj", "x")
                }
                if len(answers) != 1:
                    yield str(theirs)


def test_every_row_says_what_it_means(desk: Desk) -> None:
    assert [name for name in desk.arguments if not says_what_it_means(desk, name)] == []


def test_no_row_of_the_policy_can_be_removed_or_widened_unnoticed(desk: Desk) -> None:
    survivors, count = [], 0
    for rule in POLICY:
        for what, mutant, telling in mutants(rule):
            count += 1
            with instead(rule, mutant):
                if not is_noticed(desk, rule, mutant, telling):
                    survivors.append(f"{rule.endpoint}: {what}")

    assert count > 5 * len(POLICY)
    assert not survivors, listed(survivors)


def faults(desk: Desk, cell: Cell) -> Iterator[str]:
    """What is wrong with one cell."""
    wanted = desk.expect(cell)
    allowed = wanted == "yes" or cell.endpoint in oracle.SAY
    outcome = desk.answer(cell)
    is_late = cell.method == "POST" and cell.status in oracle.LATE.get(cell.endpoint, ())
    if outcome.said != wanted and not (is_late and (outcome.said, wanted) == ("not now", "yes")):
        yield f"{outcome.said}, not {wanted}"
    if not allowed and outcome.changed - ASIDE:
        yield f"changed {sorted(outcome.changed)}"
    yield from leaks(desk, cell, outcome)


def leaks(desk: Desk, cell: Cell, outcome: Outcome) -> Iterator[str]:
    """What was told or loaded that is not for this actor."""
    told = set(desk.forbidden(cell.actor).findall(outcome.text))
    if told:
        yield f"told {sorted(told)}"
    if cell.endpoint in OF_THE_LINK:
        return
    hidden: set[str] = set()
    if cell.actor in OUTSIDE:
        hidden = set(outcome.loaded)
    elif cell.actor == "facilitator" and cell.method == "GET":
        hidden = set(outcome.loaded) & ADDRESSES
    if hidden:
        yield f"loaded {sorted(hidden)}"


def mutants(rule: Rule) -> Iterator[tuple[str, Rule | None, tuple[str, ...]]]:
    """Every way in which a row can be lost or widened, and the actors who would notice first."""
    yield "removed", None, STAFF
    for who in Who:
        if who not in rule.who:
            wider = replace(rule, who=rule.who | {who})
            yield f"also for {who}", wider, BY_WHOM.get(who, (who.value,))
    for door in Door:
        if door not in rule.doors:
            yield f"also {door}", replace(rule, doors=rule.doors | {door}), ("held-code",)
    if rule.statuses is not None:
        yield "at every status", replace(rule, statuses=None), STAFF


@contextmanager
def instead(rule: Rule, mutant: Rule | None) -> Iterator[None]:
    """Let another row, or none, stand in place of this one."""
    kept = policy._BY_ENDPOINT[rule.endpoint]
    rows = [mutant if row is rule else row for row in kept]
    policy._BY_ENDPOINT[rule.endpoint] = [row for row in rows if row is not None]
    try:
        yield
    finally:
        policy._BY_ENDPOINT[rule.endpoint] = kept


def is_noticed(desk: Desk, rule: Rule, mutant: Rule | None, telling: tuple[str, ...]) -> bool:
    """Whether a check of this row fails: of its words, or else of one of its cells.

    A row that is gone, or serves every status, must be noticed by its cells.
    """
    if mutant and mutant.statuses == rule.statuses and not says_what_it_means(desk, rule.endpoint):
        return True
    cells = [c for c in desk.cells(rule.endpoint) if c.method in rule.methods]
    cells.sort(key=lambda c: (c.method, c.actor not in telling, desk.expect(c) == "no such"))
    return any(desk.attempt(cell).said != desk.expect(cell) for cell in cells)


def says_what_it_means(desk: Desk, endpoint: str) -> bool:
    """Whether the rows use only words that count at their door, none of them idle, and the doors
    are those of the oracle. A word that counts for nothing would only look like a permission."""
    doors = {d for d in ("staff", "guest") if policy.is_served(endpoint, frozenset({d}))}
    if doors != oracle.doors_of(endpoint):
        return False
    arguments, rows = desk.arguments[endpoint], policy._BY_ENDPOINT[endpoint]
    if "ref" in arguments:
        return all(row.who <= RELATED for row in rows)
    alone = [{Who.LINK}, {Who.PROVED}] if "link" in arguments else [{Who.ANYBODY}, {Who.SIGNED_IN}]
    return all(
        row.statuses is None
        and (row.who in alone or ("link" not in arguments and row.who <= ROLES))
        for row in rows
    )
