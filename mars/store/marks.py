"""Which key file belongs to this database."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from mars.store.base import Base


class KeyMark(Base):
    """The mark of the key file that seals here: a keyed hash of a constant. One row."""

    __tablename__ = "key_mark"
    mark: Mapped[str] = mapped_column(String(64), primary_key=True)
