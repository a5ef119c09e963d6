"""An answer given by phone: on a day that can be."""

from datetime import date

import pytest

from mars.domain.errors import InvalidError
from mars.domain.phoning import Phoned, check_phoned
from tests.refusing import PASSED, verdict

ASKED, TODAY = date(2026, 3, 2), date(2026, 3, 6)


@pytest.mark.parametrize("day", [ASKED, date(2026, 3, 4), TODAY])
def test_a_call_is_between_the_asking_and_today(day: date) -> None:
    assert verdict(check_phoned, Phoned("Joan Petrie", day), ASKED, TODAY) == PASSED


@pytest.mark.parametrize(
    ("day", "said"),
    [(date(2026, 3, 7), "today or earlier"), (date(2026, 3, 1), "before they were asked")],
)
def test_another_day_is_refused(day: date, said: str) -> None:
    with pytest.raises(InvalidError, match=said) as refusal:
        check_phoned(Phoned("Joan Petrie", day), ASKED, TODAY)
    assert refusal.value.field == "on_day"
