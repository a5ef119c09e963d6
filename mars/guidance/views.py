"""Pages about reflective supervision, for anybody at either door. Knows nothing of any request."""

from flask import Blueprint, abort

from mars.domain.principles import FOR, NOT_FOR, PRINCIPLES
from mars.guidance import pages
from mars.web.replies import View, show

blueprint = Blueprint("guidance", __name__, url_prefix="/guidance")


@blueprint.get("")
def index() -> View:
    """What it is, what it is for, who does what, and the steps."""
    return show(
        "guidance/index.html",
        page=pages.overview(),
        is_for=FOR,
        is_not_for=NOT_FOR,
    )


@blueprint.get("/principles")
def principles() -> View:
    """The guiding principles, fit to print."""
    return show("guidance/principles.html", principles=PRINCIPLES)


@blueprint.get("/models")
def models() -> View:
    """Every model, and which one suits which wish."""
    return show("guidance/models.html", page=pages.models())


@blueprint.get("/models/<model>")
def model(model: str) -> View:
    """The agenda of one model, fit to print."""
    page = pages.model(model)
    if page is None:
        abort(404)
    return show("guidance/model.html", page=page)


@blueprint.get("/resources")
def resources() -> View:
    """Documents and links; the partnership keeps the addresses in its settings."""
    return show("guidance/resources.html", page=pages.resources())


@blueprint.get("/reflection")
def reflection() -> View:
    """A sheet for one's own reflections, to print. Nothing is stored."""
    return show("guidance/reflection.html")


@blueprint.get("/privacy")
def privacy() -> View:
    """What MARS holds about people, why, and for how long."""
    return show("guidance/privacy.html", page=pages.contacts())


@blueprint.get("/accessibility")
def accessibility() -> View:
    """How accessible MARS is, and what has not been tested."""
    return show("guidance/accessibility.html", page=pages.contacts())
