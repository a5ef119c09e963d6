"""The time to suggest, and when a date may be fixed."""

from datetime import UTC, datetime, timedelta

import pytest

from mars.domain.answering import Choice, NominationState, Reply, compute_gates
from mars.domain.dates import Poll, best_time, check_can_fix, check_time_ahead
from mars.domain.errors import InvalidError, NotNowError

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def poll(key: str, agencies: str, facilitator: bool | None = None, days: int = 7) -> Poll:
    return Poll(key, NOW + timedelta(days=days), frozenset(agencies), facilitator)


def test_most_agencies_win() -> None:
    assert best_time([poll("one", "a"), poll("two", "abc"), poll("three", "ab")], NOW) == "two"


def test_among_equals_the_earliest_wins() -> None:
    assert best_time([poll("late", "ab", days=9), poll("early", "ab", days=8)], NOW) == "early"


def test_without_the_facilitator_there_is_no_session() -> None:
    polls = [poll("many", "abcd", False), poll("few", "ab", True), poll("unsaid", "abc", None)]
    assert best_time(polls, NOW) == "few"


def test_a_time_that_has_passed_or_suits_nobody_is_not_suggested() -> None:
    assert best_time([poll("past", "abc", days=-1), poll("empty", "")], NOW) is None
    assert best_time([], NOW) is None


def test_the_refusal_names_each_gate_that_is_not_passed() -> None:
    gates = compute_gates([Reply("police", None)], "health", None, 3)
    with pytest.raises(NotNowError) as refusal:
        check_can_fix(gates)
    for gate in gates.all:
        assert gate.title in refusal.value.sentence


def test_the_date_may_be_fixed_when_the_gates_are_passed() -> None:
    replies = [Reply("police", Choice.COME), Reply("school", Choice.COME)]
    check_can_fix(compute_gates(replies, "health", NominationState.ACCEPTED, 3))


def test_a_time_that_has_passed_is_refused() -> None:
    with pytest.raises(InvalidError):
        check_time_ahead(NOW, NOW, field="time")
    check_time_ahead(NOW + timedelta(minutes=1), NOW, field="time")
