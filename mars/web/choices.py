"""Form fields to choose from: radios, selects, checkboxes, one box to tick. They know which answers
are offered; never why, never the database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from mars.web.cleaning import visible
from mars.web.fields import MarsField


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose: the value kept (string, StrEnum member or id), its label, a hint."""

    value: Any
    label: str
    hint: str = ""


Options = type[StrEnum] | Iterable[Option]


def as_options(source: Options) -> tuple[Option, ...]:
    """Return options as they are; make one of each member of a StrEnum, with its label and hint."""
    if isinstance(source, type):
        return tuple(
            Option(member, getattr(member, "label", str(member)), getattr(member, "hint", ""))
            for member in source
        )
    return tuple(source)


class Choice(MarsField):
    """One answer out of several (radios or a select). data: the chosen option's own value, or None.

    `options` may be given late: `form.agency.options = (…)` reads the answer again.
    """

    data: Any

    def __init__(self, label: str, options: Options = (), **kwargs: Any) -> None:
        self._options = as_options(options)
        super().__init__(label, **kwargs)

    @property
    def options(self) -> Sequence[Option]:
        """The answers to choose from."""
        return self._options

    @options.setter
    def options(self, source: Options) -> None:
        self._options = as_options(source)
        if self.raw_data is not None:
            self.data = self.read(self.typed)

    def read(self, text: Any) -> Any:
        return next((item.value for item in self._options if str(item.value) == text), self.empty)

    def pre_validate(self, form: BaseForm) -> None:
        super().pre_validate(form)
        if self.answered() and self.read(self.typed) in (None, ()):
            raise StopValidation(self.missing or f"Choose {self.called} from the list")


class Choices(Choice):
    """Any number of answers out of several (checkboxes). data: tuple of the options' own values."""

    data: tuple[Any, ...]
    empty = ()

    def show(self, value: Any) -> tuple[str, ...]:
        return tuple(str(item) for item in value)

    def process_formdata(self, valuelist: list[Any]) -> None:
        texts = [item for item in valuelist if isinstance(item, str)]
        self.typed = tuple(dict.fromkeys(filter(None, map(visible, texts))))
        self.data = self.read(self.typed)

    def read(self, text: Any) -> tuple[Any, ...]:
        found = tuple(item.value for item in self._options if str(item.value) in text)
        return found if len(found) == len(text) else ()


class Tick(Choice):
    """A single box to tick. data: bool."""

    empty = False

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, (Option("yes", label),), **kwargs)

    def show(self, value: Any) -> str:
        return "yes" if value else ""

    def read(self, text: Any) -> bool:
        return bool(text == "yes")

    def answered(self) -> bool:
        return self.read(self.typed)
