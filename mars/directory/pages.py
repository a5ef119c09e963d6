"""What the directory's pages show. Leads' addresses are loaded for its keepers only."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, null, or_, select

from mars.database import db
from mars.domain.errors import NotFoundError
from mars.domain.sheets import Sheet, sheet_of
from mars.store.people import Agency, Lead, LocalSetting

NO_AGENCY = "There is no such agency."


@dataclass(frozen=True, slots=True)
class LeadRow:
    """A lead; `email` is empty for those who may not see it."""

    name: str
    job: str
    email: str


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """An agency with its leads."""

    id: str
    name: str
    phone: str
    domains: tuple[str, ...]
    retired: bool
    leads: tuple[LeadRow, ...]


@dataclass(frozen=True, slots=True)
class DirectoryPage:
    """One sheet of the directory."""

    agencies: tuple[AgencyRow, ...]
    sheet: Sheet
    wanted: str


@dataclass(frozen=True, slots=True)
class RetirePage:
    """What is about to be retired or brought back."""

    id: str
    name: str
    retired: bool


def directory(wanted: str, number: int, *, keeps: bool) -> DirectoryPage:
    """The agencies that match `wanted` by name or lead, sheet `number` from 1. 3 queries.

    `keeps`: also retired ones, and the leads' addresses.
    """
    found = db.session.scalar(select(func.count()).where(*_matching(wanted, keeps))) or 0
    sheet = sheet_of(found, number)
    rows = db.session.execute(
        _agencies()
        .where(*_matching(wanted, keeps))
        .order_by(Agency.name)
        .limit(sheet.rows)
        .offset(sheet.start)
    ).all()
    leads = _leads([row.id for row in rows], keeps=keeps)
    agencies = tuple(
        AgencyRow(r.id, r.name, r.phone, tuple(r.domains.split()), r.retired, leads[r.id])
        for r in rows
    )
    return DirectoryPage(agencies, sheet, wanted)


def agency(agency_id: str) -> AgencyRow:
    """One agency to edit, with its leads' addresses. 2 queries. Raises NotFoundError."""
    row = db.session.execute(_agencies().where(Agency.id == agency_id)).first()
    if row is None:
        raise NotFoundError(NO_AGENCY)
    leads = _leads([row.id], keeps=True)
    return AgencyRow(
        row.id, row.name, row.phone, tuple(row.domains.split()), row.retired, leads[row.id]
    )


def retiring(agency_id: str) -> RetirePage:
    """One agency to retire or bring back. 1 query. Raises NotFoundError."""
    row = db.session.execute(_agencies().where(Agency.id == agency_id)).first()
    if row is None:
        raise NotFoundError(NO_AGENCY)
    return RetirePage(row.id, row.name, row.retired)


def changed_settings() -> frozenset[str]:
    """The names of the settings that differ from their default. 1 query."""
    return frozenset(db.session.scalars(select(LocalSetting.name)))


def _agencies() -> Select[str, str, str, str, bool]:
    return select(
        Agency.id,
        Agency.name,
        Agency.phone,
        Agency.domains,
        Agency.retired_at.is_not(None).label("retired"),
    )


def _matching(wanted: str, keeps: bool) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Agency.id.is_not(None)]
    if not keeps:
        conditions.append(Agency.retired_at.is_(None))
    if wanted:
        led = select(Lead.agency_id).where(Lead.name.icontains(wanted, autoescape=True))
        named = Agency.name.icontains(wanted, autoescape=True)
        conditions.append(or_(named, Agency.id.in_(led)))
    return conditions


def _leads(agency_ids: list[str], *, keeps: bool) -> defaultdict[str, tuple[LeadRow, ...]]:
    """The leads of these agencies; the column of addresses is not even loaded unless `keeps`."""
    email = Lead.email if keeps else null()
    rows = db.session.execute(
        select(Lead.agency_id, Lead.name, Lead.job, email.label("email"))
        .where(Lead.agency_id.in_(agency_ids))
        .order_by(Lead.name)
    )
    found: defaultdict[str, tuple[LeadRow, ...]] = defaultdict(tuple)
    for row in rows:
        found[row.agency_id] += (LeadRow(row.name, row.job, row.email or ""),)
    return found
