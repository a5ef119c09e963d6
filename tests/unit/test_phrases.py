"""A letter's day, time and length, on ordinary days and in the nights when the clocks change."""

from datetime import UTC, datetime

import pytest

from mars.post.phrases import say_when


@pytest.mark.parametrize(
    ("starts_at", "minutes", "words"),
    [
        (datetime(2026, 7, 1, 11, tzinfo=UTC), 60, "Wednesday 1 July 2026, midday to 1pm"),
        (
            datetime(2026, 12, 1, 9, 30, tzinfo=UTC),
            45,
            "Tuesday 1 December 2026, 9:30am to 10:15am",
        ),
        # forward: 00:30 and 60 minutes of session end at 2:30am on the wall
        (datetime(2027, 3, 28, 0, 30, tzinfo=UTC), 60, "Sunday 28 March 2027, 12:30am to 2:30am"),
        # back: each end of the session in an hour of its own, though the wall shows the same
        (
            datetime(2026, 10, 25, 0, 15, tzinfo=UTC),
            60,
            (
                "Sunday 25 October 2026, "
                "1:15am (before the clocks go back) to 1:15am (after the clocks go back)"
            ),
        ),
        (datetime(2026, 10, 24, 23, tzinfo=UTC), 180, "Sunday 25 October 2026, 12am to 2am"),
    ],
)
def test_the_length_is_right_whatever_the_clocks_do(
    starts_at: datetime, minutes: int, words: str
) -> None:
    assert say_when(starts_at, minutes) == words
