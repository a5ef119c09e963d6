"""Noting what the family was told: who and when, or why not. Never what was said."""

from datetime import date

from sqlalchemy import select

from mars import audit, discretion
from mars.clock import now, today
from mars.database import db
from mars.domain.actors import Actor
from mars.domain.holding import NotSafeReason, Telling, Told
from mars.domain.telling import check_moment, check_telling
from mars.domain.workflow import Event
from mars.families import letters
from mars.store.supervisions import FamilyUpdate
from mars.supervisions import for_change


def note(
    actor: Actor,
    supervision_id: str,
    telling: Telling,
    told: Told,
    *,
    by_whom: str = "",
    on_day: date | None = None,
    reason: NotSafeReason | None = None,
    manager: str = "",
    consulted_on: date | None = None,
) -> None:
    """Keep the note for this moment of telling; a later note takes the place of an earlier.

    Everybody asked before is told when the family may not be spoken to any more; letters queued
    from now on say it by themselves.

    Raises InvalidError for a note that says too little or cannot be true, NotNowError for an
    outcome before the session was held. Source: guidance, principle 7.
    """
    supervision = for_change(supervision_id)
    check_moment(telling, supervision.status)
    was_asked = discretion.is_asked_about(supervision_id)
    check_telling(told, by_whom, on_day, reason, manager, consulted_on, today())

    update = _update_of(supervision_id, telling)
    update.told, update.by_whom, update.on_day = told, by_whom, on_day
    update.reason, update.manager, update.consulted_on = reason, manager, consulted_on
    update.noted_at = now()
    supervision.version += 1
    audit.record(actor, Event.FAMILY_UPDATED, supervision_id, update.id)

    if told is Told.NOT_SAFE and not was_asked:
        letters.tell_keep_quiet(supervision)

    db.session.commit()


def _update_of(supervision_id: str, telling: Telling) -> FamilyUpdate:
    update = db.session.scalar(
        select(FamilyUpdate)
        .where(FamilyUpdate.supervision_id == supervision_id, FamilyUpdate.telling == telling)
        .order_by(FamilyUpdate.noted_at.desc())
        .limit(1)
    )
    if update is None:
        update = FamilyUpdate(supervision_id=supervision_id, telling=telling)
        db.session.add(update)
    return update
