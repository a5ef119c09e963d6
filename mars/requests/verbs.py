"""The ways a request ends: withdrawn, not agreed, closed. No letter has what was written of it."""

from collections.abc import Collection

from mars import audit, links
from mars.database import db
from mars.domain.actors import Actor
from mars.domain.changes import check_step
from mars.domain.closing import check_close, check_end
from mars.domain.holding import EndReason
from mars.domain.looking import check_looked_at, has_emergency, look
from mars.domain.statuses import Status
from mars.domain.workflow import Event, Step
from mars.post import outbox
from mars.post.letters import Appointment, Letter, Recipient
from mars.post.to_everyone import not_going_ahead, session_cancelled
from mars.requests.endings import Hearer, closing, who_hears
from mars.store.supervisions import Supervision
from mars.supervisions import about, advance, changed_appointment, for_change, meeting_of


def end(
    actor: Actor,
    supervision_id: str,
    step: Step,
    reason: EndReason | None,
    note: str,
    looked_at: Collection[str],
) -> None:
    """End a request before its session by `step`: WITHDRAW or END_NOT_AGREED.

    `looked_at`: the marks of what was found in the note and may stay. Every link dies.
    Raises InvalidError for a reason or note that will not do, NotNowError after the session.
    """
    supervision = for_change(supervision_id)
    check_step(step, supervision.status)
    checked = check_end(step, reason, note)
    _look_at(actor, supervision, note, looked_at)

    hearers = who_hears(actor, supervision)
    advance(actor, supervision, step)
    supervision.end_reason, supervision.end_note = checked, note
    links.revoke(supervision_id=supervision.id)

    outbox.supersede(supervision_id=supervision.id)
    cancelled = _cancelled(supervision)
    for hearer in hearers:
        outbox.queue(_letter(hearer, supervision, checked, cancelled))

    db.session.commit()


def close(actor: Actor, supervision_id: str, note: str, looked_at: Collection[str]) -> None:
    """Close a request after its session, with a reason in words for what is missing.

    Raises InvalidError when that reason is not there, NotNowError before the session was held.
    """
    supervision = for_change(supervision_id)
    step = Step.CLOSE if supervision.status is Status.SUMMARISED else Step.CLOSE_WITHOUT
    check_step(step, supervision.status)
    check_close(closing(supervision_id).missing, note)
    _look_at(actor, supervision, note, looked_at)

    advance(actor, supervision, step)
    supervision.end_note = note
    links.revoke(supervision_id=supervision.id)

    outbox.supersede(supervision_id=supervision.id)

    db.session.commit()


def _look_at(actor: Actor, supervision: Supervision, note: str, looked_at: Collection[str]) -> None:
    """Refuse a note to look at again; that a safety warning was shown is kept, the text is not."""
    remarks = look({"note": note}, supervision.initials)
    if has_emergency(remarks, looked_at):
        audit.record(actor, Event.EMERGENCY_SHOWN, supervision.id)
        db.session.commit()
    check_looked_at(remarks, looked_at)


def _cancelled(supervision: Supervision) -> Appointment | None:
    """The session that will not be, one change further so that calendars follow."""
    meeting = meeting_of(supervision.id)
    return changed_appointment(supervision, meeting) if meeting else None


def _letter(
    hearer: Hearer, supervision: Supervision, reason: EndReason, cancelled: Appointment | None
) -> Letter:
    """With the fixed reason for a session that leaves their calendar; never with the note."""
    to = Recipient(hearer.name, hearer.email)
    subject = about(supervision)
    if cancelled is None or not hearer.in_diary:
        return not_going_ahead(to, hearer.subject_id, subject)
    return session_cancelled(to, hearer.subject_id, subject, cancelled, reason)
