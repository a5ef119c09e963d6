"""The one clock: working days, and the two hours that the clock changes make odd."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from mars import clock


def test_now_is_aware_and_can_be_moved_on() -> None:
    before = clock.now()
    clock.set_ahead(timedelta(days=3))
    try:
        assert timedelta(days=3) <= clock.now() - before < timedelta(days=3, minutes=1)
        assert clock.ahead() == timedelta(days=3)
    finally:
        clock.set_ahead(timedelta())
    assert clock.now().tzinfo is UTC


def test_what_is_typed_in_summer_is_an_hour_earlier_in_utc() -> None:
    assert clock.from_local(date(2027, 7, 1), time(14)) == datetime(2027, 7, 1, 13, tzinfo=UTC)


def test_the_hour_that_the_spring_leaves_out_is_refused() -> None:
    with pytest.raises(ValueError, match="clocks go forward"):
        clock.from_local(date(2027, 3, 28), time(1, 30))


def test_the_hour_that_the_autumn_repeats_is_its_first() -> None:
    moment = clock.from_local(date(2026, 10, 25), time(1, 30))
    assert moment == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_working_days_leave_out_weekends_and_bank_holidays() -> None:
    thursday = date(2026, 12, 24)
    assert clock.add_working_days(thursday, 1) == date(2026, 12, 29)
    assert clock.add_working_days(thursday, 0) == thursday


@pytest.mark.parametrize(
    ("hour", "minute", "words"),
    [
        (23, 59, ""),
        (0, 0, "before the clocks go back"),
        (0, 59, "before the clocks go back"),
        (1, 0, "after the clocks go back"),
        (1, 59, "after the clocks go back"),
        (2, 0, ""),
    ],
)
def test_a_time_that_comes_twice_says_which_one_is_meant(
    hour: int, minute: int, words: str
) -> None:
    day = 24 if hour == 23 else 25
    assert clock.which_of_two(datetime(2026, 10, day, hour, minute, tzinfo=UTC)) == words


def test_in_spring_no_time_comes_twice() -> None:
    moment = datetime(2027, 3, 27, 22, tzinfo=UTC)
    assert {clock.which_of_two(moment + timedelta(minutes=15 * n)) for n in range(24)} == {""}
