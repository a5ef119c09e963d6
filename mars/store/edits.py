"""What keeps an edit from being lost or done twice: forms acted on, texts not saved yet."""

from datetime import datetime

from sqlalchemy import Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from mars.store.base import Base, Moment, key


class DoneRequest(Base):
    """A form that was acted on: what a second copy of it is answered with."""

    __tablename__ = "done_request"
    mark: Mapped[str] = mapped_column(String(64), primary_key=True)
    """A keyed hash of the form's own key, its content, its address and the browser."""
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    address: Mapped[str | None] = mapped_column(String(500))
    """Where the first copy led; None while it is being acted on."""
    saying: Mapped[str] = mapped_column(String(200), default="")
    status: Mapped[int] = mapped_column(Integer, default=303)


class KeptText(Base):
    """Long text that somebody is writing and has not saved, sealed; beside what is saved."""

    __tablename__ = "kept_text"
    id: Mapped[str] = key()
    mark: Mapped[str] = mapped_column(String(64), unique=True)
    """A keyed hash of the page and of who writes."""
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
