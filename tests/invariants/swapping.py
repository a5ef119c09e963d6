"""A browser with htmx, as far as MARS uses it: what is asked for, and what the answer changes."""

import json
from dataclasses import dataclass
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

import html5lib

from tests.invariants.filling import Sent
from tests.invariants.markup import Form, Page, control, text_of

ASKS = ("data-hx-get", "data-hx-post")
KEPT = "#kept"
Canonical = tuple[str, tuple[tuple[str, str], ...], tuple["Canonical | str", ...]]


@dataclass(frozen=True)
class Wish:
    """What htmx asks for in the place of the browser, and what the browser asks for without it."""

    method: str
    address: str
    headers: dict[str, str]
    form: Form | None
    plain_method: str
    plain_address: str


def asking(page: Page) -> list[Element]:
    """The elements that htmx looks after, but for a text that is kept: it only says that it is."""
    found = [e for e in page.root.iter() if set(ASKS) & set(e.attrib)]
    return [e for e in found if e.attrib.get("data-hx-target") != KEPT]


def inherited(page: Page, element: Element, name: str) -> str:
    """An htmx attribute as it counts for the element: its own, or that of one around it."""
    full = f"data-hx-{name}"
    holders = (e for e in (element, *page.around(element)) if full in e.attrib)
    return next((e.attrib[full] for e in holders), "")


def wish_of(page: Page, element: Element, url: str) -> Wish:
    """What the element asks for, with and without htmx."""
    name = next(n for n in ASKS if n in element.attrib)
    around = (element, *page.around(element))
    owner = next((e for e in around if e.tag == "form"), None)
    form = page.form(owner) if owner is not None else None
    headers = {"HX-Request": "true"} | json.loads(inherited(page, element, "headers") or "{}")
    return Wish(
        method=name.rpartition("-")[2].upper(),
        address=element.attrib[name] or url,
        headers=headers,
        form=form,
        plain_method=form.method.upper() if form else "GET",
        plain_address=(form.action if form else element.attrib.get("href", url)) or url,
    )


def with_query(address: str, sent: Sent) -> str:
    """The address that a form with GET asks for."""
    return f"{address.partition('?')[0]}?{urlencode(sent, doseq=True)}" if sent else address


def type_in(page: Page, element: Element, sent: Sent) -> None:
    """Let the controls of the element's form show what is sent, as if it had been typed."""
    around = (element, *page.around(element))
    owner = next((e for e in around if e.tag == "form"), None)
    for each in owner.iter() if owner is not None else ():
        seen = control(each)
        if seen is None or seen.name not in sent or not seen.is_seen:
            continue
        if each.tag == "textarea":
            each.text = sent[seen.name][0]
        elif each.tag == "select":
            for option in each.iter("option"):
                option.attrib.pop("selected", None)
                if option.attrib.get("value", text_of(option)) == sent[seen.name][0]:
                    option.attrib["selected"] = ""
        elif seen.kind in {"radio", "checkbox"}:
            each.attrib.pop("checked", None)
            if seen.value in sent[seen.name]:
                each.attrib["checked"] = ""
        else:
            each.attrib["value"] = sent[seen.name][0]


def swap(page: Page, element: Element, answer: str) -> None:
    """Put the answer where the element wants it."""
    target = _target(page, element)
    fragment = html5lib.parseFragment(answer, namespaceHTMLElements=False)
    wanted = inherited(page, element, "select").lstrip("#")
    parts = [e for e in fragment.iter() if e.attrib.get("id") == wanted] if wanted else fragment
    style = inherited(page, element, "swap").split()[:1] or ["innerHTML"]
    if style == ["innerHTML"]:
        target[:] = list(parts)
        target.text = fragment.text if not wanted else ""
        return
    assert style == ["outerHTML"], f"the tests do not know how to swap {style}"
    parent = page.parents[target]
    place = list(parent).index(target)
    parent.remove(target)
    parent[place:place] = list(parts)


def canonical(element: Element) -> Canonical:
    """An element as a value: without spare white space, tokens and the order of attributes."""
    attributes = dict(element.attrib)
    if attributes.get("name") in {"csrf_token", "once"}:
        attributes["value"] = ""
    if attributes.get("value") == "" and element.tag == "input":
        del attributes["value"]
    if attributes.get("value") == "" and element.tag == "option":
        attributes.pop("selected", None)
    inside: list[Canonical | str] = []
    for text, child in ((element.text, None), *((c.tail, c) for c in element)):
        if child is not None:
            inside.append(canonical(child))
        if text and text.strip():
            inside.append(" ".join(text.split()))
    return str(element.tag), tuple(sorted(attributes.items())), tuple(inside)


def difference(one: Canonical | str, other: Canonical | str, way: str = "") -> str:
    """Where two values first differ; "" if they do not."""
    if isinstance(one, str) or isinstance(other, str):
        return "" if one == other else f"{way}: {str(one)[:80]!r} / {str(other)[:80]!r}"
    way = f"{way}/{one[0]}"
    if one[:2] != other[:2]:
        return f"{way}: {one[:2]} / {other[:2]}"
    for left, right in zip(one[2], other[2], strict=False):
        found = difference(left, right, way)
        if found:
            return found
    same = len(one[2]) == len(other[2])
    return "" if same else f"{way}: {len(one[2])} parts / {len(other[2])} parts"


def _target(page: Page, element: Element) -> Element:
    wanted = inherited(page, element, "target")
    if wanted in {"", "this"}:
        return element
    assert wanted.startswith("#"), f"the tests do not know the target {wanted}"
    found = [e for e in page.having("id") if e.attrib["id"] == wanted[1:]]
    assert len(found) == 1, f"{len(found)} elements are {wanted}"
    return found[0]
