"""The team as its requester and the coordinator see it: who is asked, the answers, the letters."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from mars.database import db
from mars.domain.answering import Choice
from mars.domain.asking import TEAM_LIMIT
from mars.domain.errors import NotFoundError
from mars.domain.inviting import INVITING
from mars.domain.statuses import Status
from mars.gates import is_waited_for
from mars.post import outbox
from mars.post.outbox import LetterRow
from mars.post.phrases import say_day
from mars.store.invitations import Answer, Invitation
from mars.store.people import Agency, Lead
from mars.store.supervisions import OfferedTime


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One person of the team."""

    id: str
    agency: str
    name: str
    job: str
    email: str
    agreed_already: bool
    choice: Choice | None
    waits: bool
    """Whether they have still to answer, also about the times now offered."""
    partly: bool
    sends_note: bool
    ring_first: bool
    reason: str
    times: tuple[datetime, ...]
    access_needs: str
    answered_at: datetime | None
    phoned: str
    """Who gave the answer by phone, and when; empty if they answered by their link."""
    in_place_of: str
    letter: LetterRow | None
    """The latest letter to them."""


@dataclass(frozen=True, slots=True)
class FormerRow:
    """Somebody who is no longer asked, and why."""

    agency: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class TeamPage:
    """The team of one request."""

    members: tuple[MemberRow, ...]
    former: tuple[FormerRow, ...]
    asking: bool
    """Whether people can still be asked and stopped."""
    is_full: bool


@dataclass(frozen=True, slots=True)
class LeadRow:
    """Somebody an agency has named to be asked."""

    id: str
    name: str
    job: str
    agency: str


@dataclass(frozen=True, slots=True)
class InvitePage:
    """To ask one more person: the agencies, their leads, and the details of a lead if chosen."""

    agencies: tuple[tuple[str, str], ...]
    leads: tuple[LeadRow, ...]
    filled_in: dict[str, str]


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Somebody who is asked: to stop asking, to write to again, to correct the address of."""

    name: str
    job: str
    agency: str
    email: str
    choice: Choice | None

    def has_date(self, status: Status) -> bool:
        """Whether the date of the session stands in their calendar."""
        return status is Status.ARRANGED and self.choice is Choice.COME


def team(supervision_id: str, status: Status) -> TeamPage:
    """Everybody who is or was asked. 4 queries."""
    rows = _asked(supervision_id)
    times = dict(
        db.session.execute(
            select(OfferedTime.id, OfferedTime.starts_at).where(
                OfferedTime.supervision_id == supervision_id
            )
        ).all()
    )
    latest: dict[tuple[str, str], LetterRow] = {}
    for letter in outbox.letters_of(supervision_id):
        latest.setdefault((letter.subject_id, letter.recipient), letter)
    names = {row.id: row.name for row in rows}
    members = [row for row in rows if row.ended_at is None]
    return TeamPage(
        members=tuple(
            _member(row, times, names, latest.get((row.id, row.email))) for row in members
        ),
        former=tuple(_former(row) for row in rows if row.ended_at is not None),
        asking=status in INVITING,
        is_full=len(members) >= TEAM_LIMIT,
    )


def to_invite(supervision_id: str, lead_id: str) -> InvitePage:
    """The directory to ask from; `lead_id` ("" for none) fills the form in. 3 queries."""
    asked = set(
        db.session.scalars(
            select(Invitation.email).where(
                Invitation.supervision_id == supervision_id, Invitation.ended_at.is_(None)
            )
        )
    )
    agencies = db.session.scalars(
        select(Agency)
        .where(Agency.retired_at.is_(None))
        .options(selectinload(Agency.leads))
        .order_by(Agency.name)
    ).all()
    leads = [(agency, lead) for agency in agencies for lead in agency.leads]
    return InvitePage(
        agencies=tuple((agency.id, agency.name) for agency in agencies),
        leads=tuple(
            LeadRow(lead.id, lead.name, lead.job, agency.name)
            for agency, lead in leads
            if lead.email not in asked
        ),
        filled_in=_filled_in((lead for _, lead in leads), lead_id),
    )


def person(supervision_id: str, invitation_id: str) -> PersonPage:
    """The person of this open invitation. 1 query. Raises NotFoundError."""
    row = db.session.scalar(
        select(Invitation)
        .where(
            Invitation.id == invitation_id,
            Invitation.supervision_id == supervision_id,
            Invitation.asked_at.is_not(None),
            Invitation.ended_at.is_(None),
        )
        .options(joinedload(Invitation.agency), joinedload(Invitation.answer))
    )
    if row is None:
        raise NotFoundError("This person is not asked, or no longer.")
    choice = row.answer.choice if row.answer else None
    return PersonPage(row.name, row.job, row.agency.name, row.email, choice)


def _asked(supervision_id: str) -> list[Invitation]:
    return list(
        db.session.scalars(
            select(Invitation)
            .where(Invitation.supervision_id == supervision_id, Invitation.asked_at.is_not(None))
            .options(
                joinedload(Invitation.agency),
                joinedload(Invitation.supervision),
                joinedload(Invitation.answer).options(selectinload(Answer.times)),
            )
            .order_by(Invitation.position, Invitation.asked_at, Invitation.id)
        )
    )


def _member(
    row: Invitation,
    times: dict[str, datetime],
    names: dict[str, str],
    letter: LetterRow | None,
) -> MemberRow:
    answer = row.answer
    chosen = [times[time.offered_time_id] for time in answer.times] if answer else []
    return MemberRow(
        id=row.id,
        agency=row.agency.name,
        name=row.name,
        job=row.job,
        email=row.email,
        agreed_already=row.agreed_already,
        choice=answer.choice if answer else None,
        waits=is_waited_for(row.supervision, row),
        partly=bool(answer and answer.partly),
        sends_note=bool(answer and answer.sends_note),
        ring_first=row.ring_first,
        reason=answer.reason.label if answer and answer.reason else "",
        times=tuple(sorted(chosen)),
        access_needs=answer.access_needs if answer else "",
        answered_at=answer.answered_at if answer else None,
        phoned=_phoned(answer) if answer else "",
        in_place_of=names.get(row.deputy_for_id or "", ""),
        letter=letter,
    )


def _phoned(answer: Answer) -> str:
    if answer.phoned_on is None:
        return ""
    return f"{answer.phoned_by}, {say_day(answer.phoned_on)}"


def _former(row: Invitation) -> FormerRow:
    passed_on = row.answer is not None and row.answer.choice is Choice.COLLEAGUE
    why = "Named a colleague instead" if passed_on else "No longer asked"
    return FormerRow(row.agency.name, row.name, why)


def _filled_in(leads: Iterable[Lead], lead_id: str) -> dict[str, str]:
    found = next((lead for lead in leads if lead.id == lead_id), None)
    if found is None:
        return {}
    return {
        "agency": found.agency_id,
        "name": found.name,
        "job": found.job,
        "email": found.email,
    }
