"""The audit: one row for each change, bound to the row before it. Ids only, no text."""

from datetime import datetime

from sqlalchemy import Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from mars.domain.workflow import Event
from mars.store.base import Base, Moment, Word


class AuditEntry(Base):
    """Who did what, when, to what. The database refuses to change or remove a row."""

    __tablename__ = "audit_entry"
    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    """1, 2, 3 …: without a gap, in the order of the commits."""
    at: Mapped[datetime] = mapped_column(Moment)
    actor_kind: Mapped[str] = mapped_column(String(10))
    actor_id: Mapped[str] = mapped_column(String(16))
    event: Mapped[Event] = mapped_column(Word(Event))
    supervision_id: Mapped[str | None] = mapped_column(String(16), index=True)
    object_id: Mapped[str | None] = mapped_column(String(16))
    mac: Mapped[bytes] = mapped_column(LargeBinary(32))
    """A keyed hash (HMAC-SHA-256) of this row and of the MAC of the row before it."""
