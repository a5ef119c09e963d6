"""Makes what a test needs by the verbs that people use: no impossible state can be faked."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from email import message_from_bytes, policy

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from mars import clock, database
from mars.answers import colleagues
from mars.answers import verbs as answers
from mars.asking import verbs as asking
from mars.database import db
from mars.dates import verbs as dates
from mars.domain import drafts
from mars.domain.actors import Actor, ActorKind, Role
from mars.domain.answering import DeclineReason
from mars.domain.asking import AgeBand, Hope, OpenTo, Place
from mars.domain.holding import EndReason, Mark, Telling, Told
from mars.domain.practice_models import Model
from mars.domain.summarising import Content
from mars.domain.workflow import LetterKind, Step
from mars.facilitators import verbs as facilitators
from mars.families import verbs as families
from mars.rehearsal import cast
from mars.requests import verbs as requests
from mars.sessions import verbs as sessions
from mars.sessions.came import REQUESTER
from mars.store.invitations import Invitation
from mars.store.letters import OutboxLetter
from mars.store.meetings import Meeting, Receipt, Summary
from mars.store.people import Facilitator, Lead, Person
from mars.store.supervisions import Nomination, OfferedTime, Supervision
from mars.summaries import verbs as summaries
from mars.summaries import versions
from mars.supervisions import live_nomination, open_invitations

TEAM = ("Grace Whitlock", "Tom Hargreave", "Dr Leila Nasser", "Joan Petrie")
INITIALS, STUCK, HOPE = "Q.Z.", "canary stuck text", "canary hope text"


@contextmanager
def arranging(app: Flask) -> Iterator[None]:
    """Where verbs can be called: inside the application, with the right to write."""
    with app.test_request_context(), database.writing():
        yield


def partnership() -> None:
    """The fictional agencies, leads, facilitators and staff of the demonstration."""
    cast.enter()


def person(name: str = "Hana Osei") -> Actor:
    """One of the staff, signed in."""
    row = db.session.scalars(select(Person).where(Person.name == name)).one()
    roles = frozenset(Role(word) for word in row.roles.split())
    return Actor(ActorKind.STAFF, row.id, row.name, row.email, roles)


def sign_in(client: FlaskClient, who: Actor) -> None:
    """Let the browser be signed in as `who`."""
    stamp = int(clock.now().timestamp())
    with client.session_transaction() as session:
        session["person"] = {"id": who.id, "since": stamp, "seen": stamp}


def browser(app: Flask, who: Actor | None = None) -> FlaskClient:
    """A fresh browser, signed in as `who` if given."""
    client = app.test_client()
    if who is not None:
        sign_in(client, who)
    return client


def ahead(days: int, hour: int = 14) -> datetime:
    """A moment this many working days from now."""
    return clock.from_local(clock.add_working_days(clock.today(), days), time(hour))


def begun(who: Actor) -> Supervision:
    """A draft in which nothing was typed yet."""
    return supervision(asking.begin(who))


def a_draft(
    who: Actor, *, team: Sequence[str] = TEAM, times: Sequence[datetime] | None = None
) -> Supervision:
    """A whole draft, ready to send, that leaves the facilitator to be found."""
    row = begun(who)
    agency_id = db.session.scalars(select(Person.agency_id).where(Person.id == who.id)).one()
    for piece in (
        drafts.RightPlace(Hope.REFLECT),
        drafts.Asker(who.name, "Health visitor", agency_id, phone="01632 960 150"),
        drafts.Children((drafts.Child(INITIALS, "LCS 4410-F"),), "LCS", 1, AgeBand.UNDER_FIVE),
        drafts.Plan(OpenTo.CHILD_PROTECTION),
        drafts.Stuck(STUCK, HOPE),
        drafts.Shape(Model.SIGNS_OF_SAFETY),
        drafts.Candidate(drafts.Way.FIND),
        drafts.FamilyKnows(Told.YES, "Hana Osei", clock.today()),
        drafts.Offer(tuple(times or (ahead(8), ahead(9), ahead(10))), Place.ONLINE, "", 60),
    ):
        asking.save(who, row.id, piece)
    for name in team:
        lead = db.session.scalars(select(Lead).where(Lead.name == name)).one()
        asking.put_member(
            who, row.id, drafts.Member(lead.agency_id, lead.name, lead.job, lead.email)
        )
    return row


def send(who: Actor, row: Supervision) -> None:
    """Send a draft that is ready."""
    asking.ask(who, row.id)


def an_asked(who: Actor, *, team: Sequence[str] = TEAM) -> Supervision:
    """A request that was sent: every agency asked, nobody has answered, no facilitator."""
    row = a_draft(who, team=team)
    asking.ask(who, row.id)
    return row


def ask_facilitator(who: Actor, row: Supervision, name: str = "Yusuf Demir") -> Nomination:
    """Ask somebody from the register to facilitate."""
    listed = db.session.scalars(select(Facilitator).where(Facilitator.name == name)).one()
    key = facilitators.ask_listed(
        who, row.id, listed.id, same_team=False, line_manager=False, knows_family=False
    )
    return db.session.get_one(Nomination, key)


def by_link(name: str, email: str) -> Actor:
    """A guest, as a link makes one."""
    return Actor(ActorKind.GUEST, "0123456789abcdef", name, email)


def invitation_of(row: Supervision, name: str) -> Invitation:
    """The open invitation of this person."""
    rows = db.session.scalars(
        select(Invitation).where(Invitation.supervision_id == row.id, Invitation.ended_at.is_(None))
    )
    [found] = [one for one in rows if one.name == name]
    return found


def propose(row: Supervision, name: str) -> None:
    """Whoever holds this person's link would have somebody else answer, who waits for a yes."""
    invited = invitation_of(row, name)
    who = colleagues.Named("Pat Lowe", "Nurse", f"pat.lowe@{invited.email.partition('@')[2]}")
    colleagues.name(by_link(invited.name, invited.email), invited.id, who, proved=False)


