"""What people do that nobody planned for: back, twice, too late, signed out; and what fails."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import func, select

from mars import clock
from mars.asking import verbs as asking
from mars.database import db
from mars.post import engine
from mars.store.letters import OutboxLetter
from mars.store.supervisions import Supervision
from mars.web.signing import Sessions
from tests import factories
from tests.journeys.axes import Axes
from tests.journeys.conftest import LiveServer
from tests.journeys.people import Partnership, Person
from tests.mailbox import Mailbox, text_of

TOLD = (factories.INITIALS, "4410-F", factories.STUCK, factories.HOPE)
FIRST = len(factories.TEAM) + 2
"""What asking sends: a letter to each of the team, to who asks, and to who finds a facilitator."""


@pytest.fixture
def hana(live_server: LiveServer, partnership: Partnership) -> Person:
    """A health visitor, signed in."""
    hana = partnership.person("Hana Osei")
    enter(live_server, hana)
    return hana


def enter(live_server: LiveServer, person: Person) -> None:
    """Sign somebody in without the letter that the baseline reads."""
    app = live_server.app
    with app.app_context():
        key = factories.person(person.name).id
    stamp = int(clock.now().timestamp())
    signer = Sessions().get_signing_serializer(app)
    assert signer is not None
    value = signer.dumps({"person": {"id": key, "since": stamp, "seen": stamp}})
    cookie = {"name": app.config["SESSION_COOKIE_NAME"], "value": value, "url": live_server.url}
    person.page.context.add_cookies([cookie])  # type: ignore[list-item]


def arrange(live_server: LiveServer, make: Callable[..., Supervision]) -> str:
    """Make a request of Hana's by the verbs people use. Returns its reference."""
    with factories.arranging(live_server.app):
        return make(factories.person()).reference


def letters_written(live_server: LiveServer) -> int:
    with live_server.app.app_context():
        return db.session.scalars(select(func.count()).select_from(OutboxLetter)).one()


def test_going_back_and_sending_again_sends_nothing(live_server: LiveServer, hana: Person) -> None:
    reference = arrange(live_server, factories.a_draft)
    hana.opens(f"/requests/new/{reference}/check")
    agree_to_send(hana.page)
    hana.presses("Send the request")

    hana.page.go_back()
    again = hana.page.get_by_role("button", name="Send the request")
    if again.count():
        agree_to_send(hana.page)
        again.click()

    hana.sees_heading("This step is not possible now")
    hana.goes_to("See where this request stands")
    hana.sees("Asking the team")
    assert letters_written(live_server) == FIRST


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_double_click_sends_once(
    live_server: LiveServer,
    open_browser: Callable[..., BrowserContext],
    mailbox: Mailbox,
    scripts: bool,
) -> None:
    context = open_browser(java_script_enabled=scripts)
    hana = Partnership(context, mailbox, scripts=scripts).person("Hana Osei")
    enter(live_server, hana)
    hana.opens(f"/requests/new/{arrange(live_server, factories.a_draft)}/check")
    agree_to_send(hana.page)

    hana.page.get_by_role("button", name="Send the request").dblclick()

    mailbox.wait_until(FIRST)
    expect(hana.page).not_to_have_title(re.compile("Check your answers"))
    assert letters_written(live_server) == FIRST == len(mailbox.letters)


def agree_to_send(page: Page) -> None:
    page.get_by_label(re.compile("^I am not asking this group for a decision")).check()


def test_two_tabs_on_one_draft_lose_nothing(live_server: LiveServer, hana: Person) -> None:
    reference = arrange(live_server, lambda who: factories.a_draft(who, team=()))
    with hana.page.context.new_page() as second:
        for tab, name in ((hana.page, "Grace Whitlock"), (second, "Tom Hargreave")):
            tab.goto(f"/requests/new/{reference}/team")
            entry = tab.locator("#lead option", has_text=name).get_attribute("value")
            tab.locator("#lead").select_option(value=entry)
        for tab in (hana.page, second):
            tab.get_by_role("button", name="Add this person").click()
        expect(second.get_by_role("heading", name="2 people to ask")).to_be_visible()

    hana.opens(f"/requests/new/{reference}/check")
    hana.sees("Grace Whitlock", "Tom Hargreave")


def test_two_tabs_on_one_step_are_shown_side_by_side(live_server: LiveServer, hana: Person) -> None:
    reference = arrange(live_server, factories.a_draft)
    with hana.page.context.new_page() as second:
        for tab, text in ((hana.page, "Written in one tab."), (second, "Written in the other.")):
            tab.goto(f"/requests/new/{reference}/stuck")
            tab.get_by_label("What are you stuck on?").fill(text)
        hana.presses("Save and continue")
        second.get_by_role("button", name="Save and continue").click()

        expect(second.get_by_role("heading", name="Compare the two texts")).to_be_visible()
        clash = second.locator("#clash")
        for words in ("Hana Osei saved this on", "Written in one tab.", "Written in the other."):
            expect(clash).to_contain_text(words)
        field = second.get_by_label("What are you stuck on?")
        expect(field).to_have_value("Written in the other.")
        second.set_viewport_size({"width": 320, "height": 800})
        axes = Axes()
        axes.look(second)
        assert axes.faults == []

        second.get_by_role("button", name="Save and continue").click()
        expect(second.get_by_role("heading", name="Compare the two texts")).to_have_count(0)
    hana.opens(f"/requests/new/{reference}/check")
    hana.sees("Written in the other.")


