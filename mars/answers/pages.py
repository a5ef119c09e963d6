"""What guests see: who asks, when, where. Nothing about the child but behind the code."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from mars.clock import now
from mars.database import db
from mars.domain.answering import Choice, NominationState
from mars.domain.asking import Place
from mars.domain.errors import NotFoundError
from mars.domain.facilitating import independence_facts
from mars.domain.inviting import has_begun
from mars.domain.statuses import Status
from mars.links import OpenLink
from mars.post import outbox
from mars.store.invitations import Answer, Invitation
from mars.store.meetings import Meeting
from mars.store.supervisions import Nomination, OfferedTime, Supervision
from mars.supervisions import meeting_of, said, whom


@dataclass(frozen=True, slots=True)
class Frame:
    """What every guest may know of a session: who invites, when, where."""

    reference: str
    arranged: bool
    begun: bool
    """Whether the session's hour has come; whether it was held is another matter."""
    ended: bool
    """Whether its time is over."""
    inviter: str
    inviter_about: str
    inviter_phone: str
    place: str
    where: str
    minutes: int
    model: str
    starts_at: datetime | None
    times: tuple[tuple[str, datetime], ...]
    """Key and moment of the offered times that are still to come."""


@dataclass(frozen=True, slots=True)
class InvitationPage:
    """An invitation to answer, with the answer given so far."""

    frame: Frame
    agency: str
    choice: Choice | None
    said: str
    """The answer so far in words."""
    chosen: tuple[datetime, ...]
    """The times that suited."""
    reason: str
    access_needs: str
    sends_note: bool
    ring_first: bool
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class FacilitatePage:
    """What somebody who is asked to facilitate needs to decide."""

    frame: Frame
    accepted: bool
    chosen: tuple[tuple[str, datetime], ...]
    facts: tuple[str, ...]
    """What the requester said of their independence."""


@dataclass(frozen=True, slots=True)
class AboutPage:
    """What the request is about: only behind the e-mailed code."""

    frame: Frame
    whom: tuple[str, ...]
    stuck: str
    hope: str
    is_facilitator: bool


@dataclass(frozen=True, slots=True)
class CodePage:
    """Where a code goes, with most of the address covered. `slow`: no letters leave now."""

    covered: str
    slow: bool


def invitation(link: OpenLink) -> InvitationPage:
    """The invitation of this link. 4 queries."""
    row = _invitation(link.invitation_id)
    frame = _frame(row.supervision)
    answer = row.answer
    chosen = {time.offered_time_id for time in answer.times} if answer else set()
    return InvitationPage(
        frame=frame,
        agency=row.agency.name,
        choice=answer.choice if answer else None,
        said=said(answer),
        chosen=_suiting(frame.times, chosen),
        reason=answer.reason.label if answer and answer.reason else "",
        access_needs=answer.access_needs if answer else "",
        sends_note=bool(answer and answer.sends_note),
        ring_first=row.ring_first,
        answered_at=answer.answered_at if answer else None,
    )


def is_too_late(link: OpenLink) -> bool:
    """Whether the session of this link has begun, or is over. At most 1 query."""
    if link.is_over or link.status is Status.ASKED:
        return link.is_over
    meeting = meeting_of(link.supervision_id)
    return has_begun(meeting.starts_at if meeting else None, now())


def facilitate(link: OpenLink) -> FacilitatePage:
    """What this link's facilitator is asked. 4 queries."""
    row = db.session.scalar(
        select(Nomination)
        .where(Nomination.id == link.nomination_id)
        .options(selectinload(Nomination.times))
    )
    supervision = db.session.get_one(
        Supervision, link.supervision_id, options=[joinedload(Supervision.agency)]
    )
    if row is None:
        raise NotFoundError("There is no such invitation to facilitate.")
    frame, suiting = _frame(supervision), {time.offered_time_id for time in row.times}
    return FacilitatePage(
        frame=frame,
        accepted=row.state is NominationState.ACCEPTED,
        chosen=tuple((key, starts_at) for key, starts_at in frame.times if key in suiting),
        facts=independence_facts(row.same_team, row.line_manager, row.knows_family),
    )


def about(link: OpenLink) -> AboutPage:
    """What the request is about. 2 queries."""
    supervision = db.session.get_one(
        Supervision,
        link.supervision_id,
        options=[joinedload(Supervision.agency), joinedload(Supervision.whom)],
    )
    return AboutPage(
        frame=_frame(supervision),
        whom=whom(supervision),
        stuck=supervision.stuck,
        hope=supervision.hope,
        is_facilitator=link.nomination_id is not None,
    )


def holds(link: OpenLink) -> bool:
    """Whether the session's page is this link's: its date is fixed, they said yes. 1 query."""
    if link.status is Status.ASKED:
        return False
    state = db.session.scalar(select(Nomination.state).where(Nomination.id == link.nomination_id))
    return state is NominationState.ACCEPTED


def code(link: OpenLink) -> CodePage:
    """Where this link's code goes: `r•••@surgery.example`. 1 query."""
    name, _, domain = link.email.rpartition("@")
    return CodePage(f"{name[:1]}•••@{domain}", outbox.is_idle())


def _invitation(invitation_id: str | None) -> Invitation:
    row = db.session.scalar(
        select(Invitation)
        .where(Invitation.id == invitation_id)
        .options(
            joinedload(Invitation.agency),
            joinedload(Invitation.supervision).joinedload(Supervision.agency),
            joinedload(Invitation.answer).options(selectinload(Answer.times)),
        )
    )
    if row is None:
        raise NotFoundError("There is no such invitation.")
    return row


def _frame(supervision: Supervision) -> Frame:
    """1 query: for the offered times while asking, for the meeting once the date is fixed."""
    asking = supervision.status is Status.ASKED
    meeting = None if asking else meeting_of(supervision.id)
    place = meeting.place if meeting else supervision.place or Place.ONLINE
    agency = supervision.agency.name if supervision.agency else ""
    return Frame(
        reference=supervision.reference,
        arranged=meeting is not None,
        begun=has_begun(meeting.starts_at if meeting else None, now()),
        ended=meeting is not None and _end(meeting) <= now(),
        inviter=supervision.requester_name,
        inviter_about=", ".join(filter(None, (supervision.requester_job, agency))),
        inviter_phone=supervision.requester_phone,
        place=place.label,
        where=meeting.where if meeting else supervision.where,
        minutes=(meeting.minutes if meeting else supervision.minutes) or 0,
        model=supervision.own_model or (supervision.model.label if supervision.model else ""),
        starts_at=meeting.starts_at if meeting else None,
        times=_offered(supervision.id) if asking else (),
    )


def _end(meeting: Meeting) -> datetime:
    return meeting.starts_at + timedelta(minutes=meeting.minutes)


def _offered(supervision_id: str) -> tuple[tuple[str, datetime], ...]:
    rows = db.session.execute(
        select(OfferedTime.id, OfferedTime.starts_at)
        .where(OfferedTime.supervision_id == supervision_id, OfferedTime.starts_at > now())
        .order_by(OfferedTime.starts_at)
    )
    return tuple((row.id, row.starts_at) for row in rows)


def _suiting(
    times: Iterable[tuple[str, datetime]], chosen: Collection[str]
) -> tuple[datetime, ...]:
    return tuple(starts_at for key, starts_at in times if key in chosen)
