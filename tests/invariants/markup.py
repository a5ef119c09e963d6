"""A page as a browser without JavaScript reads it: its elements, links and forms. Knows no MARS."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from xml.etree.ElementTree import Element

import html5lib

UNTYPED = frozenset({"hidden", "submit", "button", "image", "reset"})


@dataclass(frozen=True)
class Control:
    """One input, select, textarea or button. `options` are a select's values that can be chosen."""

    kind: str
    name: str
    value: str
    id: str
    checked: bool = False
    options: tuple[str, ...] = ()

    @property
    def is_seen(self) -> bool:
        """Whether a person fills it in."""
        return self.kind not in UNTYPED


@dataclass(frozen=True)
class Form:
    """One form: where it goes, and what is in it."""

    method: str
    action: str
    controls: tuple[Control, ...]

    @property
    def signature(self) -> tuple[str, ...]:
        """What makes it the same form on another page: its method and the names of its controls."""
        return (self.method, *sorted({c.name for c in self.controls}))

    def buttons(self) -> list[Control]:
        """The ways to send it; a nameless one counts once."""
        named = {(c.name, c.value): c for c in self.controls if c.kind == "submit"}
        return list(named.values())

    def untouched(self) -> dict[str, list[str]]:
        """What a browser sends when nothing was touched, apart from the button."""
        sent: dict[str, list[str]] = {}
        for control in self.controls:
            is_box = control.kind in {"radio", "checkbox"}
            if not control.name or control.kind in {"submit", "button"}:
                continue
            if not is_box or control.checked:
                sent.setdefault(control.name, []).append(control.value)
        return sent


class Page:
    """The parsed page, and what the strict parser found wrong with it."""

    def __init__(self, text: str) -> None:
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        self.root: Element = parser.parse(text)
        self.bytes = len(text.encode())
        self.faults = [f"line {at[0]}: {what} {about}" for at, what, about in parser.errors]

    def all(self, *tags: str) -> Iterator[Element]:
        """Every element of these kinds, in page order."""
        return (e for e in self.root.iter() if e.tag in tags)

    def having(self, attribute: str) -> Iterator[Element]:
        """Every element with this attribute."""
        return (e for e in self.root.iter() if attribute in e.attrib)

    @cached_property
    def ids(self) -> list[str]:
        """Every id, repeated as often as it stands there."""
        return [e.attrib["id"] for e in self.having("id")]

    @cached_property
    def parents(self) -> dict[Element, Element]:
        """The element around each element."""
        return {child: parent for parent in self.root.iter() for child in parent}

    def around(self, element: Element) -> Iterator[Element]:
        """The elements around this one, the nearest first."""
        while element in self.parents:
            element = self.parents[element]
            yield element

    def links(self) -> list[str]:
        """The address of every link."""
        return [e.attrib["href"] for e in self.all("a") if "href" in e.attrib]

    def forms(self) -> list[Form]:
        """Every form, with the buttons that send it from outside by their form attribute."""
        return [self.form(element) for element in self.all("form")]

    def form(self, element: Element) -> Form:
        """This form element as a value."""
        name = element.attrib.get("id")
        inside = [e for e in element.iter() if "form" not in e.attrib]
        outside = [e for e in self.having("form") if e.attrib["form"] == name] if name else []
        controls = (control(e) for e in (*inside, *outside))
        return Form(
            element.attrib.get("method", "get").lower(),
            element.attrib.get("action", ""),
            tuple(c for c in controls if c is not None),
        )


def text_of(element: Element | None) -> str:
    """The words of an element on one line."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def control(element: Element) -> Control | None:
    """The element as a control; None if it is none, or is out of use."""
    given: dict[str, Any] = element.attrib
    if element.tag not in {"input", "select", "textarea", "button"} or "disabled" in given:
        return None
    name, identity = given.get("name", ""), given.get("id", "")
    if element.tag == "textarea":
        return Control("textarea", name, "".join(element.itertext()), identity)
    if element.tag == "button":
        return Control(given.get("type", "submit"), name, given.get("value", ""), identity)
    if element.tag == "select":
        options = list(element.iter("option"))
        values = tuple(o.attrib.get("value", text_of(o)) for o in options)
        chosen = [v for v, o in zip(values, options, strict=True) if "selected" in o.attrib]
        value = (chosen or [*values, ""])[0]
        return Control("select", name, value, identity, options=tuple(v for v in values if v))
    kind = "number" if given.get("inputmode") == "numeric" else given.get("type", "text")
    default = "on" if kind in {"radio", "checkbox"} else ""
    return Control(kind, name, given.get("value", default), identity, "checked" in given)
