"""Puts down what a guest answered, with its audit row. The verbs check before and commit after."""

from mars import audit
from mars.clock import now
from mars.domain.actors import Actor
from mars.domain.answering import Choice
from mars.domain.dates import speaks_of_these
from mars.domain.phoning import Phoned
from mars.domain.workflow import Event
from mars.post.letters import Appointment
from mars.store.invitations import Answer, Invitation
from mars.store.meetings import Meeting
from mars.store.supervisions import Supervision
from mars.supervisions import changed_appointment


def record(
    actor: Actor,
    invitation: Invitation,
    choice: Choice,
    event: Event = Event.ANSWERED,
    *,
    phoned: Phoned | None = None,
) -> Answer:
    """The one answer of this invitation with its new choice, and the audit row."""
    if phoned is not None:
        event = Event.ANSWERED_BY_PHONE
    answer = invitation.answer or Answer(times=[])
    answer.choice, answer.reason, answer.answered_at = choice, None, now()
    answer.partly = answer.sends_note = False
    answer.phoned_by = phoned.by_whom if phoned else ""
    answer.phoned_on = phoned.on_day if phoned else None
    invitation.answer = answer
    audit.record(actor, event, invitation.supervision_id, invitation.id)
    return answer


def said(supervision: Supervision, invitation: Invitation) -> tuple[object, ...]:
    """What this person says so far, to compare it with what they say next."""
    answer = invitation.answer
    if answer is None:
        return ()
    return (
        speaks_of_these(answer.answered_at, supervision.offered_at),
        answer.choice,
        answer.reason,
        answer.partly,
        answer.sends_note,
        answer.access_needs,
        *sorted(time.offered_time_id for time in answer.times),
    )


def note_ring(actor: Actor, invitation: Invitation, wanted: bool) -> bool:
    """Keep whether they want to be rung first. Returns whether that is news."""
    is_news = wanted and not invitation.ring_first
    invitation.ring_first = wanted
    if is_news:
        audit.record(actor, Event.RING_ASKED, invitation.supervision_id, invitation.id)
    return is_news


def comes(invitation: Invitation) -> bool:
    """Whether the answer so far is that they come."""
    return invitation.answer is not None and invitation.answer.choice is Choice.COME


def refuses(invitation: Invitation) -> bool:
    """Whether the answer so far is that they cannot."""
    return invitation.answer is not None and invitation.answer.choice is Choice.CANNOT


def cancel(
    supervision: Supervision, invitation: Invitation, meeting: Meeting | None
) -> Appointment | None:
    """What leaves the calendar of somebody who was coming to a session whose date is fixed."""
    if meeting is None or not comes(invitation):
        return None
    return changed_appointment(supervision, meeting)
