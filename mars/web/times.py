"""Form fields for a date and for a time of day, as people write them. They know the calendar;
never a zone, a working day or what a date is for."""

import re
from datetime import date, time
from typing import Any

from wtforms.utils import unset_value

from mars.web.cleaning import hidden_in, plain, visible
from mars.web.fields import MarsField, had_hidden

PARTS = ("day", "month", "year")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAME = re.compile(
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEARS = range(1900, 2200)
_TWELVE = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2}))? ?([ap])\.? ?m\.?")
_TWENTY_FOUR = re.compile(r"([0-9]{1,2})[:.]([0-9]{2})|([0-9]{2})([0-9]{2})")
_WORDS = {"midday": time(12), "noon": time(12), "midnight": time(0)}


class DateParts(MarsField):
    """A date asked for as day, month and year, named `<name>-day` and so on. data: date or None.

    `parts` holds what was typed in each; `wrong` names the parts that an error speaks of.
    """

    data: date | None

    def __init__(self, label: str, **kwargs: Any) -> None:
        self.parts = dict.fromkeys(PARTS, "")
        self.wrong: frozenset[str] = frozenset()
        super().__init__(label, **kwargs)

    @property
    def anchor(self) -> str:
        first = next((part for part in PARTS if part in self.wrong), "day")
        return f"{self.id}-{first}"

    @property
    def inputs(self) -> tuple[str, ...]:
        return tuple(f"{self.name}-{part}" for part in PARTS)

    def answered(self) -> bool:
        return any(self.parts.values())

    def process_data(self, value: Any) -> None:
        self.data = value
        if value is not None:
            self.parts = {part: str(getattr(value, part)) for part in PARTS}

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        super().process(None, data, extra_filters)
        if formdata is None:
            return

        sent = {part: formdata.getlist(f"{self.name}-{part}") for part in PARTS}
        self.raw_data = [text for texts in sent.values() for text in texts]
        first = {part: texts[0] if texts else "" for part, texts in sent.items()}
        self.parts = {part: visible(text, strict=True) for part, text in first.items()}
        self.data = None
        try:
            for part, text in first.items():
                if hidden := hidden_in(text, strict=True):
                    self._refuse([part], had_hidden(self.subject, hidden))
            if any(len(texts) > 1 for texts in sent.values()):
                raise ValueError(f"{self.subject} was sent twice. Check it and send it again")
            if self.answered():
                self.data = self._date()
        except ValueError as error:
            self.process_errors.append(str(error))

    def _date(self) -> date:
        absent = [part for part in PARTS if not self.parts[part]]
        if absent:
            self._refuse(absent, f"{self.subject} must include a {' and '.join(absent)}")
        day, year = (plain(self.parts[part]) for part in ("day", "year"))
        if not re.fullmatch("[0-9]{4}", year):
            self._refuse(["year"], f"{self.subject} must include a year with 4 numbers, like 2026")
        month = _month(plain(self.parts["month"]).lower())
        must_be_real = f"{self.subject} must be a real date"
        for part, right in (
            ("day", re.fullmatch("[0-9]{1,2}", day) and 1 <= int(day) <= 31),
            ("month", 1 <= month <= 12),
            ("year", int(year) in _YEARS),
        ):
            if not right:
                self._refuse([part], must_be_real)
        try:
            return date(int(year), month, int(day))
        except ValueError:
            self._refuse(PARTS, must_be_real)
            raise

    def _refuse(self, parts: list[str] | tuple[str, ...], message: str) -> None:
        self.wrong = frozenset(parts)
        raise ValueError(message)


def _month(text: str) -> int:
    if re.fullmatch("[0-9]{1,2}", text):
        return int(text)
    return _MONTHS.index(text[:3]) + 1 if _MONTH_NAME.fullmatch(text) else 0


class TimeOfDay(MarsField):
    """A time as people write it: 14:00, 14.30, 1430, 2pm, 2.30 p.m., midday. data: time or None, of
    the clock on the wall and so without a zone."""

    data: time | None
    strict = True

    def show(self, value: Any) -> str:
        return f"{value:%H:%M}"

    def read(self, text: str) -> time:
        written = plain(text).lower()
        found = _WORDS.get(written) or _twelve(written) or _twenty_four(written)
        if found is None:
            raise ValueError(f"{self.subject} must be a time, like 9:30am or 14:00")
        return found


def _twelve(text: str) -> time | None:
    match = _TWELVE.fullmatch(text)
    if not match:
        return None
    hour, half = int(match[1]), match[3]
    if not 1 <= hour <= 12:
        return None
    return _time(hour % 12 + (12 if half == "p" else 0), int(match[2] or 0))


def _twenty_four(text: str) -> time | None:
    match = _TWENTY_FOUR.fullmatch(text)
    return _time(int(match[1] or match[3]), int(match[2] or match[4])) if match else None


def _time(hour: int, minute: int) -> time | None:
    return time(hour, minute) if hour < 24 and minute < 60 else None
