"""What is done with a summary: save, note an emergency page, send, tick as recorded."""

from collections.abc import Collection, Sequence

from flask import current_app
from sqlalchemy import select

from mars import audit, links
from mars.clock import now
from mars.database import db
from mars.domain.actors import Actor, Purpose
from mars.domain.errors import NotFoundError, NotNowError
from mars.domain.looking import Remark, check_looked_at, has_emergency
from mars.domain.statuses import Status
from mars.domain.summarising import (
    Content,
    Part,
    check_can_send,
    check_shape,
    find_new,
)
from mars.domain.workflow import Event, Step
from mars.post import outbox, to_everyone
from mars.post.letters import About, Recipient
from mars.store.invitations import Invitation
from mars.store.meetings import Receipt, Summary
from mars.store.supervisions import Supervision
from mars.summaries.addressing import recipients
from mars.summaries.versions import content_of, handle, latest, latest_sent, next_handle
from mars.supervisions import advance, for_change

WRITABLE = frozenset({Status.HELD, Status.SUMMARISED})


def save(
    actor: Actor,
    supervision_id: str,
    content: Content,
    made_from: str,
    looked_at: Collection[str] = (),
) -> None:
    """Keep the draft. The same text again does nothing.

    `made_from`: the handle of the version the writer saw. `looked_at`: the marks of what was found
    and may stay. That a safety warning was shown is kept, the text is not. Raises InvalidError and
    NotNowError.
    """
    supervision = for_change(supervision_id)
    if supervision.status not in WRITABLE:
        raise NotNowError("The summary can no longer be changed.")
    newest = latest(supervision_id)
    before = content_of(newest)
    if newest is not None and content == before:
        return
    if made_from != next_handle(newest):
        raise NotNowError("The summary was saved in another place meanwhile.")
    check_shape(content)
    found = find_new(content, before, supervision.initials)
    _look_at(actor, supervision, found, looked_at)

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


def _look_at(
    actor: Actor, supervision: Supervision, found: tuple[Remark, ...], looked_at: Collection[str]
) -> None:
    if has_emergency(found, looked_at):
        audit.record(actor, Event.EMERGENCY_SHOWN, supervision.id)
        db.session.commit()
    check_looked_at(found, looked_at)


def send(actor: Actor, supervision_id: str, version: str) -> None:
    """Send exactly the version that was shown; sending it twice does nothing.

    Each agency gets a receipt and a letter with a link; the links of an earlier version close.
    Raises InvalidError, NotNowError.
    """
    supervision = for_change(supervision_id)
    summary = latest(supervision_id)
    if summary is None or handle(summary) != version:
        raise NotNowError("The summary was changed after you opened this page. Look at it again.")
    if summary.sent_at is not None:
        return
    check_can_send(content_of(summary))
    people = recipients(supervision_id, supervision.agency_id)

    again = supervision.status is Status.SUMMARISED
    advance(actor, supervision, Step.SEND_AGAIN if again else Step.SEND_SUMMARY)
    summary.sent_at = now()
    _close_earlier(supervision_id, summary)
    receipts = _receipts(supervision, summary, people)

    _queue_letters(supervision, receipts, people)

    db.session.commit()


def _close_earlier(supervision_id: str, summary: Summary) -> None:
    """Revoke the links to every earlier version, and take back the letters that wait."""
    earlier = db.session.scalars(
        select(Receipt.id)
        .join(Summary, Summary.id == Receipt.summary_id)
        .where(Summary.supervision_id == supervision_id, Summary.id != summary.id)
    )
    for receipt_id in earlier:
        links.revoke(receipt_id=receipt_id)
        outbox.supersede(subject_id=receipt_id)


def _receipts(
    supervision: Supervision, summary: Summary, people: Sequence[Invitation]
) -> list[Receipt]:
    """One for each agency; the requester's own comes last."""
    found = [
        Receipt(summary_id=summary.id, agency_id=i.agency_id, invitation_id=i.id) for i in people
    ]
    if supervision.agency_id is not None:
        found.append(Receipt(summary_id=summary.id, agency_id=supervision.agency_id))
    db.session.add_all(found)
    db.session.flush()
    return found


def _queue_letters(
    supervision: Supervision, receipts: list[Receipt], people: Sequence[Invitation]
) -> None:
    about = About(supervision.id, supervision.reference)
    invited = {i.id: i for i in people}
    for receipt in receipts:
        if receipt.invitation_id is None:
            to = Recipient(supervision.requester_name, supervision.requester_email)
            url = f"{current_app.config['MARS'].base_url}/summaries/{supervision.reference}"
        else:
            person = invited[receipt.invitation_id]
            to = Recipient(person.name, person.email)
            url = links.mint(Purpose.READ, supervision.id, receipt_id=receipt.id)
        outbox.queue(to_everyone.summary_ready(to, receipt.id, about, url))


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
