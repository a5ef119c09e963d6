"""Every form that somebody can reach, sent in every manner: a clear page, nothing lost."""

from collections.abc import Iterator

from mars.web.policy import POLICY
from tests.invariants.attempting import LEFT_ALONE
from tests.invariants.browsing import Attempt
from tests.invariants.filling import CANARY
from tests.invariants.reporting import listed

TOO_LONG, TAKES_AWAY = "far too long", "remove"
NEEDS_A_CODE = {"accounts.code", "accounts.name", "answers.check_code"}
ANSWERS = {200, 303, 422}
REFUSALS = {404, 409, 429}
"""A step that is over, or one try too many, is told on a page of its own."""


def test_no_form_makes_a_fault(attempts: list[Attempt]) -> None:
    found = [f"{a.status} {a}" for a in attempts if a.status not in ANSWERS | REFUSALS]

    assert not found, listed(found)


def test_every_form_can_be_sent_with_success(attempts: list[Attempt]) -> None:
    done = {a.endpoint for a in attempts if a.status == 303}
    wanted = {rule.endpoint for rule in POLICY if "POST" in rule.methods}
    undone = wanted - done - NEEDS_A_CODE - LEFT_ALONE

    assert not undone, listed(undone)


def test_a_page_after_a_form_is_as_good_as_any(attempts: list[Attempt]) -> None:
    found = {
        f"{a.endpoint} {a.status}: {check}: {fault}"
        for a in attempts
        for check, faults in a.faults.items()
        for fault in faults
        if not (check == "is_small" and a.manner == TOO_LONG)
    } | {
        f"{visit.endpoint} after {a}: {check}: {fault}"
        for a in attempts
        for visit in ([a.landing] if a.landing else []) + a.beyond
        for check, faults in visit.faults.items()
        for fault in faults
    }

    assert not found, listed(found)


def test_a_refused_form_says_what_is_wrong_and_where(attempts: list[Attempt]) -> None:
    found = set()
    for attempt in attempts:
        if attempt.status == 422:
            if not attempt.title.startswith("Error: "):
                found.add(f"no “Error: ” in the title: {attempt}")
            if not attempt.errors:
                found.add(f"no error summary: {attempt}")

    assert not found, listed(found)


def test_a_refused_form_keeps_everything_that_was_typed(attempts: list[Attempt]) -> None:
    found = [
        f"{name} of {attempt}"
        for attempt in attempts
        if attempt.status in {200, 422} and not attempt.pressed.startswith(TAKES_AWAY)
        for name, text in _typed(attempt)
        if text not in attempt.typed
    ]

    assert not found, listed(found)


def test_only_a_button_of_its_own_shows_the_form_again(attempts: list[Attempt]) -> None:
    found = [str(a) for a in attempts if a.status == 200 and a.pressed in {"", "save"}]

    assert not found, listed(found)


def _typed(attempt: Attempt) -> Iterator[tuple[str, str]]:
    for name in attempt.shown:
        for text in attempt.sent.get(name, []):
            if CANARY in text:
                yield name, " ".join(text.replace("\0", "").split())


def test_a_good_form_leads_to_a_page(attempts: list[Attempt]) -> None:
    found = [
        f"{attempt} led to {attempt.landing.status} {attempt.landing}"
        for attempt in attempts
        if attempt.landing is not None and attempt.landing.status != 200
    ]

    assert not found, listed(found)
