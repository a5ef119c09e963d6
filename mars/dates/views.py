"""The page on which the date is fixed."""

from flask import Blueprint, request

from mars.dates import forms, pages, verbs
from mars.domain.dates import check_can_fix
from mars.web import replies
from mars.web.access import current_actor, current_supervision
from mars.web.replies import View, go, refusals

blueprint = Blueprint("dates", __name__)


@blueprint.route("/requests/<ref>/date", methods=["GET", "POST"])
def choose(ref: str) -> View:
    """See who can come when, and fix the date."""
    page = pages.to_fix(current_supervision().id)
    form = forms.FixForm(data={"place": page.place, "where": page.where, "minutes": page.minutes})
    form.offer(page.ahead, page.best)
    if request.method == "POST":
        check_can_fix(page.gates)
    if request.method == "POST" and form.validate():
        with refusals(form):
            _fix(form)
            return go("requests.show", ref=ref, saying="The date is fixed. Everybody was told.")
    return replies.show("dates/choose.html", form, page=page, ref=ref)


def _fix(form: forms.FixForm) -> None:
    another = form.another()
    verbs.fix_date(
        current_actor(),
        current_supervision().id,
        time_id=None if another else form.time.data,
        starts_at=another,
        minutes=form.minutes.data or 0,
        place=form.place.data,
        where=form.where.data,
    )
