"""What the cast does, by the verbs that real people use: no impossible state can be faked."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import or_, select

from mars import clock
from mars.answers import verbs as answers
from mars.asking import verbs as asking
from mars.database import db
from mars.dates import verbs as dates
from mars.domain import drafts
from mars.domain.actors import Actor, ActorKind, Role
from mars.domain.answering import DeclineReason
from mars.domain.asking import Place
from mars.domain.holding import Mark
from mars.domain.posting import LetterState, Outcome
from mars.domain.summarising import Content
from mars.facilitators import verbs as facilitators
from mars.people import verbs as people
from mars.rehearsal.script import Script
from mars.sessions import verbs as sessions
from mars.sessions.came import REQUESTER
from mars.store.doors import Link
from mars.store.invitations import Invitation
from mars.store.letters import OutboxLetter
from mars.store.meetings import Meeting, Receipt, Summary
from mars.store.people import Facilitator, Lead, Person
from mars.store.supervisions import OfferedTime, Supervision
from mars.summaries import verbs as summaries
from mars.summaries import versions
from mars.supervisions import live_nomination, open_invitations


@contextmanager
def days_ago(days: int) -> Iterator[None]:
    """Let the clock show this many days before now, and put it back."""
    before = clock.ahead()
    clock.set_ahead(before - timedelta(days=days))
    try:
        yield
    finally:
        clock.set_ahead(before)


def propose(who: str, whom: str, role: Role) -> None:
    """An administrator proposes a role, which waits for a second person."""
    key = staff(whom).id
    people.change(staff(who), key, whom, [role])


def staff(name: str) -> Actor:
    """One of the staff, signed in."""
    row = db.session.scalars(select(Person).where(Person.name == name)).one()
    roles = frozenset(Role(word) for word in row.roles.split())
    return Actor(ActorKind.STAFF, row.id, row.name, row.email, roles)


def guest(name: str, email: str, subject_id: str) -> Actor:
    """Somebody who came by the last link that was sent about this thing."""
    abouts = (Link.invitation_id, Link.nomination_id, Link.receipt_id)
    link_id = db.session.scalars(
        select(Link.id)
        .where(or_(*(about == subject_id for about in abouts)))
        .order_by(Link.created_at.desc(), Link.id)
        .limit(1)
    ).one()
    return Actor(ActorKind.GUEST, link_id, name, email)


def write(script: Script, *pieces: drafts.Piece) -> str:
    """Begin the scripted request and fill it in, its team included. Returns its key."""
    who = staff(script.requester)
    reference = asking.begin(who)
    key = db.session.scalars(select(Supervision.id).where(Supervision.reference == reference)).one()
    for piece in pieces or script.pieces():
        asking.save(who, key, piece)
    for name in script.team:
        lead = db.session.scalars(select(Lead).where(Lead.name == name)).one()
        member = drafts.Member(lead.agency_id, lead.name, lead.job, lead.email)
        asking.put_member(who, key, member)
    return key


def ask(script: Script) -> str:
    """Write the scripted request and send it. Returns its key."""
    key = write(script)
    asking.ask(staff(script.requester), key)
    return key


def look_for_facilitator(script: Script, key: str) -> None:
    """Ask the scripted facilitator from the register."""
    listed = db.session.scalars(
        select(Facilitator).where(Facilitator.name == script.facilitator)
    ).one()
    facilitators.ask_listed(
        staff(script.requester),
        key,
        listed.id,
        same_team=False,
        line_manager=False,
        knows_family=False,
    )


def facilitator_accepts(key: str) -> None:
    """The facilitator who was asked says yes to every time."""
    found = facilitator(key)
    nomination = live_nomination(key)
    if nomination is not None:
        answers.accept_facilitating(found, nomination.id, _times(key))


def facilitator(key: str) -> Actor:
    """Who is asked to facilitate or has accepted."""
    nomination = live_nomination(key)
    if nomination is None:
        raise LookupError("nobody is asked to facilitate")
    return guest(nomination.name, nomination.email, nomination.id)


def agree(key: str, names: Sequence[str], *, times: slice = slice(None)) -> None:
    """These people come, at these of the offered times."""
    for invitation in _invitations(key, names):
        actor = guest(invitation.name, invitation.email, invitation.id)
        answers.agree(actor, invitation.id, _times(key)[times])


def be_refused(key: str, name: str) -> None:
    """The mail server does not know the address of this person."""
    [invitation] = _invitations(key, [name])
    letter = db.session.scalars(
        select(OutboxLetter).where(OutboxLetter.subject_id == invitation.id)
    ).one()
    letter.state, letter.last_outcome = LetterState.REJECTED, Outcome.ADDRESS_REFUSED
    db.session.commit()


def decline(key: str, name: str, reason: DeclineReason = DeclineReason.DIARY) -> None:
    """This person cannot come."""
    [invitation] = _invitations(key, [name])
    actor = guest(invitation.name, invitation.email, invitation.id)
    answers.decline(actor, invitation.id, reason)


def fix_date(script: Script, key: str) -> None:
    """The requester fixes the first of the offered times."""
    dates.fix_date(
        staff(script.requester),
        key,
        time_id=_times(key)[0],
        minutes=script.minutes,
        place=Place.ONLINE,
        where="The link is in the team’s calendar",
    )


def hold(key: str, absent: Sequence[str] = ()) -> None:
    """An hour after it began the facilitator records who came."""
    with _at_session(key):
        marks = {
            invitation.id: Mark.NOTE if invitation.name in absent else Mark.CAME
            for invitation in open_invitations(key)
        }
        sessions.record_attendance(facilitator(key), key, marks | {REQUESTER: Mark.CAME}, [], "")


def summarise(key: str, content: Content) -> None:
    """The facilitator writes the page and sends it."""
    who = facilitator(key)
    summaries.save(who, key, content, versions.next_handle(None), frozenset())
    summary = versions.latest(key)
    if summary is not None:
        summaries.send(who, key, versions.handle(summary))


def record(key: str, but: int = 0) -> None:
    """The agencies tick the summary as recorded, all but the last `but` of them."""
    receipts = db.session.scalars(
        select(Receipt)
        .join(Summary, Summary.id == Receipt.summary_id)
        .where(Summary.supervision_id == key)
        .order_by(Receipt.invitation_id.is_(None).desc(), Receipt.id)
    ).all()
    for receipt in receipts[: len(receipts) - but]:
        if receipt.invitation_id is None:
            requester = staff(db.session.get_one(Supervision, key).requester_name)
            summaries.record(requester, key, receipt.id, for_any=False)
        else:
            summaries.record_by_link(guest("", "", receipt.id), key, receipt.id)


@contextmanager
def _at_session(key: str) -> Iterator[None]:
    starts_at = db.session.scalars(
        select(Meeting.starts_at).where(Meeting.supervision_id == key)
    ).one()
    before = clock.ahead()
    clock.set_ahead(before + (starts_at + timedelta(hours=1) - clock.now()))
    try:
        yield
    finally:
        clock.set_ahead(before)


def _times(key: str) -> list[str]:
    return list(
        db.session.scalars(
            select(OfferedTime.id)
            .where(OfferedTime.supervision_id == key)
            .order_by(OfferedTime.starts_at)
        )
    )


def _invitations(key: str, names: Sequence[str]) -> Sequence[Invitation]:
    return [invitation for invitation in open_invitations(key) if invitation.name in names]
