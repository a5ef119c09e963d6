"""What is recorded of a session: who came, or that it was not held."""

from collections.abc import Collection

from mars import audit, links
from mars.clock import add_working_days, now, today
from mars.database import db
from mars.domain.actors import Actor, Purpose
from mars.domain.answering import NominationState
from mars.domain.attending import (
    Presence,
    Said,
    changes_between,
    check_can_record,
    check_enough,
)
from mars.domain.changes import check_step
from mars.domain.errors import InvalidError
from mars.domain.facilitating import check_is_led
from mars.domain.holding import Mark, NotHeldReason
from mars.domain.looking import check_note
from mars.domain.workflow import Event, Step
from mars.partnership import policies
from mars.post import outbox, to_everyone, to_facilitators
from mars.post.letters import Recipient
from mars.sessions.came import REQUESTER, attendances_of, key_of
from mars.sessions.pages import meeting_of
from mars.store.meetings import Attendance, Meeting
from mars.store.supervisions import Supervision
from mars.supervisions import (
    about,
    advance,
    appointment,
    changed_appointment,
    coming,
    facilitator_of,
    for_change,
    live_nomination,
    open_invitations,
    page_address,
)


def record_attendance(
    actor: Actor,
    supervision_id: str,
    marks: dict[str, Mark],
    walk_ins: list[tuple[str, str]],
    below_minimum_reason: str,
    looked_at: Collection[str] = (),
) -> None:
    """Record who came: the session was held, and the facilitator is asked for the summary.

    `marks`: by the key of each open invitation, and of the requester (`pages.REQUESTER`).
    `walk_ins`: agency key and role of each person who joined. `looked_at`: the marks of what was
    found in the reason and may stay. Raises InvalidError, NotNowError.
    """
    supervision = for_change(supervision_id)
    meeting = meeting_of(supervision_id)
    check_can_record(meeting.starts_at, now())
    facilitator = facilitator_of(supervision_id)
    check_is_led(facilitator.state if facilitator else None)
    attendances = _checked(supervision, marks, walk_ins, below_minimum_reason)
    check_note(below_minimum_reason, supervision.initials, looked_at, "your reason")

    advance(actor, supervision, Step.RECORD_HELD)
    audit.record(actor, Event.ATTENDANCE_RECORDED, supervision_id, meeting.id)
    meeting.held, meeting.recorded_at = True, now()
    meeting.below_minimum_reason = below_minimum_reason
    db.session.add_all(_tied_to(meeting, attendances))

    _ask_for_summary(supervision)

    db.session.commit()


def correct_attendance(
    actor: Actor,
    supervision_id: str,
    marks: dict[str, Mark],
    walk_ins: list[tuple[str, str]],
    below_minimum_reason: str,
    looked_at: Collection[str] = (),
) -> None:
    """Correct who came, until the summary is sent; the history names each whose mark changes.

    Given like for `record_attendance`. Raises InvalidError, also when nothing is changed;
    NotNowError.
    """
    supervision = for_change(supervision_id)
    check_step(Step.CORRECT_CAME, supervision.status)
    meeting = meeting_of(supervision_id)
    attendances = _checked(supervision, marks, walk_ins, below_minimum_reason)
    if below_minimum_reason != meeting.below_minimum_reason:
        check_note(below_minimum_reason, supervision.initials, looked_at, "your reason")
    before = attendances_of(meeting.id)
    changed = changes_between(map(_as_said, before), map(_as_said, attendances))
    if not changed and below_minimum_reason == meeting.below_minimum_reason:
        raise InvalidError("Nothing is changed. Choose how somebody else took part")

    advance(actor, supervision, Step.CORRECT_CAME)
    asked = {row.invitation_id for row in before if row.invitation_id}
    for key in sorted(changed & asked):
        audit.record(actor, Event.ATTENDANCE_CORRECTED, supervision_id, key)
    meeting.below_minimum_reason = below_minimum_reason
    for row in before:
        db.session.delete(row)
    db.session.add_all(_tied_to(meeting, attendances))

    db.session.commit()


