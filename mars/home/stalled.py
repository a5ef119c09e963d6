"""Reads what needs the coordinator: requests that do not go on by themselves. 1 query."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, select

from mars.clock import now, working_days_ago
from mars.database import db
from mars.domain.inviting import INVITING
from mars.domain.policies import Policies
from mars.domain.stalls import Stall
from mars.domain.statuses import OPEN, Status
from mars.home.columns import live_nomination, unanswered
from mars.home.reading import MOST
from mars.store.meetings import Meeting, Summary
from mars.store.people import Agency
from mars.store.supervisions import Nomination, Supervision
from mars.supervisions import last_offered


class StalledRow(NamedTuple):
    """One request that does not go on by itself."""

    reference: str
    agency: str | None
    asked_at: datetime | None
    stall: str


def stalled(local: Policies) -> Sequence[StalledRow]:
    """Requests that need the coordinator, the oldest first, at most MOST.

    Days are working days (local settings): an answer is late after the second reminder, a summary
    after its own time, the closing after the time for telling the family.
    """
    stall = _stall(local).label("stall")
    rows = db.session.execute(
        select(Supervision.reference, Agency.name.label("agency"), Supervision.asked_at, stall)
        .outerjoin(Agency, Agency.id == Supervision.agency_id)
        .outerjoin(Meeting, Meeting.supervision_id == Supervision.id)
        .where(Supervision.status.in_(OPEN - {Status.DRAFT}), stall.is_not(None))
        .order_by(Supervision.asked_at, Supervision.id)
        .limit(MOST)
    )
    return [StalledRow(**row._asdict()) for row in rows]


def _stall(local: Policies) -> ColumnElement[str | None]:
    sent_at = (
        select(func.max(Summary.sent_at))
        .where(Summary.supervision_id == Supervision.id)
        .correlate(Supervision)
        .scalar_subquery()
    )
    late_answers = working_days_ago(local.second_reminder_days)
    at = Supervision.status
    unasked = and_(at.in_(INVITING), live_nomination(Nomination.state).is_(None))
    return case(
        (and_(unasked, Supervision.find_facilitator), Stall.TO_FIND.value),
        (unasked, Stall.NO_FACILITATOR.value),
        (and_(at == Status.ASKED, last_offered() < now()), Stall.TIMES_PASSED.value),
        (
            and_(at == Status.ASKED, Supervision.offered_at < late_answers, unanswered().exists()),
            Stall.ANSWERS_LATE.value,
        ),
        (
            and_(at == Status.ARRANGED, Meeting.starts_at < working_days_ago(0)),
            Stall.NOT_RECORDED.value,
        ),
        (
            and_(at == Status.NOT_HELD, Meeting.recorded_at < working_days_ago(local.outcome_days)),
            Stall.NOT_DECIDED.value,
        ),
        (
            and_(at == Status.HELD, Meeting.recorded_at < working_days_ago(local.summary_days)),
            Stall.SUMMARY_LATE.value,
        ),
        (
            and_(at == Status.SUMMARISED, sent_at < working_days_ago(local.outcome_days)),
            Stall.NOT_CLOSED.value,
        ),
        else_=None,
    )
