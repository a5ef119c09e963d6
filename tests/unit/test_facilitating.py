"""Who may facilitate: warned about, asked for a reason, and forbidden to two people only."""

import pytest

from mars.domain.errors import InvalidError
from mars.domain.facilitating import (
    can_facilitate,
    check_can_facilitate,
    check_reason_given,
    independence_facts,
    independence_warnings,
)


def test_every_yes_is_a_warning() -> None:
    assert independence_warnings(False, False, False) == ()
    assert independence_warnings(None, None, None) == ()
    assert len(independence_warnings(True, True, True)) == 3
    assert "family" in independence_warnings(False, False, True)[0]


def test_a_warning_asks_for_a_reason_and_forbids_nothing() -> None:
    with pytest.raises(InvalidError) as refusal:
        check_reason_given(("They know the family.",), "")
    assert refusal.value.field == "reason"
    check_reason_given(("They know the family.",), "Nobody else is trained")
    check_reason_given((), "")


def test_neither_the_requester_nor_an_invited_person_facilitates() -> None:
    assert can_facilitate("y@trust.example", "h@council.example", ["a@surgery.example"])
    assert not can_facilitate("H@council.example", "h@council.example", [])
    with pytest.raises(InvalidError, match="for an agency"):
        check_can_facilitate("a+b@surgery.example", "h@council.example", ["a@surgery.example"])


def test_a_facilitator_reads_only_what_was_said() -> None:
    assert independence_facts(None, None, None) == ()
    assert independence_facts(False, True, None) == (
        "You do not work in the same team.",
        "You are their line manager.",
    )
