"""The whole way of a request at a glance: what is done, what is on now, what comes later."""

from mars.domain.answering import NominationState
from mars.domain.closing import missing_before_close
from mars.domain.labels import Labelled
from mars.domain.statuses import Status
from mars.domain.turns import Position, is_amber


class Milestone(Labelled):
    """A step of the way, in the guidance's order."""

    ASK = "ask", "Ask the team"
    AGREE = "agree", "The team agrees"
    FACILITATOR = "facilitator", "A facilitator accepts"
    DATE = "date", "Fix the date"
    PURPOSE = "purpose", "Tell the family the purpose"
    HOLD = "hold", "Hold the session"
    SUMMARY = "summary", "Send the summary"
    RECORD = "record", "Each agency records it"
    OUTCOME = "outcome", "Tell the family the outcome"
    CLOSE = "close", "Close the request"


class Progress(Labelled):
    """How far a step has come."""

    DONE = "done", "Done"
    NOW = "now", "Now"
    LATER = "later", "Later"
    LEFT_OUT = "left-out", "Left out"


WAY = (
    Status.DRAFT,
    Status.ASKED,
    Status.ARRANGED,
    Status.HELD,
    Status.SUMMARISED,
    Status.CLOSED,
)
ON: dict[Milestone, frozenset[Status]] = {
    Milestone.ASK: frozenset({Status.DRAFT}),
    Milestone.AGREE: frozenset({Status.ASKED}),
    Milestone.FACILITATOR: frozenset({Status.ASKED, Status.ARRANGED}),
    Milestone.DATE: frozenset({Status.ASKED}),
    Milestone.PURPOSE: frozenset({Status.ASKED, Status.ARRANGED, Status.HELD, Status.SUMMARISED}),
    Milestone.HOLD: frozenset({Status.ARRANGED}),
    Milestone.SUMMARY: frozenset({Status.HELD}),
    Milestone.RECORD: frozenset({Status.SUMMARISED}),
    Milestone.OUTCOME: frozenset({Status.HELD, Status.SUMMARISED}),
    Milestone.CLOSE: frozenset({Status.SUMMARISED}),
}
"""When each step is on; the date and the closing wait for what comes before them as well."""


def milestones(position: Position) -> tuple[tuple[Milestone, Progress], ...]:
    """Every step with how far it has come; empty for a request that ended without a session."""
    if position.status not in WAY or position.not_held:
        return ()
    return tuple((step, _progress(step, position)) for step in Milestone)


def _progress(step: Milestone, position: Position) -> Progress:
    if _is_done(step, position):
        return Progress.DONE
    if position.status is Status.CLOSED:
        return Progress.LEFT_OUT
    on_now = position.status in ON[step] and not _has_to_wait(step, position)
    return Progress.NOW if on_now else Progress.LATER


def _has_to_wait(step: Milestone, position: Position) -> bool:
    if step is Milestone.DATE:
        return position.gates is None or not position.gates.passed
    if step is Milestone.PURPOSE:
        return position.purpose_later
    if step is Milestone.OUTCOME:
        return position.outcome_later
    return step is Milestone.CLOSE and bool(missing_before_close(position.afterwards))


def _is_done(step: Milestone, position: Position) -> bool:
    come, gates, after = WAY.index(position.status), position.gates, position.afterwards
    fixed = come >= WAY.index(Status.ARRANGED)
    match step:
        case Milestone.AGREE:
            agreed = gates is not None and gates.team.passed and gates.buy_in.passed
            return fixed or (position.status is Status.ASKED and agreed)
        case Milestone.FACILITATOR:
            held = come > WAY.index(Status.ARRANGED)
            return held or position.facilitator is NominationState.ACCEPTED
        case Milestone.PURPOSE:
            return not is_amber(position.purpose)
        case Milestone.OUTCOME:
            return not is_amber(after.outcome)
        case Milestone.SUMMARY:
            return after.has_summary
        case Milestone.RECORD:
            return after.has_summary and after.unrecorded == 0
        case _:
            return come > max(WAY.index(status) for status in ON[step])
