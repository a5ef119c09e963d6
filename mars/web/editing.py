"""What an edit was made from: names it by what the form showed, and sets two texts side by side.

Knows the fields of a form; never the database, nor who changed what.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Field

from mars.web.choices import Choice, Choices, Tick
from mars.web.cleaning import visible
from mars.web.fields import Handle, MarsField, Text
from mars.web.filters import day
from mars.web.rows import Rows
from mars.web.times import DateParts

NOTHING = "Nothing"

Typed = MultiDict[str, str]
"""Fields as a browser sends them."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field: its label, what is saved now, what was typed (None for what nobody types)."""

    label: str
    saved: str
    typed: str | None


@dataclass(frozen=True, slots=True)
class LastChange:
    """Who saved what is saved now, and when."""

    who: str
    at: datetime


def edition(fields: Iterable[Field], beside: Iterable[tuple[str, str]]) -> str:
    """A word for what a form showed at first: other words, another edition. "" for an empty form.

    `beside`: label and text of what stands beside the form and was decided upon.
    """
    shown = [(field.name, _first(field)) for field in _kept(fields) if _first(field)]
    shown += [(label, text) for label, text in beside if text]
    if not shown:
        return ""
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()[:32]


def differences(
    fields: Iterable[Field], beside: Iterable[tuple[str, str]]
) -> tuple[Difference, ...]:
    """Where what is saved differs from what was typed, in page order; then what stands beside."""
    kept = list(_kept(fields))
    typed = [
        Difference(label, _in_words(field, _first(field)), _in_words(field, _now(field)))
        for label, field in zip(_labels(kept), kept, strict=True)
        if _first(field) != _now(field)
    ]
    return (*typed, *(Difference(label, text or NOTHING, None) for label, text in beside))


def retype(fields: Iterable[Field], typed: Typed) -> None:
    """Put what was typed earlier into the fields, beside what is saved."""
    for field in _kept(fields):
        field.process(typed, field.object_data)


def says_more(fields: Iterable[Field], typed: Typed) -> bool:
    """Whether a text that was typed earlier is another than the one that is saved."""
    return any(
        visible(text, lines=True) != visible(str(_first(field)), lines=True)
        for field in _kept(fields)
        if isinstance(field, Text)
        for text in typed.getlist(field.name)
    )


def inputs(fields: Iterable[Field]) -> set[str]:
    """The names by which the answers are sent that are kept."""
    return {name for field in _kept(fields) for name in field.inputs}


def _labels(fields: list[MarsField]) -> Iterator[str]:
    """What each field is called; those of equal rows are numbered."""
    labels = [str(field.label.text) for field in fields]
    for place, label in enumerate(labels):
        number = labels[: place + 1].count(label)
        yield f"{label} ({number})" if labels.count(label) > 1 else label


def _kept(fields: Iterable[Field]) -> Iterable[MarsField]:
    """The fields that hold what is edited: neither our own values nor mere confirmations."""
    for field in fields:
        if isinstance(field, MarsField) and not isinstance(field, Handle | Rows) and field.keeps:
            yield field


def _first(field: MarsField) -> Any:
    """What is saved, as the input showed it."""
    value = field.object_data
    return "" if value is None else _plain(field.show(value))


def _now(field: MarsField) -> Any:
    """What was typed, as the input shows it."""
    if not isinstance(field, DateParts):
        return _plain(field.typed)
    return str(field.data) if field.data else "/".join(filter(None, field.parts.values()))


def _plain(shown: Any) -> Any:
    return sorted(shown) if isinstance(shown, tuple) else shown


def _in_words(field: MarsField, shown: Any) -> str:
    if isinstance(field, Tick):
        return "Ticked" if shown else "Not ticked"
    if isinstance(field, Choice):
        wanted = shown if isinstance(field, Choices) else [shown]
        return ", ".join(o.label for o in field.options if str(o.value) in wanted) or NOTHING
    if isinstance(field, DateParts) and shown:
        return _day(shown)
    return str(shown) or NOTHING


def _day(shown: str) -> str:
    try:
        return day(date.fromisoformat(shown))
    except ValueError:
        return shown
