"""Visits that somebody ended by signing out, until their cookies are too old anyway."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import delete

from mars import audit
from mars.clock import now
from mars.database import db
from mars.domain.actors import Actor, ActorKind
from mars.domain.workflow import Event
from mars.store.doors import EndedVisit

KEPT = timedelta(days=1)
"""Longer than any visit lasts."""


def end(actor: Actor | None, link_ids: Iterable[str], visits: Iterable[str]) -> None:
    """End a browser's visits in the open transaction: a copy of its cookie opens nothing any more.

    `actor`: who is signed in there, if anybody is. `link_ids`: the links that were opened there.
    They still open for whoever has the letter. `visits`: the random marks of the visits.
    """
    guests = [Actor(ActorKind.GUEST, key, "", "") for key in link_ids]
    for one in [actor, *guests] if actor else guests:
        audit.record(one, Event.SIGNED_OUT)
    for visit in visits:
        db.session.execute(delete(EndedVisit).where(EndedVisit.at <= now() - KEPT))
        db.session.merge(EndedVisit(visit=visit, at=now()))
