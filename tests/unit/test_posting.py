"""The outbox's rules: the table of moves is total, patience ends after 72 hours, one extra copy."""

from datetime import UTC, datetime, time, timedelta

import pytest

from mars.domain.posting import (
    CURES,
    INTERRUPTIONS,
    MOVES,
    NEEDS_A_PERSON,
    PATIENCE,
    TRYING,
    LetterState,
    Outcome,
    Tally,
    Verdict,
    is_day,
    judge,
    next_try,
    say_morning,
    stopped_since,
    wait_after,
)

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HELD = LetterState.HELD
PENDING = LetterState.PENDING


def reachable(start: LetterState) -> set[LetterState]:
    found, waiting = {start}, [start]
    while waiting:
        for state in MOVES[waiting.pop()] - found:
            found.add(state)
            waiting.append(state)
    return found


def test_every_state_has_a_row_and_a_label() -> None:
    assert set(MOVES) == set(LetterState)
    assert all(state.label for state in LetterState)
    assert all(outcome.label.endswith(".") for outcome in Outcome)


def test_every_state_can_be_reached_from_pending() -> None:
    assert reachable(PENDING) == set(LetterState)


def test_no_letter_is_stuck() -> None:
    ends = {LetterState.ACCEPTED, LetterState.BOUNCED, LetterState.SUPERSEDED}
    assert all(reachable(state) & ends for state in LetterState)


def test_only_one_way_leads_to_accepted_before_it_is_taken_back() -> None:
    before = {state for state, after in MOVES.items() if LetterState.ACCEPTED in after}
    assert before == {LetterState.HANDING_OVER, LetterState.SUPERSEDED}


def test_mars_and_people_share_the_unsent_letters_between_them() -> None:
    done = {LetterState.ACCEPTED, LetterState.SUPERSEDED}
    assert TRYING | NEEDS_A_PERSON | done == set(LetterState)
    assert not TRYING & NEEDS_A_PERSON


@pytest.mark.parametrize(
    "attempts,minutes", [(1, 1), (2, 5), (3, 15), (4, 30), (5, 60), (6, 60), (70, 60)]
)
def test_the_waits_grow_to_an_hour(attempts: int, minutes: int) -> None:
    assert wait_after(attempts) == timedelta(minutes=minutes)


def test_it_is_tried_for_72_hours_and_then_held() -> None:
    moment, attempts = START, 0
    while True:
        attempts += 1
        following = next_try(attempts, START, moment)
        if following is None:
            break
        assert following - moment == wait_after(attempts)
        moment = following

    assert START + PATIENCE - timedelta(hours=1) < moment <= START + PATIENCE
    assert attempts == 76


def test_a_clock_that_jumps_a_week_ahead_holds_the_letter_and_loses_nothing() -> None:
    verdict = judge(Outcome.PUT_OFF, Tally(1, 0, START), START + timedelta(days=7))
    assert verdict.state is HELD


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_has_a_verdict_that_may_follow(outcome: Outcome) -> None:
    verdict = judge(outcome, Tally(1, int(outcome is Outcome.UNCERTAIN), START), START)

    before = {state for state, after in MOVES.items() if verdict.state in after}
    assert before & (TRYING | {LetterState.ACCEPTED})
    assert (verdict.due_at is not None) == (verdict.state is PENDING)


def test_an_uncertain_letter_goes_once_more_and_then_waits_for_a_person() -> None:
    assert judge(Outcome.UNCERTAIN, Tally(1, 1, START), START).state is PENDING
    assert judge(Outcome.UNCERTAIN, Tally(2, 2, START), START).state is HELD


def test_what_was_cut_short_goes_again_however_long_mars_was_down() -> None:
    later = START + timedelta(days=30)
    for outcome in (Outcome.INTERRUPTED, Outcome.UNCERTAIN):
        assert judge(outcome, Tally(1, 1, START), later) == Verdict(
            PENDING, later + timedelta(minutes=1)
        )
    assert judge(Outcome.INTERRUPTED, Tally(INTERRUPTIONS + 1, 0, START), later).state is HELD
    assert judge(Outcome.INTERRUPTED, Tally(INTERRUPTIONS + 1, 0, later), later).state is PENDING


def test_our_own_fault_costs_the_letter_no_time() -> None:
    verdict = judge(Outcome.OUR_FAULT, Tally(0, 0, START), START + timedelta(days=30))
    assert (verdict.state, verdict.due_at) == (PENDING, START + timedelta(days=30))


def test_whatever_stops_a_letter_has_a_cure_that_a_person_can_take() -> None:
    stopping = {
        outcome
        for outcome in Outcome
        for moment in (START, START + timedelta(days=9))
        if judge(outcome, Tally(INTERRUPTIONS + 1, 2, START), moment).state in NEEDS_A_PERSON
    }
    assert stopping == set(CURES)
    assert all(cure.endswith(".") for cure in CURES.values())


@pytest.mark.parametrize(
    ("at", "said"),
    [("07:59", False), ("08:00", True), ("17:59", True), ("18:00", False), ("00:00", False)],
)
def test_letters_leave_between_eight_and_six(at: str, said: bool) -> None:
    assert is_day(time.fromisoformat(at)) is said


@pytest.mark.parametrize(
    ("beat", "waits", "since"),
    [
        (None, None, None),
        (None, 4, None),
        (None, 6, 6),
        (1, None, None),
        (5, 600, None),
        (6, None, 6),
        (6, 600, 6),
        (-60, 600, None),
    ],
)
def test_a_sender_is_missed_after_five_minutes_or_when_none_ever_came(
    beat: int | None, waits: int | None, since: int | None
) -> None:
    def ago(minutes: int | None) -> datetime | None:
        return None if minutes is None else START - timedelta(minutes=minutes)

    assert stopped_since(ago(beat), ago(waits), START) == ago(since)


@pytest.mark.parametrize(
    ("at", "said"), [("18:00", "tomorrow"), ("23:59", "tomorrow"), ("00:00", "today")]
)
def test_what_waits_is_promised_for_the_next_morning(at: str, said: str) -> None:
    assert say_morning(time.fromisoformat(at)) == f"{said} at 8am"
