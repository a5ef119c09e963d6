"""Whose keys a row of the record holds: names for those who may see them. Never an address."""

from typing import Any

from sqlalchemy import func
from sqlalchemy.orm import aliased

from mars.domain.actors import ActorKind
from mars.store.doors import Link
from mars.store.entries import AuditEntry
from mars.store.invitations import Invitation
from mars.store.letters import OutboxLetter
from mars.store.meetings import Receipt
from mars.store.people import Agency, Person
from mars.store.supervisions import FamilyUpdate, Nomination, Supervision

GONE = "Somebody no longer listed"
CLOCK = "MARS"

_ReadBy, _GuestAsked, _GuestNamed = aliased(Receipt), aliased(Invitation), aliased(Nomination)
_AskedAgency, _TickAgency, _NamedAgency = aliased(Agency), aliased(Agency), aliased(Agency)

COLUMNS = (
    Person.name.label("staff"),
    Link.id.label("link"),
    _GuestAsked.name.label("guest_asked"),
    _GuestNamed.name.label("guest_named"),
    Supervision.requester_name.label("requester"),
    Invitation.name.label("asked"),
    _AskedAgency.name.label("asked_agency"),
    Nomination.name.label("named"),
    _NamedAgency.name.label("named_agency"),
    _TickAgency.name.label("tick_agency"),
    OutboxLetter.kind.label("letter"),
    FamilyUpdate.telling.label("telling"),
)


def joined(statement: Any) -> Any:
    """The statement with everybody and everything that a row's keys can mean."""
    entry = AuditEntry
    return (
        statement.select_from(entry)
        .outerjoin(Person, Person.id == entry.actor_id)
        .outerjoin(Link, Link.id == entry.actor_id)
        .outerjoin(_ReadBy, _ReadBy.id == Link.receipt_id)
        .outerjoin(
            _GuestAsked,
            _GuestAsked.id == func.coalesce(Link.invitation_id, _ReadBy.invitation_id),
        )
        .outerjoin(_GuestNamed, _GuestNamed.id == Link.nomination_id)
        .outerjoin(Supervision, Supervision.id == entry.supervision_id)
        .outerjoin(Invitation, Invitation.id == entry.object_id)
        .outerjoin(_AskedAgency, _AskedAgency.id == Invitation.agency_id)
        .outerjoin(Nomination, Nomination.id == entry.object_id)
        .outerjoin(_NamedAgency, _NamedAgency.id == Nomination.agency_id)
        .outerjoin(Receipt, Receipt.id == entry.object_id)
        .outerjoin(_TickAgency, _TickAgency.id == Receipt.agency_id)
        .outerjoin(OutboxLetter, OutboxLetter.id == entry.object_id)
        .outerjoin(FamilyUpdate, FamilyUpdate.id == entry.object_id)
    )


def actor(kind: str, row: Any) -> str:
    """Who acted, in a row of `COLUMNS`."""
    if kind == ActorKind.CLOCK:
        return CLOCK
    if kind == ActorKind.GUEST and row.link:
        return f"{_guest(row) or row.requester or GONE} (by link)"
    return str(row.staff or GONE)


def thing(row: Any) -> str:
    """To whom or to what it was done; empty where that goes without saying."""
    if row.asked or row.named:
        if (row.asked or row.named) == _guest(row):
            return ""
        return _with_agency(row.asked or row.named, row.asked_agency or row.named_agency)
    if row.telling:
        return str(row.telling.label)
    return f"“{row.letter.label}”" if row.letter else str(row.tick_agency or "")


def _guest(row: Any) -> str:
    """For whom the link was sent by which a guest came."""
    return str(row.guest_asked or row.guest_named or "")


def _with_agency(name: str, agency: str | None) -> str:
    return f"{name} ({agency})" if agency else name
