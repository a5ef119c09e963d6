"""Signing in and out. Never tells whether an address has an account."""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from mars import audit, codes
from mars.clock import now
from mars.database import db, writing
from mars.domain.actors import CLOCK, Actor, ActorKind, Role
from mars.domain.errors import InvalidError
from mars.domain.people import check_staff_address, name_from_address
from mars.domain.signing_in import Account, Refusal, SignInRefusedError
from mars.domain.workflow import Event, LetterKind
from mars.kept import ended
from mars.post import outbox
from mars.post.codes_by_mail import sign_in_code
from mars.post.letters import Recipient
from mars.roles import tell_given
from mars.store.people import Person


def send_code(email: str, asker: codes.Asker, domains: Iterable[str]) -> str:
    """Send a code to a listed address. Returns the address as MARS knows it, in lower case.

    For a disabled person the same is done, but the outbox keeps no letter. Raises InvalidError for
    an address outside `domains`, TooManyError beyond the codes that `asker` may have.
    """
    address = email.lower()
    check_staff_address(address, domains)
    person = _find(address)

    subject = codes.address_subject(address)
    digits = codes.make(subject, asker)
    audit.record(_actor(person) if person else CLOCK, Event.CODE_SENT)

    _queue_code(codes.letter_subject(subject, asker.browser), person, address, digits)

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


def admit(account: Account, domains: Iterable[str]) -> str:
    """Let in whom the council's sign-in service names. Returns their key.

    Name, address and roles become what the service says. Somebody who signed in by a code before
    is known again by the address, once. The service leads back by a GET, in which nothing could be
    written: so this opens its own transaction. Raises SignInRefusedError.
    """
    try:
        check_staff_address(account.email, domains)
    except InvalidError:
        raise SignInRefusedError(Refusal.WRONG_ADDRESS) from None
    with writing():
        return _admit(account)


def _admit(account: Account) -> str:
    known = db.session.scalar(select(Person).where(Person.account == account.key).with_for_update())
    person = _let_in(known or _find(account.email), account.email, account.name)
    if person.account not in {None, account.key} or _find(account.email) not in {None, person}:
        raise SignInRefusedError(Refusal.OTHER_ACCOUNT)

    roles = " ".join(role.value for role in Role if role in account.roles)
    given = account.roles - {Role(word) for word in person.roles.split()}
    if roles != person.roles:
        audit.record(CLOCK, Event.ROLES_CHANGED, object_id=person.id)
    person.account, person.roles = account.key, roles
    person.email, person.name = account.email, account.name
    audit.record(_actor(person), Event.SIGNED_IN)

    if given:
        tell_given(person, given, "the council’s sign-in service")

    db.session.commit()
    return person.id


def admit_named(email: str, domains: Iterable[str]) -> str:
    """Let in whom the trusted proxy names by address. Returns their key.

    Raises SignInRefusedError.
    """
    try:
        check_staff_address(email, domains)
    except InvalidError:
        raise SignInRefusedError(Refusal.WRONG_ADDRESS) from None

    person = _let_in(_find(email), email, name_from_address(email))
    audit.record(_actor(person), Event.SIGNED_IN)

    db.session.commit()
    return person.id


def _let_in(person: Person | None, email: str, name: str) -> Person:
    """The person, made if there is none. Raises SignInRefusedError for one who is disabled."""
    if person is None:
        person = Person(email=email, name=name, roles="", created_at=now())
        try:
            with db.session.begin_nested():
                db.session.add(person)
        except IntegrityError:  # in another browser at the same moment: now they are there
            person = db.session.scalars(select(Person).where(Person.email == email)).one()
    if person.disabled_at is not None:
        raise SignInRefusedError(Refusal.DISABLED)
    return person


def give_name(actor: Actor, name: str) -> None:
    """Keep what the person is called in letters and on pages."""
    person = db.session.get_one(Person, actor.id)

    person.name = name
    audit.record(actor, Event.NAME_CHANGED, object_id=person.id)

    db.session.commit()


def sign_out(actor: Actor | None, link_ids: Iterable[str], visits: Iterable[str]) -> None:
    """End this browser's visits: of who is signed in, and by links."""
    ended.end(actor, link_ids, visits)

    db.session.commit()


def sign_out_everywhere(actor: Actor) -> None:
    """End every visit of this person, this one too."""
    person = db.session.get_one(Person, actor.id)

    person.signed_out_at = now()
    audit.record(actor, Event.SIGNED_OUT_EVERYWHERE, object_id=person.id)

    db.session.commit()


def _find(email: str) -> Person | None:
    return db.session.scalar(select(Person).where(Person.email == email))


def _actor(person: Person) -> Actor:
    return Actor(ActorKind.STAFF, person.id, person.name, person.email)


def _queue_code(subject_id: str, person: Person | None, address: str, digits: str) -> None:
    """A letter with this browser's earlier code that has not gone is taken back."""
    outbox.supersede(subject_id=subject_id)
    to = Recipient(person.name if person else "", address)
    letter = sign_in_code(to, subject_id, digits)
    revision = outbox.next_revision(LetterKind.SIGN_IN_CODE, subject_id)
    outbox.queue(replace(letter, revision=revision))
