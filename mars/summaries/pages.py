"""What the pages about a summary show. Reads only; no row leaves this module."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from mars.database import db
from mars.domain.errors import NotFoundError, NotNowError
from mars.domain.holding import PRESENT
from mars.domain.looking import Remark
from mars.domain.nudging import Nudge, nudges
from mars.domain.summarising import (
    Content,
    Part,
    find_all,
    missing_parts,
)
from mars.store.meetings import Attendance, Meeting, Receipt, Summary
from mars.store.people import Agency
from mars.store.supervisions import Child, Supervision
from mars.summaries.addressing import recipients
from mars.summaries.assembling import assemble
from mars.summaries.sheet import Sheet, as_text
from mars.summaries.versions import (
    content_of,
    count_versions,
    handle,
    latest,
    latest_sent,
    next_handle,
)

NO_SUMMARY = "There is no summary yet."


@dataclass(frozen=True, slots=True)
class WritingPage:
    """The form's first values and what to think about."""

    content: Content
    version: str
    saved_at: datetime | None
    corrects: bool
    nudges: tuple[Nudge, ...]


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """The sheet as it will be sent, and what still stands in the way."""

    sheet: Sheet
    missing: tuple[Part, ...]
    nudges: tuple[Nudge, ...]
    let_through: tuple[Remark, ...]
    sent: bool


@dataclass(frozen=True, slots=True)
class SendPage:
    """Each person who will get it, by name and agency."""

    recipients: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...]
    missing: tuple[Part, ...]
    let_through: tuple[Remark, ...]
    version: str
    again: bool


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """One agency's copy, and when it was ticked as recorded."""

    id: str
    agency: str
    recorded_at: datetime | None
    is_requesters: bool


@dataclass(frozen=True, slots=True)
class SummaryPage:
    """The summary that was sent last, with the agencies' ticks."""

    sheet: Sheet
    text: str
    receipts: tuple[ReceiptRow, ...]
    correcting: bool

    @property
    def recorded(self) -> int:
        """How many agencies have ticked."""
        return sum(row.recorded_at is not None for row in self.receipts)


@dataclass(frozen=True, slots=True)
class CopyPage:
    """An agency's own copy, by its link."""

    sheet: Sheet
    text: str
    agency: str
    recorded_at: datetime | None


def writing(supervision_id: str) -> WritingPage:
    """The form's page. 1 query."""
    newest = latest(supervision_id)
    content = content_of(newest)
    open_draft = newest is not None and newest.sent_at is None
    return WritingPage(
        content=content,
        version=next_handle(newest),
        saved_at=newest.saved_at if newest and open_draft else None,
        corrects=newest is not None and (newest.number > 1 or not open_draft),
        nudges=_nudges(content),
    )


def preview(supervision_id: str) -> PreviewPage:
    """The newest version as the agencies will see it. 5 queries. Raises NotNowError."""
    newest = latest(supervision_id)
    if newest is None:
        raise NotNowError("There is nothing to look at yet. Write the summary first.")
    content = content_of(newest)
    return PreviewPage(
        assemble(supervision_id, newest),
        missing_parts(content),
        _nudges(content),
        _let_through(supervision_id, content),
        sent=newest.sent_at is not None,
    )


def to_send(supervision_id: str) -> SendPage:
    """Who will get it. 7 queries. Raises NotNowError."""
    newest = latest(supervision_id)
    if newest is None:
        raise NotNowError("There is nothing to send yet. Write the summary first.")
    row = db.session.execute(
        select(Supervision.requester_name, Supervision.agency_id, Agency.name)
        .outerjoin(Agency, Agency.id == Supervision.agency_id)
        .where(Supervision.id == supervision_id)
    ).one()
    people = recipients(supervision_id, row.agency_id, addresses=False)
    named = [(i.name, i.agency.name) for i in people]
    reached = {i.agency_id for i in people} | {row.agency_id}
    return SendPage(
        recipients=(*named, (f"{row.requester_name} (who asked)", row.name or "")),
        left_out=_walked_in(supervision_id, reached),
        missing=missing_parts(content_of(newest)),
        let_through=_let_through(supervision_id, content_of(newest)),
        version=handle(newest),
        again=newest.number > 1,
    )


def sent(supervision_id: str) -> SummaryPage:
    """The summary that was sent last; of a draft after it only that it is there. 6 queries.

    Raises NotFoundError.
    """
    last = latest_sent(supervision_id)
    if last is None:
        raise NotFoundError(NO_SUMMARY)
    sheet = assemble(supervision_id, last)
    correcting = count_versions(supervision_id) > last.number
    return SummaryPage(sheet, as_text(sheet), _receipts(last.id), correcting)


def copy(receipt_id: str) -> CopyPage:
    """An agency's copy. 4 queries. Raises NotFoundError."""
    row = db.session.execute(
        select(Summary, Agency.name, Receipt.recorded_at)
        .join(Receipt, Receipt.summary_id == Summary.id)
        .join(Agency, Agency.id == Receipt.agency_id)
        .where(Receipt.id == receipt_id)
    ).first()
    if row is None:
        raise NotFoundError(NO_SUMMARY)
    sheet = assemble(row.Summary.supervision_id, row.Summary)
    return CopyPage(sheet, as_text(sheet), row.name, row.recorded_at)


def _let_through(supervision_id: str, content: Content) -> tuple[Remark, ...]:
    """What was found in the text and ticked as what may stay. 1 query."""
    initials = db.session.scalars(
        select(Child.initials).where(Child.supervision_id == supervision_id)
    )
    return find_all(content, tuple(initials))


def _nudges(content: Content) -> tuple[Nudge, ...]:
    """For every part but what the family hears, which rightly says who and by when."""
    text = "\n".join(content.text(part) for part in Part if part is not Part.HEARS)
    return nudges(text)


def _walked_in(supervision_id: str, reached: set[str | None]) -> tuple[str, ...]:
    """Agencies that took part without being asked, and so get no letter."""
    rows = db.session.execute(
        select(Agency.id, Agency.name)
        .join(Attendance, Attendance.agency_id == Agency.id)
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .where(Meeting.supervision_id == supervision_id, Attendance.mark.in_(PRESENT))
        .distinct()
        .order_by(Agency.name)
    )
    return tuple(name for key, name in rows if key not in reached)


def _receipts(summary_id: str) -> tuple[ReceiptRow, ...]:
    rows = db.session.execute(
        select(Receipt.id, Agency.name, Receipt.recorded_at, Receipt.invitation_id)
        .join(Agency, Agency.id == Receipt.agency_id)
        .where(Receipt.summary_id == summary_id)
        .order_by(Agency.name)
    )
    return tuple(ReceiptRow(r.id, r.name, r.recorded_at, r.invitation_id is None) for r in rows)
