"""The rows of a request's page: its team, its facilitator, what the family knows. Reads nothing."""

from dataclasses import dataclass
from datetime import date, datetime

from mars.domain.answering import Choice, NominationState, report_answer
from mars.domain.dates import speaks_of_these
from mars.domain.holding import Mark, NotSafeReason, Telling, Told
from mars.domain.statuses import GOING, Status
from mars.domain.telling import can_tell
from mars.domain.turns import is_amber
from mars.domain.workflow import Doer
from mars.post.outbox import LetterRow
from mars.requests.found import Invited, Reading
from mars.requests.reading import letter_to

COLOURS = {Choice.COME: "green", Choice.COLLEAGUE: "green", Choice.CANNOT: "orange", None: "grey"}
MARKED = {Mark.APOLOGIES: "orange", Mark.ABSENT: "orange"}


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
    state: str
    settled: bool
    """Whether their yes holds for the times or the date as they are now."""
    letter: LetterRow | None


def team_row(invited: Invited, found: Reading) -> TeamRow:
    """One invited person, with the answer as far as it holds for the times offered now."""
    mark, status = invited.mark, found.about.status
    asked_again = status is Status.ASKED and invited.reply(found.about.offered_at).waits
    return TeamRow(
        agency=invited.agency,
        name=invited.name,
        job=invited.job,
        email=invited.email,
        is_deputy=invited.is_deputy,
        ring_first=invited.ring_first,
        answer=mark.label if mark else _answer(invited, asked_again),
        colour=MARKED.get(mark, "green") if mark else _colour(invited, asked_again),
        reason=invited.reason.label if invited.reason and not mark else "",
        answered_at=None if mark else invited.answered_at,
        letter=letter_to(found.letters, invited.id, invited.email),
    )


def _answer(invited: Invited, asked_again: bool) -> str:
    partly, sends_note = invited.partly, invited.sends_note
    said = report_answer(invited.choice, partly=partly, sends_note=sends_note)
    return f"{said}, asked about the new times" if asked_again and invited.choice else said


def _colour(invited: Invited, asked_again: bool) -> str:
    return COLOURS[None if asked_again else invited.choice]


def facilitator_row(found: Reading) -> FacilitatorRow | None:
    """The facilitator, with the yes as far as it holds for the times offered now."""
    row = found.nominee
    if row is None:
        return None
    letter = letter_to(found.letters, row.id, row.email)
    accepted = row.state is NominationState.ACCEPTED
    spoken = speaks_of_these(row.answered_at, found.about.offered_at)
    asked_again = accepted and found.about.status is Status.ASKED and not spoken
    return FacilitatorRow(
        row.name,
        row.job,
        row.agency or "",
        row.email,
        f"{row.state.label}, asked about the new times" if asked_again else row.state.label,
        accepted and not asked_again,
        letter,
    )


def family_rows(found: Reading, moment: datetime, doers: frozenset[Doer]) -> tuple[FamilyRow, ...]:
    """Both moments, the outcome once there is one to tell."""
    status = found.about.status
    alive = status in GOING
    may_note = alive and bool(doers & {Doer.REQUESTER, Doer.FACILITATOR})
    rows = []
    for telling in Telling:
        row = found.family.get(telling)
        if row is None:
            if alive and can_tell(telling, status):
                rows.append(FamilyRow(telling, None, True, may_note))
            continue
        amber = alive and is_amber(row.told) and not row.is_later(moment)
        rows.append(
            FamilyRow(telling, row.told, amber, may_note, row.by_whom, row.on_day, row.reason)
        )
    return tuple(rows)
