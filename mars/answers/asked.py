"""Finds what a guest's answer is about, locked; refuses what the rules forbid. Writes nothing."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from mars.answers.proposals import chain
from mars.clock import local, now, today
from mars.database import db
from mars.domain.answering import NominationState
from mars.domain.errors import InvalidError, NotFoundError, NotNowError
from mars.domain.inviting import (
    check_can_invite,
    check_can_name_colleague,
    check_not_begun,
    check_still_inviting,
    say_ring,
)
from mars.domain.phoning import Phoned, check_phoned
from mars.domain.statuses import Status
from mars.partnership import check_not_shut_out, policies
from mars.store.invitations import Answer, Invitation
from mars.store.meetings import Meeting
from mars.store.supervisions import Nomination, Supervision
from mars.supervisions import (
    LIVE_NOMINATIONS,
    for_change,
    live_nomination,
    meeting_of,
    open_invitations,
)


def to_answer(
    invitation_id: str, phoned: Phoned | None = None
) -> tuple[Supervision, Invitation, Meeting | None]:
    """The supervision, locked, the open invitation, and the session once its date is fixed.

    `phoned`: by whom and when, if the answer was given by phone. Raises NotFoundError, NotNowError
    once the session has begun or the request has ended, InvalidError for a day that cannot be.
    """
    supervision_id = db.session.scalar(
        select(Invitation.supervision_id).where(Invitation.id == invitation_id)
    )
    supervision = for_change(supervision_id or "")
    check_still_inviting(supervision.status)
    invitation = db.session.scalar(
        select(Invitation)
        .where(Invitation.id == invitation_id, Invitation.ended_at.is_(None))
        .options(
            joinedload(Invitation.agency),
            joinedload(Invitation.answer).options(selectinload(Answer.times)),
        )
        .execution_options(populate_existing=True)
    )
    if invitation is None:
        raise NotFoundError("You are no longer asked to this session.")
    meeting = _session(supervision)
    check_not_begun(meeting.starts_at if meeting else None, now())
    if phoned is not None and invitation.asked_at is not None:
        check_phoned(phoned, local(invitation.asked_at).date(), today())
    return supervision, invitation, meeting


def to_facilitate(nomination_id: str) -> tuple[Supervision, Nomination, Meeting | None]:
    """The supervision, locked, the live nomination, and the session once its date is fixed.

    Raises NotFoundError; NotNowError once the session was held or the request has ended, and for
    somebody who said yes before the date was fixed.
    """
    supervision_id = db.session.scalar(
        select(Nomination.supervision_id).where(Nomination.id == nomination_id)
    )
    supervision = for_change(supervision_id or "")
    check_still_inviting(supervision.status)
    nomination = db.session.scalar(
        select(Nomination)
        .where(Nomination.id == nomination_id, Nomination.state.in_(LIVE_NOMINATIONS))
        .options(selectinload(Nomination.times))
        .execution_options(populate_existing=True)
    )
    if nomination is None:
        raise NotFoundError("You are no longer asked to facilitate this session.")
    meeting = _session(supervision)
    if meeting is not None and nomination.state is NominationState.ACCEPTED:
        raise NotNowError(
            "The date is fixed. If you can no longer facilitate, withdraw on the session’s page."
        )
    return supervision, nomination, meeting


def _session(supervision: Supervision) -> Meeting | None:
    return meeting_of(supervision.id) if supervision.status is Status.ARRANGED else None


def offered(supervision: Supervision, time_ids: Iterable[str]) -> list[str]:
    """The keys given, each once and in a fixed order. Raises InvalidError for one not offered."""
    chosen = set(time_ids)
    if not chosen <= {time.id for time in supervision.times}:
        raise InvalidError("Choose from the times that are offered", field="times")
    return sorted(chosen)


def check_colleague(
    supervision: Supervision, invitation: Invitation, email: str, field: str = "email"
) -> None:
    """Raise InvalidError on `field` if the invitation may not be passed on to this address."""
    check_not_shut_out(email, field)
    agency, nomination = invitation.agency, live_nomination(supervision.id)
    ring = say_ring(agency.name, agency.phone, policies().coordinator_phone)
    check_can_name_colleague(email, chain(invitation), ring=ring, field=field)
    check_can_invite(
        email,
        agency=agency.name,
        domains=agency.domains.split(),
        others=[other.email for other in open_invitations(supervision.id)],
        requester=supervision.requester_email,
        facilitator=nomination.email if nomination else "",
        ring=ring,
        field=field,
    )
