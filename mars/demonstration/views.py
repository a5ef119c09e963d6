"""Lets one person play every part of a fictional partnership."""

from datetime import time, timedelta
from pathlib import Path

from flask import Blueprint, abort, current_app
from werkzeug.wrappers import Response

from mars import clock
from mars.demonstration import pages
from mars.post import catcher, engine
from mars.web import gate, visitors
from mars.web.forms import QueryForm, Text
from mars.web.replies import View, go, show

blueprint = Blueprint("demonstration", __name__, url_prefix="/demonstration")

MORNING = time(9)
JUMPS = {"1": "1 day", "7": "1 week", "14": "2 weeks"}


class SearchForm(QueryForm):
    """Which of the caught letters to show."""

    q = Text("Search")


@blueprint.get("")
def index() -> View:
    """The cast, and how far the clock was moved."""
    return show(
        "demonstration/index.html",
        people=pages.cast(),
        moment=clock.now(),
        moved=clock.ahead() > timedelta(),
        jumps=JUMPS,
    )


@blueprint.post("/sign-in-as")
def sign_in_as() -> Response:
    """Become one of the cast."""
    gate.takes("person")
    person = pages.find(gate.pressed("person"))
    if person is None:
        abort(404)
    visitors.sign_in(person.id)
    return go("home.index", saying="You are signed in.")


@blueprint.post("/clock")
def move_clock() -> Response:
    """Let the demonstration's clock show a later day, or today again."""
    gate.takes("days")
    days = gate.pressed("days")
    clock.set_ahead(_until_morning(int(days)) if days in JUMPS else timedelta())
    engine.hasten()
    return go("demonstration.index", saying="The clock was moved. Sign in again to go on.")


def _until_morning(days: int) -> timedelta:
    """How far the clock is ahead when it shows the morning, so many days on."""
    morning = clock.from_local(clock.today() + timedelta(days=days), MORNING)
    return clock.ahead() + (morning - clock.now())


@blueprint.get("/mail")
def mail() -> View:
    """Every letter that was caught, the newest first."""
    form = SearchForm()
    wanted = form.q.data if form.validate() else ""
    letters = [
        letter
        for letter in catcher.caught(_folder())
        if wanted.casefold() in f"{letter.to} {letter.address} {letter.subject}".casefold()
    ]
    return show("demonstration/mail.html", letters=letters[:200], wanted=wanted)


@blueprint.get("/mail/<key>")
def letter(key: str) -> View:
    """One letter, as its reader gets it."""
    found = catcher.read(_folder(), key)
    if found is None:
        abort(404)
    return show("demonstration/letter.html", letter=found)


def _folder() -> Path:
    return Path(current_app.config["MARS"].demonstration_mail)
