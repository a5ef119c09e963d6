"""The declarative base and the column types every table shares. Knows SQLAlchemy; never Flask."""

import secrets
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy import DateTime, Dialect, MetaData, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

ID_ALPHABET = "0123456789abcdef"
ID_LENGTH = 16

Kind = TypeVar("Kind", bound=StrEnum)


def new_id() -> str:
    """A random key of 16 hexadecimal digits: counts nothing, is known before insertion."""
    return secrets.token_hex(ID_LENGTH // 2)


class Base(DeclarativeBase):
    """Every table's base. A key is given on construction, so that rows can refer to each other."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )

    def __init__(self, **columns: Any) -> None:
        if "id" in type(self).__table__.columns:
            self.id = columns.pop("id", None) or new_id()  # first: what is sealed needs it
        for name, value in columns.items():
            if not hasattr(type(self), name):
                raise TypeError(f"{type(self).__name__} has no column {name}")
            setattr(self, name, value)


class Moment(TypeDecorator[datetime]):
    """An aware moment: kept as UTC without a zone, so that both databases compare it alike."""

    impl = DateTime(timezone=False)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware in, naive UTC to the database; a naive moment is a fault."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Naive UTC out of the database, aware to the code."""
        return None if value is None else value.replace(tzinfo=UTC)


class Word(TypeDecorator[Kind], Generic[Kind]):
    """A StrEnum kept as its plain word; an unknown word in the database raises ValueError."""

    impl = String(40)
    cache_ok = True

    def __init__(self, kind: type[Kind]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Kind | None, dialect: Dialect) -> str | None:
        """The member in (or its word), its word to the database."""
        return None if value is None else self.kind(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> Kind | None:
        """The word out of the database, the member to the code."""
        return None if value is None else self.kind(value)


def key() -> Mapped[str]:
    """The primary key column of a table."""
    return mapped_column(String(ID_LENGTH), primary_key=True)
