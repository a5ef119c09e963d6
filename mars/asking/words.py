"""A page of the form, whose free text is looked at before it is kept: emergencies, who it is about.

Knows what the browser sent and the draft it belongs to; never the database. What it finds is shown
to the writer alone and kept nowhere.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from mars.domain.drafts import Draft, Piece
from mars.domain.errors import InvalidError
from mars.domain.wording import FindingKind, check
from mars.domain.workflow import Event
from mars.web.forms import Handle, MarsField, MarsForm, Option, Tick

SHOWN_MOST = 25
REASON_LIMIT = 300
YES_OR_NO = (Option("yes", "Yes"), Option("no", "No"))

LABELS = {
    "system_reference": "your reference",
    "system_name": "the system",
    "own_session_reason": "why a session of your own",
    "stuck": "what you are stuck on",
    "hope": "what you hope for",
    "own_model": "your own model",
    "reason": "why this facilitator",
    "where": "where",
    "access_needs": "what people need to take part",
}


@dataclass(frozen=True, slots=True)
class Remark:
    """One finding as the page shows it: in which text, which words, what they may be."""

    field: str
    kind: FindingKind
    excerpt: str
    what: str

    @property
    def where(self) -> str:
        """Which text it is in, in words."""
        return LABELS[self.field]

    @property
    def mark(self) -> str:
        """Six letters that stand for it, so that a tick counts only for what was shown."""
        shown = f"{self.field}:{self.kind}:{self.excerpt}"
        return hashlib.sha256(shown.encode()).hexdigest()[:6]


class StepForm(MarsForm):
    """One page of the form, made from the draft; `given` is what it says when it is sound."""

    saved_as = (Event.DRAFT_SAVED,)
    buttons = ("act",)
    watched: ClassVar[tuple[str, ...]] = ()
    """The fields that hold free text about the family."""

    not_emergency = Tick("This is not a new concern, or it has been reported already", keeps=False)
    identifies_nobody = Tick("This does not say who anybody is", keeps=False)
    seen = Handle()

    def __init__(self, draft: Draft, **first: Any) -> None:
        self.draft = draft
        self.remarks: tuple[Remark, ...] = ()
        self._shown: frozenset[str] = frozenset()
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

    def whose_initials(self) -> str:
        """The child's initials as they would be kept."""
        return self.draft.child.initials

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
        """What may be an emergency and is not confirmed to be none."""
        return self._open(FindingKind.EMERGENCY, self.not_emergency)

    @property
    def details(self) -> tuple[Remark, ...]:
        """What may say who somebody is and is not confirmed to be harmless."""
        return self._open(FindingKind.IDENTIFYING, self.identifies_nobody)

    def asks(self, kind: str) -> bool:
        """Whether the tick for this kind of finding belongs on the page."""
        return any(remark.kind == kind for remark in self.remarks)

    def _look(self) -> None:
        """Find what deserves a second look, and point at what is not confirmed yet."""
        self.remarks = tuple(self._find())
        self._shown = frozenset(self.seen.data.split("."))
        for remark in (*self.emergencies, *self.details):
            self._point(remark.field if remark.field in self.watched else None, remark)
        for tick, still_open in (
            (self.not_emergency, self.emergencies),
            (self.identifies_nobody, self.details),
        ):
            if still_open:
                tick.process_data(None)
        self.seen.process_data(".".join(remark.mark for remark in self.remarks[:SHOWN_MOST]))

    def _open(self, kind: FindingKind, tick: Tick) -> tuple[Remark, ...]:
        confirmed = self._shown if tick.data else frozenset()
        return tuple(r for r in self.remarks if r.kind is kind and r.mark not in confirmed)

    def _find(self) -> Iterator[Remark]:
        """Every finding that the kept draft does not hold already."""
        kept = set(_read(self.draft.texts, self.draft.child.initials))
        for remark in dict.fromkeys(_read(self.texts(), self.whose_initials())):
            if remark not in kept:
                yield remark

    def _point(self, name: str | None, remark: Remark) -> None:
        if name is not None and self[name].errors:
            return
        if remark.kind is FindingKind.EMERGENCY:
            sentence = (
                f"In {remark.where}, “{remark.excerpt}” may be {remark.what}. Read the advice, "
                "then change it or tick that it is not a new concern"
            )
        else:
            sentence = (
                f"In {remark.where}, “{remark.excerpt}” may be {remark.what}. Change it or tick "
                "that it does not say who anybody is"
            )
        self.add_error(name, sentence)


def _read(texts: Mapping[str, str], initials: str) -> Iterator[Remark]:
    for name, text in texts.items():
        for finding in check(text, initials):
            yield Remark(name, finding.kind, finding.excerpt, finding.what)


def as_bool(word: str | None) -> bool | None:
    """The answer to a yes-or-no question."""
    return None if word is None else word == "yes"


def as_word(answer: bool | None) -> str | None:
    """The answer as a yes-or-no question shows it."""
    return None if answer is None else "yes" if answer else "no"
