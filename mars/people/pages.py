"""What the people pages show. Nothing here comes from a request or a session."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased

from mars.database import db
from mars.domain.actors import Role
from mars.domain.errors import NotFoundError
from mars.domain.sheets import Sheet, sheet_of
from mars.store.people import Person

NO_PERSON = "There is no such person."


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody who signs in, or did."""

    id: str
    name: str
    email: str
    roles: tuple[Role, ...]
    proposed: tuple[Role, ...]
    """Roles that wait to be confirmed, by whom they were proposed and when."""
    proposed_by: str
    proposed_at: datetime | None
    disabled_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """One sheet of the list."""

    people: tuple[PersonRow, ...]
    sheet: Sheet
    wanted: str


def people(wanted: str, number: int) -> PeoplePage:
    """Those whose name or address holds `wanted`, sheet `number` from 1. 2 queries."""
    found = db.session.scalar(select(func.count()).where(*_matching(wanted))) or 0
    sheet = sheet_of(found, number)
    rows = db.session.execute(
        _people()
        .where(*_matching(wanted))
        .order_by(Person.disabled_at.is_not(None), Person.name, Person.email)
        .limit(sheet.rows)
        .offset(sheet.start)
    )
    return PeoplePage(tuple(_row(*row) for row in rows), sheet, wanted)


def person(person_id: str) -> PersonRow:
    """One of them. 1 query. Raises NotFoundError."""
    row = db.session.execute(_people().where(Person.id == person_id)).first()
    if row is None:
        raise NotFoundError(NO_PERSON)
    return _row(*row)


def _people() -> Select[Person, str | None]:
    proposer = aliased(Person)
    return select(Person, proposer.name).outerjoin(proposer, proposer.id == Person.proposed_by_id)


def _row(person: Person, proposed_by: str | None) -> PersonRow:
    return PersonRow(
        id=person.id,
        name=person.name,
        email=person.email,
        roles=_roles(person.roles),
        proposed=_roles(person.proposed_roles),
        proposed_by=proposed_by or "",
        proposed_at=person.proposed_at,
        disabled_at=person.disabled_at,
        created_at=person.created_at,
    )


def _roles(words: str) -> tuple[Role, ...]:
    return tuple(role for role in Role if role in words.split())


def _matching(wanted: str) -> list[ColumnElement[bool]]:
    if not wanted:
        return [Person.id.is_not(None)]
    columns = (Person.name, Person.email)
    return [or_(*(column.icontains(wanted, autoescape=True) for column in columns))]
