"""The answers as a table: who can come when, the count for each time, the best. Writes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import and_, select

from mars.clock import add_working_days, local, now, today
from mars.database import db
from mars.domain.answering import Choice, Gates, NominationState
from mars.domain.asking import Place
from mars.domain.calendar_hints import Week
from mars.domain.dates import (
    Poll,
    best_time,
    speaks_of_these,
    suggests_another_facilitator,
)
from mars.domain.statuses import Status
from mars.gates import gates_of, waited_for_again
from mars.partnership import day_hints, policies, weeks_ahead, weeks_of
from mars.store.invitations import Invitation
from mars.store.meetings import Meeting
from mars.store.supervisions import (
    Nomination,
    NominationTime,
    OfferedTime,
    Supervision,
)
from mars.supervisions import coming, could_come, live_nomination, open_invitations
from mars.web.filters import moment

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
    notes: dict[str, str]
    """What is particular about the day of a time, by its key."""
    waited_for: tuple[str, ...]
    """Who answered before and has to say something of the times now offered."""
    other_facilitator: bool
    """Whether the session was moved so often that another facilitator may be the cure."""

    @property
    def offered(self) -> str:
        """The times as one text, a line each."""
        return "\n".join(moment(starts_at) for _, starts_at in self.times)

    def weeks(self, typed: date | None) -> tuple[Week, ...]:
        """What is particular about the weeks of the times that are offered, and of a typed day."""
        days = {local(starts_at).date() for _, starts_at in self.ahead}
        return weeks_of(days | {typed} if typed else days)


@dataclass(frozen=True, slots=True)
class ChangePage:
    """What is needed to move the session or to offer other times."""

    answers: DatePage
    status: Status
    starts_at: datetime | None
    """The date that is fixed, or that was not held."""
    is_ahead: bool
    earliest: date
    told: tuple[str, ...]
    """Who comes, and the facilitator."""
    asked: tuple[str, ...]
    """Who does not come so far and is asked whether they can now."""
    requester: str

    @property
    def weeks(self) -> tuple[Week, ...]:
        """What to know of the weeks soon to come before other times are typed."""
        return weeks_ahead()


def to_fix(supervision_id: str) -> DatePage:
    """The answers about times and the gates. 6 queries, one of them for the policies."""
    supervision = db.session.get_one(Supervision, supervision_id)
    invitations = open_invitations(supervision_id)
    return _answers(supervision, invitations, live_nomination(supervision_id))


def to_change(supervision_id: str) -> ChangePage:
    """What stands now and who will hear of a change. 6 queries, one of them for the policies."""
    row = db.session.execute(
        select(Supervision, Meeting)
        .outerjoin(Meeting, Meeting.supervision_id == Supervision.id)
        .where(Supervision.id == supervision_id)
    ).one()
    supervision: Supervision = row[0]
    meeting: Meeting | None = row[1]
    invitations = open_invitations(supervision_id)
    nomination = live_nomination(supervision_id)
    fixed = meeting.starts_at if meeting else None
    answers = _answers(supervision, invitations, nomination, fixed)
    if meeting:
        place, where, minutes = meeting.place, meeting.where, meeting.minutes
        answers = replace(answers, place=place, where=where, minutes=minutes)
    told = [f"{i.name} ({i.agency.name})" for i in coming(invitations)]
    asked = [f"{i.name} ({i.agency.name})" for i in could_come(invitations)]
    if nomination and nomination.state is NominationState.ACCEPTED:
        told.append(f"{nomination.name} (facilitator)")
    elif nomination:
        asked.append(f"{nomination.name} (asked to facilitate)")
    return ChangePage(
        answers=answers,
        status=supervision.status,
        starts_at=fixed,
        is_ahead=fixed is not None and fixed > now(),
        earliest=add_working_days(today(), policies().notice_days),
        told=tuple(told),
        asked=tuple(asked),
        requester=supervision.requester_name,
    )


def _answers(
    supervision: Supervision,
    invitations: Sequence[Invitation],
    nomination: Nomination | None,
    fixed: datetime | None = None,
) -> DatePage:
    offered = _offered(supervision.id, nomination)
    since = supervision.offered_at
    waited_for = waited_for_again(supervision, invitations)
    times = tuple((key, starts_at) for key, starts_at, _ in offered)
    suits = frozenset(key for key, _, suits_facilitator in offered if suits_facilitator)
    polls = [_poll(key, starts_at, invitations, suits) for key, starts_at in times]
    return DatePage(
        gates=gates_of(supervision, invitations, nomination),
        times=times,
        ahead=tuple((key, starts_at) for key, starts_at in times if starts_at > now()),
        people=tuple(_person(i, times, waits=i in waited_for) for i in invitations),
        facilitator=_facilitator(nomination, polls, since) if nomination else None,
        counts=tuple(len(poll.agencies) for poll in polls),
        best=best_time([poll for poll in polls if poll.starts_at != fixed], now()),
        place=supervision.place,
        where=supervision.where,
        minutes=supervision.minutes,
        invited=len({invitation.agency_id for invitation in invitations}),
        notes={key: ". ".join(day_hints(starts_at)) for key, starts_at in times},
        waited_for=tuple(i.name for i in waited_for),
        other_facilitator=suggests_another_facilitator(supervision.moves),
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


def _person(
    invitation: Invitation, times: Sequence[tuple[str, datetime]], *, waits: bool
) -> PersonRow:
    chosen = _suiting(invitation)
    blank = UNKNOWN if waits or invitation.answer is None else NO
    return PersonRow(
        who=invitation.agency.name,
        about=f"{invitation.name}, {invitation.job}",
        cells=tuple(YES if key in chosen else blank for key, _ in times),
    )


def _facilitator(
    nomination: Nomination, polls: Sequence[Poll], since: datetime | None
) -> PersonRow:
    accepted = nomination.state is NominationState.ACCEPTED
    said = accepted and speaks_of_these(nomination.answered_at, since)
    words = {True: YES, False: NO, None: "Did not say" if said else UNKNOWN}
    return PersonRow(
        who="Facilitator",
        about=nomination.name,
        cells=tuple(words[poll.facilitator] for poll in polls),
    )
