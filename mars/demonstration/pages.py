"""The cast of the demonstration."""

from dataclasses import dataclass

from sqlalchemy import select

from mars.database import db
from mars.domain.actors import Role
from mars.store.people import Person


@dataclass(frozen=True, slots=True)
class CastRow:
    """Somebody to sign in as."""

    id: str
    name: str
    job: str
    part: str


def cast() -> tuple[CastRow, ...]:
    """Everybody in the directory of staff."""
    people = db.session.scalars(
        select(Person).where(Person.disabled_at.is_(None)).order_by(Person.name)
    )
    return tuple(CastRow(p.id, p.name, p.job, _part(p)) for p in people)


def find(person_id: str) -> CastRow | None:
    """The member of the cast with this key."""
    return next((row for row in cast() if row.id == person_id), None)


def _part(person: Person) -> str:
    return ", ".join(Role(word).label for word in person.roles.split()) or "Practitioner"
