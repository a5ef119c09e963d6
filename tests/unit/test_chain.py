"""What a MAC is made over: two different rows never give the same bytes."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st

from mars.domain.chain import Field, bound, written
from mars.domain.history import EVENTS
from mars.domain.workflow import Event

FIELDS = st.tuples(*(st.none() | st.binary(max_size=4) for _ in range(3)))
ROWS = st.tuples(st.binary(max_size=3), st.integers(1, 200), FIELDS)


@settings(max_examples=40)
@given(ROWS, ROWS)
def test_two_rows_give_the_same_bytes_only_if_they_are_the_same(
    one: tuple[bytes, int, tuple[Field, ...]], other: tuple[bytes, int, tuple[Field, ...]]
) -> None:
    assert (bound(*one) == bound(*other)) == (one == other)


def test_nothing_differs_from_empty_and_a_border_cannot_be_moved() -> None:
    assert bound(b"", 1, (None,)) != bound(b"", 1, (b"",))
    assert bound(b"", 1, (b"ab", b"c")) != bound(b"", 1, (b"a", b"bc"))
    assert bound(b"", 1, (b"-", None)) != bound(b"", 1, (None, b"-"))


def test_a_moment_is_bound_in_utc_to_the_microsecond() -> None:
    moment = datetime(2026, 7, 1, 10, 0, 0, 7, tzinfo=timezone(timedelta(hours=1)))
    assert written(moment) == b"2026-07-01 09:00:00.000007"
    assert written(moment) == written(moment.astimezone(UTC))


def test_every_event_is_of_exactly_one_part() -> None:
    listed = [event for events in EVENTS.values() for event in events]
    assert sorted(listed) == sorted(Event)
