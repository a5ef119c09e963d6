"""The matrix's world: a supervision at each status, somebody else's beside it, words in all fields.

Made by the verbs; the words are put in afterwards, each found nowhere else.
"""

import mailbox
import shutil
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from mars import clock, database, links
from mars.asking import verbs as asking
from mars.database import db
from mars.domain.actors import Purpose, Role
from mars.domain.answering import NominationState
from mars.domain.holding import EndReason, Mark, NotHeldReason
from mars.domain.summarising import Content
from mars.domain.workflow import Step
from mars.rehearsal import cast
from mars.requests import verbs as requests
from mars.sessions import verbs as sessions
from mars.sessions.came import REQUESTER
from mars.store.doors import Link
from mars.store.invitations import Invitation
from mars.store.meetings import Meeting, Receipt, Summary
from mars.store.people import Agency, Facilitator, Lead, Person
from mars.store.supervisions import FamilyUpdate, Nomination, Supervision
from mars.summaries import verbs as summaries
from mars.summaries import versions
from mars.supervisions import open_invitations
from tests import factories
from tests.invariants import rehearsed
from tests.invariants.matrix_oracle import STATUSES
from tests.starting import make_settings, started

OWN, OTHER = "own", "other"
ELSEWHERE = ("draft", "asked", "arranged", "summarised")
"""Where somebody else's supervisions stand."""
INVITEE = "Grace Whitlock"
PARTS = ("question", "reflections", "lived_experience", "learnt", "ideas", "family_hears")
PEOPLE = {
    "requester": "Hana Osei",
    "colleague": "Owen Tate",
    "facilitator": "Nadia Brook",
    "coordinator": "Carys Lind",
    "auditor": "Victor Hale",
    "administrator": "Ada Quill",
    "disabled": "Una Gone",
}


@dataclass
class Case:
    """One supervision of the world, as plain values."""

    key: str
    reference: str
    status: str
    facilitated: bool
    invitation: str
    receipt: str
    own_receipt: str
    """The copy of the requester's own agency."""
    links: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    """By whose they are and purpose."""
    words: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """The words that stand in each field."""


@dataclass
class World:
    """Everything the cells name."""

    cases: dict[tuple[str, str], Case]
    people: dict[str, str]
    values: dict[str, str]
    """What stands in an address besides a supervision: an agency, a model, a letter …"""
    addresses: list[str]
    """Words in the directory's addresses."""
    later: timedelta


@contextmanager
def at(world: World) -> Iterator[None]:
    """The moment at which the world stands."""
    clock.set_ahead(world.later)
    try:
        yield
    finally:
        clock.set_ahead(timedelta())


@contextmanager
def opened(folder: Path, database_url: str = "") -> Iterator[Flask]:
    """The application on the world kept in `folder`, or in another database."""
    settings = make_settings(
        folder,
        MARS_STAFF_DOMAINS=cast.COUNCIL_DOMAIN,
        MARS_DATABASE_URL=database_url or f"sqlite:///{folder / 'mars.sqlite'}",
        MARS_DEMONSTRATION="yes",
        MARS_DEMONSTRATION_MAIL=str(folder / "mail"),
    )
    with started(settings) as app:
        app.config["WTF_CSRF_ENABLED"] = False
        yield app


def build(
    app: Flask, own: tuple[str, ...] = STATUSES, elsewhere: tuple[str, ...] = ELSEWHERE
) -> World:
    """The world in the application's empty database, with requests at these statuses."""
    try:
        with app.test_request_context(), database.writing():
            cast.enter()
            gone = Person(
                name=PEOPLE["disabled"],
                email=f"una.gone@{cast.COUNCIL_DOMAIN}",
                roles=Role.COORDINATOR.value,
                created_at=clock.now(),
                disabled_at=clock.now(),
            )
            db.session.add(gone)
            db.session.commit()
            rows = {OWN: _supervisions("Hana Osei", "Nadia Brook", own)}
            rows[OTHER] = _supervisions("Daniel Reeve", "Yusuf Demir", elsewhere)
            _go_on(rows)
            world = _describe(rows)
            db.session.commit()
        return world
    finally:
        clock.set_ahead(timedelta())


def build_in(folder: Path, empty: Path) -> World:
    """The world in a folder of its own, made in a copy of the `empty` database."""
    folder.mkdir()
    shutil.copy(empty, folder / "mars.sqlite")
    with opened(folder) as app:
        world = build(app)
        with app.app_context():
            letter = next(iter(rehearsed.letters().values()))
            rehearsed.put_back(folder / "mars.sqlite", folder / "kept.sqlite")
    world.values["key"] = mailbox.Maildir(folder / "mail").add(letter.as_bytes())
    return world


