"""Long text that somebody is writing and has not saved: kept sealed beside what is saved, wiped.

Knows fields and whose page they are of; never what a text is about, and it saves nothing.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from mars.clock import now
from mars.database import db, writing
from mars.domain.errors import UnreadableError
from mars.keys import current_keys
from mars.store.base import new_id
from mars.store.edits import KeptText

LIFETIME = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Kept:
    """What stood in a form when it was last kept."""

    at: datetime
    made_from: str
    fields: tuple[tuple[str, str], ...]


def mark_of(*parts: str) -> str:
    """The keyed hash of one page and of who writes there."""
    return current_keys().mac("kept", "\0".join(parts).encode()).hex()


def keep(mark: str, made_from: str, fields: list[tuple[str, str]]) -> datetime:
    """Keep these fields in the place of what was kept before. Commits; returns the moment."""
    row = db.session.scalar(select(KeptText).where(KeptText.mark == mark))
    if row is None:
        row = KeptText(id=new_id(), mark=mark)
        db.session.add(row)
    clear = json.dumps({"made_from": made_from, "fields": fields})
    row.sealed = current_keys().seal(KeptText.__tablename__, "sealed", row.id, clear)
    row.at = now()
    db.session.commit()
    return row.at


def find(mark: str) -> Kept | None:
    """What is kept for this page and writer; None if nothing is, or it is unreadable. 1 query."""
    row = db.session.execute(
        select(KeptText.id, KeptText.at, KeptText.sealed).where(
            KeptText.mark == mark, KeptText.at > now() - LIFETIME
        )
    ).first()
    if row is None:
        return None
    try:
        clear = current_keys().open(KeptText.__tablename__, "sealed", row.id, row.sealed)
    except UnreadableError:
        return None
    found = json.loads(clear)
    return Kept(row.at, found["made_from"], tuple((name, text) for name, text in found["fields"]))


def drop(mark: str) -> None:
    """Wipe it in the open transaction: it is saved, or not wanted."""
    db.session.execute(delete(KeptText).where(KeptText.mark == mark))


def throw_away(mark: str) -> None:
    """Wipe it and commit."""
    drop(mark)
    db.session.commit()


def wipe_old() -> None:
    """Wipe what nobody came back for in seven days. Needs no open transaction."""
    with writing():
        db.session.execute(delete(KeptText).where(KeptText.at <= now() - LIFETIME))
        db.session.commit()
