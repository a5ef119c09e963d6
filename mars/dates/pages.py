"""The answers as a table: who can come when, the count for each time, the best. Writes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select

from mars.clock import now
from mars.database import db
from mars.domain.answering import Choice, Gates, NominationState
from mars.domain.asking import Place
from mars.domain.dates import Poll, best_time
from mars.store.invitations import Invitation
from mars.store.supervisions import (
    Nomination,
    NominationTime,
    OfferedTime,
    Supervision,
)
from mars.supervisions import gates_of, live_nomination, open_invitations

YES, NO, UNKNOWN = "Yes", "No", "Not answered"


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person and what they said of each time."""

    who: str
    about: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DatePage:
    """What is needed to fix the date."""

    gates: Gates
    times: tuple[tuple[str, datetime], ...]
    ahead: tuple[tuple[str, datetime], ...]
    """Those of the times that are still to come."""
    people: tuple[PersonRow, ...]
    facilitator: PersonRow | None
    counts: tuple[int, ...]
    """Agencies that can come, for each time."""
    best: str | None
    place: Place | None
    where: str
    minutes: int | None
    invited: int


def to_fix(supervision_id: str) -> DatePage:
    """The answers about times and the gates. 6 queries, one of them for the policies."""
    supervision = db.session.get_one(Supervision, supervision_id)
    invitations = open_invitations(supervision_id)
    nomination = live_nomination(supervision_id)
    offered = _offered(supervision_id, nomination)
    times = tuple((key, starts_at) for key, starts_at, _ in offered)
    suits = frozenset(key for key, _, suits_facilitator in offered if suits_facilitator)
    polls = [_poll(key, starts_at, invitations, suits) for key, starts_at in times]
    return DatePage(
        gates=gates_of(supervision.agency_id, invitations, nomination),
        times=times,
        ahead=tuple((key, starts_at) for key, starts_at in times if starts_at > now()),
        people=tuple(_person(invitation, times) for invitation in invitations),
        facilitator=_facilitator(nomination, polls) if nomination else None,
        counts=tuple(len(poll.agencies) for poll in polls),
        best=best_time(polls, now()),
        place=supervision.place,
        where=supervision.where,
        minutes=supervision.minutes,
        invited=len({invitation.agency_id for invitation in invitations}),
    )


def _offered(
    supervision_id: str, nomination: Nomination | None
) -> tuple[tuple[str, datetime, bool], ...]:
    """Key and moment of each offered time, and whether it suits the facilitator."""
    rows = db.session.execute(
        select(OfferedTime.id, OfferedTime.starts_at, NominationTime.nomination_id)
        .outerjoin(
            NominationTime,
            and_(
                NominationTime.offered_time_id == OfferedTime.id,
                NominationTime.nomination_id == (nomination.id if nomination else ""),
            ),
        )
        .where(OfferedTime.supervision_id == supervision_id)
        .order_by(OfferedTime.starts_at)
    )
    return tuple((row.id, row.starts_at, row.nomination_id is not None) for row in rows)


def _poll(
    key: str, starts_at: datetime, invitations: Sequence[Invitation], suits: frozenset[str]
) -> Poll:
    can = frozenset(i.agency_id for i in invitations if key in _suiting(i))
    return Poll(key, starts_at, can, (key in suits) if suits else None)


def _suiting(invitation: Invitation) -> set[str]:
    answer = invitation.answer
    if answer is None or answer.choice is not Choice.COME:
        return set()
    return {time.offered_time_id for time in answer.times}


def _person(invitation: Invitation, times: Sequence[tuple[str, datetime]]) -> PersonRow:
    chosen = _suiting(invitation)
    blank = NO if invitation.answer else UNKNOWN
    return PersonRow(
        who=invitation.agency.name,
        about=f"{invitation.name}, {invitation.job}",
        cells=tuple(YES if key in chosen else blank for key, _ in times),
    )


def _facilitator(nomination: Nomination, polls: Sequence[Poll]) -> PersonRow:
    said = nomination.state is NominationState.ACCEPTED
    words = {True: YES, False: NO, None: "Did not say" if said else UNKNOWN}
    return PersonRow(
        who="Facilitator",
        about=nomination.name,
        cells=tuple(words[poll.facilitator] for poll in polls),
    )
