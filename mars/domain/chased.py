"""What the chasing of one supervision is decided by, and what comes of it. Days and keys only."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from mars.domain.holding import Told
from mars.domain.labels import Labelled
from mars.domain.policies import Policies
from mars.domain.statuses import Status


class Reason(Labelled):
    """Why MARS writes to somebody by itself."""

    ANSWER = "answer", "an answer is missing"
    LEAD = "lead", "the agency's lead is asked"
    SILENCE = "silence", "an agency is silent"
    FACILITATOR = "facilitator", "the facilitator's answer is missing"
    FACILITATOR_SILENCE = "facilitator-silence", "the facilitator is silent"
    SEARCH = "search", "the partnership is to find a facilitator"
    UNLED = "unled", "nobody has agreed to facilitate"
    TOO_FEW = "too-few", "too few agencies come"
    PURPOSE = "purpose", "the family may not know the purpose"
    NEAR = "near", "the session is near"
    ATTENDANCE = "attendance", "nobody recorded who came"
    SUMMARY = "summary", "the summary is missing"
    RECORDING = "recording", "an agency has not recorded the summary"
    OUTCOME = "outcome", "the family may not know the outcome"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who is asked to come, or to facilitate.

    `key`: of the invitation or nomination. `written_on`: the last day on which they were asked or
    told the date. `lead`: the key of somebody else whom their agency has named ("" if nobody).
    """

    key: str
    asked_on: date
    answered: bool
    comes: bool
    written_on: date | None = None
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Copy:
    """An agency's copy of the summary that was sent last: the receipt's key, since when."""

    key: str
    sent_on: date
    recorded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One supervision, as far as it decides what is chased. Days are London's.

    `search_since`: since when the partnership is to find a facilitator and nobody is asked; None
    where somebody is, or where it is the requester's to choose. `purpose_later`, `outcome_later`:
    whether telling the family is planned for a later day.
    `enough`: whether the least number of agencies comes. `begun`: whether the session's hour has
    come. `asker_written_on`: the last day on which the requester was told the date.
    """

    key: str
    status: Status
    team: tuple[Person, ...] = ()
    facilitator: Person | None = None
    search_since: date | None = None
    enough: bool = True
    session_on: date | None = None
    begun: bool = False
    recorded_on: date | None = None
    purpose: Told | None = None
    purpose_later: bool = False
    outcome: Told | None = None
    outcome_later: bool = False
    copies: tuple[Copy, ...] = ()
    asker_written_on: date | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """Today in London, which days are working days, and the partnership's own numbers."""

    today: date
    works: Callable[[date], bool]
    local: Policies

    def between(self, start: date, end: date) -> int:
        """How many working days follow `start` up to and with `end`; 0 if it is not later."""
        days = range(1, (end - start).days + 1)
        return sum(self.works(start + timedelta(days=day)) for day in days)


@dataclass(frozen=True, slots=True)
class Chase:
    """One thing to write about: why, the key of the row it is about, since when, how many times.

    `other`: the key of the lead to write to, where it is not the person of the row. `people`: who
    is spoken of, where it is about several.
    """

    reason: Reason
    subject: str
    since: date
    number: int
    other: str = ""
    people: tuple[Person, ...] = ()

    @property
    def revision(self) -> int:
        """What makes its letter unique: a day asked anew or a session moved is a new reason."""
        return self.since.toordinal() * 10 + self.number
