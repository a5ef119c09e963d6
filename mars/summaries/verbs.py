"""What is done with a summary: save, note an emergency page, tick as recorded."""

from mars import audit
from mars.clock import now
from mars.database import db
from mars.domain.actors import Actor
from mars.domain.errors import NotFoundError, NotNowError
from mars.domain.statuses import Status
from mars.domain.summarising import (
    ChangedMeanwhileError,
    Content,
    Part,
    check_shape,
    check_wording,
    find_new,
)
from mars.domain.wording import FindingKind
from mars.domain.workflow import Event
from mars.store.meetings import Receipt, Summary
from mars.summaries.versions import content_of, latest, latest_sent, next_handle
from mars.supervisions import for_change

WRITABLE = frozenset({Status.HELD, Status.SUMMARISED})


def save(
    actor: Actor,
    supervision_id: str,
    content: Content,
    made_from: str,
    accepted: frozenset[FindingKind],
) -> None:
    """Keep the draft. The same text again does nothing.

    `made_from`: the handle of the version the writer saw. `accepted`: the kinds of finding they
    ticked. Raises ChangedMeanwhileError, InvalidError, NotNowError.
    """
    supervision = for_change(supervision_id)
    if supervision.status not in WRITABLE:
        raise NotNowError("The summary can no longer be changed.")
    newest = latest(supervision_id)
    before = content_of(newest)
    if newest is not None and content == before:
        return
    if made_from != next_handle(newest):
        raise ChangedMeanwhileError("The summary was saved in another place meanwhile.")
    check_shape(content)
    check_wording(find_new(content, before, supervision.initials), accepted)

    draft = _draft(supervision_id, newest)
    for part in Part:
        setattr(draft, part.value, content.text(part))
    draft.themes, draft.fidelity = " ".join(content.themes), " ".join(content.fidelity)
    draft.version, draft.saved_at = draft.version + 1, now()
    audit.record(actor, Event.SUMMARY_SAVED, supervision_id, draft.id)

    db.session.commit()


def _draft(supervision_id: str, newest: Summary | None) -> Summary:
    """The open draft, or a new one after what was sent."""
    if newest is not None and newest.sent_at is None:
        return newest
    number = newest.number + 1 if newest else 1
    draft = Summary(supervision_id=supervision_id, number=number, version=0)
    db.session.add(draft)
    return draft


def note_emergency(actor: Actor, supervision_id: str) -> None:
    """Keep that the safety advice was shown; never the text."""
    audit.record(actor, Event.EMERGENCY_SHOWN, supervision_id)

    db.session.commit()


def record(actor: Actor, supervision_id: str, receipt_id: str, *, for_any: bool) -> None:
    """Tick that an agency recorded the summary on its own system (guidance, principle 7).

    `for_any`: the actor may tick for every agency, not only for the requester's. Ticking twice
    does nothing. Raises NotFoundError for a receipt that is not of the summary sent last.
    """
    supervision = for_change(supervision_id)
    newest = latest_sent(supervision_id)
    receipt = db.session.get(Receipt, receipt_id)
    if receipt is None or newest is None or receipt.summary_id != newest.id:
        raise NotFoundError("There is no such copy of the summary.")
    if not for_any and receipt.agency_id != supervision.agency_id:
        raise NotFoundError("There is no such copy of the summary.")

    _tick(actor, supervision_id, receipt)


def record_by_link(actor: Actor, supervision_id: str, receipt_id: str) -> None:
    """The same by the agency itself, from its link."""
    for_change(supervision_id)
    receipt = db.session.get(Receipt, receipt_id)
    if receipt is None:
        raise NotFoundError("There is no such copy of the summary.")

    _tick(actor, supervision_id, receipt)


def _tick(actor: Actor, supervision_id: str, receipt: Receipt) -> None:
    if receipt.recorded_at is not None:
        return
    receipt.recorded_at = now()
    audit.record(actor, Event.RECORDED, supervision_id, receipt.id)

    db.session.commit()
