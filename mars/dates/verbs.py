"""Fixing the date, moving it, giving it up for other times; all who take part hear by letter."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import select

from mars import clock
from mars.clock import add_working_days, now, today
from mars.database import db
from mars.dates import letters
from mars.domain.actors import Actor
from mars.domain.answering import NominationState
from mars.domain.asking import Place
from mars.domain.changes import check_step
from mars.domain.dates import (
    check_can_fix,
    check_notice,
    check_offer,
    check_time_ahead,
)
from mars.domain.errors import InvalidError, NotFoundError
from mars.domain.holding import NotHeldReason
from mars.domain.looking import check_note
from mars.domain.statuses import Status
from mars.domain.workflow import Step
from mars.gates import gates_of
from mars.partnership import policies
from mars.post.letters import Appointment
from mars.store.invitations import Invitation
from mars.store.meetings import Meeting
from mars.store.supervisions import Nomination, OfferedTime, Supervision
from mars.supervisions import (
    advance,
    appointment,
    changed_appointment,
    coming,
    could_come,
    for_change,
    live_nomination,
    open_invitations,
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
    looked_at: Collection[str] = (),
) -> str:
    """Fix an offered time, or another one that everybody agreed. Returns the meeting's key.

    Raises NotNowError unless the gates are passed, InvalidError for a time that has passed or was
    not offered. Source: guidance, Purpose, paragraph 3.
    """
    supervision = for_change(supervision_id)
    check_step(Step.FIX_DATE, supervision.status)
    invitations = open_invitations(supervision.id)
    nomination = live_nomination(supervision.id)
    check_can_fix(gates_of(supervision, invitations, nomination))
    moment = starts_at or _offered(supervision, time_id)
    check_time_ahead(moment, now(), field="day" if starts_at else "time")
    _check_where(supervision, supervision.where, where, looked_at)

    meeting = Meeting(supervision_id=supervision.id, starts_at=moment, minutes=minutes)
    meeting.place, meeting.where = place, where
    db.session.add(meeting)
    if supervision.moves:
        supervision.calendar_sequence += 1
    advance(actor, supervision, Step.FIX_DATE)
    db.session.flush()

    guests = _guests(coming(invitations), nomination)
    letters.tell_fixed(supervision, appointment(supervision, meeting), guests, invitations)

    db.session.commit()
    return meeting.id


def _check_where(
    supervision: Supervision, before: str, where: str, looked_at: Collection[str]
) -> None:
    """Look at a new room or link as at every free text. Raises InvalidError."""
    if where != before:
        check_note(where, supervision.initials, looked_at, "the room or link")


def move(
    actor: Actor,
    supervision_id: str,
    *,
    time_id: str | None = None,
    starts_at: datetime | None = None,
    minutes: int,
    place: Place,
    where: str = "",
    looked_at: Collection[str] = (),
    agreed: bool = False,
) -> None:
    """Move the session to an offered time or another one; with neither, change its place or length.

    `agreed`: everybody who comes has agreed to a date with less than the usual notice. Every old
    link dies. Raises InvalidError for a time that will not do or when nothing changes, NotNowError
    unless a date is fixed. Source: local setting.
    """
    supervision = for_change(supervision_id)
    check_step(Step.MOVE, supervision.status)
    meeting = _meeting(supervision.id)
    moment = starts_at or (_offered(supervision, time_id) if time_id else meeting.starts_at)
    is_moved = moment != meeting.starts_at
    _check_change(meeting, moment, (minutes, place, where))
    check_time_ahead(moment, now(), field="day" if starts_at else "time")
    if is_moved:
        day = clock.local(moment).date()
        check_notice(day, _earliest(), agreed=agreed, field="day" if starts_at else "time")
    _check_where(supervision, meeting.where, where, looked_at)

    meeting.starts_at, meeting.minutes = moment, minutes
    meeting.place, meeting.where = place, where
    supervision.moves += is_moved
    advance(actor, supervision, Step.MOVE)

    _tell_moved(supervision, changed_appointment(supervision, meeting))

    db.session.commit()


def offer_times(actor: Actor, supervision_id: str, times: Sequence[datetime]) -> None:
    """Offer other times and ask everybody again; a date that was fixed is given up.

    That people agreed to come stays; what they said of times is reset, so that the date can be
    fixed only after they have answered again. Who cannot come for another reason than the diary is
    not asked again. The time from asking to the session runs on. Every old link dies. Raises
    InvalidError for times that will not do, NotNowError when the session was held or the request
    ended otherwise. Source: local setting.
    """
    supervision = for_change(supervision_id)
    check_step(Step.OFFER_TIMES, supervision.status)
    slots = [(clock.local(moment).date(), moment) for moment in sorted(times)]
    check_offer(slots, today(), _earliest())
    _check_others(supervision, times)
    invitations = open_invitations(supervision.id)
    nomination = live_nomination(supervision.id)

    cancelled = _give_up_date(supervision, nomination)
    _forget_times(supervision, invitations, nomination)
    supervision.times = [OfferedTime(starts_at=moment) for _, moment in slots]
    supervision.offered_at, supervision.offers = now(), supervision.offers + 1
    advance(actor, supervision, Step.OFFER_TIMES)
    db.session.flush()

    letters.take_back(supervision, _guests(invitations, nomination))
    led = nomination is not None and nomination.state is NominationState.ACCEPTED
    had_it = _guests(coming(invitations), nomination if led else None)
    others = _guests(could_come(invitations), None if led else nomination)
    letters.ask_again(supervision, had_it, others, cancelled)

    db.session.commit()


def _offered(supervision: Supervision, time_id: str | None) -> datetime:
    moment = db.session.scalar(
        select(OfferedTime.starts_at).where(
            OfferedTime.id == time_id, OfferedTime.supervision_id == supervision.id
        )
    )
    if moment is None:
        raise InvalidError("Choose from the times that are offered", field="time")
    return moment


def _earliest() -> date:
    return add_working_days(today(), policies().notice_days)


def _meeting(supervision_id: str) -> Meeting:
    found = db.session.scalar(select(Meeting).where(Meeting.supervision_id == supervision_id))
    if found is None:
        raise NotFoundError("There is no session for this request.")
    return found


def _check_others(supervision: Supervision, times: Sequence[datetime]) -> None:
    """Refuse the times that are on offer already: a button pressed twice asks nobody twice."""
    on_offer = {row.starts_at for row in supervision.times}
    if supervision.status is Status.ASKED and on_offer == set(times):
        raise InvalidError("These times are offered already. Enter others", field="day_1")


def _check_change(meeting: Meeting, moment: datetime, others: tuple[int, Place, str]) -> None:
    if moment == meeting.starts_at and others == (meeting.minutes, meeting.place, meeting.where):
        raise InvalidError("Nothing is changed. Choose another time, place or length", field="time")


def _guests(
    invitations: Sequence[Invitation], nomination: Nomination | None
) -> list[letters.Guest]:
    return [*invitations, nomination] if nomination else [*invitations]


def _tell_moved(supervision: Supervision, changed: Appointment) -> None:
    """The change to those who come; those who may come now are asked."""
    invitations = open_invitations(supervision.id)
    nomination = live_nomination(supervision.id)
    letters.take_back(supervision, _guests(invitations, nomination))
    others = could_come(invitations)
    led = nomination is not None and nomination.state is NominationState.ACCEPTED
    had_it = _guests(coming(invitations), nomination if led else None)
    letters.tell_moved(supervision, changed, had_it, others)
    if nomination is not None and not led:
        letters.ask_to_lead(supervision, nomination, changed)


def _give_up_date(supervision: Supervision, nomination: Nomination | None) -> Appointment | None:
    """Take the date that was fixed away, if there is one. Returns what calendars have to cancel.

    A facilitator for whose sake the session was not held has to say yes anew.
    """
    if supervision.status is Status.ASKED:
        return None
    meeting = _meeting(supervision.id)
    if nomination and meeting.not_held_reason is NotHeldReason.FACILITATOR:
        nomination.state, nomination.asked_at = NominationState.ASKED, now()
        nomination.answered_at = None
    in_diaries = supervision.status is Status.ARRANGED and meeting.starts_at > now()
    cancelled = changed_appointment(supervision, meeting) if in_diaries else None
    supervision.place, supervision.where = meeting.place, meeting.where
    supervision.minutes = meeting.minutes
    supervision.moves += 1
    db.session.delete(meeting)
    return cancelled


def _forget_times(
    supervision: Supervision, invitations: Sequence[Invitation], nomination: Nomination | None
) -> None:
    """What people said of the earlier times; whether they come stays."""
    for invitation in invitations:
        if invitation.answer:
            invitation.answer.times = []
    if nomination:
        nomination.times = []
    db.session.flush()
    supervision.times = []
    db.session.flush()
