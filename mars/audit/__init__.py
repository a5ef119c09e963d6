"""The witness of every change: a row in the same transaction, never anonymous, never with text.

Each row is bound to the one before it by a keyed hash. `trail` reads the rows as they stand,
`proving` tells whether all still fit.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Table, event, func, insert, select
from sqlalchemy.orm import Session, SessionTransaction

from mars.clock import now
from mars.database import db
from mars.domain import chain
from mars.domain.actors import Actor
from mars.domain.workflow import Event
from mars.keys import current_keys
from mars.store.entries import AuditEntry

PURPOSE = "audit"
TURN = 0x4D415253
"""The lock that transactions take in turn on PostgreSQL; on SQLite only one writes anyway."""
WAITING = "mars_audit"

_TABLE = cast(Table, AuditEntry.__table__)
_TAKE_TURN = select(func.pg_advisory_xact_lock(TURN))
_LAST = select(_TABLE.c.sequence, _TABLE.c.mac).order_by(_TABLE.c.sequence.desc()).limit(1)
_ADD = insert(_TABLE)


@dataclass(frozen=True, slots=True)
class _Fact:
    """What is to be a row once the change is committed."""

    at: datetime
    actor_kind: str
    actor_id: str
    event: Event
    supervision_id: str | None
    object_id: str | None

    @property
    def fields(self) -> tuple[chain.Field, ...]:
        words = (self.actor_kind, self.actor_id, self.event, self.supervision_id, self.object_id)
        return (chain.written(self.at), *(None if w is None else w.encode() for w in words))


def record(
    actor: Actor, event: Event, supervision_id: str | None = None, object_id: str | None = None
) -> None:
    """Add the audit row for a change to the open transaction; the verb commits both together."""
    if not actor.id:
        raise ValueError("an audit row needs an actor")
    session = db.session()
    if not session.in_transaction():
        session.begin()
    fact = _Fact(now(), actor.kind.value, actor.id, event, supervision_id, object_id)
    session.info.setdefault(WAITING, []).append(fact)


def acting() -> str:
    """The key of who acts in the open transaction; empty before anything was recorded."""
    facts: list[_Fact] = db.session().info.get(WAITING, [])
    return facts[-1].actor_id if facts else ""


@event.listens_for(Session, "before_commit")
def _write(session: Session) -> None:
    """Put the rows of this transaction at the end of the chain, last of all that it does.

    So nothing can wait for this transaction while it waits for its turn, and the turn is short.
    """
    facts: list[_Fact] = session.info.pop(WAITING, [])
    if not facts:
        return
    session.flush()
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(_TAKE_TURN)
    keys, rows = current_keys(), []
    last = connection.execute(_LAST).first()
    sequence, mac = (last.sequence, last.mac) if last else (0, b"")
    for fact in facts:
        sequence += 1
        mac = keys.mac(PURPOSE, chain.bound(mac, sequence, fact.fields))
        rows.append({**asdict(fact), "sequence": sequence, "mac": mac})
    connection.execute(_ADD, rows)


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(WAITING, None)
