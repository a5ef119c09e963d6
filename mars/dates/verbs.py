"""Fixing the date: the meeting, and a letter with a calendar file to everybody who comes."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from mars import links
from mars.clock import now
from mars.database import db
from mars.domain.actors import Actor, Purpose
from mars.domain.asking import Place
from mars.domain.dates import check_can_fix, check_time_ahead
from mars.domain.errors import InvalidError
from mars.domain.workflow import Step, check_step
from mars.post import outbox, to_everyone
from mars.post.letters import Appointment, Recipient
from mars.store.invitations import Invitation
from mars.store.meetings import Meeting
from mars.store.supervisions import Nomination, OfferedTime, Supervision
from mars.supervisions import (
    about,
    advance,
    coming,
    for_change,
    gates_of,
    live_nomination,
    open_invitations,
    page_address,
    requester,
)


def fix_date(
    actor: Actor,
    supervision_id: str,
    *,
    time_id: str | None = None,
    starts_at: datetime | None = None,
    minutes: int,
    place: Place,
    where: str = "",
) -> str:
    """Fix an offered time, or another one that everybody agreed. Returns the meeting's key.

    Raises NotNowError unless the gates are passed, InvalidError for a time that has passed or was
    not offered. Source: guidance, Purpose, paragraph 3.
    """
    supervision = for_change(supervision_id)
    check_step(Step.FIX_DATE, supervision.status)
    invitations = open_invitations(supervision.id)
    nomination = live_nomination(supervision.id)
    check_can_fix(gates_of(supervision.agency_id, invitations, nomination))
    moment = starts_at or _offered(supervision, time_id)
    check_time_ahead(moment, now(), field="day" if starts_at else "time")

    meeting = Meeting(
        supervision_id=supervision.id,
        starts_at=moment,
        minutes=minutes,
        place=place,
        where=where,
        sequence=0,
    )
    db.session.add(meeting)
    advance(actor, supervision, Step.FIX_DATE)
    db.session.flush()

    _tell_all(supervision, meeting, coming(invitations), nomination)

    db.session.commit()
    return meeting.id


def _offered(supervision: Supervision, time_id: str | None) -> datetime:
    moment = db.session.scalar(
        select(OfferedTime.starts_at).where(
            OfferedTime.id == time_id, OfferedTime.supervision_id == supervision.id
        )
    )
    if moment is None:
        raise InvalidError("Choose from the times that are offered", field="time")
    return moment


def _tell_all(
    supervision: Supervision,
    meeting: Meeting,
    guests: Iterable[Invitation],
    nomination: Nomination | None,
) -> None:
    """The date to everybody who comes, the facilitator and the requester, each with a link."""
    appointment = Appointment(meeting.id, meeting.starts_at, meeting.minutes, meeting.place)
    for guest in guests:
        url = links.mint(Purpose.ANSWER, supervision.id, invitation_id=guest.id)
        _tell(Recipient(guest.name, guest.email), guest.id, supervision, appointment, url)
    if nomination is not None:
        url = links.mint(Purpose.FACILITATE, supervision.id, nomination_id=nomination.id)
        to = Recipient(nomination.name, nomination.email)
        _tell(to, nomination.id, supervision, appointment, url)
    to, url = requester(supervision), page_address(supervision)
    _tell(to, supervision.id, supervision, appointment, url)


def _tell(
    to: Recipient, subject_id: str, supervision: Supervision, appointment: Appointment, url: str
) -> None:
    outbox.queue(to_everyone.date_fixed(to, subject_id, about(supervision), appointment, url))
