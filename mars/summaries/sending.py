"""Sends the summary: to whom, in which version, and what becomes of the version before."""

from collections.abc import Sequence

from flask import current_app
from sqlalchemy import select

from mars import links
from mars.clock import now
from mars.database import db
from mars.domain.actors import Actor, Purpose
from mars.domain.errors import NotNowError
from mars.domain.holding import Mark
from mars.domain.recipients import Asked, choose_recipients
from mars.domain.statuses import Status
from mars.domain.summarising import check_can_send
from mars.domain.workflow import Step
from mars.post import outbox, to_everyone
from mars.post.letters import About, Recipient
from mars.store.invitations import Invitation
from mars.store.meetings import Attendance, Meeting, Receipt, Summary
from mars.store.supervisions import Supervision
from mars.summaries.versions import content_of, handle, latest
from mars.supervisions import advance, for_change, open_invitations


def recipients(supervision_id: str, asking_agency: str | None) -> list[Invitation]:
    """Whom the summary goes to besides the requester: one person for each agency. 3 queries."""
    invitations = open_invitations(supervision_id)
    marks = _marks(supervision_id)
    asked = [
        Asked(
            i.id,
            i.agency_id,
            i.answer.choice if i.answer else None,
            i.answer.reason if i.answer else None,
            marks.get(i.id),
        )
        for i in invitations
    ]
    chosen = choose_recipients(asked, asking_agency or "")
    return [i for i in invitations if i.id in chosen]


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


def _marks(supervision_id: str) -> dict[str, Mark]:
    rows = db.session.execute(
        select(Attendance.invitation_id, Attendance.mark)
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .where(Meeting.supervision_id == supervision_id, Attendance.invitation_id.is_not(None))
    )
    return {key: mark for key, mark in rows if key is not None}


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
