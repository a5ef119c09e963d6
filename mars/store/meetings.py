"""The session itself, who came, the one-page summary, and each agency's tick."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mars.domain.asking import Place
from mars.domain.holding import Mark, NotHeldReason
from mars.store.base import Base, Moment, Word, key
from mars.store.invitations import Invitation
from mars.store.people import Agency
from mars.store.sealed import Sealed


class Meeting(Base):
    """The session: when, where, and whether it was held. Its calendar UID is made of its key."""

    __tablename__ = "meeting"
    id: Mapped[str] = key()
    supervision_id: Mapped[str] = mapped_column(
        ForeignKey("supervision.id", ondelete="CASCADE"), unique=True
    )
    starts_at: Mapped[datetime] = mapped_column(Moment)
    minutes: Mapped[int] = mapped_column(Integer)
    place: Mapped[Place] = mapped_column(Word(Place))
    where: Mapped[str] = mapped_column(Sealed("meeting.where"), default="")
    held: Mapped[bool | None] = mapped_column(Boolean)
    recorded_at: Mapped[datetime | None] = mapped_column(Moment)
    not_held_reason: Mapped[NotHeldReason | None] = mapped_column(Word(NotHeldReason))
    below_minimum_reason: Mapped[str] = mapped_column(
        Sealed("meeting.below_minimum_reason"), default=""
    )
    attendances: Mapped[list["Attendance"]] = relationship(cascade="all, delete-orphan")


class Attendance(Base):
    """How one agency took part. A walk-in has no invitation but a name and role."""

    __tablename__ = "attendance"
    id: Mapped[str] = key()
    meeting_id: Mapped[str] = mapped_column(
        ForeignKey("meeting.id", ondelete="CASCADE"), index=True
    )
    invitation_id: Mapped[str | None] = mapped_column(
        ForeignKey("invitation.id", ondelete="CASCADE"), index=True
    )
    agency_id: Mapped[str] = mapped_column(ForeignKey("agency.id"), index=True)
    job: Mapped[str] = mapped_column(Sealed("attendance.job"), default="")
    """A walk-in's or a deputy's role; no name is kept."""
    is_asker: Mapped[bool] = mapped_column(Boolean, default=False)
    """The row of the requester, who has no invitation."""
    mark: Mapped[Mark] = mapped_column(Word(Mark))
    agency: Mapped[Agency] = relationship()


class Summary(Base):
    """The one page. A draft until sent; a new version after that is a new row."""

    __tablename__ = "summary"
    id: Mapped[str] = key()
    supervision_id: Mapped[str] = mapped_column(
        ForeignKey("supervision.id", ondelete="CASCADE"), index=True
    )
    number: Mapped[int] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer, default=1)
    question: Mapped[str] = mapped_column(Sealed("summary.question"), default="")
    reflections: Mapped[str] = mapped_column(Sealed("summary.reflections"), default="")
    lived_experience: Mapped[str] = mapped_column(Sealed("summary.lived_experience"), default="")
    learnt: Mapped[str] = mapped_column(Sealed("summary.learnt"), default="")
    ideas: Mapped[str] = mapped_column(Sealed("summary.ideas"), default="")
    """At most five lines for the plan's own meeting to consider."""
    themes: Mapped[str] = mapped_column(String(300), default="")
    """Theme words with spaces between them."""
    family_hears: Mapped[str] = mapped_column(Sealed("summary.family_hears"), default="")
    fidelity: Mapped[str] = mapped_column(String(100), default="")
    """The fidelity words answered yes, with spaces between them."""
    saved_at: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    receipts: Mapped[list["Receipt"]] = relationship(cascade="all, delete-orphan")


class Receipt(Base):
    """An agency's copy of one summary, and its tick “recorded on our system”."""

    __tablename__ = "receipt"
    id: Mapped[str] = key()
    summary_id: Mapped[str] = mapped_column(
        ForeignKey("summary.id", ondelete="CASCADE"), index=True
    )
    agency_id: Mapped[str] = mapped_column(ForeignKey("agency.id"), index=True)
    invitation_id: Mapped[str | None] = mapped_column(
        ForeignKey("invitation.id", ondelete="CASCADE"), index=True
    )
    """None for the requester's own agency."""
    recorded_at: Mapped[datetime | None] = mapped_column(Moment)
    agency: Mapped[Agency] = relationship()
    invitation: Mapped[Invitation | None] = relationship()
