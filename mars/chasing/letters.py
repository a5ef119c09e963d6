"""Queues the letters of one chase, each with a fresh link. Loads names; commits nothing."""

from collections.abc import Callable

from flask import current_app
from sqlalchemy import select

from mars import links
from mars.config import Settings
from mars.database import db
from mars.domain.actors import Purpose
from mars.domain.answering import NominationState
from mars.domain.chased import Chase, Reason
from mars.domain.statuses import Status
from mars.gates import gates_of
from mars.post import outbox, reminders, to_coordinators
from mars.post.letters import Appointment, Letter, Recipient
from mars.store.invitations import Invitation
from mars.store.meetings import Meeting, Receipt
from mars.store.people import Lead
from mars.store.supervisions import Nomination, Supervision
from mars.supervisions import (
    about,
    appointment,
    coordinators,
    facilitator_of,
    inviter,
    open_invitations,
    page_address,
    requester,
)

Writer = Callable[[Supervision, Chase], list[Letter]]


def queue(supervision: Supervision, chase: Chase) -> None:
    """Queue every letter of this chase in the open transaction."""
    for letter in WRITERS[chase.reason](supervision, chase):
        outbox.queue(letter)


def _answer(supervision: Supervision, chase: Chase) -> list[Letter]:
    return [
        reminders.answer_reminder(
            _invited(chase.subject),
            chase.subject,
            about(supervision),
            inviter(supervision),
            _to_answer(supervision, chase.subject),
            chase.revision,
            fixed=_appointment(supervision) if supervision.status is Status.ARRANGED else None,
        )
    ]


def _lead(supervision: Supervision, chase: Chase) -> list[Letter]:
    lead = db.session.get_one(Lead, chase.other)
    return [
        reminders.lead_asked(
            Recipient(lead.name, lead.email),
            chase.subject,
            about(supervision),
            inviter(supervision),
            _to_answer(supervision, chase.subject),
            chase.revision,
        )
    ]


def _silence(supervision: Supervision, chase: Chase) -> list[Letter]:
    url = page_address(supervision, "/team")
    agencies = [(_agency_of(person.key), bool(person.lead)) for person in chase.people]
    return [
        reminders.agency_silent(to, about(supervision), url, chase.revision, agencies)
        for to in (coordinators(), requester(supervision))
    ]


def _facilitator(supervision: Supervision, chase: Chase) -> list[Letter]:
    return [
        reminders.facilitator_reminder(
            _nominated(chase.subject),
            chase.subject,
            about(supervision),
            inviter(supervision),
            _to_facilitate(supervision, chase.subject),
            chase.revision,
            accepted=_has_accepted(chase.subject),
        )
    ]


def _facilitator_silence(supervision: Supervision, chase: Chase) -> list[Letter]:
    return [
        reminders.facilitator_silent(
            requester(supervision),
            chase.subject,
            about(supervision),
            page_address(supervision, "/facilitator"),
            chase.revision,
            _appointment(supervision) if supervision.status is Status.ARRANGED else None,
        )
    ]


def _search(supervision: Supervision, chase: Chase) -> list[Letter]:
    url = page_address(supervision, "/facilitator")
    to, asker = coordinators(), inviter(supervision)
    return [
        to_coordinators.facilitator_still_wanted(to, about(supervision), asker, url, chase.revision)
    ]


def _unled(supervision: Supervision, chase: Chase) -> list[Letter]:
    when, url = _appointment(supervision), page_address(supervision, "/facilitator")
    return [
        reminders.facilitator_missing(to, about(supervision), when, url, chase.revision)
        for to in (requester(supervision), coordinators())
    ]


def _too_few(supervision: Supervision, chase: Chase) -> list[Letter]:
    when, url = _appointment(supervision), page_address(supervision)
    figures = gates_of(supervision, open_invitations(supervision.id), None).buy_in.sentence
    return [
        reminders.below_minimum(to, about(supervision), when, url, chase.revision, figures)
        for to in (requester(supervision), coordinators())
    ]


