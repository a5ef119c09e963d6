"""The way of a supervision as one table: what may follow what, who does it, who hears.

A test proves it total; the README's diagram is generated from it.
"""

from dataclasses import dataclass

from mars.domain.errors import NotNowError
from mars.domain.statuses import Status
from mars.domain.workflow import Doer, Event, LetterKind, Step


@dataclass(frozen=True, slots=True)
class Change:
    """One row of the table; `before` is None at the beginning, `after` when nothing is kept."""

    step: Step
    before: Status | None
    after: Status | None
    doers: tuple[Doer, ...]
    letters: tuple[LetterKind, ...]
    event: Event


ASKERS = (Doer.REQUESTER, Doer.COORDINATOR)
HOLDERS = (Doer.FACILITATOR, Doer.COORDINATOR)

CHANGES: tuple[Change, ...] = (
    Change(Step.BEGIN, None, Status.DRAFT, (Doer.REQUESTER,), (), Event.BEGUN),
    Change(Step.DISCARD, Status.DRAFT, None, (Doer.REQUESTER,), (), Event.DISCARDED),
    Change(Step.REDIRECT, Status.DRAFT, Status.REDIRECTED, (Doer.REQUESTER,), (), Event.REDIRECTED),
    Change(
        Step.ASK,
        Status.DRAFT,
        Status.ASKED,
        (Doer.REQUESTER,),
        (
            LetterKind.REQUEST_SENT,
            LetterKind.PLEASE_ANSWER,
            LetterKind.FACILITATOR_ASKED,
            LetterKind.FACILITATOR_WANTED,
        ),
        Event.ASKED,
    ),
    Change(
        Step.FIX_DATE,
        Status.ASKED,
        Status.ARRANGED,
        ASKERS,
        (LetterKind.DATE_FIXED,),
        Event.DATE_FIXED,
    ),
    *(
        Change(
            Step.OFFER_TIMES,
            before,
            Status.ASKED,
            ASKERS,
            (LetterKind.NEW_TIMES,),
            Event.TIMES_OFFERED,
        )
        for before in (Status.ASKED, Status.ARRANGED, Status.NOT_HELD)
    ),
    Change(
        Step.MOVE,
        Status.ARRANGED,
        Status.ARRANGED,
        ASKERS,
        (LetterKind.DATE_MOVED,),
        Event.DATE_MOVED,
    ),
    Change(
        Step.STEP_DOWN,
        Status.ASKED,
        Status.ASKED,
        (Doer.FACILITATOR,),
        (LetterKind.FACILITATOR_ANSWERED, LetterKind.FACILITATOR_WANTED),
        Event.FACILITATOR_WITHDREW,
    ),
    Change(
        Step.STEP_DOWN,
        Status.ARRANGED,
        Status.ARRANGED,
        (Doer.FACILITATOR,),
        (LetterKind.FACILITATOR_WITHDREW, LetterKind.FACILITATOR_FREED),
        Event.FACILITATOR_WITHDREW,
    ),
    Change(
        Step.END_NOT_AGREED,
        Status.ASKED,
        Status.NOT_AGREED,
        ASKERS,
        (LetterKind.NOT_GOING_AHEAD,),
        Event.NOT_AGREED,
    ),
    Change(
        Step.WITHDRAW,
        Status.ASKED,
        Status.WITHDRAWN,
        ASKERS,
        (LetterKind.NOT_GOING_AHEAD,),
        Event.WITHDRAWN,
    ),
    Change(
        Step.WITHDRAW,
        Status.ARRANGED,
        Status.WITHDRAWN,
        ASKERS,
        (LetterKind.SESSION_CANCELLED,),
        Event.WITHDRAWN,
    ),
    Change(
        Step.RECORD_HELD,
        Status.ARRANGED,
        Status.HELD,
        HOLDERS,
        (LetterKind.SUMMARY_PLEASE,),
        Event.HELD,
    ),
    Change(Step.CORRECT_CAME, Status.HELD, Status.HELD, HOLDERS, (), Event.ATTENDANCE_CORRECTED),
    Change(
        Step.RECORD_NOT_HELD,
        Status.ARRANGED,
        Status.NOT_HELD,
        HOLDERS,
        (LetterKind.SESSION_NOT_HELD,),
        Event.NOT_HELD,
    ),
    Change(
        Step.SEND_SUMMARY,
        Status.HELD,
        Status.SUMMARISED,
        (Doer.FACILITATOR,),
        (LetterKind.SUMMARY_READY,),
        Event.SUMMARY_SENT,
    ),
    Change(
        Step.SEND_AGAIN,
        Status.SUMMARISED,
        Status.SUMMARISED,
        (Doer.FACILITATOR,),
        (LetterKind.SUMMARY_READY,),
        Event.SUMMARY_SENT,
    ),
    Change(Step.CLOSE, Status.SUMMARISED, Status.CLOSED, ASKERS, (), Event.CLOSED),
    Change(Step.CLOSE_WITHOUT, Status.HELD, Status.CLOSED, ASKERS, (), Event.CLOSED),
    Change(Step.CLOSE_WITHOUT, Status.NOT_HELD, Status.CLOSED, ASKERS, (), Event.CLOSED),
)


def find_change(step: Step, status: Status | None) -> Change | None:
    """The row for this step from this status, or None if the step is not possible from it."""
    return next((c for c in CHANGES if c.step is step and c.before is status), None)


def check_step(step: Step, status: Status | None) -> Change:
    """The row for this step from this status. Raises NotNowError, saying where things stand."""
    change = find_change(step, status)
    if change is None:
        stands = status.label.lower() if status else "not begun"
        raise NotNowError(f"You cannot {step.label} now: this request stands at “{stands}”.")
    return change
