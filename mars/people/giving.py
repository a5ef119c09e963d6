"""How a role comes to count or to wait: sets it, with its audit row, and tells. Commits nothing."""

from collections.abc import Iterable

from sqlalchemy import func, select

from mars import audit
from mars import roles as told
from mars.clock import now
from mars.database import db
from mars.domain.actors import CLOCK, Actor, Role
from mars.domain.granting import (
    CONFIRMING,
    check_can_be_confirmed,
    check_can_confirm,
    gives_alone,
    is_oneself,
)
from mars.domain.workflow import Event
from mars.store.people import Person


def check_can_give(actor: Actor, person: Person, roles: frozenset[Role]) -> None:
    """Raise InvalidError if these roles would wait for somebody who is not there."""
    if roles and not gives_alone(actor):
        others = select(func.count()).where(
            told.holds(*CONFIRMING), Person.id.not_in([actor.id, person.id])
        )
        check_can_be_confirmed(db.session.scalar(others) or 0)


def give(actor: Actor, person: Person, roles: frozenset[Role]) -> None:
    """Let the roles count, or wait to be confirmed; with the audit's row of it."""
    waited = bool(person.proposed_roles)
    forget_proposal(person)
    if roles and gives_alone(actor):
        person.roles = words(roles_in(person.roles) | roles)
        audit.record(actor, Event.ROLES_CHANGED, object_id=person.id)
    elif roles:
        person.proposed_roles, person.proposed_at = words(roles), now()
        person.proposed_by_id = actor.id
        audit.record(actor, Event.ROLES_PROPOSED, object_id=person.id)
    elif waited:
        audit.record(actor, Event.ROLES_REFUSED, object_id=person.id)


def tell(actor: Actor, person: Person, roles: frozenset[Role]) -> None:
    """Queue the letters about roles that count now, or wait."""
    if roles and gives_alone(actor):
        given_by = "the command line" if actor == CLOCK else actor.name
        told.tell_given(person, roles, given_by)
    elif roles:
        told.ask_to_confirm(person, roles, actor.name)


def proposed_to(actor: Actor, person: Person) -> frozenset[Role]:
    """The roles that wait. Raises InvalidError, NotNowError."""
    proposed = roles_in(person.proposed_roles)
    check_can_confirm(
        proposed,
        is_proposer=person.proposed_by_id == actor.id,
        is_own=is_oneself(actor, person.id, person.email),
    )
    return proposed


def forget_proposal(person: Person) -> None:
    """Let nothing wait to be confirmed."""
    person.proposed_roles, person.proposed_by_id, person.proposed_at = "", None, None


def roles_in(words: str) -> frozenset[Role]:
    """The roles that role words name."""
    return frozenset(Role(word) for word in words.split())


def words(roles: Iterable[Role]) -> str:
    """Role words with spaces between them, as a person's row keeps them."""
    wanted = set(roles)
    return " ".join(role.value for role in Role if role in wanted)
