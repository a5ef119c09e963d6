"""Pages of requests: the list, the page of one, and the ways to end it."""

from flask import Blueprint, request

from mars.domain.workflow import Doer, Step
from mars.requests import endings, forms, lists, pages, verbs
from mars.web.access import current_actor, current_supervision
from mars.web.policy import Who
from mars.web.replies import View, go, refusals, show
from mars.web.signposts import turn_url

blueprint = Blueprint("requests", __name__)

WITHDRAWN = "The request is withdrawn. Everybody is being told."
NOT_AGREED = "The request has ended. Everybody is being told."

DOERS = {
    Who.REQUESTER: Doer.REQUESTER,
    Who.COORDINATOR: Doer.COORDINATOR,
    Who.FACILITATOR: Doer.FACILITATOR,
}


@blueprint.get("/requests")
def index() -> View:
    """The list, searched by reference and by where the requests stand."""
    form = forms.SearchForm()
    wanted = (form.q.data, form.status.data, form.number) if form.validate() else ("", None, 1)
    page = lists.index(current_actor(), *wanted)
    return show("requests/index.html", form, part="requests/_list.html", page=page)


@blueprint.get("/requests/<ref>", endpoint="show")
def show_one(ref: str) -> View:
    """Everything about one request; htmx keeps its progress fresh."""
    seen = current_supervision()
    doers = frozenset(DOERS[who] for who in seen.who)
    page = pages.show(seen.id, doers)
    urls = {turn: turn_url(turn, ref) for turn in page.turns}
    return show("requests/show.html", part="requests/_progress.html", page=page, urls=urls)


@blueprint.route("/requests/<ref>/withdraw", methods=["GET", "POST"])
def withdraw(ref: str) -> View:
    """End a request before its session because it is no longer needed or cannot be."""
    return _end(ref, Step.WITHDRAW, "requests/withdraw.html", WITHDRAWN)


@blueprint.route("/requests/<ref>/not-agreed", methods=["GET", "POST"])
def not_agreed(ref: str) -> View:
    """End a request because the team, a facilitator or a time was not found."""
    return _end(ref, Step.END_NOT_AGREED, "requests/not_agreed.html", NOT_AGREED)


@blueprint.route("/requests/<ref>/close", methods=["GET", "POST"])
def close(ref: str) -> View:
    """Close a request after its session."""
    form, seen = forms.CloseForm(), current_supervision()
    if request.method == "POST" and form.validate():
        with refusals(form):
            verbs.close(current_actor(), seen.id, form.note.data, form.looked_at.data)
            return go("requests.show", ref=ref, saying="The request is closed.")
    return show("requests/close.html", form, page=endings.closing(seen.id))


def _end(ref: str, step: Step, template: str, saying: str) -> View:
    form, seen, actor = forms.EndForm(step), current_supervision(), current_actor()
    if request.method == "POST" and form.validate():
        with refusals(form):
            given = form.reason.data, form.note.data, form.looked_at.data
            verbs.end(actor, seen.id, step, *given)
            return go("requests.show", ref=ref, saying=saying)
    return show(template, form, page=endings.ending(actor, seen.id))