def _supervisions(who: str, by: str, statuses: tuple[str, ...]) -> dict[str, Supervision]:
    """One supervision for each status, as far as it comes before its session."""
    actor, made = factories.person(who), {}
    for status in statuses:
        if status in {"draft", "redirected"}:
            made[status] = factories.a_draft(actor)
        elif status in {"asked", "withdrawn", "not-agreed"}:
            made[status] = factories.a_ready(actor, facilitator=by)
        else:
            made[status] = factories.an_arranged(actor, facilitator=by)
        if status in {"asked", "arranged"}:
            factories.propose(made[status], INVITEE)
    return made


def _go_on(rows: dict[str, dict[str, Supervision]]) -> None:
    """The rest of their way: the sessions are over."""
    factories.pass_session(rows[OWN]["summarised"])
    for of_one in rows.values():
        for status, case in of_one.items():
            if status in WAYS:
                WAYS[status](case)


def _hold(case: Supervision) -> None:
    marks = {i.id: Mark.CAME for i in open_invitations(case.id)} | {REQUESTER: Mark.CAME}
    sessions.record_attendance(factories.facilitator_of(case), case.id, marks, [], "")
    _write(case, "What helps?")


def _send(case: Supervision) -> None:
    _hold(case)
    newest = versions.latest(case.id)
    assert newest
    summaries.send(factories.facilitator_of(case), case.id, versions.handle(newest))


def _correct(case: Supervision) -> None:
    _send(case)
    _write(case, "What else helps?")


def _close(case: Supervision) -> None:
    hana = factories.person("Hana Osei")
    _send(case)
    factories.record_all(case)
    factories.tell_outcome(hana, case)
    requests.close(hana, case.id, "", ())


def _not_held(case: Supervision) -> None:
    reason = next(iter(NotHeldReason))
    sessions.record_not_held(factories.facilitator_of(case), case.id, reason)


def _end(case: Supervision) -> None:
    hana = factories.person("Hana Osei")
    requests.end(hana, case.id, Step.WITHDRAW, EndReason.CHANGED, "", ())


def _not_agreed(case: Supervision) -> None:
    hana = factories.person("Hana Osei")
    requests.end(hana, case.id, Step.END_NOT_AGREED, EndReason.NO_AGREEMENT, "", ())


def _redirect(case: Supervision) -> None:
    asking.redirect(factories.person("Hana Osei"), case.id)


def _write(case: Supervision, question: str) -> None:
    content = Content(question=question, reflections="We listened.", family_hears="Hana, soon")
    handle = versions.next_handle(versions.latest(case.id))
    summaries.save(factories.facilitator_of(case), case.id, content, handle, frozenset())


WAYS = {
    "held": _hold,
    "summarised": _correct,
    "closed": _close,
    "not-held": _not_held,
    "withdrawn": _end,
    "not-agreed": _not_agreed,
    "redirected": _redirect,
}
"""How a request comes to its status once the sessions are over."""


def _describe(rows: dict[str, dict[str, Supervision]]) -> World:
    cases: dict[tuple[str, str], Case] = {}
    for relation, of_one in rows.items():
        for status, row in of_one.items():
            case = cases[relation, status] = _case(row)
            assert case.status == status
            _fill(case, row, f"{relation[:2]}{STATUSES.index(status)}")
    people = {
        who: db.session.scalars(select(Person.id).where(Person.name == name)).one()
        for who, name in PEOPLE.items()
    }
    asked = cases[OWN, "asked"]
    address = links.mint(Purpose.ANSWER, asked.key, invitation_id=asked.invitation)
    values = _values() | {"token": address.rpartition("/")[2]}
    _propose_a_role(values["person"], people["auditor"])
    return World(cases, people, values, list(_fill_directory()), clock.ahead())


def _propose_a_role(person_id: str, proposer_id: str) -> None:
    """A role that waits, proposed by somebody who may confirm nothing."""
    person = db.session.get_one(Person, person_id)
    person.proposed_roles, person.proposed_by_id = "auditor", proposer_id
    person.proposed_at = clock.now()