def _checked(
    supervision: Supervision, marks: dict[str, Mark], walk_ins: list[tuple[str, str]], reason: str
) -> list[Attendance]:
    """How each took part, as rows. Raises InvalidError for what is missing or may not be kept."""
    attendances = [
        *_of_requester(supervision, marks),
        *_of_invited(supervision.id, marks),
        *(Attendance(agency_id=agency, job=job, mark=Mark.CAME) for agency, job in walk_ins),
    ]
    presences = [Presence(a.agency_id, a.mark) for a in attendances]
    check_enough(presences, policies().minimum_agencies, reason)
    return attendances


def _as_said(row: Attendance) -> Said:
    return Said(key_of(row), row.agency_id, row.job if not key_of(row) else "", row.mark)


def _of_requester(supervision: Supervision, marks: dict[str, Mark]) -> list[Attendance]:
    if supervision.agency_id is None:
        return []
    agency, job = supervision.agency_id, supervision.requester_job
    return [Attendance(agency_id=agency, job=job, is_asker=True, mark=_mark(marks, REQUESTER))]


def _of_invited(supervision_id: str, marks: dict[str, Mark]) -> list[Attendance]:
    return [
        Attendance(agency_id=i.agency_id, invitation_id=i.id, mark=_mark(marks, i.id))
        for i in open_invitations(supervision_id)
    ]


def _mark(marks: dict[str, Mark], key: str) -> Mark:
    if key not in marks:
        raise InvalidError("Somebody was added meanwhile. Choose how each person took part")
    return marks[key]


def _tied_to(meeting: Meeting, attendances: list[Attendance]) -> list[Attendance]:
    for attendance in attendances:
        attendance.meeting_id = meeting.id
    return attendances


def _ask_for_summary(supervision: Supervision) -> None:
    """A letter to the facilitator, whoever records: its link leads to the summary for days."""
    nomination = facilitator_of(supervision.id)
    if nomination is None:
        return
    outbox.queue(
        to_facilitators.summary_please(
            Recipient(nomination.name, nomination.email),
            nomination.id,
            about(supervision),
            links.mint(Purpose.FACILITATE, supervision.id, nomination_id=nomination.id),
            write_by=add_working_days(today(), policies().summary_days),
        )
    )


def record_not_held(actor: Actor, supervision_id: str, reason: NotHeldReason) -> None:
    """Record that the session was not held, or will not be: those who were to come hear why.

    Their links close; the requester is asked to offer other times or to close. Raises NotNowError.
    """
    supervision = for_change(supervision_id)
    meeting = meeting_of(supervision_id)

    advance(actor, supervision, Step.RECORD_NOT_HELD)
    meeting.held, meeting.recorded_at, meeting.not_held_reason = False, now(), reason
    links.revoke(supervision_id=supervision_id)
    outbox.supersede(supervision_id=supervision_id)
    is_ahead, subject = meeting.starts_at > now(), about(supervision)
    found = (changed_appointment if is_ahead else appointment)(supervision, meeting)
    for recipient, subject_id in _expected(supervision):
        url = page_address(supervision, "/date/offer") if subject_id == supervision.id else ""
        outbox.queue(
            to_everyone.session_not_held(
                recipient, subject_id, subject, found, reason, url, is_ahead=is_ahead
            )
        )
    _thank_asked(supervision)

    db.session.commit()


def _expected(supervision: Supervision) -> list[tuple[Recipient, str]]:
    """Everybody who was to come, each with the key of what ties them to the session."""
    nomination = facilitator_of(supervision.id)
    found = [
        (Recipient(supervision.requester_name, supervision.requester_email), supervision.id),
        *((Recipient(i.name, i.email), i.id) for i in coming(open_invitations(supervision.id))),
    ]
    if nomination is not None:
        found.append((Recipient(nomination.name, nomination.email), nomination.id))
    return found


def _thank_asked(supervision: Supervision) -> None:
    """To somebody who was asked to facilitate on this date and has not answered."""
    nomination = live_nomination(supervision.id)
    if nomination is not None and nomination.state is NominationState.ASKED:
        to = Recipient(nomination.name, nomination.email)
        outbox.queue(to_everyone.not_going_ahead(to, nomination.id, about(supervision)))
