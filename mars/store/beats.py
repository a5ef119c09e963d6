"""When something that goes on in the background was last seen at work."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from mars.store.base import Base, Moment


class Beat(Base):
    """The last beat of one thing, such as the sender."""

    __tablename__ = "beat"
    what: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
