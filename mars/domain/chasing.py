"""Every letter that MARS sends by itself, as one table: why, to whom, when, and what stops it.

Knows days and keys; no person, no letter's words, no database.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from mars.domain import falling_due
from mars.domain.chased import Chase, Day, Facts, Reason
from mars.domain.statuses import Status
from mars.domain.workflow import LetterKind

BEFORE = frozenset({Status.ASKED, Status.ARRANGED})
ARRANGED = frozenset({Status.ARRANGED})
HELD = frozenset({Status.HELD})
AFTER = frozenset({Status.HELD, Status.SUMMARISED})
SUMMARISED = frozenset({Status.SUMMARISED})
CHASED = BEFORE | AFTER
"""Where something can be chased at all."""

Finder = Callable[[Facts, Day], Iterator[Chase]]


@dataclass(frozen=True, slots=True)
class Chaser:
    """One row of the table. `why`, `when` and `stops` are for people; `find` is the same in code.

    The last stop of every row is the end of its statuses. Nothing goes twice for one reason: the
    day that the reason counts from is part of each letter's revision.
    """

    reason: Reason
    kind: LetterKind
    why: str
    when: str
    stops: str
    statuses: frozenset[Status]
    find: Finder


CHASERS: tuple[Chaser, ...] = (
    Chaser(
        Reason.ANSWER,
        LetterKind.ANSWER_REMINDER,
        "an agency was asked and has not answered",
        "after the first and the second reminder's days",
        "they answer, a colleague takes their place, they are no longer asked",
        BEFORE,
        falling_due.answers,
    ),
    Chaser(
        Reason.LEAD,
        LetterKind.LEAD_ASKED,
        "two reminders brought no answer, and the agency has named somebody else to be asked",
        "once, after the lead's days",
        "as for the reminders",
        BEFORE,
        falling_due.leads,
    ),
    Chaser(
        Reason.SILENCE,
        LetterKind.AGENCY_SILENT,
        "two reminders brought no answer: the coordinator and the requester hear of which agencies",
        "once, after the lead's days",
        "as for the reminders",
        BEFORE,
        falling_due.silence,
    ),
    Chaser(
        Reason.FACILITATOR,
        LetterKind.FACILITATOR_REMINDER,
        "a facilitator was asked and has not answered",
        "after the first and the second reminder's days",
        "they answer or are no longer asked",
        BEFORE,
        falling_due.facilitator,
    ),
    Chaser(
        Reason.FACILITATOR_SILENCE,
        LetterKind.FACILITATOR_SILENT,
        "two reminders brought no answer: the requester can ask somebody else",
        "once, after the lead's days",
        "as for the facilitator's reminders",
        BEFORE,
        falling_due.facilitator_silence,
    ),
    Chaser(
        Reason.SEARCH,
        LetterKind.FACILITATOR_STILL_WANTED,
        "the partnership is to find a facilitator, and nobody is asked",
        "after the first and the second reminder's days",
        "somebody is asked, the session begins",
        BEFORE,
        falling_due.search,
    ),
    Chaser(
        Reason.UNLED,
        LetterKind.FACILITATOR_MISSING,
        "a session is near that nobody has agreed to facilitate",
        "once, the warning's days before the session, but not on the day a facilitator withdrew",
        "a facilitator accepts, the session begins",
        ARRANGED,
        falling_due.unled,
    ),
    Chaser(
        Reason.TOO_FEW,
        LetterKind.BELOW_MINIMUM,
        "fewer agencies come than the partnership wants",
        "once, the warning's days before the session",
        "enough agencies come, the session begins",
        ARRANGED,
        falling_due.too_few,
    ),
    Chaser(
        Reason.PURPOSE,
        LetterKind.PURPOSE_REMINDER,
        "it is not noted that the family was told the purpose",
        "the warning's days before the session, or on the later day for which it is planned; and "
        "again on the session's day",
        "it is noted that they were told, or why not; the session begins",
        ARRANGED,
        falling_due.purpose,
    ),
    Chaser(
        Reason.NEAR,
        LetterKind.SESSION_NEAR,
        "everybody who comes is to remember it",
        "once, on the working day before the session",
        "they no longer come; the date was sent to them the same day",
        ARRANGED,
        falling_due.near,
    ),
    Chaser(
        Reason.ATTENDANCE,
        LetterKind.ATTENDANCE_PLEASE,
        "the session is over and nobody has recorded who came",
        "once, on the working day after it",
        "it is recorded",
        ARRANGED,
        falling_due.attendance,
    ),
    Chaser(
        Reason.SUMMARY,
        LetterKind.SUMMARY_REMINDER,
        "the summary is not sent",
        "after the summary's reminder days, and when it is due",
        "it is sent",
        HELD,
        falling_due.summary,
    ),
    Chaser(
        Reason.RECORDING,
        LetterKind.RECORD_REMINDER,
        "an agency has not recorded the summary on its own system",
        "after the recording's days, and after twice as many",
        "they tick it, a new version replaces it",
        SUMMARISED,
        falling_due.recording,
    ),
    Chaser(
        Reason.OUTCOME,
        LetterKind.OUTCOME_REMINDER,
        "it is not noted that the family heard the outcome",
        "once, after the outcome's days, or on the later day it is planned for",
        "it is noted that they were told, or why not",
        AFTER,
        falling_due.outcome,
    ),
)
"""Sources: guidance, Purpose, paragraph 3 and principle 7. Every number of days: local setting."""

KINDS: dict[Reason, LetterKind] = {chaser.reason: chaser.kind for chaser in CHASERS}


def due(facts: Facts, day: Day) -> tuple[Chase, ...]:
    """What is to be chased of one supervision today; none at all on a day without work.

    What was sent already is found again until its reason ends: the outbox knows that it is there.
    """
    if not day.works(day.today):
        return ()
    return tuple(
        chase
        for chaser in CHASERS
        if facts.status in chaser.statuses
        for chase in chaser.find(facts, day)
    )
