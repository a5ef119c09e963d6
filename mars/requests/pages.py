"""The page of one supervision as its viewer may see it. Decides nothing and writes nothing."""

from dataclasses import dataclass
from datetime import datetime

from mars.clock import now
from mars.domain.answering import Gate
from mars.domain.changes import find_change
from mars.domain.closing import missing_before_close
from mars.domain.dates import speaks_of_these
from mars.domain.inviting import INVITING
from mars.domain.milestones import Milestone, Progress, milestones
from mars.domain.statuses import GOING, STANDINGS, Status
from mars.domain.turns import DOERS, Turn, turns, turns_of
from mars.domain.what_next import what_next
from mars.domain.workflow import Doer, Step
from mars.post.outbox import LetterRow
from mars.requests.found import About, Reading, Tick
from mars.requests.reading import read
from mars.requests.rows import (
    FacilitatorRow,
    FamilyRow,
    TeamRow,
    facilitator_row,
    family_rows,
    team_row,
)

WAYS = (
    Step.MOVE,
    Step.OFFER_TIMES,
    Step.STEP_DOWN,
    Step.WITHDRAW,
    Step.END_NOT_AGREED,
    Step.CLOSE,
    Step.CLOSE_WITHOUT,
)
WITH_SESSION = frozenset({Status.ARRANGED, Status.HELD, Status.SUMMARISED, Status.CLOSED})


@dataclass(frozen=True, slots=True)
class RequestPage:
    """What one viewer sees of one supervision. `about` holds only what this viewer may see."""

    about: About
    colour: str
    next: str
    waiting_for: tuple[str, ...]
    turns: tuple[Turn, ...]
    gates: tuple[Gate, ...]
    team: tuple[TeamRow, ...]
    was_held: bool
    """Whether the team's rows say how they took part."""
    facilitator: FacilitatorRow | None
    family: tuple[FamilyRow, ...]
    ticks: tuple[Tick, ...]
    steps: tuple[Step, ...]
    way: tuple[tuple[Milestone, Progress], ...]
    troubled: tuple[LetterRow, ...]
    waiting_letters: int
    mail_waits: str
    """Until when letters about it wait for the morning, in words; empty when none does."""
    asked_by: str
    contact: str
    may_change_team: bool
    may_find: bool
    """Whether a facilitator can be asked or released."""
    may_see_session: bool
    may_read_summary: bool
    may_see_history: bool
    is_alive: bool
    seen_at: datetime


def show(supervision_id: str, doers: frozenset[Doer]) -> RequestPage:
    """The page for somebody who is all of `doers` to this supervision. 6 queries."""
    may_ask = bool(doers & {Doer.REQUESTER, Doer.COORDINATOR})
    found = read(supervision_id, addresses=may_ask)
    about, moment = found.about, now()
    position = found.position(moment)
    status = about.status
    alive = status in GOING
    return RequestPage(
        about=about,
        colour=STANDINGS[status].colour,
        next=what_next(position),
        waiting_for=_waiting_for(found, turns(position), doers),
        turns=turns_of(position, doers),
        gates=found.gates.all if status is Status.ASKED else (),
        team=tuple(team_row(invited, found) for invited in found.invited),
        was_held=any(invited.mark for invited in found.invited),
        facilitator=facilitator_row(found),
        family=family_rows(found, moment, doers),
        ticks=found.ticks,
        steps=_steps(found, status, doers),
        way=milestones(position),
        troubled=tuple(row for row in found.letters if _is_troubled(row)),
        waiting_letters=sum(row.waits and not row.reason for row in found.letters),
        mail_waits=next((row.sleeps for row in found.letters if row.sleeps), ""),
        asked_by=_asked_by(about),
        contact=", ".join(filter(None, (about.requester_phone, about.requester_email))),
        may_change_team=may_ask and alive,
        may_find=may_ask and status in INVITING,
        may_see_session=about.starts_at is not None and status in WITH_SESSION,
        may_read_summary=bool(found.ticks) and status in {Status.SUMMARISED, Status.CLOSED},
        may_see_history=Doer.COORDINATOR in doers,
        is_alive=alive,
        seen_at=moment,
    )


def _steps(found: Reading, status: Status, doers: frozenset[Doer]) -> tuple[Step, ...]:
    """What this viewer can change about the request now, besides the turn that is due."""
    changes = [find_change(step, status) for step in WAYS]
    possible = [c.step for c in changes if c is not None and doers & set(c.doers)]
    if Step.CLOSE in possible and not missing_before_close(found.position(now()).afterwards):
        possible.remove(Step.CLOSE)
    return tuple(possible)


def _waiting_for(
    found: Reading, now_due: tuple[Turn, ...], doers: frozenset[Doer]
) -> tuple[str, ...]:
    """Who has to act, by name and agency: whom each turn waits for, then who has not answered.

    A viewer for whom a turn waits reads “you” and what for.
    """
    about, nominee = found.about, found.nominee
    names = {
        Doer.REQUESTER: _named(about.requester_name, about.agency),
        Doer.FACILITATOR: _named(nominee.name, nominee.agency) if nominee else "",
        Doer.COORDINATOR: "the coordinator",
    }
    waited = [
        f"you, to {turn.label[0].lower()}{turn.label[1:]}"
        if DOERS[turn][0] in doers
        else names[DOERS[turn][0]]
        for turn in now_due
    ]
    if about.status is Status.ASKED:
        asked_for = [i for i in found.invited if i.reply(about.offered_at).waits]
        waited += [_named(i.name, i.agency) for i in asked_for]
    silent = nominee is not None and not speaks_of_these(nominee.answered_at, about.offered_at)
    if silent and about.status in INVITING:
        waited.append(names[Doer.FACILITATOR])
    if about.status is Status.SUMMARISED:
        waited += [
            tick.agency
            for tick in found.ticks
            if tick.recorded_at is None and tick.agency_id != about.agency_id
        ]
    return tuple(dict.fromkeys(filter(None, waited)))


def _is_troubled(letter: LetterRow) -> bool:
    return letter.needs_you or bool(letter.waits and letter.reason and not letter.sleeps)


def _asked_by(about: About) -> str:
    return ", ".join(filter(None, (about.requester_name, about.requester_job, about.agency)))


def _named(name: str, agency: str | None) -> str:
    return f"{name} ({agency})" if name and agency else name
