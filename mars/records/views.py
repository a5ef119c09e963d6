"""Pages of the record of changes."""

from flask import Blueprint

from mars.records import forms, pages
from mars.web.access import current_supervision
from mars.web.replies import View, show

blueprint = Blueprint("records", __name__)


@blueprint.get("/requests/<ref>/history")
def history(ref: str) -> View:
    """Who did what about one request, and when, in plain words."""
    form = forms.HistoryForm()
    part, number = (form.part.data, form.number) if form.validate() else (None, 1)
    page = pages.history(current_supervision().id, part, number)
    return show("records/history.html", form, part="records/_history.html", page=page, ref=ref)


@blueprint.get("/history")
def index() -> View:
    """Every row of the record by its keys, and whether the latest rows are as they were written."""
    form = forms.SearchForm()
    wanted = (form.q.data, form.part.data, form.number) if form.validate() else ("", None, 1)
    page = pages.index(*wanted)
    return show("records/index.html", form, part="records/_rows.html", page=page)
