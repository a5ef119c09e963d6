"""Fills in any form: keeps what is chosen, chooses where nothing is, writes a word in each text."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from mars import clock
from tests.invariants.markup import Control, Form

Sent = dict[str, list[str]]
CANARY = "quokka"
TYPED = frozenset({"text", "textarea", "search"})
SHORT = {"initials": "Q.K.", "reference": "QUOKKA R"}
ROW = re.compile(r"_[0-9]$")
LATER = 14
PART = re.compile(r"(.*)-(day|month|year)")


def canary(name: str) -> str:
    """The word for the field of this name: found again anywhere, neither a name nor a number."""
    return SHORT.get(ROW.sub("", name)) or CANARY + "".join(c for c in name.lower() if c.isalpha())


@dataclass(frozen=True)
class Manner:
    """A way to fill in a form: which option of each question, which ticks, which day, what text."""

    name: str
    option: int | None = None
    """None: what is chosen stays; the first where nothing is."""
    groups: bool = True
    ticks: bool = True
    days: int = LATER
    write: Callable[[str], str] = canary

    def fill(self, form: Form, button: Control | None, domains: Mapping[str, str]) -> Sent:
        """What is sent when the form is filled in like this and the button pressed.

        `domains`: the mail domain of each agency by its key; "" stands for any other form.
        """
        sent: Sent = {}
        for control in form.controls:
            if control.kind in {"radio", "checkbox", "submit", "button"} or not control.name:
                continue
            sent[control.name] = [self._value(control)]
        self._choose(form, sent)
        self._address(form, sent, domains)
        self._date(form, sent)
        if button is not None and button.name:
            sent[button.name] = [button.value]
        return sent

    def _value(self, control: Control) -> str:
        match control.kind:
            case _ if control.name == "domains":
                return control.value or "school.example"
            case kind if kind in TYPED and not is_time(control):
                return self.write(control.name)
            case "select":
                return self._option(control.options, control.value)
            case "tel":
                return control.value or "01632 960 123"
            case "number":
                return control.value or ("" if PART.fullmatch(control.name) else "60")
            case _:
                return control.value or ("14:00" if is_time(control) else "")

    def _option(self, options: tuple[str, ...], chosen: str) -> str:
        if not options or (self.option is None and chosen):
            return chosen
        return options[min(self.option or 0, len(options) - 1)]

    def _choose(self, form: Form, sent: Sent) -> None:
        for kind in ("radio", "checkbox"):
            names = dict.fromkeys(c.name for c in form.controls if c.kind == kind)
            for name in names:
                boxes = [c for c in form.controls if c.name == name and c.kind == kind]
                chosen = [c.value for c in boxes if c.checked]
                if kind == "radio":
                    options = tuple(c.value for c in boxes)
                    sent[name] = [self._option(options, (chosen or [""])[0])]
                elif self.groups if len(boxes) > 1 else self.ticks:
                    sent[name] = [c.value for c in boxes]
                elif chosen:
                    sent[name] = chosen

    def _address(self, form: Form, sent: Sent, domains: Mapping[str, str]) -> None:
        said = [domains[value] for values in sent.values() for value in values if value in domains]
        domain = (said or [domains.get("", "anytown.example")])[0]
        for control in form.controls:
            if control.kind == "email" and not control.value:
                sent[control.name] = [f"robin.{CANARY}@{domain}"]

    def _date(self, form: Form, sent: Sent) -> None:
        """Empty dates get the manner's day, the second a day later, and so on; on working days."""
        empty = dict.fromkeys(
            match[1]
            for control in form.controls
            if (match := PART.fullmatch(control.name)) and not control.value
        )
        day = clock.today() + timedelta(days=self.days)
        for name in empty:
            day = _working(day)
            for part in ("day", "month", "year"):
                sent[f"{name}-{part}"] = [str(getattr(day, part))]
            day += timedelta(days=1)


def is_time(control: Control) -> bool:
    """Whether the control asks for a time of day or a part of a date."""
    return (
        bool(PART.fullmatch(control.name))
        or re.search("time|hour|starts", control.name) is not None
    )


def _working(day: date) -> date:
    while not clock.is_working_day(day):
        day += timedelta(days=1)
    return day


MANNERS = (
    Manner("as it comes"),
    Manner("only the groups", option=0, ticks=False),
    Manner("the second, in the past", option=1, days=-3),
    Manner("the third, nothing ticked", option=2, groups=False, ticks=False),
    Manner("only the ticks, in the past", option=0, groups=False, days=-3),
    Manner("the last", option=99),
    Manner("far too long", write=lambda name: canary(name) * 200),
    Manner("with a hidden character", write=lambda name: canary(name) + "\0"),
)
