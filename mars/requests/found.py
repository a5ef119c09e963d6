"""What is read of one supervision for its page, in plain values. Knows no database."""

from dataclasses import dataclass
from datetime import date, datetime

from mars.domain.answering import Choice, DeclineReason, Gates, NominationState
from mars.domain.asking import AgeBand, OpenTo, Place
from mars.domain.closing import Afterwards
from mars.domain.holding import EndReason, Mark, NotSafeReason, Telling, Told
from mars.domain.posting import ASTRAY
from mars.domain.practice_models import Model
from mars.domain.statuses import Status
from mars.domain.turns import Position
from mars.post.outbox import LetterRow


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What was asked, by whom, and when the session is; named as in the database."""

    reference: str
    status: Status
    asked_at: datetime | None
    offered_at: datetime | None
    ended_at: datetime | None
    end_reason: EndReason | None
    end_note: str
    requester_name: str
    requester_job: str
    requester_phone: str
    requester_email: str
    agency_id: str | None
    agency: str | None
    initials: str
    system_reference: str
    system_name: str
    children: int | None
    age_band: AgeBand | None
    open_to: OpenTo | None
    stuck: str
    hope: str
    model: Model | None
    own_model: str
    access_needs: str
    starts_at: datetime | None
    minutes: int | None
    place: Place | None
    where: str | None


@dataclass(frozen=True, slots=True)
class Noted:
    """What is noted of one moment of telling the family."""

    told: Told
    by_whom: str
    on_day: date | None
    reason: NotSafeReason | None


@dataclass(frozen=True, slots=True)
class Nominee:
    """Who is asked to facilitate, or has accepted."""

    id: str
    name: str
    job: str
    email: str
    state: NominationState
    agency: str | None


@dataclass(frozen=True, slots=True)
class Invited:
    """One open invitation with its answer; `email` is empty for those who may not see it."""

    id: str
    name: str
    job: str
    email: str
    is_deputy: bool
    agency_id: str
    agency: str
    choice: Choice | None
    partly: bool | None
    sends_note: bool | None
    ring_first: bool
    reason: DeclineReason | None
    answered_at: datetime | None
    mark: Mark | None
    """How they took part, once that is recorded."""


@dataclass(frozen=True, slots=True)
class Tick:
    """An agency's copy of the latest summary, and when the agency recorded it."""

    agency_id: str
    agency: str
    recorded_at: datetime | None
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything read for one page."""

    about: About
    family: dict[Telling, Noted]
    invited: tuple[Invited, ...]
    nominee: Nominee | None
    ticks: tuple[Tick, ...]
    letters: tuple[LetterRow, ...]
    gates: Gates

    def position(self, moment: datetime) -> Position:
        """Where the supervision stands at this moment."""
        outcome, purpose = self.family.get(Telling.OUTCOME), self.family.get(Telling.PURPOSE)
        starts_at = self.about.starts_at
        return Position(
            status=self.about.status,
            gates=self.gates,
            facilitator=self.nominee.state if self.nominee else None,
            waiting=any(invited.choice is None for invited in self.invited),
            astray=any(i.choice is None and self._is_astray(i.id) for i in self.invited),
            facilitator_astray=self.nominee is not None
            and self.nominee.state is NominationState.ASKED
            and self._is_astray(self.nominee.id),
            begun=starts_at is not None and starts_at <= moment,
            purpose=purpose.told if purpose else None,
            afterwards=Afterwards(
                has_summary=bool(self.ticks),
                unrecorded=sum(tick.recorded_at is None for tick in self.ticks),
                outcome=outcome.told if outcome else None,
            ),
            own_tick=any(
                tick.agency_id == self.about.agency_id and tick.recorded_at is None
                for tick in self.ticks
            ),
        )

    def _is_astray(self, subject_id: str) -> bool:
        return any(row.subject_id == subject_id and row.state in ASTRAY for row in self.letters)
