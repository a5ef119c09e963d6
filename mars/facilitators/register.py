"""The register as a read model: one sheet of it, with how often and when each last facilitated."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select

from mars.database import db
from mars.domain.answering import NominationState
from mars.domain.practice_models import Model
from mars.domain.sheets import Sheet, sheet_of
from mars.store.meetings import Meeting
from mars.store.people import Agency, Facilitator
from mars.store.supervisions import Nomination


@dataclass(frozen=True, slots=True)
class FacilitatorRow:
    """One entry of the register."""

    id: str
    name: str
    job: str
    agency: str
    models: tuple[str, ...]
    note: str
    count: int
    """Sessions they have facilitated."""
    last: datetime | None
    """When they last facilitated: for a fair share."""
    retired: bool


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """One sheet of the register."""

    rows: tuple[FacilitatorRow, ...]
    q: str
    sheet: Sheet


def find(q: str, number: int = 1, *, retired: bool = False) -> RegisterPage:
    """The facilitators whose name, agency or model holds `q`, 20 a page. 2 queries."""
    where = _matching(q, retired)
    found = (
        db.session.scalar(
            select(func.count()).select_from(Facilitator).join(Facilitator.agency).where(*where)
        )
        or 0
    )
    sheet = sheet_of(found, number)
    rows = db.session.execute(
        _statement().where(*where).limit(sheet.rows).offset(sheet.start)
    ).all()
    return RegisterPage(tuple(_row(*row) for row in rows), q, sheet)


def _matching(q: str, retired: bool) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if not retired:
        where.append(Facilitator.retired_at.is_(None))
    words = q.lower().split()
    for word in words:
        like = f"%{_escaped(word)}%"
        models = [model for model in Model if word in model.label.lower()]
        where.append(
            or_(
                func.lower(Facilitator.name).like(like, escape="\\"),
                func.lower(Agency.name).like(like, escape="\\"),
                *(_offers(model) for model in models),
            )
        )
    return where


def _offers(model: Model) -> ColumnElement[bool]:
    return (" " + Facilitator.models + " ").contains(f" {model.value} ", autoescape=True)


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _statement() -> Select[Facilitator, str, int, datetime | None]:
    """Each facilitator with the sessions that were held with them."""
    held = (
        select(
            Nomination.facilitator_id,
            func.count().label("count"),
            func.max(Meeting.starts_at).label("last"),
        )
        .join(Meeting, Meeting.supervision_id == Nomination.supervision_id)
        .where(Nomination.state == NominationState.ACCEPTED, Meeting.held.is_(True))
        .group_by(Nomination.facilitator_id)
        .subquery()
    )
    return (
        select(Facilitator, Agency.name, func.coalesce(held.c.count, 0), held.c.last)
        .join(Facilitator.agency)
        .outerjoin(held, held.c.facilitator_id == Facilitator.id)
        .order_by(Facilitator.retired_at.is_not(None), Facilitator.name, Facilitator.id)
    )


def _row(
    facilitator: Facilitator, agency: str, count: int, last: datetime | None
) -> FacilitatorRow:
    return FacilitatorRow(
        id=facilitator.id,
        name=facilitator.name,
        job=facilitator.job,
        agency=agency,
        models=tuple(Model(word).label for word in facilitator.models.split()),
        note=facilitator.note,
        count=count,
        last=last,
        retired=facilitator.retired_at is not None,
    )
