"""How a request ends: for which reason it may, and what is missing before it closes."""

from dataclasses import dataclass

from mars.domain.errors import InvalidError
from mars.domain.holding import CloseReason, EndReason, Told
from mars.domain.workflow import Step

REASONS: dict[Step, tuple[EndReason, ...]] = {
    Step.WITHDRAW: (
        EndReason.CHANGED,
        EndReason.NO_FACILITATOR,
        EndReason.NO_TIME,
        EndReason.OTHER,
    ),
    Step.END_NOT_AGREED: (
        EndReason.NO_AGREEMENT,
        EndReason.NO_FACILITATOR,
        EndReason.NO_TIME,
        EndReason.OTHER,
    ),
}
"""The reasons to choose from when a request ends before its session (local setting)."""


@dataclass(frozen=True, slots=True)
class Afterwards:
    """What has happened since the session.

    `unrecorded`: how many agencies have not recorded the summary. `outcome`: whether the family was
    told the outcome; None when nothing is noted.
    """

    has_summary: bool = False
    unrecorded: int = 0
    outcome: Told | None = None


NOTHING_YET = Afterwards()


def missing_before_close(facts: Afterwards) -> tuple[CloseReason, ...]:
    """What closing now would leave undone; empty when all is done.

    That telling the family is not safe, with its reason, counts as done. Source: guidance,
    principle 7 (a summary for each agency to record; the family updated on the outcome).
    """
    found: list[CloseReason] = []
    if not facts.has_summary:
        found.append(CloseReason.NO_SUMMARY)
    elif facts.unrecorded:
        found.append(CloseReason.NOT_RECORDED)
    if facts.outcome in {None, Told.NOT_YET}:
        found.append(CloseReason.FAMILY_NOT_TOLD)
    return tuple(found)


def check_close(missing: tuple[CloseReason, ...], note: str) -> None:
    """Closing with something missing needs a reason in words. Raises InvalidError."""
    if missing and not note:
        raise InvalidError("Enter why you are closing the request now", field="note")


def check_end(step: Step, reason: EndReason | None, note: str) -> EndReason:
    """The reason, if it may end a request by this step. Raises InvalidError."""
    if reason not in REASONS[step]:
        raise InvalidError("Choose why the request ends", field="reason")
    if reason is EndReason.OTHER and not note:
        raise InvalidError("Enter the other reason", field="note")
    return reason
