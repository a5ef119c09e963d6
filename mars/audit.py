"""The witness of every change: a row in the same transaction, never anonymous, never with text."""

from mars.clock import now
from mars.database import db
from mars.domain.actors import Actor
from mars.domain.workflow import Event
from mars.store.entries import AuditEntry


def record(
    actor: Actor, event: Event, supervision_id: str | None = None, object_id: str | None = None
) -> None:
    """Add the audit row for a change to the open transaction; the verb commits both together."""
    if not actor.id:
        raise ValueError("an audit row needs an actor")
    db.session.add(
        AuditEntry(
            at=now(),
            actor_kind=actor.kind.value,
            actor_id=actor.id,
            event=event,
            supervision_id=supervision_id,
            object_id=object_id,
        )
    )
