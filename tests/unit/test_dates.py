"""The time to suggest, and when a date may be fixed."""

from datetime import UTC, datetime, timedelta

import pytest

from mars.domain.answering import Choice, DeclineReason, NominationState, Reply, compute_gates
from mars.domain.dates import (
    Poll,
    best_time,
    check_can_fix,
    check_notice,
    check_offer,
    check_time_ahead,
    may_come_now,
    reply_of,
    speaks_of_these,
    suggests_another_facilitator,
)
from mars.domain.errors import InvalidError, NotNowError
from tests.refusing import PASSED, verdict

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
    gates = [
        compute_gates(replies, "health", state, 3)
        for state in (NominationState.ACCEPTED, NominationState.ASKED)
    ]
    assert verdict(check_can_fix, gates[0]) == PASSED
    assert "facilitator" in verdict(check_can_fix, gates[1])


def test_a_time_that_has_passed_is_refused() -> None:
    with pytest.raises(InvalidError):
        check_time_ahead(NOW, NOW, field="time")
    check_time_ahead(NOW + timedelta(minutes=1), NOW, field="time")


def test_a_time_more_than_a_year_ahead_is_refused() -> None:
    with pytest.raises(InvalidError, match="more than a year ahead"):
        check_time_ahead(NOW + timedelta(days=367), NOW, field="day")


def test_less_notice_needs_everybodys_agreement() -> None:
    first = NOW.date() + timedelta(days=7)
    check_notice(first, first, agreed=False, field="day")
    check_notice(NOW.date(), first, agreed=True, field="day")
    with pytest.raises(InvalidError, match="Monday 9 March 2026"):
        check_notice(first - timedelta(days=1), first, agreed=False, field="day")


def test_an_answer_speaks_of_the_times_offered_before_it() -> None:
    assert speaks_of_these(NOW, NOW)
    assert speaks_of_these(NOW, None)
    assert not speaks_of_these(NOW, NOW + timedelta(seconds=1))
    assert not speaks_of_these(None, None)


@pytest.mark.parametrize("reason", DeclineReason)
def test_another_date_helps_a_full_diary_alone(reason: DeclineReason) -> None:
    assert may_come_now(Choice.CANNOT, reason) is (reason is DeclineReason.DIARY)
    assert not may_come_now(Choice.COME, None)


LATER = NOW + timedelta(days=1)


@pytest.mark.parametrize(
    ("choice", "reason", "reply"),
    [
        (None, None, Reply("gp", None)),
        (Choice.COME, None, Reply("gp", Choice.COME, spoken=False)),
        (Choice.CANNOT, DeclineReason.DIARY, Reply("gp", None)),
        *(
            (Choice.CANNOT, reason, Reply("gp", Choice.CANNOT))
            for reason in DeclineReason
            if reason is not DeclineReason.DIARY
        ),
    ],
)
def test_other_times_leave_of_an_answer_what_does_not_depend_on_times(
    choice: Choice | None, reason: DeclineReason | None, reply: Reply
) -> None:
    answered_at = NOW if choice else None
    assert reply_of("gp", choice, reason, answered_at, LATER) == reply
    assert reply_of("gp", choice, reason, answered_at, NOW).choice is choice


def test_the_second_move_suggests_another_facilitator() -> None:
    assert [suggests_another_facilitator(moves) for moves in (0, 1, 2)] == [False, True, True]


def test_an_offer_is_two_to_four_sound_times() -> None:
    slots = [((NOW + timedelta(days=d)).date(), NOW + timedelta(days=d)) for d in range(7, 12)]
    check_offer(slots[:2], NOW.date(), slots[0][0])
    for wrong, field in ((slots[:1], "day_1"), (slots, "day_1"), ([slots[0]] * 2, "day_2")):
        with pytest.raises(InvalidError) as refusal:
            check_offer(wrong, NOW.date(), slots[0][0])
        assert refusal.value.field == field