def test_text_is_kept_while_somebody_writes(live_server: LiveServer, hana: Person) -> None:
    page = hana.page
    page.clock.install()
    reference = arrange(live_server, factories.a_draft)
    hana.opens(f"/requests/new/{reference}/stuck")
    page.get_by_label("What are you stuck on?").press_sequentially("More. ")
    page.clock.run_for(21_000)
    expect(page.locator("#kept")).to_contain_text("Kept ")
    expect(page.get_by_label("What are you stuck on?")).to_be_focused()

    hana.opens(f"/requests/new/{reference}/stuck")
    hana.sees("Text you had not saved")
    hana.goes_to("Use it")
    expect(page.get_by_label("What are you stuck on?")).to_have_value(re.compile("More"))


def test_a_tab_left_open_on_a_sent_request_says_so(live_server: LiveServer, hana: Person) -> None:
    reference = arrange(live_server, factories.a_draft)
    hana.opens(f"/requests/new/{reference}/stuck")
    with factories.arranging(live_server.app):
        asking.ask(factories.person(), factories.supervision(reference).id)

    hana.writes("What are you stuck on?", "Something else.")
    hana.page.get_by_role("button", name="Save and continue").click()

    hana.sees_heading("This step is not possible now")
    hana.opens(f"/requests/{reference}")
    hana.sees(factories.STUCK)


def test_the_link_of_a_withdrawn_request_opens_nothing(
    live_server: LiveServer, partnership: Partnership, hana: Person
) -> None:
    reference = arrange(live_server, factories.an_asked)
    grace = partnership.person("Grace Whitlock")
    grace.follows("Please answer")
    grace.sees_heading("Can you come?")

    hana.opens(f"/requests/{reference}/withdraw")
    hana.chooses("Things have changed and it is no longer needed")
    hana.presses("Withdraw the request")

    assert "not going ahead" in text_of(grace.reads("is not going ahead"))
    grace.page.goto("/guidance")
    grace.page.go_back()
    expect(grace.page.get_by_role("heading", name="Can you come?")).to_have_count(0)
    assert grace.follows("Please answer").status == 404
    grace.sees("This link does not open anything now")


def test_after_signing_out_going_back_shows_nothing(live_server: LiveServer, hana: Person) -> None:
    hana.opens(f"/requests/{arrange(live_server, factories.an_asked)}")
    hana.sees(factories.INITIALS)
    hana.presses("Sign out")

    hana.page.go_back()

    hana.sees_heading("Sign in")
    assert not told_in(hana.page.content())


@pytest.mark.parametrize("name", ["Daniel Reeve", "Victor Hale", "Ada Quill"])
def test_somebody_elses_request_is_like_one_that_is_not_there(
    live_server: LiveServer, partnership: Partnership, name: str
) -> None:
    reference = arrange(live_server, factories.an_asked)
    person = partnership.person(name)
    enter(live_server, person)

    answers = []
    for address in (f"/requests/{reference}", "/requests/MARS-ZZZZZZ", f"/sessions/{reference}"):
        assert person.opens(address).status == 404
        answers.append(person.page.get_by_role("main").inner_text())

    assert len(set(answers)) == 1
    assert not told_in(answers[0])


def test_letters_wait_while_the_mail_server_is_down(
    live_server: LiveServer, hana: Person, mailbox: Mailbox
) -> None:
    mailbox.close()
    reference = arrange(live_server, factories.an_asked)
    hana.opens(f"/requests/{reference}")
    hana.sees("Letter waiting to go", "Letters that have not gone")

    mailbox.open()
    clock.set_ahead(clock.ahead() + timedelta(minutes=20))
    with live_server.app.app_context():
        engine.nudge()
    mailbox.wait_until(FIRST)

    expect_by_reloading(hana, "Letters that have not gone", 0)
    assert len(mailbox.letters) == FIRST


def expect_by_reloading(person: Person, text: str, count: int) -> None:
    """The last letter is noted as sent a moment after it has come."""
    for _ in range(20):
        person.page.reload()
        if person.page.get_by_text(text).count() == count:
            return
    raise AssertionError(f"“{text}” is still there")


def test_the_browser_keeps_nothing_about_the_child(
    live_server: LiveServer, partnership: Partnership, hana: Person
) -> None:
    reference = arrange(live_server, factories.a_draft)
    hana.opens(f"/requests/new/{reference}/stuck")
    hana.writes("What do you hope for from the session?", f"{factories.HOPE}, written anew")
    hana.presses("Save and continue")
    hana.opens(f"/requests/new/{reference}/check")
    agree_to_send(hana.page)
    hana.presses("Send the request")
    assert not told_in(kept_by(live_server, hana))

    grace = partnership.person("Grace Whitlock")
    grace.follows("Please answer")
    grace.goes_to("Read what it is about (we e-mail you a code)")
    grace.proves_the_address()
    grace.sees(factories.STUCK)
    assert not told_in(kept_by(live_server, grace))


def kept_by(live_server: LiveServer, person: Person) -> str:
    """All that a browser keeps: its cookies, read with MARS's own key, and its stores."""
    cookies = person.page.context.cookies()
    assert all(cookie["httpOnly"] for cookie in cookies)
    signer = Sessions().get_signing_serializer(live_server.app)
    assert signer is not None
    stores = "JSON.stringify([{...localStorage}, {...sessionStorage}, document.title, location])"
    kept = [
        repr(signer.loads_unsafe(cookie["value"])[1]) for cookie in cookies if "value" in cookie
    ]
    return "\n".join([*kept, str(person.page.evaluate(stores))])


def told_in(text: str) -> list[str]:
    return [word for word in TOLD if word in text]
