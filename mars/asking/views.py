"""The request form's routes: each page is shown, read, kept by one verb, and leads to the next."""

from typing import Any

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from mars.asking import gate_forms, pages, screens, verbs
from mars.asking.team_forms import TeamForm
from mars.domain.asking import AskStep, Hope
from mars.domain.drafts import Piece, RightPlace
from mars.domain.practice_models import suggest
from mars.partnership import policies
from mars.web import gate, keeping
from mars.web.access import current_actor, current_supervision
from mars.web.replies import View, go, refusals, show

blueprint = Blueprint("asking", __name__, url_prefix="/requests/new")

SAVED = "Your request is saved. Nobody has been told of it yet."


@blueprint.route("", methods=["GET", "POST"])
def begin() -> View:
    """The safety gate. Nothing is kept before it."""
    form = gate_forms.GateForm()
    if request.method == "POST" and form.validate():
        if form.danger.data == "yes":
            return go("asking.stop")
        return go("asking.step", ref=verbs.begin(current_actor()), step=AskStep.PLACE.value)
    return show("asking/begin.html", form)


@blueprint.get("/stop")
def stop() -> View:
    """Where to turn at once."""
    return show("asking/stop.html", policies=policies())


@blueprint.route("/<ref>/<step>", methods=["GET", "POST"])
def step(ref: str, step: str) -> View:
    """One page of the form."""
    page = _page(screens.find_step(step))
    screen = screens.find_screen(page)
    form = screen.make(page)
    done = keeping.act(form)
    if done is not None:
        return done
    if request.method == "POST":
        if form.accept(leaving=_leaving()):
            with refusals(form):
                keeping.saved()
                verbs.save(current_actor(), current_supervision().id, form.given())
                return _onward(ref, page, form.given(), wishes=form.wishes())
        elif form.emergencies:
            verbs.note_emergency(current_actor(), current_supervision().id)
    beside = keeping.offer(form) if keeping.is_long(form) else None
    return show(screen.template, form, page=page, beside=beside, long=keeping.is_long(form))


@blueprint.route("/<ref>/team", methods=["GET", "POST"])
def team(ref: str) -> View:
    """Who is to be asked: add, change, remove, go on."""
    page = pages.find_team_page(
        current_supervision().id, change=_changing(), person=gate.asked("person")
    )
    person = page.changing.id if page.changing else None
    form = TeamForm(page.leads, page.agencies, obj=page.changing, person=person)
    answer = _act_on_team(ref, page, form) if request.method == "POST" else None
    return answer or show("asking/team.html", form, part="asking/_team.html", page=page)


@blueprint.get("/<ref>/check")
def check(ref: str) -> View:
    """Everything that was written, before it is sent."""
    page = pages.find_check_page(current_supervision().id)
    return show("asking/check.html", gate_forms.SendForm(), page=page, ref=ref)


@blueprint.post("/<ref>/send")
def send(ref: str) -> View:
    """Ask the team."""
    form = gate_forms.SendForm()
    if form.validate():
        with refusals(form):
            verbs.ask(current_actor(), current_supervision().id)
            return go("requests.show", ref=ref, saying="Your request is sent. The team is asked.")
    page = pages.find_check_page(current_supervision().id)
    return show("asking/check.html", form, page=page, ref=ref)


@blueprint.route("/<ref>/model/help", methods=["GET", "POST"])
def help_choose(ref: str) -> View:
    """Suggest a model by what the person wants; the choice stays theirs."""
    form = gate_forms.HelpForm()
    if request.method == "POST" and form.validate():
        model = suggest(form.wish.data)
        return go("asking.step", ref=ref, step="model", suggested=model.value, **_change())
    return show("asking/help_choose.html", form, page=_page(AskStep.MODEL))


@blueprint.route("/<ref>/another-place", methods=["GET", "POST"])
def signpost(ref: str) -> View:
    """The place that can decide, or the monthly group; or go on here all the same."""
    page = _page(_wished_at())
    group = page.step is AskStep.PLACE and page.draft.right_place.hope_for is Hope.REFLECT
    form = gate_forms.OtherPlaceForm(group=group)
    if request.method == "POST" and form.validate():
        if form.way.data == "end":
            verbs.redirect(current_actor(), current_supervision().id)
            return go("requests.show", ref=ref, saying="The request ends here. Nobody was told.")
        if group:
            return go("asking.step", ref=ref, step="open-to", more=1, **_change())
        verbs.save(current_actor(), current_supervision().id, RightPlace(Hope.REFLECT))
        return _onward(ref, page, RightPlace(Hope.REFLECT))
    return show("asking/another_place.html", form, page=page, group=group)


@blueprint.route("/<ref>/discard", methods=["GET", "POST"])
def discard(ref: str) -> View:
    """Throw the draft away."""
    form = gate_forms.DiscardForm()
    if request.method == "POST" and form.validate():
        verbs.discard(current_actor(), current_supervision().id)
        return go("home.index", saying="The request is thrown away.")
    return show("asking/discard.html", form, ref=ref)


def _act_on_team(ref: str, page: pages.TeamPage, form: TeamForm) -> Response | None:
    """Do what the button says; None when the page has to be shown again."""
    actor, supervision_id = current_actor(), current_supervision().id
    match gate.pressed("act"):
        case "remove":
            verbs.remove_member(actor, supervision_id, form.person.data)
            return _to_team(ref)
        case "continue" if form.is_done(team=len(page.draft.team)):
            endpoint, values = screens.find_after(page)
            return go(endpoint, ref=ref, **values)
        case "later" if form.is_done(team=1):
            return go("home.index", saying=SAVED)
        case "add" if form.accept():
            with refusals(form):
                if form.lead.data:
                    agreed = form.agreed_already.data
                    verbs.add_lead(actor, supervision_id, form.lead.data, agreed=agreed)
                else:
                    verbs.put_member(actor, supervision_id, form.given())
                return _to_team(ref)
    return None


def _to_team(ref: str) -> Response:
    """The team again, as it is now: the whole page, or its part for htmx."""
    return redirect(url_for("asking.team", ref=ref, **_change()), 303)


def _wished_at() -> AskStep:
    """The page whose words led to the signpost; the one with the question without any."""
    return screens.find_step(gate.asked("wished") or AskStep.PLACE.value, with_form=True)


def _onward(ref: str, page: pages.StepPage, piece: Piece, *, wishes: bool = False) -> Response:
    if _leaving():
        return go("home.index", saying=SAVED)
    if wishes:
        return go("asking.signpost", ref=ref, wished=page.step.value, **_change())
    endpoint, values = screens.find_next(page, piece)
    return go(endpoint, ref=ref, **values)


def _page(step: AskStep) -> pages.StepPage:
    return pages.find_step_page(
        current_supervision().id,
        step,
        more=bool(gate.asked("more")),
        change=_changing(),
        suggested=gate.asked("suggested"),
    )


def _changing() -> bool:
    return bool(gate.asked("change"))


def _change() -> dict[str, Any]:
    return {"change": 1} if _changing() else {}


def _leaving() -> bool:
    return gate.pressed("act") == "later"
