"""What an administrator does with people. Nothing here is about a family."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, select

from mars import audit
from mars.clock import now
from mars.database import db
from mars.domain.actors import CLOCK, Actor, Role
from mars.domain.called import fit_name
from mars.domain.errors import InvalidError, NotFoundError
from mars.domain.people import (
    check_can_be_disabled,
    check_can_lose,
    check_staff_address,
    name_from_address,
)
from mars.domain.workflow import Event
from mars.shapes import as_address
from mars.store.people import Person


def add(actor: Actor, email: str, name: str, roles: Iterable[Role], domains: Iterable[str]) -> str:
    """Add somebody who has not signed in yet. Returns their key.

    Raises InvalidError for an address outside `domains`, or one that is known already.
    """
    address = email.lower()
    check_staff_address(address, domains)
    if db.session.scalar(select(Person.id).where(Person.email == address)):
        raise InvalidError("Somebody with this address is in the list already", field="email")

    person = Person(email=address, name=name, roles=_words(roles), created_at=now())
    db.session.add(person)
    audit.record(actor, Event.PERSON_ADDED, object_id=person.id)

    db.session.commit()
    return person.id


def change(actor: Actor, person_id: str, name: str, roles: Iterable[Role] | None) -> None:
    """Change what somebody is called and their roles (None: as they are).

    Raises InvalidError when nobody would be left to look after people.
    """
    person = _find(person_id)
    held = person.roles if roles is None else _words(roles)
    if Role.ADMINISTRATOR not in held.split() and _is_administrator(person):
        check_can_lose(_administrators())

    if name != person.name:
        audit.record(actor, Event.PERSON_CHANGED, object_id=person.id)
    if held != person.roles:
        audit.record(actor, Event.ROLES_CHANGED, object_id=person.id)
    person.name, person.roles = name, held

    db.session.commit()


def disable(actor: Actor, person_id: str) -> None:
    """Let somebody sign in no more; where they are signed in, it is over at once.

    Raises InvalidError for oneself, and for the last who looks after people.
    """
    person = _find(person_id)
    check_can_be_disabled(person.id == actor.id)
    if _is_administrator(person):
        check_can_lose(_administrators())

    if person.disabled_at is None:
        person.disabled_at = person.signed_out_at = now()
        audit.record(actor, Event.PERSON_DISABLED, object_id=person.id)

    db.session.commit()


def enable(actor: Actor, person_id: str) -> None:
    """Let somebody sign in again, with the roles they had."""
    person = _find(person_id)

    if person.disabled_at is not None:
        person.disabled_at = None
        audit.record(actor, Event.PERSON_ENABLED, object_id=person.id)

    db.session.commit()


def sign_out(actor: Actor, person_id: str) -> None:
    """End every visit of this person, wherever it is."""
    person = _find(person_id)

    person.signed_out_at = now()
    audit.record(actor, Event.SIGNED_OUT_EVERYWHERE, object_id=person.id)

    db.session.commit()


def appoint(email: str, name: str, role: Role, domains: Iterable[str]) -> str:
    """Give a role from the command line, to somebody new as well. Returns what was done.

    Raises InvalidError for an address outside `domains`.
    """
    address = as_address(email)
    check_staff_address(address, domains)
    person = db.session.scalar(select(Person).where(Person.email == address).with_for_update())
    if person is None:
        called = fit_name(name) or name_from_address(address)
        add(CLOCK, address, called, [role], domains)
        return f"{address} is added and is {role.label.lower()}."

    roles = {role, *(Role(word) for word in person.roles.split())}
    change(CLOCK, person.id, fit_name(name) or person.name, roles)
    enable(CLOCK, person.id)
    return f"{address} is {role.label.lower()}."


def _find(person_id: str) -> Person:
    """The person, with all who look after people locked: two at once must not remove the last."""
    db.session.execute(select(Person.id).where(_looks_after()).with_for_update()).all()
    found = db.session.get(Person, person_id, with_for_update=True)
    if found is None:
        raise NotFoundError("There is no such person.")
    return found


def _administrators() -> int:
    """How many look after people now."""
    return len(db.session.scalars(select(Person.id).where(_looks_after())).all())


def _is_administrator(person: Person) -> bool:
    return person.disabled_at is None and Role.ADMINISTRATOR in person.roles.split()


def _looks_after() -> ColumnElement[bool]:
    return and_(Person.disabled_at.is_(None), Person.roles.contains(Role.ADMINISTRATOR.value))


def _words(roles: Iterable[Role]) -> str:
    wanted = set(roles)
    return " ".join(role.value for role in Role if role in wanted)
