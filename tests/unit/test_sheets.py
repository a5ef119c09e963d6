"""Which sheet of a long list is shown."""

import pytest

from mars.domain.sheets import sheet_of


@pytest.mark.parametrize(
    ("found", "wanted", "number", "last", "start"),
    [
        (0, 1, 1, 1, 0),
        (20, 2, 1, 1, 0),
        (21, 2, 2, 2, 20),
        (41, 99, 3, 3, 40),
        (41, 0, 1, 3, 0),
    ],
)
def test_the_sheet_is_the_wanted_one_or_the_nearest(
    found: int, wanted: int, number: int, last: int, start: int
) -> None:
    sheet = sheet_of(found, wanted)

    assert (sheet.found, sheet.number, sheet.last, sheet.start) == (found, number, last, start)
