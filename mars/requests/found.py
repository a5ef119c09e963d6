"""What is read of one supervision for its page, in plain values. Knows no database."""

from dataclasses import dataclass
from datetime import date, datetime

from mars.clock import local
from mars.domain.answering import Choice, DeclineReason, Gates, NominationState, Reply
from mars.domain.asking import AgeBand, OpenTo, Place
from mars.domain.closing import Afterwards
from mars.domain.dates import reply_of
from mars.domain.holding import EndReason, Mark, NotSafeReason, Telling, Told
from mars.domain.posting import ASTRAY
from mars.domain.practice_models import Model
from mars.domain.statuses import Status
from mars.domain.turns import Position, is_later
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
    whom: tuple[str, ...]
    """Each child in a line: initials and reference."""
    children: int | None
    age_band: AgeBand | None
    open_to: OpenTo | None
    stuck: str
    hope: str
    model: Model | None
    own_model: str
    access_needs: str
    find_facilitator: bool
    proposed: bool
    """Whether somebody was named in place of one who is asked, and waits for a yes."""
    starts_at: datetime | None
    minutes: int | None
    place: Place | None
    where: str | None
    held: bool | None
    recorded_at: datetime | None
    last_offered: datetime | None
    """The last of the times offered."""


@dataclass(frozen=True, slots=True)
class Noted:
    """What is noted of one moment of telling the family."""

    told: Told
    by_whom: str
    on_day: date | None
    reason: NotSafeReason | None

    def is_later(self, moment: datetime) -> bool:
        """Whether it is planned for a day after this moment's."""
        return is_later(self.told, self.on_day, local(moment).date())


@dataclass(frozen=True, slots=True)
class Nominee:
    """Who is asked to facilitate, or has accepted."""

    id: str
    name: str
    job: str
    email: str
    state: NominationState
    answered_at: datetime | None
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

    def reply(self, offered_at: datetime | None) -> Reply:
        """The answer as far as it holds for the times offered then."""
        return reply_of(self.agency_id, self.choice, self.reason, self.answered_at, offered_at)


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
    overdue: bool
    """Whether what the status waits for is late."""

    def position(self, moment: datetime) -> Position:
        """Where the supervision stands at this moment."""
        outcome, purpose = self.family.get(Telling.OUTCOME), self.family.get(Telling.PURPOSE)
        starts_at, offered_at = self.about.starts_at, self.about.offered_at
        return Position(
            status=self.about.status,
            gates=self.gates,
            facilitator=self.nominee.state if self.nominee else None,
            helped=self.about.find_facilitator,
            waiting=any(invited.reply(offered_at).waits for invited in self.invited),
            ring=any(one.ring_first and one.choice is None for one in self.invited),
            astray=any(
                one.reply(offered_at).waits and self._is_astray(one.id) for one in self.invited
            ),
            facilitator_astray=self.nominee is not None
            and self.nominee.state is NominationState.ASKED
            and self._is_astray(self.nominee.id),
            proposed=self.about.proposed,
            begun=starts_at is not None and starts_at <= moment,
            not_held=self.about.held is False,
            purpose=purpose.told if purpose else None,
            purpose_later=purpose is not None and purpose.is_later(moment),
            afterwards=Afterwards(
                has_summary=bool(self.ticks),
                unrecorded=sum(tick.recorded_at is None for tick in self.ticks),
                outcome=outcome.told if outcome else None,
            ),
            outcome_later=outcome is not None and outcome.is_later(moment),
            own_tick=any(
                tick.agency_id == self.about.agency_id and tick.recorded_at is None
                for tick in self.ticks
            ),
            times_passed=self.about.last_offered is not None and self.about.last_offered < moment,
            overdue=self.overdue,
        )

    def _is_astray(self, subject_id: str) -> bool:
        return any(row.subject_id == subject_id and row.state in ASTRAY for row in self.letters)
