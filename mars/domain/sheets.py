"""A long list is shown a sheet at a time: which one, and of how many. Knows numbers alone."""

from dataclasses import dataclass

ROWS = 20


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a list."""

    found: int
    """Rows in the whole list."""
    number: int
    """Which sheet this is, from 1."""
    last: int
    """The number of the last sheet; 1 for an empty list."""
    rows: int
    """Rows that fit on a sheet."""

    @property
    def start(self) -> int:
        """How many rows of the list come before this sheet."""
        return (self.number - 1) * self.rows


def sheet_of(found: int, wanted: int, rows: int = ROWS) -> Sheet:
    """The sheet with the number that is `wanted`, or the one nearest to it that there is."""
    last = max(1, -(-found // rows))
    return Sheet(found, min(max(wanted, 1), last), last, rows)