def time_ids(row: Supervision) -> list[str]:
    """The keys of the offered times, the earliest first."""
    return list(
        db.session.scalars(
            select(OfferedTime.id)
            .where(OfferedTime.supervision_id == row.id)
            .order_by(OfferedTime.starts_at)
        )
    )


def agree_all(row: Supervision, *, but: Sequence[str] = ()) -> None:
    """Everybody asked, but those named, comes and can at every time."""
    for invitation in db.session.scalars(
        select(Invitation).where(Invitation.supervision_id == row.id, Invitation.ended_at.is_(None))
    ).all():
        if invitation.name not in but:
            answers.agree(by_link(invitation.name, invitation.email), invitation.id, time_ids(row))


def accept(row: Supervision) -> None:
    """The facilitator who is asked says yes, to every time that is offered."""
    found = live_nomination(row.id)
    assert found
    answers.accept_facilitating(by_link(found.name, found.email), found.id, time_ids(row))


def a_ready_but_one(who: Actor, name: str) -> Supervision:
    """A request that waits for the answer of one person alone."""
    row = an_asked(who)
    nomination = ask_facilitator(who, row)
    answers.accept_facilitating(
        by_link(nomination.name, nomination.email), nomination.id, time_ids(row)
    )
    agree_all(row, but=[name])
    return row


def give_code(client: FlaskClient, address: str, email: str) -> None:
    """Prove by the emailed code that `email`, to which the link of this page went, is one's own."""
    client.post(f"{address}/code", data={"reader": "myself"})
    with client.application.app_context():
        digits = code_to(email)
    client.post(f"{address}/code/check", data={"code": digits})


def decline(row: Supervision, name: str, reason: DeclineReason) -> None:
    """Somebody who was asked cannot come."""
    invitation = invitation_of(row, name)
    answers.decline(by_link(invitation.name, invitation.email), invitation.id, reason)


def get_ready(who: Actor, row: Supervision, facilitator: str = "Yusuf Demir") -> None:
    """Pass the three gates."""
    nomination = ask_facilitator(who, row, facilitator)
    answers.accept_facilitating(
        by_link(nomination.name, nomination.email), nomination.id, time_ids(row)
    )
    agree_all(row)


def a_ready(who: Actor, *, facilitator: str = "Yusuf Demir") -> Supervision:
    """A request whose three gates are passed."""
    row = an_asked(who)
    get_ready(who, row, facilitator)
    return row


def fix_date(who: Actor, row: Supervision) -> None:
    """Fix the first of the offered times."""
    dates.fix_date(who, row.id, time_id=time_ids(row)[0], minutes=60, place=Place.ONLINE)


def an_arranged(who: Actor, *, facilitator: str = "Yusuf Demir") -> Supervision:
    """A request with its date fixed."""
    row = a_ready(who, facilitator=facilitator)
    fix_date(who, row)
    return row


def marks(row: Supervision) -> dict[str, str]:
    """The form on which everybody asked came, and the requester."""
    keys = [invitation.id for invitation in open_invitations(row.id)]
    return {f"mark_{key}": Mark.CAME.value for key in (*keys, REQUESTER)}


