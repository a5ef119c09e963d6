"""The start page."""

from flask import Blueprint

from mars.home import pages
from mars.web.access import current_actor
from mars.web.replies import View, show
from mars.web.signposts import turn_url

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def index() -> View:
    """What needs you now, what you wait for, and where to begin."""
    page = pages.index(current_actor())
    return show("home/index.html", page=page, turn_url=turn_url)
