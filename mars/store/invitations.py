"""Who is asked and what they answered."""

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mars.domain.answering import Choice, DeclineReason
from mars.store.base import Base, Moment, Word, key
from mars.store.people import Agency
from mars.store.sealed import Sealed
from mars.store.supervisions import Supervision


class Invitation(Base):
    """One person asked for one agency. In a draft only a row of the team (`asked_at` empty)."""

    __tablename__ = "invitation"
    id: Mapped[str] = key()
    supervision_id: Mapped[str] = mapped_column(
        ForeignKey("supervision.id", ondelete="CASCADE"), index=True
    )
    agency_id: Mapped[str] = mapped_column(ForeignKey("agency.id"), index=True)
    name: Mapped[str] = mapped_column(Sealed("invitation.name"))
    job: Mapped[str] = mapped_column(Sealed("invitation.job"))
    email: Mapped[str] = mapped_column(Sealed("invitation.email", "email_mark"))
    email_mark: Mapped[str | None] = mapped_column(String(64), index=True)
    agreed_already: Mapped[bool] = mapped_column(Boolean, default=False)
    """They said yes in conversation before the request was sent."""
    position: Mapped[int] = mapped_column(Integer, default=0)
    asked_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    """Set when they are no longer asked: a colleague took their place, or the requester stopped."""
    deputy_for_id: Mapped[str | None] = mapped_column(ForeignKey("invitation.id"))
    ring_first: Mapped[bool] = mapped_column(Boolean, default=False)
    """They want to be rung before they answer. What is said there is not kept."""
    agency: Mapped[Agency] = relationship()
    supervision: Mapped[Supervision] = relationship()
    answer: Mapped["Answer | None"] = relationship(cascade="all, delete-orphan")


class Answer(Base):
    """The latest answer to one invitation."""

    __tablename__ = "answer"
    id: Mapped[str] = key()
    invitation_id: Mapped[str] = mapped_column(
        ForeignKey("invitation.id", ondelete="CASCADE"), unique=True
    )
    choice: Mapped[Choice] = mapped_column(Word(Choice))
    reason: Mapped[DeclineReason | None] = mapped_column(Word(DeclineReason))
    access_needs: Mapped[str] = mapped_column(Sealed("answer.access_needs"), default="")
    partly: Mapped[bool] = mapped_column(Boolean, default=False)
    """They come for part of the session."""
    sends_note: Mapped[bool] = mapped_column(Boolean, default=False)
    """They cannot come and send a note, by their own secure mail: only that it comes is kept."""
    answered_at: Mapped[datetime] = mapped_column(Moment)
    phoned_by: Mapped[str] = mapped_column(Sealed("answer.phoned_by"), default="")
    """Who gave the answer by phone; empty when they answered by their link."""
    phoned_on: Mapped[date | None] = mapped_column(Date)
    times: Mapped[list["AnswerTime"]] = relationship(cascade="all, delete-orphan")


class AnswerTime(Base):
    """An offered time that suits the one who answered."""

    __tablename__ = "answer_time"
    answer_id: Mapped[str] = mapped_column(
        ForeignKey("answer.id", ondelete="CASCADE"), primary_key=True
    )
    offered_time_id: Mapped[str] = mapped_column(
        ForeignKey("offered_time.id", ondelete="CASCADE"), primary_key=True
    )
