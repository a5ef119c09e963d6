"""Who changed something last, and when: read from the audit for a page that shows two texts."""

from flask import g, request
from sqlalchemy import ColumnElement, select

from mars.database import db
from mars.domain.actors import ActorKind
from mars.store.doors import Link
from mars.store.entries import AuditEntry
from mars.store.invitations import Invitation
from mars.store.people import Person
from mars.store.supervisions import Nomination
from mars.web.editing import LastChange
from mars.web.forms import MarsForm

SOMEBODY = "Somebody"
BY_ITSELF = "MARS"


def find(form: MarsForm) -> LastChange | None:
    """The last change of what this form edits on the page asked for. 2 queries or none."""
    if not form.saved_as:
        return None
    row = db.session.execute(
        select(AuditEntry.at, AuditEntry.actor_kind, AuditEntry.actor_id)
        .where(AuditEntry.event.in_(form.saved_as), *_about())
        .order_by(AuditEntry.sequence.desc())
        .limit(1)
    ).first()
    return LastChange(_name(row.actor_kind, row.actor_id), row.at) if row else None


def _about() -> list[ColumnElement[bool]]:
    """The supervision that the address or the link names; or the thing itself, if one is named."""
    seen, link = g.get("seen"), g.get("link")
    if seen is not None:
        return [AuditEntry.supervision_id == seen.id]
    if link is not None:
        own = link.invitation_id or link.nomination_id
        return [AuditEntry.supervision_id == link.supervision_id, AuditEntry.object_id == own]
    named = list((request.view_args or {}).values())
    return [AuditEntry.object_id.in_(named)] if named else []


def _name(kind: str, key: str) -> str:
    if kind == ActorKind.STAFF:
        return db.session.scalar(select(Person.name).where(Person.id == key)) or SOMEBODY
    if kind != ActorKind.GUEST:
        return BY_ITSELF
    row = db.session.execute(
        select(Invitation.name, Nomination.name)
        .select_from(Link)
        .outerjoin(Invitation, Invitation.id == Link.invitation_id)
        .outerjoin(Nomination, Nomination.id == Link.nomination_id)
        .where(Link.id == key)
    ).first()
    return next((name for name in row or () if name), SOMEBODY)
