"""How one row of the audit is bound to the row before it: bytes that can mean one thing only."""

from datetime import UTC, datetime

Field = bytes | None


def bound(before: bytes, sequence: int, fields: tuple[Field, ...]) -> bytes:
    """What the MAC of a row is made over: the MAC of the row before it and all that the row says.

    `before` is empty for the first row. Each part is preceded by its length, and what is missing
    differs from what is empty, so that no two rows give the same bytes.
    """
    parts = (before, str(sequence).encode(), *fields)
    return b"".join(b"-" if part is None else b"%d:%b" % (len(part), part) for part in parts)


def written(moment: datetime) -> bytes:
    """An aware moment as it is bound: in UTC, to the microsecond."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f").encode()
