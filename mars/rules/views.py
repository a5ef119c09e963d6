"""The page of the policy, for the administrator."""

from flask import Blueprint

from mars.rules import forms, pages
from mars.web.replies import View, show

blueprint = Blueprint("rules", __name__)


@blueprint.get("/rules")
def index() -> View:
    """Who may do what: the table that the doorkeeper obeys, with a search."""
    form = forms.SearchForm()
    wanted = (form.q.data, form.who.data) if form.validate() else ("", None)
    return show("rules/index.html", form, part="rules/_table.html", page=pages.rules(*wanted))
