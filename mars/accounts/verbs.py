"""Signing in and out. Never tells whether an address has an account."""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import select

from mars import audit, codes
from mars.clock import now
from mars.database import db
from mars.domain.actors import CLOCK, Actor, ActorKind
from mars.domain.errors import InvalidError
from mars.domain.people import check_staff_address, name_from_address
from mars.domain.workflow import Event, LetterKind
from mars.post import outbox
from mars.post.codes_by_mail import sign_in_code
from mars.post.letters import Recipient
from mars.store.base import ID_LENGTH
from mars.store.people import Person


def send_code(email: str, browser: str, domains: Iterable[str]) -> str:
    """Send a code to a listed address. Returns the address as MARS knows it, in lower case.

    A disabled person gets no letter, and the same answer. Raises InvalidError for an address
    outside `domains`, TooManyError beyond 3 codes an hour or 10 a day.
    """
    address = email.lower()
    check_staff_address(address, domains)
    person = _find(address)

    subject = codes.address_subject(address)
    digits = codes.make(subject, browser)
    audit.record(_actor(person) if person else CLOCK, Event.CODE_SENT)

    if person is None or person.disabled_at is None:
        _queue_code(subject.rpartition(":")[2][:ID_LENGTH], person, address, digits)

    db.session.commit()
    return address


def sign_in(email: str, browser: str, typed: str) -> tuple[str, bool]:
    """Use up the code. Returns the person's key, and whether this is their first visit.

    Raises InvalidError for a code that is wrong, old or used, with the try counted.
    """
    try:
        codes.check(codes.address_subject(email), browser, typed)
    except InvalidError:
        db.session.commit()
        raise
    person = _find(email)
    if person is not None and person.disabled_at is not None:
        db.session.commit()
        raise InvalidError("This code no longer works. Ask for a new one.", field="code")

    is_new = person is None
    if person is None:
        person = Person(email=email, name=name_from_address(email), created_at=now())
        db.session.add(person)
    audit.record(_actor(person), Event.SIGNED_IN)

    db.session.commit()
    return person.id, is_new


def give_name(actor: Actor, name: str) -> None:
    """Keep what the person is called in letters and on pages."""
    person = db.session.get_one(Person, actor.id)

    person.name = name
    audit.record(actor, Event.DIRECTORY_CHANGED, object_id=person.id)

    db.session.commit()


def sign_out(actor: Actor) -> None:
    """Leave the witness that somebody signed out."""
    audit.record(actor, Event.SIGNED_OUT)

    db.session.commit()


def _find(email: str) -> Person | None:
    return db.session.scalar(select(Person).where(Person.email == email))


def _actor(person: Person) -> Actor:
    return Actor(ActorKind.STAFF, person.id, person.name, person.email)


def _queue_code(subject_id: str, person: Person | None, address: str, digits: str) -> None:
    """A letter with an earlier code that has not gone is taken back: its code is dead."""
    outbox.supersede(subject_id=subject_id)
    to = Recipient(person.name if person else "", address)
    letter = sign_in_code(to, subject_id, digits)
    revision = outbox.next_revision(LetterKind.SIGN_IN_CODE, subject_id)
    outbox.queue(replace(letter, revision=revision))
