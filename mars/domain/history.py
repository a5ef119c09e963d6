"""What the record of changes is about, part by part, so that one can look for a kind of change."""

from mars.domain.labels import Labelled
from mars.domain.workflow import Event


class Part(Labelled):
    """A kind of change."""

    REQUEST = "request", "The request and how it ended"
    TEAM = "team", "Who was asked and what they answered"
    FACILITATOR = "facilitator", "The facilitator"
    SESSION = "session", "The date and the session"
    SUMMARY = "summary", "The summary"
    FAMILY = "family", "What the family was told"
    DOOR = "door", "Codes and letters"
    HOUSE = "house", "Signing in, people, directory and settings"


EVENTS: dict[Part, frozenset[Event]] = {
    Part.REQUEST: frozenset(
        {
            Event.BEGUN,
            Event.DRAFT_SAVED,
            Event.DISCARDED,
            Event.REDIRECTED,
            Event.EMERGENCY_SHOWN,
            Event.ASKED,
            Event.NOT_AGREED,
            Event.WITHDRAWN,
            Event.CLOSED,
        }
    ),
    Part.TEAM: frozenset(
        {
            Event.INVITED,
            Event.INVITATION_ENDED,
            Event.ANSWERED,
            Event.ANSWERED_BY_PHONE,
            Event.ASKED_AGAIN,
            Event.ADDRESS_CORRECTED,
            Event.REMINDED,
            Event.DEPUTY_NAMED,
            Event.DEPUTY_PROPOSED,
            Event.DEPUTY_CONFIRMED,
            Event.DEPUTY_REFUSED,
            Event.RING_ASKED,
            Event.LINK_ASKED,
        }
    ),
    Part.FACILITATOR: frozenset(
        {
            Event.FACILITATOR_ASKED,
            Event.FACILITATOR_ACCEPTED,
            Event.FACILITATOR_DECLINED,
            Event.FACILITATOR_WITHDREW,
            Event.FACILITATOR_RELEASED,
        }
    ),
    Part.SESSION: frozenset(
        {
            Event.DATE_FIXED,
            Event.DATE_MOVED,
            Event.TIMES_OFFERED,
            Event.ATTENDANCE_RECORDED,
            Event.ATTENDANCE_CORRECTED,
            Event.HELD,
            Event.NOT_HELD,
        }
    ),
    Part.SUMMARY: frozenset(
        {Event.SUMMARY_SAVED, Event.SUMMARY_SENT, Event.SUMMARY_READ, Event.RECORDED}
    ),
    Part.FAMILY: frozenset({Event.FAMILY_UPDATED}),
    Part.DOOR: frozenset(
        {
            Event.CODE_SENT,
            Event.CODE_ACCEPTED,
            Event.MAIL_RELEASED,
            Event.MAIL_STOPPED,
            Event.MAIL_CAME_BACK,
            Event.MAIL_ANSWERED_ITSELF,
            Event.MAIL_RESUMED,
        }
    ),
}
EVENTS[Part.HOUSE] = frozenset(Event) - frozenset().union(*EVENTS.values())
"""Whatever is about no request: a new event belongs here until it is put elsewhere."""

OF_A_REQUEST = tuple(part for part in Part if part is not Part.HOUSE)
