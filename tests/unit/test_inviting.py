"""Who may be asked, and how far an invitation may be passed on."""

from datetime import UTC, datetime, timedelta

import pytest

from mars.domain.errors import InvalidError, NotNowError
from mars.domain.inviting import (
    INVITING,
    REST,
    asked_person_may_confirm,
    can_ask_again,
    can_invite,
    can_name_colleague,
    check_can_ask_again,
    check_can_invite,
    check_can_name_colleague,
    check_new_address,
    check_not_begun,
    check_still_inviting,
    has_begun,
    in_domains,
    names_at_once,
    same_address,
    say_ring,
)
from mars.domain.statuses import Status


@pytest.mark.parametrize(
    "other",
    ["Ann.Lee@surgery.example", "ann.lee@SURGERY.example", " ann.lee+mars@surgery.example "],
)
def test_other_spellings_of_an_address_reach_the_same_person(other: str) -> None:
    assert same_address("ann.lee@surgery.example", other)


def test_two_people_of_one_agency_are_not_the_same() -> None:
    assert not same_address("ann.lee@surgery.example", "annlee@surgery.example")
    assert not same_address("ann.lee@surgery.example", "ann.lee@police.example")


def test_composed_and_decomposed_letters_are_the_same_address() -> None:
    assert same_address("jos\u00e9@surgery.example", "jose\u0301@surgery.example")


def test_an_agency_that_lists_no_domain_takes_any_address() -> None:
    assert in_domains("ann@anywhere.example", [])
    assert not in_domains("ann@anywhere.example", ["surgery.example"])
    assert not in_domains("ann@surgery.example.evil.example", ["surgery.example"])
    assert in_domains("ann@Surgery.example", ["surgery.example"])


@pytest.mark.parametrize(
    ("address", "part"),
    [
        ("hana@council.example", "person who asks"),
        ("yusuf@trust.example", "facilitate"),
        ("Lee@surgery.example", "asked already"),
        ("ann@police.example", "@surgery.example"),
    ],
)
def test_the_refusal_says_what_is_wrong(address: str, part: str) -> None:
    with pytest.raises(InvalidError) as refusal:
        check_can_invite(
            address,
            agency="The surgery",
            domains=["surgery.example"],
            others=["lee@surgery.example"],
            requester="hana@council.example",
            facilitator="yusuf@trust.example",
            ring="Ring the surgery on 01632 960 105",
        )
    assert part in refusal.value.sentence
    assert refusal.value.field == "email"


def test_an_address_outside_the_domains_is_refused_with_whom_to_ring() -> None:
    with pytest.raises(InvalidError, match=r"Ring the surgery on 01632 960 105"):
        check_can_invite(
            "ann@police.example",
            agency="The surgery",
            domains=["surgery.example", "nhs.example"],
            others=[],
            requester="hana@council.example",
            ring="Ring the surgery on 01632 960 105",
        )


def test_the_yes_or_no_is_the_same_rule() -> None:
    rest = {
        "agency": "The surgery",
        "domains": ["surgery.example"],
        "others": [],
        "requester": "hana@council.example",
    }
    assert can_invite("ann@surgery.example", **rest)  # type: ignore[arg-type]
    assert not can_invite("ann@police.example", **rest)  # type: ignore[arg-type]


def test_an_invitation_is_passed_on_three_times_at_most() -> None:
    chain = ["a@x.example", "b@x.example", "c@x.example"]
    assert can_name_colleague(chain)
    check_can_name_colleague("d@x.example", chain)
    assert not can_name_colleague([*chain, "d@x.example"])
    with pytest.raises(InvalidError, match="passed on 3 times"):
        check_can_name_colleague("e@x.example", [*chain, "d@x.example"])


def test_an_invitation_never_goes_back() -> None:
    with pytest.raises(InvalidError, match="asked already"):
        check_can_name_colleague("A@x.example", ["b@x.example", "a@x.example"])


@pytest.mark.parametrize("status", sorted(set(Status) - INVITING))
def test_nobody_is_asked_before_sending_or_after_the_session(status: Status) -> None:
    with pytest.raises(NotNowError, match=status.label):
        check_still_inviting(status)


def test_whom_to_ring_is_the_agency_else_the_coordinator() -> None:
    assert say_ring("The surgery", "1", "2") == "Ring The surgery on 1"
    assert say_ring("The surgery", "", "2") == "Ring the coordinator on 2"
    assert say_ring("The surgery", "", "") == "Ring the coordinator"


def test_answers_stand_once_the_session_has_begun() -> None:
    start = datetime(2026, 6, 5, 13, 0, tzinfo=UTC)
    before = start - timedelta(seconds=1)
    assert not has_begun(None, start)
    assert not has_begun(start, before)
    check_not_begun(start, before)
    assert has_begun(start, start)
    with pytest.raises(NotNowError, match="has begun"):
        check_not_begun(start, start)


def test_nobody_is_asked_again_within_an_hour() -> None:
    moment = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    assert can_ask_again(None, moment)
    assert can_ask_again(moment - REST, moment)
    assert not can_ask_again(moment - REST + timedelta(seconds=1), moment)
    with pytest.raises(InvalidError, match="MARS wrote to Joan Petrie"):
        check_can_ask_again("Joan Petrie", moment, moment)


def test_a_corrected_address_is_another_one() -> None:
    check_new_address("joan.petrie@haven.example", "j.petrie@haven.example")
    with pytest.raises(InvalidError, match="that we have"):
        check_new_address("Joan.Petrie@haven.example", "joan.petrie+mars@haven.example")


@pytest.mark.parametrize(
    ("domains", "proved", "at_once", "own_yes"),
    [
        (["x.example"], True, True, True),
        (["x.example"], False, False, True),
        ([], True, False, False),
        ([], False, False, False),
    ],
)
def test_a_new_person_is_asked_at_once_only_by_code_and_at_a_listed_domain(
    domains: list[str], proved: bool, at_once: bool, own_yes: bool
) -> None:
    assert names_at_once(domains, proved=proved) is at_once
    assert asked_person_may_confirm(domains) is own_yes
