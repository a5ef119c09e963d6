"""The questions of the list and of the pages that end a request. They know shapes, no rules."""

from mars.domain.closing import REASONS
from mars.domain.holding import REASON_LIMIT
from mars.domain.statuses import Status
from mars.domain.workflow import Step
from mars.web.forms import Choice, ListForm, LongText, LookedAt, MarsForm, Option, Text


class SearchForm(ListForm):
    """What to look for in the list."""

    q = Text(
        "MARS reference",
        limit=20,
        strict=True,
        called="the MARS reference",
        hint="Like MARS-K7QD4T",
    )
    status = Choice("Where it stands", Status, called="where the request stands")


class EndForm(MarsForm):
    """Why a request ends before its session. `step` decides which reasons are offered."""

    reason = Choice("Why does it end?", missing="Choose why the request ends", called="why it ends")
    note = LongText(
        "Anything to add",
        limit=REASON_LIMIT,
        called="what you add",
        hint="No names, and nothing that says who the child is. Nobody is told this. "
        "Needed only for another reason.",
    )
    looked_at = LookedAt()

    def __init__(self, step: Step) -> None:
        super().__init__()
        self.reason.options = tuple(Option(reason, reason.label) for reason in REASONS[step])


class CloseForm(MarsForm):
    """Why a request closes with something missing."""

    note = LongText(
        "Why are you closing it now?",
        limit=REASON_LIMIT,
        called="why you are closing it",
        hint="No names, and nothing that says who the child is.",
    )
    looked_at = LookedAt()
