"""The outbox: every letter queued, and whether the sending rests. Holds bytes, never reads them."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mars.domain.posting import LetterState, Outcome
from mars.domain.workflow import LetterKind
from mars.store.base import Base, Moment, Word, key
from mars.store.sealed import Sealed, SealedBytes


class OutboxLetter(Base):
    """One letter to one address, frozen in the transaction of the change it tells of."""

    __tablename__ = "outbox_letter"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id", "recipient_mark", "revision"),
        Index(None, "state", "due_at"),
    )
    id: Mapped[str] = key()
    kind: Mapped[LetterKind] = mapped_column(Word(LetterKind))
    subject_id: Mapped[str] = mapped_column(String(16), index=True)
    """The row it speaks of: an invitation, a nomination, a receipt, a code, a supervision."""
    supervision_id: Mapped[str | None] = mapped_column(
        ForeignKey("supervision.id", ondelete="SET NULL"), index=True
    )
    recipient: Mapped[str] = mapped_column(Sealed("outbox_letter.recipient", "recipient_mark"))
    recipient_mark: Mapped[str] = mapped_column(String(64), index=True)
    revision: Mapped[int] = mapped_column(Integer, default=0)
    actor_id: Mapped[str] = mapped_column(String(16), index=True)
    """Who caused it; empty for nobody who is known."""
    has_calendar: Mapped[bool] = mapped_column(Boolean)
    """Whether it changes a calendar, so that only a letter that does may replace it."""
    state: Mapped[LetterState] = mapped_column(Word(LetterState))
    message: Mapped[bytes | None] = mapped_column(SealedBytes("outbox_letter.message"))
    """The bytes as they go out; wiped when accepted or no longer needed."""
    message_id: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[datetime] = mapped_column(Moment)
    trying_since: Mapped[datetime] = mapped_column(Moment)
    """When the patience with it began: at queueing, or when a person released it."""
    due_at: Mapped[datetime] = mapped_column(Moment)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    uncertain: Mapped[int] = mapped_column(Integer, default=0)
    """Attempts of which nobody knows whether the server took the letter."""
    claim: Mapped[int] = mapped_column(Integer, default=0)
    """Counts the claims; every later change names the one it belongs to."""
    leased_until: Mapped[datetime | None] = mapped_column(Moment)
    last_outcome: Mapped[Outcome | None] = mapped_column(Word(Outcome))
    last_code: Mapped[int | None] = mapped_column(Integer)
    """The server's three-digit reply; never its words."""
    accepted_at: Mapped[datetime | None] = mapped_column(Moment)


class OutboxPause(Base):
    """The one row that is there while all sending rests, because the fault is MARS's own."""

    __tablename__ = "outbox_pause"
    id: Mapped[str] = key()
    since: Mapped[datetime] = mapped_column(Moment)
    until: Mapped[datetime] = mapped_column(Moment)
    failures: Mapped[int] = mapped_column(Integer)
    last_outcome: Mapped[Outcome] = mapped_column(Word(Outcome))
    last_code: Mapped[int | None] = mapped_column(Integer)
