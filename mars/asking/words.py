"""A page of the form, whose free text is looked at before it is kept: emergencies, who it is about.

Knows what the browser sent and the draft it belongs to; never the database. What it finds is shown
to the writer alone and kept nowhere.
"""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from mars.domain.drafts import LABELS, Draft, Piece
from mars.domain.errors import InvalidError
from mars.domain.looking import Remark, look, wishes_in
from mars.domain.workflow import Event
from mars.web.forms import LookedAt, MarsField, MarsForm, Option

REASON_LIMIT = 300
YES_OR_NO = (Option("yes", "Yes"), Option("no", "No"))


class StepForm(MarsForm):
    """One page of the form, made from the draft; `given` is what it says when it is sound."""

    saved_as = (Event.DRAFT_SAVED,)
    buttons = ("act",)
    watched: ClassVar[tuple[str, ...]] = ()
    """The fields that hold free text about the family."""

    looked_at = LookedAt()

    def __init__(self, draft: Draft, **first: Any) -> None:
        self.draft = draft
        super().__init__(**first)

    def given(self) -> Piece:
        """What this page says."""
        raise NotImplementedError

    def refuse(self) -> Iterable[InvalidError]:
        """What rules the answers break that no single field can see."""
        return ()

    def unkeepable(self) -> Iterable[InvalidError]:
        """The same for what may not be kept even in a half-filled draft."""
        return ()

    def whose_initials(self) -> tuple[str, ...]:
        """The initials of every child as they would be kept."""
        return self.draft.children.initials

    def texts(self) -> Mapping[str, str]:
        """The free texts to look at, by field."""
        return {name: str(self[name].data or "") for name in self.watched}

    def accept(self, *, leaving: bool) -> bool:
        """Whether the page may be kept. `leaving`: half an answer is enough, a wrong one is not."""
        if leaving:
            for field in self:
                if isinstance(field, MarsField):
                    field.missing = None
        if self.validate():
            for refusal in (*self.unkeepable(), *(() if leaving else self.refuse())):
                self.add_error(refusal.field, refusal.sentence)
        self._look()
        return not self.error_list()

    @property
    def emergencies(self) -> tuple[Remark, ...]:
        """What may be an emergency and is not answered."""
        return tuple(remark for remark in self._open() if remark.is_emergency)

    def wishes(self) -> bool:
        """Whether this page asks for a decision, in words that the kept draft does not hold."""
        kept = wishes_in(self.draft.texts)
        return bool(wishes_in(self.texts()) - kept)

    def _look(self) -> None:
        """Find what deserves a second look and the kept draft does not hold, and point at it."""
        kept = frozenset(look(self.draft.texts, self.draft.children.initials, LABELS))
        found = look(self.texts(), self.whose_initials(), LABELS)
        self.look_again(remark for remark in found if remark not in kept)
        for remark in (*self.emergencies, *self._open()):
            self._point(remark)

    def _open(self) -> tuple[Remark, ...]:
        ticked = self.looked_at.data
        return tuple(one for one in self.looked_at.remarks if one.mark not in ticked)

    def _point(self, remark: Remark) -> None:
        name = remark.field if remark.field in self.watched else None
        if name is not None and self[name].errors:
            return
        cure = (
            "Read the advice, then change it or tick that it is not a new concern"
            if remark.is_emergency
            else "Change it or tick that it does not identify anyone"
        )
        self.add_error(name, f"{remark.sentence}. {cure}")


def as_bool(word: str | None) -> bool | None:
    """The answer to a yes-or-no question."""
    return None if word is None else word == "yes"


def as_word(answer: bool | None) -> str | None:
    """The answer as a yes-or-no question shows it."""
    return None if answer is None else "yes" if answer else "no"
