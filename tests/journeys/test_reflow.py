"""Every kind of page of the rehearsed partnership at 320 pixels, and by keyboard alone."""

import socket
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.wrappers import Request, Response
from whitenoise import WhiteNoise

from mars.web import assets
from tests.invariants.crawling import Crawled
from tests.invariants.visiting import Visit
from tests.journeys.conftest import serving
from tests.journeys.people import Partnership, Person

WIDTH = 320
CLIPPED = """() => {
  const faults = [];
  if (document.scrollingElement.scrollWidth > innerWidth)
    faults.push(`${document.scrollingElement.scrollWidth} pixels wide`);
  for (const e of document.querySelectorAll("body *")) {
    if (e.closest(".mars-wide > *, .govuk-visually-hidden, .govuk-skip-link, svg")) continue;
    const box = e.getBoundingClientRect();
    if (!box.width || !box.height) continue;
    const name = `${e.tagName} ${e.className} “${e.textContent.trim().slice(0, 40)}”`;
    if (box.right > innerWidth + 1 || box.left < -1) faults.push(`outside: ${name}`);
    if (e.tagName !== "INPUT" && ["hidden", "clip"].includes(getComputedStyle(e).overflowX)
        && e.scrollWidth > e.clientWidth + 1) faults.push(`cut off: ${name}`);
  }
  return faults;
}"""


@pytest.fixture
def narrow(browser: Browser) -> Iterator[Page]:
    """A page as wide as a small telephone, or as a screen at 400 % zoom."""
    context = browser.new_context(viewport={"width": WIDTH, "height": 640})
    yield context.new_page()
    context.close()


@pytest.fixture
def hana(partnership: Partnership) -> Person:
    """Somebody signed in."""
    hana = partnership.person("Hana Osei")
    hana.signs_in()
    return hana


def test_no_page_scrolls_sideways_or_cuts_anything_off(crawled: Crawled, narrow: Page) -> None:
    shown = {visit.url: visit for visit in one_of_each_kind(crawled.visits)}
    faults = []
    with socket.create_server(("127.0.0.1", 0)) as door, serving(as_they_were(shown), door):
        for url, visit in shown.items():
            narrow.goto(f"http://localhost:{door.getsockname()[1]}{url}")
            faults += [f"{visit}: {fault}" for fault in narrow.evaluate(CLIPPED)]

    assert not faults, "\n".join(faults)


def one_of_each_kind(visits: list[Visit]) -> list[Visit]:
    """The longest page of each kind, and the longest that each visitor saw."""
    longest: dict[str, Visit] = {}
    for visit in (visit for visit in visits if visit.is_page):
        for kind in (visit.kind, visit.visitor.name):
            if kind not in longest or len(visit.body) > len(longest[kind].body):
                longest[kind] = visit
    return list(longest.values())


def as_they_were(shown: dict[str, Visit]) -> WhiteNoise:
    """Serves the pages as they were got, and the style sheets and scripts from where they lie."""

    @Request.application
    def pages(request: Request) -> Response:
        return Response(shown[request.full_path.rstrip("?")].body, mimetype="text/html")

    return WhiteNoise(
        pages, root=str(assets.STATIC), prefix=f"static/{assets.digest()}/", max_age=3600
    )


def test_the_skip_link_leads_past_the_menu(hana: Person) -> None:
    hana.page.keyboard.press("Tab")
    expect(hana.page.get_by_role("link", name="Skip to main content")).to_be_focused()

    hana.page.keyboard.press("Enter")

    expect(hana.page.locator("#main-content")).to_be_focused()


def test_a_faulty_form_can_be_put_right_by_keyboard(hana: Person) -> None:
    hana.opens("/requests/new")
    hana.page.get_by_role("button", name="Continue").press("Enter")
    expect(hana.page.locator(".govuk-error-summary")).to_be_focused()

    hana.page.keyboard.press("Tab")
    hana.page.keyboard.press("Enter")
    expect(hana.page.get_by_label("Yes", exact=True)).to_be_focused()
    hana.page.keyboard.press("ArrowDown")
    hana.page.keyboard.press("Enter")

    hana.sees_heading("Is this the right place?")


def test_a_team_is_gathered_by_keyboard(hana: Person) -> None:
    hana.opens("/requests/new")
    hana.chooses("No")
    hana.presses("Continue")
    hana.opens(hana.page.url.replace("right-place", "team"))
    focused = hana.page.locator("#team:focus, #team :focus")

    hana.picks("Somebody an agency has named", "Grace Whitlock")
    hana.page.get_by_role("button", name="Add this person").press("Enter")
    expect(hana.page.get_by_role("heading", name="1 person to ask")).to_be_visible()
    expect(focused).to_have_count(1)

    hana.page.get_by_role("button", name="Add this person").press("Enter")
    expect(hana.page.locator(".govuk-error-summary")).to_be_focused()
    assert hana.page.title().startswith("Error: ")

    hana.page.get_by_role("button", name="Remove Grace Whitlock").press("Enter")
    expect(hana.page.get_by_role("heading", name="0 people to ask")).to_be_visible()
    expect(focused).to_have_count(1)
    assert not hana.page.title().startswith("Error: ")
