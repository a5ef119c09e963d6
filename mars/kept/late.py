"""Forms that came too late, when their sender's visit was over: kept sealed, given back, wiped.

Knows fields and whose they are; never what a form is about, nor who is signed in.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select

from mars.clock import now
from mars.database import db, writing
from mars.domain.errors import UnreadableError
from mars.keys import current_keys
from mars.store.base import new_id
from mars.store.kept import KeptForm

LIFETIME = timedelta(minutes=30)
MOST = 5
"""So many wait for one owner; the oldest makes room."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One form: the address of its page, and what was typed."""

    id: str
    page: str
    form: str
    """The form's own key: the same when one is sent again, another in another tab."""
    fields: tuple[tuple[str, str], ...]


def keep(owner: str, page: str, form: str, fields: Collection[tuple[str, str]]) -> str:
    """Keep what was typed for `owner` to be given back on `page`. Commits; returns its key."""
    older = select(KeptForm.id).where(KeptForm.owner == owner).order_by(KeptForm.at.desc())
    too_many = list(db.session.scalars(older.offset(MOST - 1)))
    kept_id = new_id()
    clear = json.dumps({"page": page, "form": form, "fields": list(fields)})
    sealed = current_keys().seal(KeptForm.__tablename__, "sealed", kept_id, clear)
    db.session.execute(delete(KeptForm).where(KeptForm.id.in_(too_many)))
    db.session.add(KeptForm(id=kept_id, owner=owner, at=now(), sealed=sealed))
    db.session.commit()
    return kept_id


def find(ids: Collection[str], owner: str) -> list[Kept]:
    """Those of `ids` that are still kept for `owner`, newest first; without unreadable ones."""
    rows = db.session.execute(
        select(KeptForm.id, KeptForm.sealed)
        .where(KeptForm.id.in_(ids), KeptForm.owner == owner, KeptForm.at > now() - LIFETIME)
        .order_by(KeptForm.at.desc())
    )
    return [kept for row in rows if (kept := _open(row.id, row.sealed)) is not None]


def give_up(ids: Collection[str]) -> None:
    """Wipe these in the open transaction: they were given back, and are being saved."""
    if ids:
        db.session.execute(delete(KeptForm).where(KeptForm.id.in_(ids)))


def wipe_old() -> None:
    """Wipe all that nobody came back for. For the background clock."""
    with writing():
        db.session.execute(delete(KeptForm).where(KeptForm.at <= now() - LIFETIME))
        db.session.commit()


def _open(kept_id: str, sealed: bytes) -> Kept | None:
    try:
        found = json.loads(current_keys().open(KeptForm.__tablename__, "sealed", kept_id, sealed))
    except (UnreadableError, ValueError):
        return None
    fields = tuple((name, text) for name, text in found["fields"])
    return Kept(kept_id, found["page"], found["form"], fields)
