"""What every page must be, as a table of checks. Each yields what is wrong with one page."""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

from tests.invariants.markup import Page, control, text_of

SITE = "http://localhost"
PAGE_BYTES = 40_000
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
REFERRING = ("for", "aria-describedby", "aria-labelledby", "aria-controls", "headers", "list")
LOADING = {"src", "srcset", "action", "formaction", "data", "poster", "background"}
RANDOM = re.compile(
    r'(name="(?:csrf_token|once)" value="|<code class="mars-code">)([\w.-]+)(?="|</code>)'
)
Check = Callable[[Page, str], Iterable[str]]


def parses(page: Page, url: str) -> Iterable[str]:
    return page.faults


def has_one_h1(page: Page, url: str) -> Iterable[str]:
    count = len(list(page.all("h1")))
    return [] if count == 1 else [f"{count} h1"]


def is_titled_by_its_heading(page: Page, url: str) -> Iterator[str]:
    titles = [text_of(e) for e in page.root.findall("./head/title")]
    heading = text_of(next(page.all("h1"), None))
    wanted = re.compile(rf"(Error: )?{re.escape(heading)}.* – MARS")
    if len(titles) != 1 or not wanted.fullmatch(titles[0]):
        yield f"title {titles} over h1 “{heading}”"


def has_headings_in_order(page: Page, url: str) -> Iterator[str]:
    depth = 1
    for heading in next(page.all("main"), page.root).iter():
        if heading.tag in HEADINGS:
            level = int(heading.tag[1])
            if level > depth + 1:
                yield f"<{heading.tag}> “{text_of(heading)}” after <h{depth}>"
            depth = level


def has_a_frame(page: Page, url: str) -> Iterator[str]:
    if page.root.attrib.get("lang") != "en-GB":
        yield "no language"
    if len(list(page.all("main"))) != 1:
        yield "not exactly one main"
    first = next(page.all("a"), None)
    if first is None or first.attrib.get("href") != "#main-content":
        yield "the first link does not skip to the main part"


def refers_to_what_is_there(page: Page, url: str) -> Iterator[str]:
    known = set(page.ids)
    for name in REFERRING:
        for element in page.having(name):
            for wanted in set(element.attrib[name].split()) - known:
                yield f"{name}={wanted}"
    for link in page.links():
        if link.startswith("#") and link[1:] not in known:
            yield f"href={link}"


def has_no_id_twice(page: Page, url: str) -> list[str]:
    return sorted({name for name in page.ids if page.ids.count(name) > 1})


def has_a_label_on_every_control(page: Page, url: str) -> Iterator[str]:
    labelled = {e.attrib.get("for") for e in page.all("label") if text_of(e)}
    for element in page.all("input", "select", "textarea"):
        seen = control(element)
        if seen is None or not seen.is_seen or seen.id in labelled:
            continue
        around = (e.tag for e in page.around(element))
        if not element.attrib.get("aria-label") and "label" not in around:
            yield f"{seen.kind} {seen.name}"


def has_a_question_over_every_choice(page: Page, url: str) -> Iterator[str]:
    boxes = [e for e in page.all("input") if e.attrib.get("type") in {"radio", "checkbox"}]
    alike = defaultdict(list)
    for box in boxes:
        alike[box.attrib.get("name")].append(box)
    for name, group in alike.items():
        if len(group) < 2:
            continue
        for box in group:
            sets = [e for e in page.around(box) if e.tag == "fieldset"]
            if not sets or not text_of(sets[0].find("legend")):
                yield f"{name} has no legend"
                break


def names_every_link_and_button(page: Page, url: str) -> Iterator[str]:
    for element in page.all("a", "button"):
        if not text_of(element) and not element.attrib.get("aria-label"):
            yield f"<{element.tag}> without words"


def has_only_safe_forms(page: Page, url: str) -> Iterator[str]:
    for element in page.all("form"):
        form = page.form(element)
        names = {c.name for c in form.controls}
        if form.method not in {"get", "post"}:
            yield f"method {form.method}"
        if form.method == "post" and "csrf_token" not in names:
            yield f"{form.action} has no token"
        if form.method == "get" and "csrf_token" in names:
            yield f"{form.action} would show its token in the address"
        if any(c.kind == "file" or c.kind == "password" for c in form.controls):
            yield f"{form.action} asks for a file or a password"