def _case(row: Supervision) -> Case:
    team = db.session.scalars(select(Invitation).where(Invitation.supervision_id == row.id))
    [invitation] = [one for one in team if one.name == INVITEE]
    nomination = _nomination(row)
    receipts = select(Receipt).join(Summary).where(Summary.supervision_id == row.id)
    receipt = db.session.scalars(receipts.where(Receipt.invitation_id == invitation.id)).first()
    own = db.session.scalars(receipts.where(Receipt.invitation_id.is_(None))).first()
    case = Case(
        key=row.id,
        reference=row.reference,
        status=row.status.value,
        facilitated=nomination is not None,
        invitation=invitation.id,
        receipt=receipt.id if receipt else "",
        own_receipt=own.id if own else "",
    )
    if row.status.value not in {"draft", "redirected"}:
        for whose in ("invitee", "lead"):
            case.links[whose]["answer"] = _mint(row, Purpose.ANSWER, invitation_id=invitation.id)
        case.links["invitee"]["confirm"] = _mint(row, Purpose.CONFIRM, invitation_id=invitation.id)
    if nomination is not None:
        case.links["facilitator"]["facilitate"] = _mint(
            row, Purpose.FACILITATE, nomination_id=nomination.id
        )
    if receipt is not None:
        case.links["invitee"]["read"] = _mint(row, Purpose.READ, receipt_id=receipt.id)
    return case


def _mint(row: Supervision, purpose: Purpose, **what: str) -> str:
    """The key of a new link."""
    before = set(db.session.scalars(select(Link.id)))
    links.mint(purpose, row.id, **what)
    db.session.flush()
    [made] = set(db.session.scalars(select(Link.id))) - before
    return made


def _nomination(row: Supervision) -> Nomination | None:
    return db.session.scalars(
        select(Nomination).where(
            Nomination.supervision_id == row.id, Nomination.state == NominationState.ACCEPTED
        )
    ).first()


def _fill(case: Case, row: Supervision, mark: str) -> None:
    """Put a word of its own into each field."""

    def word(name: str, limit: int = 20) -> str:
        made = f"wq{name.replace('-', '')}{len(case.words[name])}{mark}"[-limit:]
        case.words[name].append(made)
        return made

    for child in row.whom:
        child.initials, child.reference = word("initials", 10), word("reference")
    row.stuck, row.hope, row.requester_name = word("stuck"), word("hope"), word("asker")
    row.requester_email = f"{word('asked-mail')}@{cast.COUNCIL_DOMAIN}"
    row.access_needs = word("needs")
    if case.status in {"withdrawn", "not-agreed", "closed"}:
        row.end_note = word("ended")
    invited = select(Invitation).where(Invitation.supervision_id == row.id)
    for invitation in db.session.scalars(invited):
        if invitation.deputy_for_id and invitation.asked_at is None:
            invitation.name = word("proposed")
        elif invitation.id != case.invitation:
            invitation.name = word("others")
            invitation.email = f"{word('others-mail')}@{invitation.email.partition('@')[2]}"
        if invitation.answer is not None and invitation.id != case.invitation:
            invitation.answer.access_needs = word("needs")
    nomination, meeting = _nomination(row), _meeting(row)
    if nomination is not None:
        nomination.name, nomination.not_independent_reason = word("nominee"), word("why-not")
    if meeting is not None:
        meeting.where = word("place")
        meeting.below_minimum_reason = word("below") if meeting.held else ""
    tellings = select(FamilyUpdate).where(FamilyUpdate.supervision_id == row.id)
    for update in db.session.scalars(tellings):
        update.by_whom = word("told-by")
    versions_of = select(Summary).where(Summary.supervision_id == row.id)
    for summary in db.session.scalars(versions_of):
        for part in PARTS:
            setattr(summary, part, word("sent" if summary.sent_at else "writing"))


def _meeting(row: Supervision) -> Meeting | None:
    return db.session.scalars(select(Meeting).where(Meeting.supervision_id == row.id)).first()


def _fill_directory() -> Iterator[str]:
    """A word in each address of the directory and the register."""
    for number, row in enumerate(db.session.scalars(select(Lead).order_by(Lead.name))):
        row.email = f"wqlead{number}@{row.email.partition('@')[2]}"
        yield f"wqlead{number}@"
    register = select(Facilitator).where(Facilitator.name != PEOPLE["facilitator"])
    for number, entry in enumerate(db.session.scalars(register.order_by(Facilitator.name))):
        entry.email = f"wqregister{number}@{entry.email.partition('@')[2]}"
        yield f"wqregister{number}@"


def _values() -> dict[str, str]:
    return {
        "agency": db.session.scalars(select(Agency.id).order_by(Agency.name)).first() or "",
        "facilitator": db.session.scalars(select(Facilitator.id)).first() or "",
        "model": "signs_of_safety",
        "what": "lost",
        "person": db.session.scalars(
            select(Person.id).where(Person.name == PEOPLE["colleague"])
        ).one(),
        "why": "disabled",
        "step": "child",
        "telling": "purpose",
    }
