"""People with a browser and a mailbox: what they do, in the words of those who watch them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from email.message import EmailMessage
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, Response, expect

from mars.rehearsal import cast
from tests.mailbox import Mailbox, code_in, link_in

ADDRESSES = {
    **{
        name: f"{local_part}@{domain}"
        for _, domain, _, leads in cast.AGENCIES
        for name, _, local_part in leads
    },
    **{name: email for name, _, _, email, _, _ in cast.FACILITATORS},
    **{name: f"{local_part}@{cast.COUNCIL_DOMAIN}" for name, _, _, local_part, _ in cast.STAFF},
}
ERRORS = ".govuk-error-summary"

Look = Callable[[Page], None]


@dataclass
class Desk:
    """A machine with a browser where one person sits at a time, each with cookies of their own."""

    page: Page
    look: Look
    scripts: bool
    sitting: str = ""
    cookies: dict[str, list[Any]] = field(default_factory=dict)

    def seat(self, name: str) -> Page:
        """The browser's page, with what it remembers of this person and of nobody else."""
        if name != self.sitting:
            context = self.page.context
            self.cookies[self.sitting] = context.cookies()
            context.clear_cookies()
            context.add_cookies(self.cookies.get(name, []))
            self.sitting = name
        return self.page


@dataclass
class Person:
    """Somebody at a browser. Whatever they come to is looked at."""

    name: str
    desk: Desk
    mailbox: Mailbox
    letters: dict[str, EmailMessage] = field(default_factory=dict)

    @property
    def page(self) -> Page:
        """What they have before them."""
        return self.desk.seat(self.name)

    @property
    def address(self) -> str:
        """Where their letters go."""
        return ADDRESSES[self.name]

    def opens(self, address: str) -> Response:
        """Go to an address, and look at what is there."""
        response = self.page.goto(address)
        assert response is not None
        self.desk.look(self.page)
        return response

    def reads(self, about: str) -> EmailMessage:
        """Their next letter about this; waits for it."""
        self.letters[about] = letter = self.mailbox.take(self.address, about)
        return letter

    def follows(self, about: str) -> Response:
        """Open the link of a letter, which is read first unless it was read before."""
        return self.opens(link_in(self.letters.get(about) or self.reads(about)))

    def presses(self, button: str, *, refused: bool = False) -> Response:
        """Press a button that leads on, or one that brings the same page back with errors."""
        with self.page.expect_navigation() as going:
            self.page.get_by_role("button", name=button, exact=True).click()
        response = going.value
        assert response.status == (422 if refused else 200), (response.status, response.url)
        self.desk.look(self.page)
        return response

    def tries(self, button: str, *errors: str) -> None:
        """Press a button too early: the page comes back with these errors.

        Only with scripts, to save time: without them the page that comes back is the same.
        """
        if self.desk.scripts:
            self.presses(button, refused=True)
            self.is_told(*errors)

    def changes(self, button: str) -> None:
        """Press a button that changes a part of the page: with scripts, the rest stays."""
        pressed = self.page.get_by_role("button", name=button, exact=True)
        if self.desk.scripts:
            with self.page.expect_response(lambda response: True):
                pressed.click()
        else:
            with self.page.expect_navigation():
                pressed.click()

    def looks(self) -> None:
        """Look at the page as it has become."""
        self.desk.look(self.page)

    def goes_to(self, link: str) -> None:
        """Follow a link of the page, or a link that looks like a button."""
        main = self.page.get_by_role("main")
        found = main.get_by_role("link", name=link, exact=True)
        with self.page.expect_navigation() as going:
            found.or_(main.get_by_role("button", name=link, exact=True)).click()
        assert going.value.status == 200, (going.value.status, going.value.url)
        self.desk.look(self.page)

    def is_told(self, *errors: str) -> None:
        """The page came back with these errors, each leading to the field at fault."""
        for error in errors:
            expect(self.page.locator(ERRORS).get_by_text(error, exact=True)).to_be_visible()

    def writes(self, label: str, text: str, *, nth: int = 0) -> None:
        """Fill in a field."""
        self.page.get_by_label(label, exact=True).nth(nth).fill(text)

    def dates(self, question: str, day: date, *, nth: int = 0) -> None:
        """Fill in a date."""
        group = self._group(question).nth(nth)
        for part in ("day", "month", "year"):
            group.get_by_label(part.title(), exact=True).fill(str(getattr(day, part)))

    def chooses(self, *options: str | re.Pattern[str], of: str = "") -> None:
        """Choose a radio or tick boxes, of the question if it is named."""
        there = self._group(of) if of else self.page
        for option in options:
            there.get_by_label(option, exact=True).check()

    def picks(self, label: str, words: str) -> None:
        """Choose from a list the entry that holds these words."""
        field = self.page.get_by_label(label, exact=True)
        entry = field.locator("option", has_text=words)
        field.select_option(value=entry.get_attribute("value"))

    def sees(self, *texts: str) -> None:
        """All of this is on the page."""
        for text in texts:
            expect(self.page.get_by_role("main").get_by_text(text).first).to_be_visible()

    def sees_heading(self, text: str | re.Pattern[str]) -> None:
        """The page is this one."""
        expect(self.page.get_by_role("heading", level=1, name=text)).to_be_visible()

    def goes_to_request(self) -> None:
        """Open their one request from the list."""
        self.opens("/requests")
        self.page.get_by_role("link", name=re.compile("^MARS-")).click()
        self.looks()

    def proves_the_address(self, *, wrongly_first: bool = False) -> None:
        """Ask for the code, read it in the mailbox, and give it."""
        self.chooses("Yes, e-mail me the code")
        self.presses("Continue")
        if wrongly_first:
            self.tries("Continue", "Enter the code from our e-mail")
        self.writes("Code", code_in(self.reads("Your code to read")))
        self.presses("Continue")

    def signs_in(self) -> None:
        """Sign in with the code that is e-mailed, from whatever page asks for it."""
        self.opens("/")
        self.sees_heading("Sign in")
        self.writes("Your work e-mail address", self.address)
        self.presses("Send me a code")
        self.writes("Your code", code_in(self.reads("Your code to sign in")))
        self.presses("Sign in")
        self.sees_heading("Start")

    def _group(self, question: str) -> Locator:
        return self.page.get_by_role("group", name=question, exact=True)


class Partnership:
    """Everybody in it, at one desk: a browser for each of them would cost a second each."""

    def __init__(
        self,
        context: BrowserContext,
        mailbox: Mailbox,
        *,
        look: Look = lambda page: None,
        scripts: bool = True,
    ) -> None:
        self.desk = Desk(context.new_page(), look, scripts)
        self.mailbox = mailbox

    def person(self, name: str) -> Person:
        """Somebody of the cast."""
        return Person(name, self.desk, self.mailbox)
