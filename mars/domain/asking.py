"""The request form as a table of steps, with the choices of each. Asks in the guidance's order."""

from mars.domain.labels import Labelled

TEXT_LIMIT = 600
INITIALS_LIMIT = 20
REFERENCE_LIMIT = 40
SHORT_LIMIT = 100
TEAM_LIMIT = 15
TIMES_LEAST, TIMES_MOST = 2, 4


class AskStep(Labelled):
    """The pages of the form, in order. The safety gate comes before a draft exists."""

    PLACE = "right-place", "Is this the right place?"
    WHO = "you", "You"
    CHILD = "child", "The child or family"
    OPEN_TO = "open-to", "What the family is open to"
    STUCK = "stuck", "What you are stuck on"
    MODEL = "model", "The shape of the session"
    TEAM = "team", "The team"
    FACILITATOR = "facilitator", "The facilitator"
    FAMILY = "family", "What the family knows"
    TIMES = "times", "Possible times"
    CHECK = "check", "Check your answers"


STEPS: tuple[AskStep, ...] = tuple(AskStep)


def step_after(step: AskStep) -> AskStep:
    """The step that follows; the last follows itself."""
    return STEPS[min(STEPS.index(step) + 1, len(STEPS) - 1)]


def step_before(step: AskStep) -> AskStep | None:
    """The step before, or None at the first."""
    place = STEPS.index(step)
    return STEPS[place - 1] if place else None


class Hope(Labelled):
    """What the asker hopes the session will give: the right-place gate."""

    REFLECT = "reflect", "Space to think together about being stuck"
    THRESHOLD = "threshold", "A decision about a threshold"
    WHO_DOES_WHAT = "who-does-what", "A decision about who does what"


class AgeBand(Labelled):
    """Ages in bands, so that no date of birth is needed."""

    UNBORN = "unborn", "Before birth"
    UNDER_FIVE = "0-4", "0 to 4"
    FIVE_TO_TEN = "5-10", "5 to 10"
    ELEVEN_TO_FIFTEEN = "11-15", "11 to 15"
    SIXTEEN_UP = "16-up", "16 and over"
    SEVERAL = "several", "Children of different ages"


class OpenTo(Labelled):
    """Which plan the family has, if any."""

    EARLY_HELP = "early-help", "Early Help"
    CHILD_IN_NEED = "child-in-need", "Child in need plan"
    CHILD_PROTECTION = "child-protection", "Child protection plan"
    LOOKED_AFTER = "looked-after", "Looked after"
    YOUTH_JUSTICE = "youth-justice", "Youth justice"
    ANOTHER = "another", "Another plan"
    NONE = "none", "No plan"


class Place(Labelled):
    """Where a session takes place."""

    IN_PERSON = "in-person", "In person"
    ONLINE = "online", "Online"


class Theme(Labelled):
    """Learning themes, apart from the family (local setting)."""

    NEGLECT = "neglect", "Neglect"
    DOMESTIC_ABUSE = "domestic-abuse", "Domestic abuse"
    EXPLOITATION = "exploitation", "Exploitation"
    MENTAL_HEALTH = "mental-health", "Mental health"
    ENGAGEMENT = "engagement", "Engagement"
    DISAGREEMENT = "professional-disagreement", "Professional disagreement"
    TRANSITION = "transition", "Transition"
    ATTENDANCE = "school-attendance", "School attendance"
    PRE_BIRTH = "pre-birth", "Pre-birth"
    SUBSTANCE_USE = "substance-use", "Substance use"
    OTHER = "other", "Other"
