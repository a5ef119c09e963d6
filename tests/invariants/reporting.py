"""How a failed check over many pages tells what it found: all of it, one a line."""

from collections.abc import Iterable

MOST = 25


def listed(found: Iterable[object]) -> str:
    """The findings in order, each on a line of its own."""
    lines = sorted({str(each) for each in found})
    more = [f"and {len(lines) - MOST} more"] if len(lines) > MOST else []
    return "\n".join(["", *lines[:MOST], *more])
