"""Weeks to look at twice: clock changes computed, school holidays as a partnership enters them."""

from datetime import date, timedelta

import pytest

from mars.domain.calendar_hints import (
    clock_changes,
    hints,
    read_breaks,
    weeks_holding,
    weeks_to_watch,
)

HALF_TERM = ((date(2027, 2, 15), date(2027, 2, 19)),)


def works(day: date) -> bool:
    return day.weekday() < 5


@pytest.mark.parametrize(
    ("year", "forward", "back"),
    [
        (2026, date(2026, 3, 29), date(2026, 10, 25)),
        (2027, date(2027, 3, 28), date(2027, 10, 31)),
        (2030, date(2030, 3, 31), date(2030, 10, 27)),
    ],
)
def test_the_clocks_change_on_the_last_sundays(year: int, forward: date, back: date) -> None:
    assert clock_changes(year) == ((forward, "forward"), (back, "back"))


def test_holidays_are_read_as_they_are_entered() -> None:
    assert read_breaks("") == ()
    assert read_breaks(" 2027-02-15/2027-02-19 ,") == HALF_TERM


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("half-term", "Write “half-term” as first and last day"),
        ("2027-02-30/2027-03-01", "two real dates"),
        ("2027-02-19/2027-02-15", "begin before it ends"),
        ("2027-01-01/2027-12-31", "60 days at most"),
        (",".join(["2027-02-15/2027-02-19"] * 41), "at most 40"),
    ],
)
def test_what_cannot_be_read_says_why(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_breaks(text)


def test_the_weeks_of_the_next_months_come_in_order() -> None:
    weeks = weeks_to_watch(
        date(2026, 10, 31),
        (*HALF_TERM, (date(2026, 10, 26), date(2026, 10, 30))),
        ahead=timedelta(days=120),
    )
    assert [(week.first, week.last) for week in weeks] == [
        (date(2026, 10, 25), date(2026, 10, 31)),
        HALF_TERM[0],
    ]
    assert weeks[0].sentence == "The clocks go back on Sunday 25 October"


def test_weeks_far_ahead_are_not_pointed_out() -> None:
    assert weeks_to_watch(date(2026, 12, 1), HALF_TERM) == ()
    assert weeks_to_watch(date(2027, 1, 4), HALF_TERM)[0].first == HALF_TERM[0][0]


def test_of_chosen_days_only_their_own_weeks_are_pointed_out() -> None:
    assert weeks_holding((), HALF_TERM) == ()
    assert weeks_holding([date(2026, 12, 8), date(2027, 2, 10)], HALF_TERM) == ()
    found = weeks_holding([date(2027, 2, 17), date(2026, 10, 26), date(2027, 2, 18)], HALF_TERM)
    assert [week.first for week in found] == [date(2026, 10, 25), date(2027, 2, 15)]


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2027, 2, 10), ()),
        (date(2027, 2, 19), ("School holiday: people from schools may be away",)),
        (date(2026, 10, 27), ("The clocks go back on Sunday 25 October",)),
        (date(2026, 10, 24), ("This is a weekend or a bank holiday",)),
        (
            date(2027, 3, 28),
            ("This is a weekend or a bank holiday", "The clocks go forward on Sunday 28 March"),
        ),
    ],
)
def test_a_day_says_what_is_particular_about_it(day: date, found: tuple[str, ...]) -> None:
    assert hints(day, HALF_TERM, works) == found
