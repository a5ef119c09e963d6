"""What a requester or coordinator does with the team: ask one more person, stop asking somebody."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from mars import audit, colleagues, links
from mars.clock import now
from mars.database import db
from mars.domain.actors import Actor
from mars.domain.asking import TEAM_LIMIT
from mars.domain.errors import InvalidError, NotFoundError
from mars.domain.inviting import (
    check_can_ask_again,
    check_can_invite,
    check_new_address,
    check_still_inviting,
    say_ring,
)
from mars.domain.workflow import Event
from mars.gates import tell_if_ready
from mars.invitations import letters
from mars.partnership import check_not_shut_out, policies
from mars.post import outbox
from mars.store.invitations import Invitation
from mars.store.people import Agency
from mars.store.supervisions import Supervision
from mars.supervisions import for_change, live_nomination, open_invitations


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

    letters.ask(supervision, invitation)

    db.session.commit()
    return invitation.id


def stop(actor: Actor, supervision_id: str, invitation_id: str) -> None:
    """No longer ask this person: their link dies and letters that wait are taken back.

    Raises NotFoundError if they are not asked, NotNowError once the session is over.
    """
    supervision = for_change(supervision_id)
    check_still_inviting(supervision.status)
    invitation = _find(supervision, invitation_id)

    invitation.ended_at = now()
    colleagues.forget(invitation.id)
    audit.record(actor, Event.INVITATION_ENDED, supervision.id, invitation.id)

    links.revoke(invitation_id=invitation.id)
    outbox.supersede(subject_id=invitation.id)
    letters.say_not_asked(supervision, invitation)
    tell_if_ready(supervision)

    db.session.commit()


def remind(actor: Actor, supervision_id: str, invitation_ids: Sequence[str]) -> None:
    """Ask these people again, each by letter with a new link, and nobody else.

    Raises InvalidError for somebody to whom MARS wrote within the last hour, NotFoundError for
    somebody who is not asked, NotNowError once the session is over.
    """
    supervision = for_change(supervision_id)
    check_still_inviting(supervision.status)
    chosen = [_find(supervision, key) for key in dict.fromkeys(invitation_ids)]
    for invitation in chosen:
        check_can_ask_again(invitation.name, letters.written_at(invitation), now())

    for invitation in chosen:
        audit.record(actor, Event.ASKED_AGAIN, supervision.id, invitation.id)

    for invitation in chosen:
        letters.ask_again(supervision, invitation)

    db.session.commit()


def resend(
    actor: Actor, supervision_id: str, invitation_id: str, *, close_old: bool = False
) -> None:
    """Send one person a new link; `close_old`: the links of earlier letters die.

    Raises NotFoundError if they are not asked, NotNowError once the session is over.
    """
    supervision = for_change(supervision_id)
    check_still_inviting(supervision.status)
    invitation = _find(supervision, invitation_id)

    audit.record(actor, Event.ASKED_AGAIN, supervision.id, invitation.id)

    if close_old:
        links.revoke(invitation_id=invitation.id)
    letters.ask_again(supervision, invitation)

    db.session.commit()


def correct(actor: Actor, supervision_id: str, invitation_id: str, name: str, email: str) -> None:
    """Give somebody who is asked the right address: old links die, waiting letters are taken back.

    What they have answered stays. Raises InvalidError for an address that may not be asked or is
    the present one, NotFoundError, NotNowError once the session is over.
    """
    supervision = for_change(supervision_id)
    check_still_inviting(supervision.status)
    invitation = _find(supervision, invitation_id)
    check_new_address(email, invitation.email)
    _check_address(supervision, invitation.agency, email, but=invitation.id)

    invitation.name, invitation.email = name, email
    if invitation.answer is None:
        invitation.asked_at = now()
    colleagues.forget(invitation.id)
    audit.record(actor, Event.ADDRESS_CORRECTED, supervision.id, invitation.id)

    links.revoke(invitation_id=invitation.id)
    outbox.supersede(subject_id=invitation.id)
    letters.ask_again(supervision, invitation)
    letters.send_date(supervision, invitation)

    db.session.commit()


def _find(supervision: Supervision, invitation_id: str) -> Invitation:
    """The open invitation. Raises NotFoundError."""
    invitation = db.session.scalar(
        select(Invitation)
        .where(
            Invitation.id == invitation_id,
            Invitation.supervision_id == supervision.id,
            Invitation.asked_at.is_not(None),
            Invitation.ended_at.is_(None),
        )
        .options(joinedload(Invitation.answer))
    )
    if invitation is None:
        raise NotFoundError("This person is not asked, or no longer.")
    return invitation


def _check_can_add(supervision: Supervision, agency_id: str, email: str) -> int:
    """The new invitation's place in the team. Raises InvalidError."""
    asked = open_invitations(supervision.id)
    if len(asked) >= TEAM_LIMIT:
        raise InvalidError(f"{TEAM_LIMIT} people are asked already. Stop asking somebody first")
    agency = db.session.get(Agency, agency_id)
    if agency is None or agency.retired_at is not None:
        raise InvalidError("Choose an agency", field="agency")
    _check_address(supervision, agency, email)
    return max((other.position for other in asked), default=-1) + 1


def _check_address(supervision: Supervision, agency: Agency, email: str, *, but: str = "") -> None:
    """Raise InvalidError for an address that may not be asked; `but`: leave this invitation out."""
    check_not_shut_out(email)
    nomination = live_nomination(supervision.id)
    asked = open_invitations(supervision.id)
    check_can_invite(
        email,
        agency=agency.name,
        domains=agency.domains.split(),
        others=[other.email for other in asked if other.id != but],
        requester=supervision.requester_email,
        facilitator=nomination.email if nomination else "",
        ring=say_ring(agency.name, agency.phone, policies().coordinator_phone),
    )
