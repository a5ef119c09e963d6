"""What a requester or coordinator does with the team: ask one more person, stop asking somebody."""

from sqlalchemy import select

from mars import audit, links
from mars.clock import now
from mars.database import db
from mars.domain.actors import Actor, Purpose
from mars.domain.asking import TEAM_LIMIT
from mars.domain.errors import InvalidError, NotFoundError
from mars.domain.inviting import check_can_invite, check_still_inviting, say_ring
from mars.domain.workflow import Event
from mars.partnership import policies
from mars.post import outbox, to_invitees
from mars.post.letters import Recipient
from mars.store.invitations import Invitation
from mars.store.people import Agency
from mars.store.supervisions import Supervision
from mars.supervisions import (
    about,
    answer_by,
    for_change,
    inviter,
    live_nomination,
    open_invitations,
    tell_if_ready,
)


def invite(
    actor: Actor,
    supervision_id: str,
    agency_id: str,
    name: str,
    job: str,
    email: str,
    *,
    agreed_already: bool = False,
) -> str:
    """Ask one more person, by letter with a link. Returns the invitation's key.

    Raises InvalidError for somebody who may not be asked, NotNowError once the session is over.
    """
    supervision = for_change(supervision_id)
    check_still_inviting(supervision.status)
    position = _check_can_add(supervision, agency_id, email)

    invitation = Invitation(
        supervision_id=supervision.id,
        agency_id=agency_id,
        name=name,
        job=job,
        email=email,
        agreed_already=agreed_already,
        position=position,
        asked_at=now(),
    )
    db.session.add(invitation)
    db.session.flush()
    audit.record(actor, Event.INVITED, supervision.id, invitation.id)

    _ask(supervision, invitation)

    db.session.commit()
    return invitation.id


def stop(actor: Actor, supervision_id: str, invitation_id: str) -> None:
    """No longer ask this person: their link dies and letters that wait are taken back.

    Raises NotFoundError if they are not asked, NotNowError once the session is over.
    """
    supervision = for_change(supervision_id)
    check_still_inviting(supervision.status)
    invitation = db.session.scalar(
        select(Invitation).where(
            Invitation.id == invitation_id,
            Invitation.supervision_id == supervision.id,
            Invitation.ended_at.is_(None),
        )
    )
    if invitation is None:
        raise NotFoundError("This person is not asked, or no longer.")

    invitation.ended_at = now()
    audit.record(actor, Event.INVITATION_ENDED, supervision.id, invitation.id)

    links.revoke(invitation_id=invitation.id)
    outbox.supersede(subject_id=invitation.id)
    tell_if_ready(supervision)

    db.session.commit()


def _ask(supervision: Supervision, invitation: Invitation) -> None:
    """The letter that asks, with a link to answer."""
    outbox.queue(
        to_invitees.please_answer(
            Recipient(invitation.name, invitation.email),
            invitation.id,
            about(supervision),
            inviter(supervision),
            url=links.mint(Purpose.ANSWER, supervision.id, invitation_id=invitation.id),
            answer_by=answer_by(),
        )
    )


def _check_can_add(supervision: Supervision, agency_id: str, email: str) -> int:
    """The new invitation's place in the team. Raises InvalidError."""
    asked = open_invitations(supervision.id)
    if len(asked) >= TEAM_LIMIT:
        raise InvalidError(f"{TEAM_LIMIT} people are asked already. Stop asking somebody first")
    agency = db.session.get(Agency, agency_id)
    if agency is None or agency.retired_at is not None:
        raise InvalidError("Choose an agency", field="agency")
    nomination = live_nomination(supervision.id)
    check_can_invite(
        email,
        agency=agency.name,
        domains=agency.domains.split(),
        others=[other.email for other in asked],
        requester=supervision.requester_email,
        facilitator=nomination.email if nomination else "",
        ring=say_ring(agency.name, agency.phone, policies().coordinator_phone),
    )
    return max((other.position for other in asked), default=-1) + 1
