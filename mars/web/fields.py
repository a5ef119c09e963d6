"""Form fields for words and numbers: what was typed, what it means, what to say when it is wrong.
They know the shape of an answer; never a rule of the process, never the database."""

import re
from typing import Any

from wtforms import Field
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from mars.web.cleaning import composed, hidden_in, plain, visible

_WHOLE = re.compile(r"-?[0-9]{1,9}")
_HANDLE = re.compile(r"[A-Za-z0-9_.:-]{0,200}")


class MarsField(Field):
    """One question. `typed` is what the input shows, also after an error; `data` is what it means.

    missing: the message when nothing was answered ("Enter the child's initials"); None = optional.
    called:  how a message speaks of the answer ("the date of the session"); the label by default.
    hint:    the sentence under the label.
    keeps:   False for what edits nothing that is kept, such as “I have looked at it again”.
    strict:  True where no invisible character has a meaning: numbers, addresses, references.
    """

    multiline = strict = False
    empty: Any = None
    typed: Any

    def __init__(
        self,
        label: str,
        *,
        missing: str | None = None,
        called: str = "",
        hint: str = "",
        keeps: bool = True,
        strict: bool = False,
        **kwargs: Any,
    ) -> None:
        self.missing, self.keeps = missing, keeps
        self.strict = self.strict or strict
        lowered = label[:1].lower() + label[1:] if label[1:2].islower() else label
        self.called = called or lowered
        self.typed = ""
        super().__init__(label, description=hint, **kwargs)

    @property
    def anchor(self) -> str:
        """The id of the input that the error summary leads to."""
        return str(self.id)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names by which the answer is sent."""
        return (str(self.name),)

    @property
    def subject(self) -> str:
        """`called`, fit to begin a sentence."""
        return self.called[:1].upper() + self.called[1:]

    def read(self, text: str) -> Any:
        """Make of visible text what it means. Raises ValueError with the message for the person."""
        return text

    def show(self, value: Any) -> Any:
        """Make of a stored value what the input shows."""
        return str(value)

    def process_data(self, value: Any) -> None:
        self.data = self.empty if value is None else value
        self.typed = "" if value is None else self.show(value)

    def process_formdata(self, valuelist: list[Any]) -> None:
        raw = valuelist[0] if valuelist and isinstance(valuelist[0], str) else ""
        self.data = self.empty
        self.typed = visible(raw, lines=self.multiline, strict=self.strict)
        if len(valuelist) > 1:
            raise ValueError(f"{self.subject} was sent twice. Check it and send it again")
        hidden = hidden_in(raw, lines=self.multiline, strict=self.strict)
        if hidden:
            raise ValueError(had_hidden(self.subject, hidden))
        if self.typed:
            self.data = self.read(self.typed)

    def pre_validate(self, form: BaseForm) -> None:
        if self.errors:
            raise StopValidation
        if self.missing and not self.answered():
            raise StopValidation(self.missing)

    def answered(self) -> bool:
        """Tell whether anything was answered."""
        return bool(self.typed)


class Text(MarsField):
    """One line of text, at most `limit` characters (code points, NFC). data: str, "" when empty."""

    data: str
    empty = ""

    def __init__(self, label: str, *, limit: int = 100, **kwargs: Any) -> None:
        self.limit = limit
        super().__init__(label, **kwargs)

    def read(self, text: str) -> str:
        kept = composed(text, self.limit)
        if kept is None:
            raise ValueError(f"{self.subject} must be {self.limit} characters or fewer")
        return kept


class LongText(Text):
    """Several lines of text, at most `limit` characters; a line break counts as one."""

    multiline = True

    def __init__(self, label: str, *, limit: int = 600, **kwargs: Any) -> None:
        super().__init__(label, limit=limit, **kwargs)


class Whole(MarsField):
    """A whole number from `least` to `most` (inclusive). data: int or None."""

    data: int | None
    strict = True

    def __init__(self, label: str, *, least: int = 0, most: int = 999, **kwargs: Any) -> None:
        self.least, self.most = least, most
        super().__init__(label, **kwargs)

    def read(self, text: str) -> int:
        number = plain(text).replace(",", "").replace(" ", "")
        if not _WHOLE.fullmatch(number):
            raise ValueError(f"{self.subject} must be a whole number, like {max(self.least, 1)}")
        if not self.least <= int(number) <= self.most:
            raise ValueError(f"{self.subject} must be between {self.least} and {self.most}")
        return int(number)


class Handle(MarsField):
    """A hidden value of ours – a version, a key – of letters, digits and `_.:-` only. data: str."""

    data: str
    empty = ""
    anchor = ""

    def __init__(self, label: str = "this page", **kwargs: Any) -> None:
        super().__init__(label, **kwargs)

    def read(self, text: str) -> str:
        if not _HANDLE.fullmatch(text):
            raise ValueError("Something in this page was changed on the way. Open the page again")
        return text


def had_hidden(subject: str, hidden: str) -> str:
    """What is said of an answer with hidden characters, which are out of it by now."""
    return (
        f"{subject} had hidden characters in it: {hidden}. We have taken them out. "
        "Check what is left and send it again"
    )