def runs_nothing_written_into_it(page: Page, url: str) -> Iterator[str]:
    for element in page.root.iter():
        if element.tag == "style" or (element.tag == "script" and not element.attrib.get("src")):
            yield f"<{element.tag}>"
        for name, value in element.attrib.items():
            scripted = value.strip().lower().startswith(("javascript:", "data:", "vbscript:"))
            if name == "style" or name.startswith(("on", "hx-", "data-hx-on")) or scripted:
                yield f"{name} on <{element.tag}>"


def loads_nothing_from_elsewhere(page: Page, url: str) -> Iterator[str]:
    for element in page.root.iter():
        names = LOADING | ({"href"} if element.tag == "link" else set())
        for name in names & set(element.attrib):
            address = urljoin(f"{SITE}/", element.attrib[name])
            if not address.startswith(f"{SITE}/"):
                yield f"{name}={element.attrib[name]}"
        address = urljoin(f"{SITE}/", element.attrib.get("href", ""))
        is_web = address.startswith("http") and not address.startswith(f"{SITE}/")
        leads_out = is_web and element.tag == "a"
        if leads_out and "external" not in element.attrib.get("rel", "").split():
            yield f"a link to {element.attrib['href']} without rel=external"


def is_small(page: Page, url: str) -> list[str]:
    size = page.bytes
    return [f"{size} bytes"] if size > PAGE_BYTES else []


def decorates_what_works_alone(page: Page, url: str) -> Iterator[str]:
    for element in page.root.iter():
        asks = {
            n for n in element.attrib if re.fullmatch(r"data-hx-(get|post|put|patch|delete)", n)
        }
        if not asks:
            continue
        form = next((e for e in (element, *page.around(element)) if e.tag == "form"), None)
        is_link = element.tag == "a" and element.attrib.get("href")
        if form is None and not is_link and not _keeps_itself_fresh(element, url):
            yield f"<{element.tag} {' '.join(sorted(asks))}> is neither a link nor in a form"
        for name in asks - {"data-hx-get", "data-hx-post"}:
            yield f"{name} has no twin without a script"
        if "data-hx-get" in asks and element.tag in {"a", "form"}:
            twin = element.attrib.get("href", element.attrib.get("action", ""))
            if element.attrib["data-hx-get"] not in {"", twin}:
                yield f"data-hx-get={element.attrib['data-hx-get']} but without a script {twin}"


CHECKS: tuple[Check, ...] = (
    parses,
    has_one_h1,
    is_titled_by_its_heading,
    has_headings_in_order,
    has_a_frame,
    refers_to_what_is_there,
    has_no_id_twice,
    has_a_label_on_every_control,
    has_a_question_over_every_choice,
    names_every_link_and_button,
    has_only_safe_forms,
    runs_nothing_written_into_it,
    loads_nothing_from_elsewhere,
    is_small,
    decorates_what_works_alone,
)


def _keeps_itself_fresh(element: Element, url: str) -> bool:
    """A part of the page that asks for itself again, and says so: nothing is lost without it."""
    headers = json.loads(element.attrib.get("data-hx-headers", "{}"))
    asks_itself = element.attrib.get("data-hx-get") == urlsplit(url).path
    return asks_itself and "MARS-By-Itself" in headers


def look_at_text(text: str, url: str) -> dict[str, list[str]]:
    """The same of a page that nothing else is asked of.

    Those that differ only in the signs of their tokens and of the request's number are parsed once.
    """
    return look_at(_parsed(RANDOM.sub(lambda m: m[1] + "x" * len(m[2]), text)), url)


@lru_cache(maxsize=64)
def _parsed(text: str) -> Page:
    return Page(text)


def look_at(page: Page, url: str) -> dict[str, list[str]]:
    """What each check finds wrong with the page at this address."""
    found = {check.__name__: list(check(page, url)) for check in CHECKS}
    return {name: faults for name, faults in found.items() if faults}
