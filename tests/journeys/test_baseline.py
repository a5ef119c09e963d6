"""The ordinary case from the first page to *closed*, walked by everybody in it, letters and all."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from mars import clock
from mars.database import db
from mars.store.meetings import Meeting
from tests.journeys.axes import Axes
from tests.journeys.canaries import Canaries, listening
from tests.journeys.conftest import LiveServer
from tests.journeys.people import Partnership, Person
from tests.mailbox import Mailbox, text_of

SAVE = "Save and continue"
TEAM = ("Ines Farrow", "Grace Whitlock", "Tom Hargreave", "Dr Leila Nasser")
AGENCY = {
    "Ines Farrow": "Children’s Social Care",
    "Grace Whitlock": "Hollybush Primary School",
    "Tom Hargreave": "Vale Police",
    "Dr Leila Nasser": "Bridge Street Surgery",
    "Joan Petrie": "Haven Domestic Abuse Service",
}
STUCK = "The plan has run for fourteen months. Visits go well and nothing changes."
HOPE = "To hear how the others see it, and to find one question that gets us moving again."
JOIN = "Room 2 of the online meeting house"
ABOUT_THE_CHILD = ("K.L.", "4410-F", STUCK, HOPE, "Child protection", "Hollybush", "Farrow", JOIN)


@pytest.fixture
def axes() -> Iterator[Axes]:
    """What axe found on the way; at the end it must be nothing."""
    axes = Axes()
    yield axes
    assert not axes.faults, "\n".join(axes.faults)


@pytest.fixture
def canaries(
    live_server: LiveServer, context: BrowserContext, mailbox: Mailbox, sqlite_url: str
) -> Iterator[Canaries]:
    """What was typed, sent and told on the way; at the end none of it may lie about."""
    canaries = Canaries(live_server.app, mailbox)
    canaries.watch(context)
    with listening(canaries.lines):
        yield canaries
    found = canaries.search(Path(sqlite_url.removeprefix("sqlite:///")))
    assert not found, "\n".join(found)


def test_from_asking_to_closed(
    live_server: LiveServer,
    context: BrowserContext,
    mailbox: Mailbox,
    axes: Axes,
    canaries: Canaries,
) -> None:
    def look(page: Page) -> None:
        axes.look(page)
        canaries.look(page)

    partnership = Partnership(context, mailbox, look=look)
    walk_the_whole_way(live_server.app, partnership)

    signs_out_and_leaves_nothing(partnership.person("Hana Osei"), canaries)


def test_from_asking_to_closed_without_scripts(
    live_server: LiveServer,
    open_browser: Callable[..., BrowserContext],
    new_context: Callable[..., BrowserContext],
    mailbox: Mailbox,
    axes: Axes,
) -> None:
    checker = new_context().new_page()
    checker.goto("/healthz")
    partnership = Partnership(
        open_browser(java_script_enabled=False),
        mailbox,
        look=lambda page: axes.look_at_copy_in(checker, page),
        scripts=False,
    )
    walk_the_whole_way(live_server.app, partnership)


def walk_the_whole_way(app: Flask, partnership: Partnership) -> None:
    """Ask, agree, find a facilitator, fix the date, hold, summarise, record, tell, close."""
    hana, yusuf = partnership.person("Hana Osei"), partnership.person("Yusuf Demir")
    team = {name: partnership.person(name) for name in AGENCY}

    hana.signs_in()
    asks_for_a_session(hana)
    everybody_answers(team)
    agrees_to_facilitate(yusuf)
    fixes_the_date(hana)
    everybody_reads_the_date([hana, yusuf, *team.values()])
    notes_what_the_family_was_told(hana, "Change the purpose, before the session")

    on_the_day_of_the_session(app)
    records_who_came(yusuf)
    days_pass(2)
    writes_the_summary(yusuf)
    for person in team.values():
        reads_and_records_the_summary(person)
    hana.signs_in()
    records_for_her_own_agency(hana)
    notes_what_the_family_was_told(hana, "Note that the family was told the outcome")
    closes_the_request(hana)

    no_link_opens_any_more(team["Grace Whitlock"])
    no_letter_tells_of_the_child(partnership.mailbox)


def asks_for_a_session(hana: Person) -> None:
    """The whole form, one thing per page, each page first sent as it stands."""
    hana.goes_to("Ask for reflective supervision")
    nobody_is_in_danger(hana)
    says_what_it_is_about(hana)
    says_who_should_come(hana)
    says_what_the_family_knows(hana)
    offers_three_times(hana)
    checks_and_sends(hana)


def nobody_is_in_danger(hana: Person) -> None:
    hana.tries("Continue", "Say whether anybody is at risk or there is a new concern")
    hana.chooses("No")
    hana.presses("Continue")


def says_what_it_is_about(hana: Person) -> None:
    hana.tries(SAVE, "Choose what you hope the session will give you")
    hana.chooses("Space to think together about being stuck")
    hana.presses(SAVE)
    hana.writes("Your role", "")
    hana.tries(SAVE, "Enter your role")
    hana.writes("Your role", "Health visitor")
    hana.presses(SAVE)
    hana.tries(SAVE, "Enter the initials of the child or family", "Choose how old they are")
    hana.writes("Initials of the child or family", "K.L.")
    hana.writes("Your own reference for them", "4410-F")
    hana.writes("Which system is that from?", "LCS")
    hana.writes("How many children is this about?", "2")
    hana.chooses("5 to 10")
    hana.presses(SAVE)
    hana.chooses("Child protection plan")
    hana.presses(SAVE)
    hana.writes("What are you stuck on?", "Karen Lowe rings every day and we go round in circles.")
    hana.writes("What do you hope for from the session?", HOPE)
    hana.presses(SAVE, refused=True)
    hana.sees("Look at these words again")
    hana.writes("What are you stuck on?", STUCK)
    hana.presses(SAVE)
    hana.goes_to("Help me choose")
    hana.chooses(re.compile("^To be clear about worries"))
    hana.presses("Suggest a shape")
    hana.sees("From what you want, we suggest Signs of Safety")
    hana.chooses("Signs of Safety (60 minutes)")
    hana.presses(SAVE)


def says_who_should_come(hana: Person) -> None:
    hana.changes(SAVE)
    hana.is_told("Add at least one person to ask")
    for name in TEAM:
        hana.picks("Somebody an agency has named", name)
        hana.changes("Add this person")
        expect(hana.page.get_by_role("heading", name=AGENCY[name])).to_be_visible()
    hana.picks("Agency", AGENCY["Joan Petrie"])
    hana.writes("Name", "Joan Petrie")
    hana.writes("Role", "Service manager")
    hana.writes("Work e-mail address", "joan.petrie@haven.charity.example")
    hana.chooses("They have already agreed in conversation")
    hana.changes("Add this person")
    hana.sees_heading("The team")
    hana.sees("5 people to ask", "Has already agreed in conversation")
    hana.looks()
    hana.presses(SAVE)
    hana.chooses("I choose somebody from the register")
    hana.picks("Who from the register?", "Yusuf Demir")
    hana.presses(SAVE)
    for question in ("Do they work in the same team as you?", "Do they manage you?"):
        hana.chooses("No", of=question)
    hana.tries(SAVE, "Say whether they know the family")
    hana.chooses("No", of="Do they know the family?")
    hana.presses(SAVE)


def says_what_the_family_knows(hana: Person) -> None:
    hana.chooses("Not yet")
    hana.presses(SAVE)
    hana.dates("When do you plan to tell them?", working_day(2))
    hana.presses(SAVE)


def offers_three_times(hana: Person) -> None:
    for place, days in enumerate((7, 8, 9)):
        hana.dates("Date", working_day(days), nth=place)
        hana.writes("Start time", ("2pm", "10:30", "14.00")[place], nth=place)
    hana.writes("How long should it be?", "an hour")
    hana.chooses("Online")
    hana.presses(SAVE, refused=True)
    hana.writes("How long should it be?", "60")
    hana.presses(SAVE)


def checks_and_sends(hana: Person) -> None:
    hana.sees_heading("Check your answers")
    hana.sees("K.L.", "LCS 4410-F", STUCK, "Joan Petrie", "Yusuf Demir")
    hana.page.get_by_role("link", name=re.compile("^Change\\s+initials and reference$")).click()
    hana.sees_heading("The child or family")
    hana.presses(SAVE)
    hana.sees_heading("Check your answers")
    hana.tries("Send the request")
    hana.chooses(re.compile("^I am not asking this group for a decision"))
    hana.presses("Send the request")
    hana.sees("Your request is sent", "Asking the team")
    assert "has gone to 5 agencies" in text_of(hana.reads("Your request"))


def everybody_answers(team: dict[str, Person]) -> None:
    """By the link in their letter, without signing in; one first reads what it is about."""
    for name, person in team.items():
        person.follows("Please answer")
        person.sees_heading("Can you come?")
        assert "/a/" not in person.page.url
        if name == "Ines Farrow":
            reads_what_it_is_about(person)
        if name == "Grace Whitlock":
            person.tries("Send answer", "Choose your answer")
        person.chooses("I agree and will come")
        can_come_at(person, 2 if name == "Tom Hargreave" else 3)
        person.presses("Send answer")
        person.sees("Your answer is recorded")
        assert "you agree and will come" in text_of(person.reads("your answer was received"))


def can_come_at(person: Person, first: int) -> None:
    times = person.page.get_by_role("group", name="Times that suit you")
    for box in times.get_by_role("checkbox").all()[:first]:
        box.check()


def reads_what_it_is_about(person: Person) -> None:
    person.goes_to("Read what it is about (we e-mail you a code)")
    person.proves_the_address(wrongly_first=True)
    person.sees("K.L.", "4410-F", STUCK)
    person.goes_to("Back to your answer")


def agrees_to_facilitate(yusuf: Person) -> None:
    yusuf.follows("Could you facilitate")
    yusuf.tries("Send answer")
    yusuf.picks("Will you facilitate?", "Yes, I will facilitate")
    can_come_at(yusuf, 3)
    yusuf.presses("Send answer")
    yusuf.sees("Yes, you will facilitate")


def fixes_the_date(hana: Person) -> None:
    hana.reads("The facilitator has answered")
    hana.follows("You can fix the date now")
    hana.sees_heading("Fix the date")
    hana.tries("Fix this date and tell everybody")
    hana.writes("Room, or link to the online meeting", JOIN)
    hana.page.get_by_role("group", name="Which time do you fix?").get_by_role("radio").first.check()
    hana.presses("Fix this date and tell everybody")
    hana.sees("Date fixed")


def everybody_reads_the_date(people: list[Person]) -> None:
    for person in people:
        letter = person.reads("The date of the reflective session")
        [calendar] = [p for p in letter.walk() if p.get_content_type() == "text/calendar"][:1]
        assert "DTSTART" in calendar.get_content()
    grace = next(person for person in people if person.name == "Grace Whitlock")
    grace.follows("The date of the reflective session")
    grace.sees_heading("Can you come?")
    grace.sees("You answered on", JOIN)


def notes_what_the_family_was_told(hana: Person, link: str) -> None:
    """By the task that is due, or where it stands on the page while its day is still to come."""
    hana.goes_to_request()
    hana.goes_to(link)
    if "outcome" in link:
        hana.tries("Continue", "Choose whether the family has been told")
    hana.chooses("Yes")
    hana.presses("Continue")
    hana.tries("Save", "Enter who told the family", "Enter the day the family was told")
    hana.writes("Who told them?", "Hana Osei")
    hana.dates("When?", clock.today())
    hana.presses("Save")
    hana.sees("What the family knows is noted", "By Hana Osei on")


def on_the_day_of_the_session(app: Flask) -> None:
    with app.app_context():
        starts_at = db.session.scalars(select(Meeting.starts_at)).one()
    clock.set_ahead(clock.ahead() + starts_at + timedelta(minutes=70) - clock.now())


def days_pass(days: int) -> None:
    clock.set_ahead(clock.ahead() + timedelta(days=days))


def records_who_came(yusuf: Person) -> None:
    """Five of six come; the GP sends a note."""
    yusuf.follows("The date of the reflective session")
    yusuf.proves_the_address()
    yusuf.sees_heading("The session")
    yusuf.sees("K.L.", "Signs of Safety")
    yusuf.goes_to("Record who came")
    yusuf.tries("Save who came")
    for agency in ("Health Visiting Service", *AGENCY.values()):
        mark = "Sent a note" if agency == AGENCY["Dr Leila Nasser"] else "Came"
        yusuf.chooses(mark, of=agency)
    yusuf.presses("Save who came")
    yusuf.sees("Who came is recorded")


def writes_the_summary(yusuf: Person) -> None:
    yusuf.follows("The date of the reflective session")
    yusuf.proves_the_address()
    yusuf.goes_to("Write the summary")
    yusuf.writes("What we wanted to think about", "What keeps us going round in the same circle?")
    yusuf.writes("Main reflections", "Each of us meets the family at another hour of the day.")
    yusuf.presses("Save and look at the page")
    yusuf.sees("Still to write before it can be sent")
    yusuf.goes_to("Change the text")
    yusuf.writes("The child’s lived experience, as we understand it", "Home is loud and warm.")
    yusuf.writes(
        "What we learnt about each other’s roles and processes",
        "Health visiting can stay involved when there is a younger child.",
    )
    yusuf.writes(
        "Tools, approaches or ideas for the plan’s own meeting to consider",
        "Invite the aunt\nOne shared calendar of visits",
    )
    yusuf.writes(
        "What the family will hear, from whom, and by when",
        "That we met to think about how we help. The health visitor tells them this week.",
    )
    yusuf.chooses("Engagement", of="Learning themes")
    yusuf.chooses("All voices were heard", of="How did the session go?")
    yusuf.presses("Save and look at the page")
    yusuf.sees("Home is loud and warm.")
    yusuf.goes_to("See who will get it")
    yusuf.sees("Joan Petrie", "Hana Osei")
    yusuf.presses("Send to 6 people")
    yusuf.sees("The summary is on its way")


def reads_and_records_the_summary(person: Person) -> None:
    person.follows("Please read and record the summary")
    person.proves_the_address()
    person.sees("Home is loud and warm.", "One shared calendar of visits")
    person.presses("We have recorded this on our system")
    person.sees(f"{AGENCY[person.name]} has recorded the summary")


def records_for_her_own_agency(hana: Person) -> None:
    hana.goes_to_request()
    hana.goes_to("Record the summary on your own system")
    hana.presses("We have recorded it (Health Visiting Service)")
    hana.sees("6 of 6 agencies have recorded it")


def closes_the_request(hana: Person) -> None:
    hana.goes_to("Close the request")
    hana.sees("Nothing is missing")
    hana.presses("Close the request")
    hana.sees("The request is closed", "Closed")


def no_link_opens_any_more(grace: Person) -> None:
    for about in ("Please answer", "Please read and record the summary"):
        assert grace.follows(about).status == 404
        grace.sees("This link does not open anything now")


def no_letter_tells_of_the_child(mailbox: Mailbox) -> None:
    for letter in mailbox.letters:
        told = [word for word in ABOUT_THE_CHILD if word in letter.as_string() + text_of(letter)]
        addressed_to = str(letter["To"])
        assert not [word for word in told if word not in addressed_to], letter["Subject"]


def signs_out_and_leaves_nothing(hana: Person, canaries: Canaries) -> None:
    hana.goes_to_request()
    hana.presses("Sign out")
    canaries.goes_back(hana.page)


def working_day(days: int) -> date:
    return clock.add_working_days(clock.today(), days)