def pass_session(row: Supervision) -> None:
    """Move the clock to an hour after the session began; the test puts it back."""
    starts_at = db.session.scalars(
        select(Meeting.starts_at).where(Meeting.supervision_id == row.id)
    ).one()
    clock.set_ahead(clock.ahead() + (starts_at + timedelta(hours=1) - clock.now()))


def facilitator_of(row: Supervision) -> Actor:
    """The facilitator who accepted, by their link."""
    found = live_nomination(row.id)
    assert found
    return by_link(found.name, found.email)


def hold(who: Actor, row: Supervision) -> None:
    """Move the clock past the session, to which everybody came."""
    pass_session(row)
    marks = {invitation.id: Mark.CAME for invitation in open_invitations(row.id)}
    sessions.record_attendance(facilitator_of(row), row.id, marks | {REQUESTER: Mark.CAME}, [], "")


def a_held(who: Actor) -> Supervision:
    """A request whose session was held, and everybody came."""
    row = an_arranged(who)
    hold(who, row)
    return row


def summarise(who: Actor, row: Supervision) -> None:
    """Write the summary and send it."""
    facilitator = facilitator_of(row)
    content = Content(question="What helps?", reflections="We listened.", family_hears="Hana, soon")
    summaries.save(facilitator, row.id, content, versions.next_handle(None), frozenset())
    summary = versions.latest(row.id)
    assert summary
    summaries.send(facilitator, row.id, versions.handle(summary))


def a_summarised(who: Actor) -> Supervision:
    """A request whose summary was sent; no agency has recorded it yet."""
    row = a_held(who)
    summarise(who, row)
    return row


def tell_outcome(who: Actor, row: Supervision) -> None:
    """The family has heard the outcome today."""
    day = clock.today()
    families.note(who, row.id, Telling.OUTCOME, Told.YES, by_whom="Hana Osei", on_day=day)


def record_all(row: Supervision) -> None:
    """Every agency records the summary."""
    for receipt in db.session.scalars(
        select(Receipt)
        .join(Summary, Summary.id == Receipt.summary_id)
        .where(Summary.supervision_id == row.id)
    ).all():
        summaries.record_by_link(by_link("Grace", "grace@school.example"), row.id, receipt.id)


def withdraw(who: Actor, row: Supervision) -> None:
    """End a request before its session."""
    requests.end(who, row.id, Step.WITHDRAW, EndReason.CHANGED, "", ())


def supervision(reference: str) -> Supervision:
    """The supervision of this reference."""
    return db.session.scalars(select(Supervision).where(Supervision.reference == reference)).one()


def meeting_of(row: Supervision) -> Meeting:
    """The session of a request with its date fixed."""
    return db.session.scalars(select(Meeting).where(Meeting.supervision_id == row.id)).one()


def letters_to(address: str, kind: LetterKind | None = None) -> list[str]:
    """The text of the letters queued to an address, the oldest first."""
    rows = db.session.scalars(
        select(OutboxLetter)
        .where(OutboxLetter.recipient == address, OutboxLetter.message.is_not(None))
        .order_by(OutboxLetter.created_at, OutboxLetter.id)
    )
    return [text_in(row.message or b"") for row in rows if kind is None or row.kind is kind]


def link_to(address: str, kind: LetterKind | None = None) -> str:
    """The path of the link in the last letter to an address."""
    found = [re.search(r"/a/[A-Za-z0-9]{43}", text) for text in letters_to(address, kind)]
    return [match[0] for match in found if match][-1]


def code_to(address: str) -> str:
    """The digits of the last code sent to an address."""
    match = re.search(r"\b(\d{4}) (\d{4})\b", letters_to(address, LetterKind.GUEST_CODE)[-1])
    assert match
    return match[1] + match[2]


def calendar_in(message: bytes) -> str:
    """The calendar file in a letter, or nothing."""
    found = message_from_bytes(message, policy=policy.default)
    for part in found.walk():
        if part.get_content_type() == "text/calendar":
            return str(part.get_content()).replace("\r\n", "\n")
    return ""


@contextmanager
def counting(app: Flask) -> Iterator[list[str]]:
    """Collect the statements that are run until the block ends."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        found.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


def text_in(message: bytes) -> str:
    """The plain text of a letter."""
    body = message_from_bytes(message, policy=policy.default).get_body(("plain",))
    assert body
    return str(body.get_content())
