"""The pages that note what the family was told: first whether, then who and when or why not."""

from flask import Blueprint, abort, request

from mars.domain.holding import Telling, Told
from mars.domain.telling import check_moment
from mars.families import forms, pages, verbs
from mars.web import gate
from mars.web.access import current_actor, current_supervision
from mars.web.replies import View, go, refusals, show

blueprint = Blueprint("families", __name__)

NOTED = frozenset({"by_whom", "on_day", "reason", "manager", "consulted_on"})


@blueprint.route("/requests/<ref>/family/<telling>", methods=["GET", "POST"], endpoint="show")
def note(ref: str, telling: str) -> View:
    """Ask whether the family was told, then what belongs to the answer."""
    if telling not in set(Telling):
        abort(404)
    seen, moment = current_supervision(), Telling(telling)
    check_moment(moment, seen.status)
    page = pages.show(seen.id, ref, moment)
    told = _told()
    if told is None:
        return _ask_whether(page)
    form = forms.FORMS[told](data=page.answers(told))
    form.decides_on("What is noted now", page.noted)
    if request.method == "POST" and form.validate():
        with refusals(form):
            given = {name: value for name, value in form.data.items() if name in NOTED}
            verbs.note(current_actor(), seen.id, moment, told, **given)
            return go("requests.show", ref=ref, saying="What the family knows is noted.")
    return show("families/details.html", form, page=page, told=told)


def _told() -> Told | None:
    """The answer to the first step, if there is one: from the address, or from the form sent."""
    given = gate.sent().get("told")
    return next((told for told in Told if told.value == given), None)


def _ask_whether(page: pages.TellingPage) -> View:
    if request.method != "POST" and not gate.asked("asked"):
        return show("families/whether.html", forms.ToldForm(data={"told": page.told}), page=page)
    form = forms.ToldForm(gate.sent())
    form.validate()
    return show("families/whether.html", form, page=page)
