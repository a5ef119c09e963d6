"""Who may sign in, which agencies there are, who leads them, who can facilitate; local settings."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mars.store.base import Base, Moment, key


class Person(Base):
    """One of the council's staff, known by a work address; made at the first sign-in."""

    __tablename__ = "person"
    id: Mapped[str] = key()
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    job: Mapped[str] = mapped_column(String(100), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    agency_id: Mapped[str | None] = mapped_column(ForeignKey("agency.id"), index=True)
    roles: Mapped[str] = mapped_column(String(100), default="")
    """Role words with spaces between them."""
    proposed_roles: Mapped[str] = mapped_column(String(100), default="")
    """Roles that wait until somebody else than `proposed_by_id` confirms them."""
    proposed_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime | None] = mapped_column(Moment)
    account: Mapped[str | None] = mapped_column(String(200), unique=True)
    """How the council's sign-in service knows them: its tenant and its own key, with a colon."""
    disabled_at: Mapped[datetime | None] = mapped_column(Moment)
    signed_out_at: Mapped[datetime | None] = mapped_column(Moment)
    """A visit that began earlier is over."""
    created_at: Mapped[datetime] = mapped_column(Moment)


class Agency(Base):
    """An agency of the partnership."""

    __tablename__ = "agency"
    id: Mapped[str] = key()
    name: Mapped[str] = mapped_column(String(100), unique=True)
    domains: Mapped[str] = mapped_column(String(500), default="")
    """The e-mail domains its people write from, with spaces between them."""
    phone: Mapped[str] = mapped_column(String(40), default="")
    retired_at: Mapped[datetime | None] = mapped_column(Moment)
    leads: Mapped[list["Lead"]] = relationship(order_by="Lead.name")


class Lead(Base):
    """The person an agency has named to be asked."""

    __tablename__ = "lead"
    id: Mapped[str] = key()
    agency_id: Mapped[str] = mapped_column(ForeignKey("agency.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    job: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(254))


class Facilitator(Base):
    """Somebody on the partnership's register of trained, independent facilitators."""

    __tablename__ = "facilitator"
    id: Mapped[str] = key()
    name: Mapped[str] = mapped_column(String(100))
    job: Mapped[str] = mapped_column(String(100))
    agency_id: Mapped[str] = mapped_column(ForeignKey("agency.id"), index=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    models: Mapped[str] = mapped_column(String(200), default="")
    """Model words with spaces between them."""
    note: Mapped[str] = mapped_column(String(200), default="")
    """When and where they can facilitate; nothing about a family."""
    retired_at: Mapped[datetime | None] = mapped_column(Moment)
    agency: Mapped[Agency] = relationship()


class LocalSetting(Base):
    """A partnership's own value for one field of `domain.policies.Policies`."""

    __tablename__ = "local_setting"
    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
