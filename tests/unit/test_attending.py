"""Who took part, and whether enough agencies did."""

from datetime import UTC, datetime, timedelta

import pytest

from mars.domain.attending import (
    Presence,
    Said,
    can_record,
    changes_between,
    check_can_record,
    check_enough,
    represented,
)
from mars.domain.errors import InvalidError, NotNowError
from mars.domain.holding import Mark
from tests.refusing import PASSED, verdict

NOON = datetime(2026, 3, 6, 12, tzinfo=UTC)


def test_an_agency_with_two_people_counts_once() -> None:
    assert represented([Presence("a", Mark.CAME), Presence("a", Mark.PART)]) == 1


@pytest.mark.parametrize("mark", [Mark.NOTE, Mark.APOLOGIES, Mark.ABSENT])
def test_who_was_not_in_the_room_does_not_count(mark: Mark) -> None:
    assert represented([Presence("a", mark), Presence("b", Mark.DEPUTY)]) == 1


def test_below_the_minimum_a_reason_is_asked() -> None:
    with pytest.raises(InvalidError, match="1 agency took part, and the least is 3") as refusal:
        check_enough([Presence("a", Mark.CAME)], 3, "")
    assert refusal.value.field == "below_minimum_reason"


def test_below_the_minimum_with_a_reason_is_allowed() -> None:
    alone = [Presence("a", Mark.CAME)]
    assert verdict(check_enough, alone, 3, "All had travelled") == PASSED
    assert verdict(check_enough, alone, 3, "") == "below_minimum_reason"


def test_at_the_minimum_no_reason_is_asked() -> None:
    three = [Presence(agency, Mark.CAME) for agency in "abc"]
    assert verdict(check_enough, three, 3, "") == PASSED
    assert verdict(check_enough, three, 4, "") == "below_minimum_reason"


def test_who_came_is_recorded_from_the_first_minute_on() -> None:
    assert can_record(NOON, NOON)
    assert not can_record(NOON, NOON - timedelta(seconds=1))
    with pytest.raises(NotNowError):
        check_can_record(NOON, NOON - timedelta(seconds=1))


def test_a_correction_names_those_of_whom_something_else_is_said() -> None:
    ana, bo = Said("ana", "gp", "", Mark.CAME), Said("bo", "school", "", Mark.CAME)
    joined = Said("", "police", "Constable", Mark.CAME)
    assert changes_between([ana, bo], [bo, ana]) == frozenset()
    assert changes_between([ana, bo], [ana, Said("bo", "school", "", Mark.PART)]) == {"bo"}
    assert changes_between([ana, joined], [ana]) == {""}
    assert changes_between([joined], [joined, joined]) == {""}
