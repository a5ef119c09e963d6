"""What an administrator does with people. Nothing here is about a family."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, select

from mars import audit
from mars import roles as told
from mars.clock import now
from mars.database import db
from mars.domain.actors import CLOCK, Actor, Role
from mars.domain.called import fit_name
from mars.domain.errors import InvalidError, NotFoundError
from mars.domain.granting import check_not_own_roles, gives_alone, is_oneself
from mars.domain.people import (
    check_can_be_disabled,
    check_can_lose,
    check_staff_address,
    name_from_address,
)
from mars.domain.workflow import Event
from mars.people import closing, giving
from mars.shapes import as_address
from mars.store.people import Person


def add(actor: Actor, email: str, name: str, roles: Iterable[Role], domains: Iterable[str]) -> str:
    """Add somebody who has not signed in yet. Returns their key.

    Roles count once somebody else has confirmed them (see `change`). Raises InvalidError for an
    address outside `domains`, one that is known already, or roles that nobody could confirm.
    """
    address, wanted = email.lower(), frozenset(roles)
    check_staff_address(address, domains)
    if db.session.scalar(select(Person.id).where(Person.email == address)):
        raise InvalidError("Somebody with this address is in the list already", field="email")
    person = Person(email=address, name=name, roles="", created_at=now())
    giving.check_can_give(actor, person, wanted)

    db.session.add(person)
    db.session.flush()
    audit.record(actor, Event.PERSON_ADDED, object_id=person.id)
    giving.give(actor, person, wanted)

    giving.tell(actor, person, wanted)

    db.session.commit()
    return person.id


def change(actor: Actor, person_id: str, name: str, roles: Iterable[Role] | None) -> None:
    """Change what somebody is called and their roles (None: as they are).

    A role that is taken away is gone at once. One that is given waits until another administrator
    or a coordinator confirms it, unless a coordinator gives it. Raises InvalidError for one's own
    roles, for roles that nobody could confirm, and when nobody would be left to look after people.
    """
    person = _find(person_id)
    held, waiting = giving.roles_in(person.roles), giving.roles_in(person.proposed_roles)
    is_own = is_oneself(actor, person.id, person.email)
    wanted = held | waiting if roles is None else frozenset(roles)
    check_not_own_roles(is_own and roles is not None and wanted != held)
    if Role.ADMINISTRATOR not in wanted and _is_administrator(person):
        check_can_lose(_administrators())
    given = wanted - held
    is_news = roles is not None and not is_own and (given != waiting or gives_alone(actor))
    if is_news:
        giving.check_can_give(actor, person, given)

    if name != person.name:
        audit.record(actor, Event.PERSON_CHANGED, object_id=person.id)
    if not held <= wanted:
        audit.record(actor, Event.ROLES_CHANGED, object_id=person.id)
    person.name, person.roles = name, giving.words(held & wanted)
    if is_news:
        giving.give(actor, person, given)

    if is_news:
        giving.tell(actor, person, given)

    db.session.commit()


def confirm(actor: Actor, person_id: str) -> None:
    """Let the roles count that somebody else proposed.

    Raises InvalidError for who proposed them or is concerned, NotNowError when none wait.
    """
    person = _find(person_id)
    proposed = giving.proposed_to(actor, person)
    proposer = db.session.get(Person, person.proposed_by_id)

    person.roles = giving.words(giving.roles_in(person.roles) | proposed)
    giving.forget_proposal(person)
    audit.record(actor, Event.ROLES_CHANGED, object_id=person.id)

    proposed_by = proposer.name if proposer else "Somebody"
    told.take_back(person)
    told.tell_given(person, proposed, f"{proposed_by}, confirmed by {actor.name}")

    db.session.commit()


def refuse(actor: Actor, person_id: str) -> None:
    """Let the roles that somebody else proposed come to nothing. Raises like `confirm`."""
    person = _find(person_id)
    giving.proposed_to(actor, person)

    giving.forget_proposal(person)
    audit.record(actor, Event.ROLES_REFUSED, object_id=person.id)

    told.take_back(person)

    db.session.commit()


def disable(actor: Actor, person_id: str) -> None:
    """Let somebody sign in no more; where they are signed in, it is over at once.

    What is open for their address ends, with its links, and the coordinators hear of it.

    Raises InvalidError for oneself, and for the last who looks after people.
    """
    person = _find(person_id)
    check_can_be_disabled(person.id == actor.id)
    if _is_administrator(person):
        check_can_lose(_administrators())

    if person.disabled_at is None:
        person.disabled_at = person.signed_out_at = now()
        giving.forget_proposal(person)
        audit.record(actor, Event.PERSON_DISABLED, object_id=person.id)
        db.session.flush()
        closing.close(actor, person)

    db.session.commit()


def enable(actor: Actor, person_id: str) -> None:
    """Let somebody sign in again. The roles they had are given anew, as in `change`.

    Raises InvalidError if they had roles that nobody could confirm.
    """
    person = _find(person_id)
    had = giving.roles_in(person.roles) if person.account is None else frozenset()
    if person.disabled_at is None:
        return
    giving.check_can_give(actor, person, had)

    person.disabled_at = None
    audit.record(actor, Event.PERSON_ENABLED, object_id=person.id)
    if had:
        person.roles = ""
        giving.give(actor, person, had)

    giving.tell(actor, person, had)

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

    enable(CLOCK, person.id)
    change(CLOCK, person.id, fit_name(name) or person.name, {role, *giving.roles_in(person.roles)})
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
    return told.holds(Role.ADMINISTRATOR)
