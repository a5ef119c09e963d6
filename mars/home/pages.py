"""The start page: what needs this person now. At most six queries, whatever their number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mars.clock import now, today
from mars.domain.actors import Actor, Role
from mars.domain.answering import NominationState, Reply, compute_gates
from mars.domain.closing import Afterwards
from mars.domain.counting import shown_count
from mars.domain.dates import speaks_of_these
from mars.domain.granting import CONFIRMING
from mars.domain.stalls import Stall
from mars.domain.statuses import STANDINGS, Status
from mars.domain.turns import FAMILY_TURNS, Position, Turn, is_later, turns_of
from mars.domain.what_next import what_next
from mars.domain.workflow import Doer
from mars.home import reading, stalled
from mars.partnership import is_overdue, policies
from mars.post import outbox

COUNTED = tuple(status for status in Status if status is not Status.DRAFT)


@dataclass(frozen=True, slots=True)
class TurnRow:
    """One thing for the viewer to do."""

    reference: str
    turn: Turn
    agency: str
    begun_at: datetime
    starts_at: datetime | None
    amber: bool


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A request of the viewer's that waits for others."""

    reference: str
    label: str
    colour: str
    next: str
    starts_at: datetime | None


@dataclass(frozen=True, slots=True)
class StallRow:
    """A request that needs the coordinator."""

    reference: str
    stall: Stall
    agency: str
    asked_at: datetime | None


@dataclass(frozen=True, slots=True)
class HomePage:
    """The start page of one person. `counts` is for an auditor: status and count in words."""

    turns: tuple[TurnRow, ...]
    waiting: tuple[WaitingRow, ...]
    stalled: tuple[StallRow, ...]
    counts: tuple[tuple[str, str], ...]
    is_full: bool
    roles: tuple[tuple[str, str], ...]
    """Key and name of those for whom somebody else proposed a role that the viewer can confirm."""
    mail: outbox.Standing | None
    """How the mail stands, for those who look after it and only while it needs them."""


def index(actor: Actor) -> HomePage:
    """What needs this person now."""
    mine = reading.involved(actor)
    replies = reading.replies_of([row.id for row in mine if row.status is Status.ASKED])
    turns: list[TurnRow] = []
    waiting: list[WaitingRow] = []
    for row in mine:
        position = _position(row, replies.get(row.id, ()))
        due = turns_of(position, _doers(row))
        turns += [_turn_row(row, turn) for turn in due]
        if not due:
            label, colour = row.status.label, STANDINGS[row.status].colour
            next_step = what_next(position)
            waiting.append(WaitingRow(row.reference, label, colour, next_step, row.starts_at))
    return HomePage(
        turns=tuple(turns),
        waiting=tuple(waiting),
        stalled=_stalled() if Role.COORDINATOR in actor.roles else (),
        counts=_counts() if Role.AUDITOR in actor.roles else (),
        is_full=len(mine) == reading.MOST,
        roles=reading.to_confirm(actor) if actor.roles & CONFIRMING else (),
        mail=_mail() if actor.roles & {Role.COORDINATOR, Role.ADMINISTRATOR} else None,
    )


def _doers(row: reading.InvolvedRow) -> frozenset[Doer]:
    return frozenset(
        doer
        for doer, is_one in (
            (Doer.REQUESTER, row.asks),
            (Doer.FACILITATOR, row.facilitates),
        )
        if is_one
    )


def _position(row: reading.InvolvedRow, replies: Sequence[Reply]) -> Position:
    state = NominationState(row.nomination) if row.nomination else None
    gates = None
    if row.status is Status.ASKED:
        minimum = policies().minimum_agencies
        gates = compute_gates(
            replies,
            row.agency_id or "",
            state,
            minimum,
            spoken=speaks_of_these(row.nominee_answered_at, row.offered_at),
            helped=row.find_facilitator,
        )
    return Position(
        status=row.status,
        gates=gates,
        facilitator=state,
        helped=row.find_facilitator,
        waiting=any(reply.waits for reply in replies),
        ring=row.ring,
        astray=row.astray,
        facilitator_astray=row.facilitator_astray,
        proposed=row.proposed,
        begun=row.starts_at is not None and row.starts_at <= now(),
        purpose=row.purpose,
        purpose_later=is_later(row.purpose, row.purpose_on, today()),
        outcome_later=is_later(row.outcome, row.outcome_on, today()),
        afterwards=Afterwards(row.has_summary, row.unrecorded, row.outcome),
        own_tick=row.own_tick,
        times_passed=row.last_offered is not None and row.last_offered < now(),
        overdue=is_overdue(row.status, row.starts_at, row.recorded_at, row.sent_at),
    )


def _turn_row(row: reading.InvolvedRow, turn: Turn) -> TurnRow:
    begun_at = row.asked_at or row.created_at
    amber = turn in FAMILY_TURNS
    return TurnRow(row.reference, turn, row.agency or "", begun_at, row.starts_at, amber)


def _mail() -> outbox.Standing | None:
    standing = outbox.standing()
    troubled = standing.needs_you or standing.resting_since or standing.stopped_since
    return standing if troubled else None


def _stalled() -> tuple[StallRow, ...]:
    return tuple(
        StallRow(row.reference, Stall(row.stall), row.agency or "", row.asked_at)
        for row in stalled.stalled(policies())
    )


def _counts() -> tuple[tuple[str, str], ...]:
    """How many requests stand where; no total, so that no small count can be worked out."""
    counted = reading.counts()
    return tuple((status.label, shown_count(counted.get(status, 0))) for status in COUNTED)
