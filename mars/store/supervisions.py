"""One request and the one session that comes of it: everything hangs from the supervision."""

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mars.domain.answering import NominationState
from mars.domain.asking import AgeBand, Hope, OpenTo, Place
from mars.domain.holding import EndReason, NotSafeReason, Telling, Told
from mars.domain.practice_models import Model
from mars.domain.statuses import Status
from mars.store.base import Base, Moment, Word, key
from mars.store.people import Agency
from mars.store.sealed import Sealed


class Supervision(Base):
    """What was asked, and where it stands. Every column a person fills may be empty in a draft."""

    __tablename__ = "supervision"
    id: Mapped[str] = key()
    reference: Mapped[str] = mapped_column(String(11), unique=True)
    status: Mapped[Status] = mapped_column(Word(Status), index=True)
    version: Mapped[int] = mapped_column(Integer, default=1)
    """Counts the changes; an edit names the one it was made from."""
    created_at: Mapped[datetime] = mapped_column(Moment)
    asked_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    end_reason: Mapped[EndReason | None] = mapped_column(Word(EndReason))
    end_note: Mapped[str] = mapped_column(Sealed("supervision.end_note"), default="")

    requester_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    requester_name: Mapped[str] = mapped_column(Sealed("supervision.requester_name"), default="")
    requester_job: Mapped[str] = mapped_column(Sealed("supervision.requester_job"), default="")
    requester_email: Mapped[str] = mapped_column(Sealed("supervision.requester_email"), default="")
    requester_phone: Mapped[str] = mapped_column(Sealed("supervision.requester_phone"), default="")
    agency_id: Mapped[str | None] = mapped_column(ForeignKey("agency.id"), index=True)
    """The requester's agency."""

    hope_for: Mapped[Hope | None] = mapped_column(Word(Hope))
    system_name: Mapped[str] = mapped_column(Sealed("supervision.system_name"), default="")
    children: Mapped[int | None] = mapped_column(Integer)
    age_band: Mapped[AgeBand | None] = mapped_column(Word(AgeBand))
    open_to: Mapped[OpenTo | None] = mapped_column(Word(OpenTo))
    own_session_reason: Mapped[str] = mapped_column(
        Sealed("supervision.own_session_reason"), default=""
    )
    """Early Help only: why a session of its own and not the monthly group."""
    stuck: Mapped[str] = mapped_column(Sealed("supervision.stuck"), default="")
    hope: Mapped[str] = mapped_column(Sealed("supervision.hope"), default="")
    model: Mapped[Model | None] = mapped_column(Word(Model))
    own_model: Mapped[str] = mapped_column(Sealed("supervision.own_model"), default="")
    place: Mapped[Place | None] = mapped_column(Word(Place))
    where: Mapped[str] = mapped_column(Sealed("supervision.where"), default="")
    """A room or a link to the online meeting."""
    minutes: Mapped[int | None] = mapped_column(Integer)
    access_needs: Mapped[str] = mapped_column(Sealed("supervision.access_needs"), default="")
    find_facilitator: Mapped[bool] = mapped_column(Boolean, default=False)
    """The requester wants the coordinator to find one."""
    offered_at: Mapped[datetime | None] = mapped_column(Moment)
    """When the times now offered were offered; an earlier answer says nothing about them."""
    offers: Mapped[int] = mapped_column(Integer, default=0)
    """How often other times were offered in place of the first ones."""
    moves: Mapped[int] = mapped_column(Integer, default=0)
    """How often a date that was fixed was given up for another."""
    calendar_sequence: Mapped[int] = mapped_column(Integer, default=0)
    """Counts the changes that calendars must follow, from one date to the next."""

    agency: Mapped[Agency | None] = relationship()
    times: Mapped[list["OfferedTime"]] = relationship(
        order_by="OfferedTime.starts_at", cascade="all, delete-orphan"
    )
    nominations: Mapped[list["Nomination"]] = relationship(
        order_by="Nomination.created_at", cascade="all, delete-orphan"
    )
    tellings: Mapped[list["FamilyUpdate"]] = relationship(cascade="all, delete-orphan")
    whom: Mapped[list["Child"]] = relationship(
        order_by="Child.position", cascade="all, delete-orphan"
    )

    @property
    def initials(self) -> tuple[str, ...]:
        """Those of each child. 1 query if they are not loaded."""
        return tuple(child.initials for child in self.whom)


