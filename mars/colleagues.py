"""Those who were named in another's place and wait for a yes: no link was ever sent to them."""

from sqlalchemy import ColumnElement, and_, delete, select

from mars.database import db
from mars.post import outbox
from mars.store.invitations import Invitation
from mars.store.supervisions import Supervision

PROPOSED = and_(Invitation.deputy_for_id.is_not(None), Invitation.asked_at.is_(None))


def are_waiting() -> ColumnElement[bool]:
    """Whether somebody waits for a yes, as a column beside a supervision's."""
    waiting = select(Invitation.id).where(Invitation.supervision_id == Supervision.id, PROPOSED)
    return waiting.correlate(Supervision).exists()


def forget(invitation_id: str) -> None:
    """Wipe who was named in place of this invited person, with the letters that ask about it."""
    _forget(Invitation.deputy_for_id == invitation_id)


def forget_all(supervision_id: str) -> None:
    """Wipe everybody who waits for a yes here: there is nothing to answer any more."""
    _forget(Invitation.supervision_id == supervision_id)


def _forget(those: ColumnElement[bool]) -> None:
    for key in db.session.scalars(select(Invitation.id).where(those, PROPOSED)).all():
        outbox.supersede(subject_id=key)
        db.session.execute(delete(Invitation).where(Invitation.id == key))
