"""What is kept until it is dealt with: forms whose sender’s visit was over, links asked for."""

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from mars.store.base import Base, Moment, key
from mars.store.sealed import Sealed


class KeptForm(Base):
    """What somebody typed and sent when they were no longer signed in; sealed, for half an hour."""

    __tablename__ = "kept_form"
    id: Mapped[str] = key()
    owner: Mapped[str] = mapped_column(String(40), index=True)
    """`staff:` or `guest:` with the key of the person or of the link."""
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    """The page it belongs to and the fields, as JSON."""


class AskedLink(Base):
    """An address for which somebody asked for a new link, until the background clock has looked."""

    __tablename__ = "asked_link"
    id: Mapped[str] = key()
    email: Mapped[str] = mapped_column(Sealed("asked_link.email"))
    at: Mapped[datetime] = mapped_column(Moment, index=True)