class Child(Base):
    """One of the children a request is about, or the family: never a name."""

    __tablename__ = "child"
    id: Mapped[str] = key()
    supervision_id: Mapped[str] = mapped_column(
        ForeignKey("supervision.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int] = mapped_column(Integer)
    initials: Mapped[str] = mapped_column(Sealed("child.initials"), default="")
    reference: Mapped[str] = mapped_column(Sealed("child.reference"), default="")
    """The number by which the requester's own system knows them."""


class OfferedTime(Base):
    """A time at which the session could take place."""

    __tablename__ = "offered_time"
    id: Mapped[str] = key()
    supervision_id: Mapped[str] = mapped_column(
        ForeignKey("supervision.id", ondelete="CASCADE"), index=True
    )
    starts_at: Mapped[datetime] = mapped_column(Moment)


class Nomination(Base):
    """A facilitator in mind for one supervision: considered, asked, and what came of it."""

    __tablename__ = "nomination"
    id: Mapped[str] = key()
    supervision_id: Mapped[str] = mapped_column(
        ForeignKey("supervision.id", ondelete="CASCADE"), index=True
    )
    facilitator_id: Mapped[str | None] = mapped_column(ForeignKey("facilitator.id"), index=True)
    """None when somebody outside the register was named."""
    agency_id: Mapped[str | None] = mapped_column(ForeignKey("agency.id"), index=True)
    name: Mapped[str] = mapped_column(Sealed("nomination.name"))
    job: Mapped[str] = mapped_column(Sealed("nomination.job"))
    email: Mapped[str] = mapped_column(Sealed("nomination.email", "email_mark"))
    email_mark: Mapped[str | None] = mapped_column(String(64), index=True)
    state: Mapped[NominationState] = mapped_column(Word(NominationState))
    same_team: Mapped[bool | None] = mapped_column(Boolean)
    line_manager: Mapped[bool | None] = mapped_column(Boolean)
    knows_family: Mapped[bool | None] = mapped_column(Boolean)
    not_independent_reason: Mapped[str] = mapped_column(
        Sealed("nomination.not_independent_reason"), default=""
    )
    created_at: Mapped[datetime] = mapped_column(Moment)
    asked_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    agency: Mapped[Agency | None] = relationship()
    times: Mapped[list["NominationTime"]] = relationship(cascade="all, delete-orphan")


class NominationTime(Base):
    """An offered time that suits the facilitator. None at all means that they did not say."""

    __tablename__ = "nomination_time"
    nomination_id: Mapped[str] = mapped_column(
        ForeignKey("nomination.id", ondelete="CASCADE"), primary_key=True
    )
    offered_time_id: Mapped[str] = mapped_column(
        ForeignKey("offered_time.id", ondelete="CASCADE"), primary_key=True
    )


class FamilyUpdate(Base):
    """What the family was told at one of the two moments: who and when, or why not. No content."""

    __tablename__ = "family_update"
    id: Mapped[str] = key()
    supervision_id: Mapped[str] = mapped_column(
        ForeignKey("supervision.id", ondelete="CASCADE"), index=True
    )
    telling: Mapped[Telling] = mapped_column(Word(Telling))
    told: Mapped[Told] = mapped_column(Word(Told))
    by_whom: Mapped[str] = mapped_column(Sealed("family_update.by_whom"), default="")
    on_day: Mapped[date | None] = mapped_column(Date)
    """When they were told, or the day it is planned for."""
    reason: Mapped[NotSafeReason | None] = mapped_column(Word(NotSafeReason))
    manager: Mapped[str] = mapped_column(Sealed("family_update.manager"), default="")
    consulted_on: Mapped[date | None] = mapped_column(Date)
    """Which manager was consulted where it is not safe, and when."""
    family_agrees: Mapped[bool | None] = mapped_column(Boolean)
    """Early Help alone: whether the family agrees to the session."""
    noted_at: Mapped[datetime] = mapped_column(Moment)
