"""Answering on a phone: everything before the eyes, three presses, no scrolling."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator

from mars.domain.workflow import LetterKind
from tests import factories
from tests.journeys.conftest import LiveServer

PHONE = {"width": 390, "height": 844}
JOAN = "joan.petrie@haven.charity.example"


@pytest.fixture
def path(live_server: LiveServer) -> str:
    """Joan's link to a request with as many times as can be offered."""
    with factories.arranging(live_server.app):
        hana = factories.person()
        times = [factories.ahead(days, 14) for days in (8, 9, 10, 11)]
        row = factories.a_draft(hana, times=times)
        factories.send(hana, row)
        return factories.link_to(JOAN, LetterKind.PLEASE_ANSWER)


def test_three_presses_answer_without_scrolling(
    open_browser: Callable[..., BrowserContext], path: str
) -> None:
    page = open_browser(viewport=PHONE, has_touch=True, is_mobile=True).new_page()
    answered = page.goto(path)
    assert answered
    assert len(answered.body()) <= 30_000
    presses = (
        page.get_by_label("I agree and will come", exact=True),
        page.get_by_role("checkbox").first,
        page.get_by_role("button", name="Send answer", exact=True),
    )
    for control in presses:
        _is_in_sight(control)
    assert page.locator("input:checked").count() == 0
    for control in presses:
        assert page.evaluate("window.scrollY") == 0
        control.tap()
    page.get_by_role("heading", level=1, name="Thank you").wait_for()


def _is_in_sight(control: Locator) -> None:
    box = control.bounding_box()
    assert box
    assert box["y"] + box["height"] <= PHONE["height"], box
