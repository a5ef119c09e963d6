"""The page of one supervision as its viewer may see it. Decides nothing and writes nothing."""

from dataclasses import dataclass
from datetime import date, datetime

from mars.clock import now
from mars.domain.answering import Choice, Gate, NominationState, report_answer
from mars.domain.changes import find_change
from mars.domain.closing import missing_before_close
from mars.domain.dates import speaks_of_these
from mars.domain.holding import Mark, NotSafeReason, Telling, Told
from mars.domain.milestones import Milestone, Progress, milestones
from mars.domain.statuses import OPEN, STANDINGS, Status
from mars.domain.telling import can_tell
from mars.domain.turns import DOERS, Turn, is_amber, turns, turns_of
from mars.domain.workflow import Doer, Step
from mars.post.outbox import LetterRow
from mars.requests.found import About, Invited, Reading, Tick
from mars.requests.reading import letter_to, read

COLOURS = {Choice.COME: "green", Choice.COLLEAGUE: "green", Choice.CANNOT: "orange", None: "grey"}
MARKED = {Mark.APOLOGIES: "orange", Mark.ABSENT: "orange"}
WAYS = (
    Step.MOVE,
    Step.OFFER_TIMES,
    Step.WITHDRAW,
    Step.END_NOT_AGREED,
    Step.CLOSE,
    Step.CLOSE_WITHOUT,
)
WITH_SESSION = frozenset({Status.ARRANGED, Status.HELD, Status.SUMMARISED, Status.CLOSED})


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One invited person as the page shows them: the answer, or how they took part once held."""

    agency: str
    name: str
    job: str
    email: str
    is_deputy: bool
    ring_first: bool
    answer: str
    colour: str
    reason: str
    answered_at: datetime | None
    letter: LetterRow | None


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """What is noted of one moment of telling the family; amber until it is done."""

    telling: Telling
    told: Told | None
    amber: bool
    can_note: bool
    by_whom: str = ""
    on_day: date | None = None
    reason: NotSafeReason | None = None


@dataclass(frozen=True, slots=True)
class FacilitatorRow:
    """Who is asked to facilitate, or has accepted."""

    name: str
    job: str
    agency: str
    email: str
    state: NominationState
    letter: LetterRow | None


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
    asked_by: str
    contact: str
    may_change_team: bool
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
    alive = status in OPEN and status is not Status.DRAFT
    return RequestPage(
        about=about,
        colour=STANDINGS[status].colour,
        next=STANDINGS[status].next,
        waiting_for=_waiting_for(found, turns(position), doers),
        turns=turns_of(position, doers),
        gates=found.gates.all if status is Status.ASKED else (),
        team=tuple(_team_row(invited, found.letters) for invited in found.invited),
        was_held=any(invited.mark for invited in found.invited),
        facilitator=_facilitator(found),
        family=_family(found, status, doers),
        ticks=found.ticks,
        steps=_steps(found, status, doers),
        way=milestones(position),
        troubled=tuple(row for row in found.letters if row.needs_you or (row.waits and row.reason)),
        waiting_letters=sum(row.waits and not row.reason for row in found.letters),
        asked_by=_asked_by(about),
        contact=", ".join(filter(None, (about.requester_phone, about.requester_email))),
        may_change_team=may_ask and alive,
        may_see_session=about.starts_at is not None and status in WITH_SESSION,
        may_read_summary=bool(found.ticks) and status in {Status.SUMMARISED, Status.CLOSED},
        may_see_history=Doer.COORDINATOR in doers,
        is_alive=alive,
        seen_at=moment,
    )


def _team_row(invited: Invited, letters: tuple[LetterRow, ...]) -> TeamRow:
    mark = invited.mark
    return TeamRow(
        agency=invited.agency,
        name=invited.name,
        job=invited.job,
        email=invited.email,
        is_deputy=invited.is_deputy,
        ring_first=invited.ring_first,
        answer=mark.label if mark else _answer(invited),
        colour=MARKED.get(mark, "green") if mark else COLOURS[invited.choice],
        reason=invited.reason.label if invited.reason and not mark else "",
        answered_at=None if mark else invited.answered_at,
        letter=letter_to(letters, invited.id, invited.email),
    )


def _answer(invited: Invited) -> str:
    return report_answer(invited.choice, partly=invited.partly, sends_note=invited.sends_note)


def _facilitator(found: Reading) -> FacilitatorRow | None:
    row = found.nominee
    if row is None:
        return None
    letter = letter_to(found.letters, row.id, row.email)
    return FacilitatorRow(row.name, row.job, row.agency or "", row.email, row.state, letter)


def _family(found: Reading, status: Status, doers: frozenset[Doer]) -> tuple[FamilyRow, ...]:
    """Both moments, the outcome once there is one to tell."""
    alive = status in OPEN and status is not Status.DRAFT
    may_note = alive and bool(doers & {Doer.REQUESTER, Doer.FACILITATOR})
    rows = []
    for telling in Telling:
        row = found.family.get(telling)
        if row is None:
            if alive and can_tell(telling, status):
                rows.append(FamilyRow(telling, None, True, may_note))
            continue
        amber = alive and is_amber(row.told)
        rows.append(
            FamilyRow(telling, row.told, amber, may_note, row.by_whom, row.on_day, row.reason)
        )
    return tuple(rows)


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
        waited += [_named(i.name, i.agency) for i in found.invited if _is_waited_for(i, about)]
        if nominee and nominee.state is NominationState.ASKED:
            waited.append(names[Doer.FACILITATOR])
    if about.status is Status.SUMMARISED:
        waited += [
            tick.agency
            for tick in found.ticks
            if tick.recorded_at is None and tick.agency_id != about.agency_id
        ]
    return tuple(dict.fromkeys(filter(None, waited)))


def _is_waited_for(invited: Invited, about: About) -> bool:
    """Whether somebody has not answered, or comes and has not spoken of the times now offered."""
    if invited.choice is not Choice.COME:
        return invited.choice is None
    return not speaks_of_these(invited.answered_at, about.offered_at)


def _asked_by(about: About) -> str:
    return ", ".join(filter(None, (about.requester_name, about.requester_job, about.agency)))


def _named(name: str, agency: str | None) -> str:
    return f"{name} ({agency})" if name and agency else name
