"""The sender's sign of life, for whoever asks whether letters leave. Knows no letter."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from mars.clock import now
from mars.database import db, writing
from mars.store.beats import Beat

SENDER = "sender"


def beat() -> None:
    """Note that the sender is at work, committed by itself."""
    moment = now()
    with writing():
        if last_beat() is None:
            db.session.add(Beat(what=SENDER, at=moment))
        else:
            db.session.execute(update(Beat).where(Beat.what == SENDER).values(at=moment))
        try:
            db.session.commit()
        except IntegrityError:  # another worker's first beat came between
            db.session.rollback()


def last_beat() -> datetime | None:
    """When a sender was last at work, in whichever process. 1 query."""
    return db.session.scalar(select(Beat.at).where(Beat.what == SENDER))
