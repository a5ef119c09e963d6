"""A mail scanner that is a browser: it runs the scripts, submits every form, presses everything."""

from playwright.sync_api import BrowserContext, Page

from tests import factories, scanned
from tests.journeys.conftest import LiveServer

SUBMIT_AS_IT_STANDS = """() => Promise.all([...document.querySelectorAll("main form")].map(form =>
    fetch(form.action, {method: form.method, body: new URLSearchParams(new FormData(form))})
        .then(answer => answer.status)))"""
"""But for the way out, after which nothing would be left to press."""
PRESS_EVERYTHING = """() => document
    .querySelectorAll("main summary, main input, main select, main textarea")
    .forEach(control => control.click())"""
SECRETS = (factories.INITIALS, factories.STUCK, factories.HOPE)


def test_a_browser_that_presses_everything_changes_nothing(
    live_server: LiveServer, context: BrowserContext
) -> None:
    links = scanned.prepare(live_server.app)
    before = scanned.state(live_server.app)
    page = context.new_page()
    for path in links:
        page.goto(path)
        assert set(page.evaluate(SUBMIT_AS_IT_STANDS)) <= {422}
        _press(page)
        _press(page)
    after = scanned.state(live_server.app)
    assert after["letters"] == before["letters"]
    assert after == before


def _press(page: Page) -> None:
    """Press every control in the page's order, then the button that sends the form, if any."""
    assert not any(secret in page.content() for secret in SECRETS)
    page.evaluate(PRESS_EVERYTHING)
    button = page.locator("main button[type=submit]").first
    if button.count():
        with page.expect_navigation(wait_until="domcontentloaded"):
            button.click()
