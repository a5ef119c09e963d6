"""Column types for what is sealed at rest. The code sees clear text, the database never does.

A sealed value opens only in its own column of its own row. A query brings the row's key along with
the value (`column_expression`); a value that is set on a row remembers that row until it is written
(`_remember_the_row`). What would reach the database in clear raises TypeError.
"""

import binascii
from collections.abc import Callable
from operator import eq, ne
from typing import Any, Protocol, Self

from sqlalchemy import (
    ColumnElement,
    Dialect,
    Label,
    Text,
    TypeDecorator,
    event,
    literal_column,
    type_coerce,
)
from sqlalchemy.orm import ColumnProperty

from mars.domain.errors import UNREADABLE, UnreadableError
from mars.store.base import Base


class Keys(Protocol):
    """What this module needs of a keyring."""

    def seal(self, table: str, column: str, row_id: str, clear: str) -> bytes:
        """Seal a text for one column of one row."""

    def open(self, table: str, column: str, row_id: str, sealed: bytes) -> str:
        """Open it; raises UnreadableError."""

    def mac(self, purpose: str, data: bytes) -> bytes:
        """The keyed hash of some bytes."""


class Bound(str):
    """A clear text that knows the row it is to be sealed for."""

    __slots__ = ("row_id",)
    row_id: str

    @classmethod
    def to(cls, row_id: str, clear: str) -> Self:
        """`clear`, for the row with this key."""
        value = cls(clear)
        value.row_id = row_id
        return value


class Unreadable(str):
    """Stands in the place of what could not be opened; written back, it is as it was."""

    __slots__ = ("stored",)
    stored: str

    @classmethod
    def instead_of(cls, stored: str) -> Self:
        """The sentence, with what the database holds."""
        value = cls(UNREADABLE)
        value.stored = stored
        return value


def keys_from(source: Callable[[], Keys]) -> None:
    """Where the types find the keys. Set once, by the application factory."""
    global _keys
    _keys = source


def address_mark(address: str) -> str:
    """What stands beside a sealed address so that it can be found: its keyed hash."""
    return _keys().mac("address", address.strip().casefold().encode()).hex()


class _Finding(TypeDecorator.Comparator[str]):
    """The only questions a sealed column answers: is it empty, and is it this address?"""

    def operate(self, op: Any, *other: Any, **kwargs: Any) -> ColumnElement[Any]:
        """Compare with None or empty, or by the mark beside it; TypeError for all else."""
        if other and (other[0] is None or (isinstance(other[0], str) and not other[0])):
            return _asked(op, type_coerce(self.expr, Text()), *other, **kwargs)
        kind = self.expr.type
        alike = op in (eq, ne) and other and isinstance(other[0], str)
        if alike and isinstance(kind, Sealed) and kind.mark:
            mark = self.expr.table.c[kind.mark]
            return _asked(op, mark, address_mark(other[0]), **kwargs)
        if other and isinstance(other[0], ColumnElement):  # SQLAlchemy tells columns apart so
            return super().operate(op, *other, **kwargs)
        raise TypeError(f"a sealed column cannot be compared or sorted by: {self.expr}")


def _asked(op: Any, *sides: Any, **kwargs: Any) -> ColumnElement[Any]:
    found: ColumnElement[Any] = op(*sides, **kwargs)
    return found


class Sealed(TypeDecorator[str]):
    """A text that is sealed in the database: version, key id, nonce and ciphertext in base64.

    `place` is its table and column, `mark` the column that holds the keyed hash of an address.
    Empty stays empty, so that a query can ask whether anything is there.
    """

    impl = Text
    cache_ok = True
    coerce_to_is_types = (type(None),)
    comparator_factory = _Finding

    def __init__(self, place: str, mark: str | None = None) -> None:
        super().__init__()
        self.place = place
        self.mark = mark
        table, _, column = place.partition(".")
        self._names = (table, column)

    def column_expression(self, column: ColumnElement[str]) -> ColumnElement[str]:
        """The row's key and the value: one opens only with the other."""
        column = column.element if isinstance(column, Label) else column
        [base] = column.base_columns
        keys = column.table.corresponding_column(base.table.c.id)
        if keys is None:
            raise TypeError(f"{self.place} cannot be selected without the key of its row")
        both = type_coerce(keys, Text) + literal_column("' '") + type_coerce(column, Text)
        return type_coerce(both, self)

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Seal a value that knows its row. Raises TypeError for one that does not."""
        if not value:
            return value
        if isinstance(value, Unreadable):
            return value.stored
        if not isinstance(value, Bound):
            raise TypeError(f"{self.place} would be written in clear, or compared")
        return self.sealed(value.row_id, value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Open it, or say in its place that it could not be read."""
        if value is None:
            return None
        row_id, _, stored = value.partition(" ")
        try:
            return self.opened(row_id, stored)
        except UnreadableError:
            return self.instead_of(stored)

    def sealed(self, row_id: str, clear: str) -> str:
        """As it stands in the database."""
        sealed = _keys().seal(*self._names, row_id, clear)
        return binascii.b2a_base64(sealed, newline=False).decode("ascii")

    def opened(self, row_id: str, stored: str) -> str:
        """What was sealed for this row. Raises UnreadableError."""
        if not stored:
            return ""
        try:
            sealed = binascii.a2b_base64(stored, strict_mode=True)
            return _keys().open(*self._names, row_id, sealed)
        except ValueError as fault:
            raise UnreadableError("This part was changed.") from fault

    def instead_of(self, stored: str) -> Any:
        """What the code gets for a value that cannot be opened."""
        return Unreadable.instead_of(stored)


class SealedBytes(Sealed):
    """ASCII bytes that are sealed in the database. What cannot be opened is empty."""

    cache_ok = True

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """The bytes; none at all in the place of those that could not be read."""
        text = super().process_result_value(value, dialect)
        if text is None:
            return None
        return b"" if isinstance(text, Unreadable) else text.encode("ascii")


@event.listens_for(Base, "attribute_instrument", propagate=True)
def _watch(_kind: type[Base], _name: str, attribute: Any) -> None:
    """Let every sealed attribute remember the row for which it is set."""
    column = (
        attribute.property.columns[0] if isinstance(attribute.property, ColumnProperty) else None
    )
    if column is None or not isinstance(column.type, Sealed):
        return
    if column.type.place != str(column):
        raise TypeError(f"{column} is sealed for {column.type.place}")
    mark = column.type.mark

    @event.listens_for(attribute, "set", retval=True)
    def _remember_the_row(row: Any, value: Any, before: Any, _: Any) -> Any:
        if value == UNREADABLE and isinstance(before, Unreadable):
            return before
        if mark:
            setattr(row, mark, address_mark(value) if value else None)
        return Bound.to(row.id, str(value)) if value else value


def _no_keys() -> Keys:
    raise RuntimeError("no keys: an application must be made first")


_keys: Callable[[], Keys] = _no_keys