def _purpose(supervision: Supervision, chase: Chase) -> list[Letter]:
    url = page_address(supervision, "/family/purpose")
    to = requester(supervision)
    return [reminders.purpose_reminder(to, about(supervision), url, chase.revision)]


def _outcome(supervision: Supervision, chase: Chase) -> list[Letter]:
    url = page_address(supervision, "/family/outcome")
    to = requester(supervision)
    return [reminders.outcome_reminder(to, about(supervision), url, chase.revision)]


def _near(supervision: Supervision, chase: Chase) -> list[Letter]:
    if chase.subject == supervision.id:
        to, url = requester(supervision), page_address(supervision)
    elif db.session.get(Invitation, chase.subject):
        to, url = _invited(chase.subject), _to_answer(supervision, chase.subject)
    else:
        to, url = _nominated(chase.subject), _to_facilitate(supervision, chase.subject)
    when, led = _appointment(supervision), facilitator_of(supervision.id) is not None
    return [
        reminders.session_near(
            to, chase.subject, about(supervision), when, url, chase.revision, led=led
        )
    ]


def _attendance(supervision: Supervision, chase: Chase) -> list[Letter]:
    to, url = _nominated(chase.subject), _to_facilitate(supervision, chase.subject)
    return [reminders.attendance_please(to, chase.subject, about(supervision), url, chase.revision)]


def _summary(supervision: Supervision, chase: Chase) -> list[Letter]:
    to, url = _nominated(chase.subject), _to_facilitate(supervision, chase.subject)
    return [reminders.summary_reminder(to, chase.subject, about(supervision), url, chase.revision)]


def _recording(supervision: Supervision, chase: Chase) -> list[Letter]:
    receipt = db.session.get_one(Receipt, chase.subject)
    if receipt.invitation_id is None:
        base = _settings().base_url
        to, url = requester(supervision), f"{base}/summaries/{supervision.reference}"
    else:
        to = _invited(receipt.invitation_id)
        url = links.mint(Purpose.READ, supervision.id, receipt_id=receipt.id)
    return [reminders.record_reminder(to, receipt.id, about(supervision), url, chase.revision)]


WRITERS: dict[Reason, Writer] = {
    Reason.ANSWER: _answer,
    Reason.LEAD: _lead,
    Reason.SILENCE: _silence,
    Reason.FACILITATOR: _facilitator,
    Reason.FACILITATOR_SILENCE: _facilitator_silence,
    Reason.SEARCH: _search,
    Reason.UNLED: _unled,
    Reason.TOO_FEW: _too_few,
    Reason.PURPOSE: _purpose,
    Reason.NEAR: _near,
    Reason.ATTENDANCE: _attendance,
    Reason.SUMMARY: _summary,
    Reason.RECORDING: _recording,
    Reason.OUTCOME: _outcome,
}


def _invited(invitation_id: str) -> Recipient:
    row = db.session.get_one(Invitation, invitation_id)
    return Recipient(row.name, row.email)


def _agency_of(invitation_id: str) -> str:
    return db.session.get_one(Invitation, invitation_id).agency.name


def _nominated(nomination_id: str) -> Recipient:
    row = db.session.get_one(Nomination, nomination_id)
    return Recipient(row.name, row.email)


def _has_accepted(nomination_id: str) -> bool:
    return db.session.get_one(Nomination, nomination_id).state is NominationState.ACCEPTED


def _to_answer(supervision: Supervision, invitation_id: str) -> str:
    return links.mint(Purpose.ANSWER, supervision.id, invitation_id=invitation_id)


def _to_facilitate(supervision: Supervision, nomination_id: str) -> str:
    return links.mint(Purpose.FACILITATE, supervision.id, nomination_id=nomination_id)


def _appointment(supervision: Supervision) -> Appointment:
    row = db.session.scalars(select(Meeting).where(Meeting.supervision_id == supervision.id)).one()
    return appointment(supervision, row)


def _settings() -> Settings:
    settings: Settings = current_app.config["MARS"]
    return settings
