"""The register's pages, and those on which a request finds its facilitator."""

from typing import Any, TypeVar

from flask import Blueprint, request

from mars.facilitators import forms, pages, register, verbs
from mars.web import gate, replies
from mars.web.access import current_actor, current_supervision
from mars.web.filters import month
from mars.web.forms import Option
from mars.web.replies import View, go, refusals

blueprint = Blueprint("facilitators", __name__)

AgencyForm = TypeVar("AgencyForm", forms.FacilitatorForm, forms.NameForm)


@blueprint.get("/facilitators")
def index() -> View:
    """The register, with a search."""
    form = forms.SearchForm()
    page = register.find(form.words(), form.number, retired=True)
    return replies.show("facilitators/index.html", page=page, part="facilitators/_register.html")


@blueprint.route("/facilitators/add", methods=["GET", "POST"])
def add() -> View:
    """Put somebody on the register."""
    form = _with_agencies(forms.FacilitatorForm())
    if request.method == "POST" and form.validate():
        with refusals(form):
            verbs.add(current_actor(), **_entry(form))
            return go("facilitators.index", saying="The facilitator is on the register.")
    return replies.show("facilitators/entry.html", form, page=None)


@blueprint.route("/facilitators/<facilitator>", methods=["GET", "POST"])
def edit(facilitator: str) -> View:
    """Change an entry of the register, take it off or put it back."""
    page = pages.entry(facilitator)
    act = gate.pressed("act")
    if request.method == "POST" and act in {"retire", "restore"}:
        gate.takes("act")
        return _retire(facilitator, back=act == "restore")
    form = _with_agencies(forms.FacilitatorForm(data=page.filled_in))
    if request.method == "POST" and form.validate():
        with refusals(form):
            verbs.edit(current_actor(), facilitator, **_entry(form))
            return go("facilitators.index", saying="The facilitator’s details are saved.")
    return replies.show("facilitators/entry.html", form, page=page, facilitator=facilitator)


@blueprint.route("/requests/<ref>/facilitator", methods=["GET", "POST"])
def choose(ref: str) -> View:
    """Find a facilitator and ask them: from the register, or somebody named."""
    page = pages.search_for(current_supervision().id)
    if page.live is not None and request.method != "POST":
        return replies.show("facilitators/asked.html", page=page, ref=ref)
    if gate.asked("named"):
        return _name(ref, page)
    return _choose(ref, page)


def _choose(ref: str, page: pages.ChoosePage) -> View:
    listed = register.find(forms.SearchForm().words())
    form = forms.ChooseForm()
    form.facilitator.options = [_option(row) for row in listed.rows]
    if request.method == "POST" and form.validate():
        with refusals(form):
            verbs.ask_listed(
                current_actor(), current_supervision().id, form.facilitator.data, **_answers(form)
            )
            return go("facilitators.choose", ref=ref, saying="They have been asked by e-mail.")
    return replies.show("facilitators/choose.html", form, page=page, listed=listed, ref=ref)


def _name(ref: str, page: pages.ChoosePage) -> View:
    form = _with_agencies(forms.NameForm())
    if request.method == "POST" and form.validate():
        with refusals(form):
            who = form.name.data, form.job.data, form.agency.data, form.email.data
            verbs.ask_named(current_actor(), current_supervision().id, *who, **_answers(form))
            return go("facilitators.choose", ref=ref, saying="They have been asked by e-mail.")
    return replies.show("facilitators/name.html", form, page=page, ref=ref)


@blueprint.route("/requests/<ref>/facilitator/release", methods=["GET", "POST"])
def release(ref: str) -> View:
    """Release the facilitator, after a look at what that means."""
    form = forms.RetireForm()
    page = pages.search_for(current_supervision().id)
    if page.live is None and request.method != "POST":
        return go("facilitators.choose", ref=ref)
    if request.method == "POST" and form.validate():
        verbs.release(current_actor(), current_supervision().id)
        return go("facilitators.choose", ref=ref, saying="They are no longer asked.")
    return replies.show("facilitators/release.html", form, page=page, ref=ref)


@blueprint.route("/requests/<ref>/facilitator/withdraw", methods=["GET", "POST"])
def step_down(ref: str) -> View:
    """Withdraw as the facilitator; the session itself stands."""
    seen, actor, form = current_supervision(), current_actor(), forms.StepDownForm()
    if request.method == "POST" and form.validate():
        verbs.step_down(actor, seen.id)
        if actor.is_staff:
            return go("home.index", saying="You no longer facilitate this session.")
        return go("answers.done", what="withdrew")
    return replies.show(
        "facilitators/step_down.html", form, page=pages.to_step_down(seen.id), ref=ref
    )


def _retire(facilitator: str, *, back: bool) -> View:
    verbs.retire(current_actor(), facilitator, back=back)
    said = "The facilitator is back on the register." if back else "The facilitator is retired."
    return go("facilitators.index", saying=said)


def _with_agencies(form: AgencyForm) -> AgencyForm:
    form.agency.options = [Option(key, name) for key, name in pages.agencies()]
    return form


def _entry(form: forms.FacilitatorForm) -> dict[str, Any]:
    return {
        "name": form.name.data,
        "job": form.job.data,
        "agency_id": form.agency.data,
        "email": form.email.data,
        "models": form.models.data,
        "note": form.note.data,
        "looked_at": form.looked_at.data,
    }


def _answers(form: forms.IndependenceForm) -> dict[str, Any]:
    return {
        **form.distance(),
        "reason": form.reason.data,
        "looked_at": form.looked_at.data,
    }


def _option(row: register.FacilitatorRow) -> Option:
    """One facilitator to choose, with what helps to choose them."""
    last = f"Last facilitated in {month(row.last)}" if row.last else "Has not facilitated yet"
    about = "; ".join(filter(None, (", ".join(row.models), row.note, last)))
    return Option(row.id, f"{row.name}, {row.job}, {row.agency}", about)
