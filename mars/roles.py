"""Tells of roles that were given or wait to be confirmed, by letter to those who may confirm."""

from collections.abc import Iterable

from flask import current_app
from sqlalchemy import ColumnElement, and_, or_, select

from mars.database import db
from mars.domain.actors import Role
from mars.domain.granting import CONFIRMING
from mars.domain.workflow import LetterKind
from mars.post import outbox, to_keepers
from mars.post.letters import Recipient
from mars.store.people import Person


def holds(*roles: Role) -> ColumnElement[bool]:
    """Those who may sign in and hold one of these roles."""
    held = or_(*(Person.roles.contains(role.value) for role in roles))
    return and_(Person.disabled_at.is_(None), held)


def tell_given(person: Person, roles: Iterable[Role], by: str) -> None:
    """To every coordinator: this person holds these roles now."""
    grant, revision = _grant(person, roles, by, LetterKind.ROLE_GIVEN)
    for row in db.session.scalars(select(Person).where(holds(Role.COORDINATOR))):
        outbox.queue(to_keepers.role_given(Recipient(row.name, row.email), grant, revision))


def ask_to_confirm(person: Person, roles: Iterable[Role], by: str) -> None:
    """To everybody who may confirm: somebody proposes these roles for this person."""
    grant, revision = _grant(person, roles, by, LetterKind.ROLE_PROPOSED)
    url = f"{current_app.config['MARS'].base_url}/people/{person.id}/roles"
    take_back(person)
    for row in db.session.scalars(select(Person).where(holds(*CONFIRMING))):
        if row.id not in {person.id, person.proposed_by_id}:
            to = Recipient(row.name, row.email)
            outbox.queue(to_keepers.role_proposed(to, grant, url, revision))


def take_back(person: Person) -> None:
    """The letters that ask for a proposal's confirmation and have not gone."""
    outbox.supersede(subject_id=person.id, kinds=[LetterKind.ROLE_PROPOSED])


def _grant(
    person: Person, roles: Iterable[Role], by: str, kind: LetterKind
) -> tuple[to_keepers.Grant, int]:
    """What the letters say, and their revision."""
    wanted = set(roles)
    words = " and ".join(role.label.lower() for role in Role if role in wanted)
    grant = to_keepers.Grant(person.id, person.name, person.email, words, by)
    return grant, outbox.next_revision(kind, person.id)
