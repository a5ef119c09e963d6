"""The session and what follows it: attendance, the summary, what the family hears, closing."""

from mars.domain.labels import Labelled


class Mark(Labelled):
    """How an invited agency took part."""

    CAME = "came", "Came"
    DEPUTY = "deputy", "A deputy came"
    PART = "part", "Came for part"
    NOTE = "note", "Sent a note"
    APOLOGIES = "apologies", "Sent apologies"
    ABSENT = "absent", "Did not come"


PRESENT = frozenset({Mark.CAME, Mark.DEPUTY, Mark.PART})


class NotHeldReason(Labelled):
    """Why a session was not held (local setting)."""

    TOO_FEW = "too-few", "Too few agencies came"
    FACILITATOR = "facilitator", "The facilitator could not come"
    FAMILY = "family", "Something changed for the family"
    SAFETY = "safety", "A safety concern came first"
    OTHER = "other", "Another reason"


REASONS_TOLD: dict[NotHeldReason, str] = {
    NotHeldReason.TOO_FEW: "Too few agencies could come",
    NotHeldReason.FACILITATOR: "The facilitator could not come",
    NotHeldReason.FAMILY: "Circumstances have changed",
    NotHeldReason.SAFETY: "Something more urgent comes first",
    NotHeldReason.OTHER: "Another reason: the person who asked can tell you more",
}
"""The reason as letters give it: nothing of a child or family, and no concern."""


class Fidelity(Labelled):
    """The facilitator's four questions after a session: did it stay what it is meant to be?"""

    CHILD = "child-in-mind", "The child was kept in mind"
    VOICES = "voices-heard", "All voices were heard"
    REFLECTIVE = "stayed-reflective", "It stayed reflective"
    PARKED = "decisions-parked", "Decisions were parked"


class Telling(Labelled):
    """The two moments at which the family hears (guidance, principle 7)."""

    PURPOSE = "purpose", "The purpose, before the session"
    OUTCOME = "outcome", "The outcome, after the session"


class Told(Labelled):
    """Whether the family has been told."""

    YES = "yes", "Yes"
    NOT_YET = "not-yet", "Not yet"
    NOT_SAFE = "not-safe", "It is not safe to tell them"


class NotSafeReason(Labelled):
    """Why telling the family would not be safe (local setting).

    That nobody can reach them is none: it is “not yet”.
    """

    CHILD = "risk-to-child", "It could put a child at risk"
    ADULT = "risk-to-adult", "It could put an adult at risk"
    INQUIRY = "inquiry", "It could harm an inquiry"


class CloseReason(Labelled):
    """Why a request closes with something missing (local setting)."""

    NOT_RECORDED = "not-recorded", "An agency has not recorded the summary"
    FAMILY_NOT_TOLD = "family-not-told", "The family has not been told"
    NO_SUMMARY = "no-summary", "There is no summary"


class EndReason(Labelled):
    """Why a request ends before a session (local setting)."""

    CHANGED = "changed", "Things have changed and it is no longer needed"
    NO_AGREEMENT = "no-agreement", "The team does not agree"
    NO_FACILITATOR = "no-facilitator", "No facilitator could be found"
    NO_TIME = "no-time", "No time suits enough agencies"
    OTHER = "other", "Another reason"


QUESTION_LIMIT = 300
REFLECTIONS_LIMIT = 900
LIVED_LIMIT = 300
LEARNT_LIMIT = 300
IDEA_LIMIT, IDEAS_MOST = 150, 5
HEARS_LIMIT = 300
REASON_LIMIT = 300
