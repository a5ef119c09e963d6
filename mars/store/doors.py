"""What opens a door, links and codes, kept only as hashes; and the visits that were ended."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from mars.domain.actors import Purpose
from mars.store.base import Base, Moment, Word, key


class Link(Base):
    """A link in one letter to one address. It dies with the step it speaks of."""

    __tablename__ = "link"
    id: Mapped[str] = key()
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[Purpose] = mapped_column(Word(Purpose))
    supervision_id: Mapped[str] = mapped_column(
        ForeignKey("supervision.id", ondelete="CASCADE"), index=True
    )
    invitation_id: Mapped[str | None] = mapped_column(
        ForeignKey("invitation.id", ondelete="CASCADE"), index=True
    )
    nomination_id: Mapped[str | None] = mapped_column(
        ForeignKey("nomination.id", ondelete="CASCADE"), index=True
    )
    receipt_id: Mapped[str | None] = mapped_column(
        ForeignKey("receipt.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)


class Code(Base):
    """An e-mailed code of eight digits, bound to an address or link and to one browser."""

    __tablename__ = "code"
    id: Mapped[str] = key()
    subject: Mapped[str] = mapped_column(String(80), index=True)
    """`link:<key>`, or `address:<keyed hash>` for signing in."""
    code_hash: Mapped[str] = mapped_column(String(64))
    browser_hash: Mapped[str] = mapped_column(String(64))
    allowance: Mapped[str] = mapped_column(String(80))
    """Whose allowance it used up: `browser:` or `network:`, and a keyed hash."""
    tries: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class EndedVisit(Base):
    """A visit that somebody ended by signing out: a copy of its cookie opens nothing any more."""

    __tablename__ = "ended_visit"
    visit: Mapped[str] = mapped_column(String(32), primary_key=True)
    """The visit's random mark, which stands in its cookie alone."""
    at: Mapped[datetime] = mapped_column(Moment, index=True)
