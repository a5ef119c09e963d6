"""The ticks with which a writer answers what was found in a text: one for each finding.

Knows what was found; never the database. What it shows is for the writer alone and kept nowhere.
"""

import re
from collections.abc import Iterable
from typing import Any

from mars.domain.looking import Remark
from mars.web.choices import Choices, Option

LABEL = "Look at these words again"
HINT = (
    "Change the words, or tick what may stay. MARS finds some things and misses others, so read "
    "the whole text once more."
)
TICKS = {
    True: "This is not a new concern, or it has been reported",
    False: "This does not identify anyone",
}
_MARK = re.compile("[0-9a-f]{12}")


class LookedAt(Choices):
    """A box for each thing found. data: the marks of those that were ticked."""

    data: tuple[str, ...]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(LABEL, hint=HINT, keeps=False, **kwargs)
        self.remarks: tuple[Remark, ...] = ()

    def read(self, text: Any) -> tuple[str, ...]:
        """The ticks as they were sent: what they stand for is known once the text was read."""
        return tuple(mark for mark in text if _MARK.fullmatch(mark))

    def show_again(self, remarks: Iterable[Remark]) -> None:
        """Show a box for each of these, those ticked that were ticked."""
        self.remarks = tuple(remarks)
        self._options = tuple(
            Option(remark.mark, remark.sentence, TICKS[remark.is_emergency])
            for remark in self.remarks
        )

    @property
    def has_emergency(self) -> bool:
        """Whether something shown may need reporting today."""
        return any(remark.is_emergency for remark in self.remarks)
