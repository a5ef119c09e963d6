"""The list of requests: one's own, or all that were sent for the coordinator. No initials in it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select

from mars.database import db
from mars.domain.actors import Actor, Role
from mars.domain.answering import NominationState
from mars.domain.sheets import Sheet, sheet_of
from mars.domain.statuses import STANDINGS, Status
from mars.store.meetings import Meeting
from mars.store.people import Agency
from mars.store.supervisions import Nomination, Supervision


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One request in the list."""

    reference: str
    agency: str
    status: Status
    colour: str
    starts_at: datetime | None
    asked_at: datetime | None


@dataclass(frozen=True, slots=True)
class RequestsPage:
    """One sheet of the list."""

    rows: tuple[RequestRow, ...]
    sheet: Sheet
    sees_all: bool


def index(actor: Actor, wanted: str, status: Status | None, number: int) -> RequestsPage:
    """Requests the actor may see whose reference holds `wanted`, the newest first. 2 queries.

    `number`: the sheet from 1; beyond the last one, the last is shown.
    """
    sees_all = Role.COORDINATOR in actor.roles
    where = [_visible_to(actor, sees_all)]
    if wanted:
        where.append(Supervision.reference.contains(wanted.upper(), autoescape=True))
    if status is not None:
        where.append(Supervision.status == status)
    found = db.session.scalar(select(func.count()).select_from(Supervision).where(*where)) or 0
    sheet = sheet_of(found, number)
    return RequestsPage(_rows(where, sheet), sheet, sees_all)


def _visible_to(actor: Actor, sees_all: bool) -> ColumnElement[bool]:
    facilitates = (
        select(Nomination.id)
        .where(
            Nomination.supervision_id == Supervision.id,
            Nomination.state == NominationState.ACCEPTED,
            Nomination.email == actor.email,
        )
        .exists()
    )
    mine = or_(Supervision.requester_id == actor.id, facilitates)
    return or_(mine, Supervision.status != Status.DRAFT) if sees_all else mine


def _rows(where: list[ColumnElement[bool]], sheet: Sheet) -> tuple[RequestRow, ...]:
    rows = db.session.execute(
        select(
            Supervision.reference,
            Agency.name.label("agency"),
            Supervision.status,
            Meeting.starts_at,
            Supervision.asked_at,
        )
        .outerjoin(Agency, Agency.id == Supervision.agency_id)
        .outerjoin(Meeting, Meeting.supervision_id == Supervision.id)
        .where(*where)
        .order_by(
            func.coalesce(Supervision.asked_at, Supervision.created_at).desc(), Supervision.id
        )
        .limit(sheet.rows)
        .offset(sheet.start)
    )
    return tuple(
        RequestRow(
            row.reference,
            row.agency or "",
            row.status,
            STANDINGS[row.status].colour,
            row.starts_at,
            row.asked_at,
        )
        for row in rows
    )
