"""Offered times: each once, with enough notice, within a year, two to four of them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from mars.domain.offering import Slot, find_faults, find_shortage

TODAY = date(2026, 3, 2)
EARLIEST = date(2026, 3, 9)


def slot(day: date) -> Slot:
    return day, datetime(day.year, day.month, day.day, 14, tzinfo=UTC)


def test_the_first_day_with_notice_and_the_last_within_a_year_are_sound() -> None:
    slots = [slot(EARLIEST), None, slot(TODAY + timedelta(days=366))]
    assert find_faults(slots, TODAY, EARLIEST) == ()


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (TODAY - timedelta(days=1), "in the past"),
        (TODAY, "the first day with enough notice is Monday 9 March 2026"),
        (EARLIEST - timedelta(days=1), "too soon"),
        (TODAY + timedelta(days=367), "more than a year"),
    ],
)
def test_a_day_that_cannot_be_offered_says_why(day: date, words: str) -> None:
    [(place, sentence)] = find_faults([None, slot(day)], TODAY, EARLIEST)
    assert place == 1
    assert words in sentence


def test_the_second_of_two_equal_times_is_at_fault() -> None:
    [(place, sentence)] = find_faults([slot(EARLIEST), slot(EARLIEST)], TODAY, EARLIEST)
    assert place == 1
    assert "already" in sentence


@pytest.mark.parametrize(
    ("count", "sound"), [(0, False), (1, False), (2, True), (4, True), (5, False)]
)
def test_two_to_four_times_are_enough(count: int, sound: bool) -> None:
    assert (find_shortage(count) == "") is sound
