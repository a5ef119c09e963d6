"""How often somebody tried something. Kept by a keyed hash: never who it was."""

from datetime import datetime

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from mars.store.base import Base, Moment


class TryCount(Base):
    """The tries of one kind by one somebody, counted since the first of them."""

    __tablename__ = "try_count"
    what: Mapped[str] = mapped_column(String(40), primary_key=True)
    who_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    since: Mapped[datetime] = mapped_column(Moment, index=True)
    count: Mapped[int] = mapped_column(Integer)
