"""The audit: one row for each change. Ids only, no text."""

from datetime import datetime

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from mars.domain.workflow import Event
from mars.store.base import Base, Moment, Word


class AuditEntry(Base):
    """Who did what, when, to what."""

    __tablename__ = "audit_entry"
    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(Moment)
    actor_kind: Mapped[str] = mapped_column(String(10))
    actor_id: Mapped[str] = mapped_column(String(16))
    event: Mapped[Event] = mapped_column(Word(Event))
    supervision_id: Mapped[str | None] = mapped_column(String(16), index=True)
    object_id: Mapped[str | None] = mapped_column(String(16))
