"""The pages on which the date is fixed, moved, or given up for other times."""

from flask import Blueprint, request

from mars.dates import forms, pages, verbs
from mars.domain.dates import check_can_fix
from mars.web import replies
from mars.web.access import current_actor, current_supervision
from mars.web.filters import moment
from mars.web.replies import View, go, refusals

blueprint = Blueprint("dates", __name__)


@blueprint.route("/requests/<ref>/date", methods=["GET", "POST"])
def choose(ref: str) -> View:
    """See who can come when, and fix the date."""
    page = pages.to_fix(current_supervision().id)
    form = forms.FixForm(data={"place": page.place, "where": page.where, "minutes": page.minutes})
    form.offer(page.ahead, page.notes, page.best)
    form.decides_on("The times offered", page.offered)
    if request.method == "POST":
        check_can_fix(page.gates)
    if request.method == "POST" and form.validate():
        with refusals(form):
            _fix(form)
            saying = "The date is fixed. Everybody is being told."
            return go("requests.show", ref=ref, saying=saying)
    return replies.show("dates/choose.html", form, page=page, ref=ref)


@blueprint.route("/requests/<ref>/date/move", methods=["GET", "POST"])
def move(ref: str) -> View:
    """Move a session whose date is fixed, or change its place or length."""
    page = pages.to_change(current_supervision().id)
    now = page.answers
    form = forms.MoveForm(data={"place": now.place, "where": now.where, "minutes": now.minutes})
    form.keep_or(page.starts_at, now.ahead, now.notes, now.best)
    form.decides_on("The date", moment(page.starts_at))
    if request.method == "POST" and form.validate():
        with refusals(form):
            _move(form)
            saying = "The session is changed. Everybody is being told."
            return go("requests.show", ref=ref, saying=saying)
    return replies.show("dates/move.html", form, page=page, ref=ref)


@blueprint.route("/requests/<ref>/date/offer", methods=["GET", "POST"])
def offer(ref: str) -> View:
    """Offer other times and ask everybody again."""
    page = pages.to_change(current_supervision().id)
    form = forms.OfferForm(page.earliest)
    form.decides_on("The date", moment(page.starts_at))
    form.decides_on("The times offered", page.answers.offered)
    if request.method == "POST" and form.validate():
        with refusals(form):
            verbs.offer_times(current_actor(), current_supervision().id, form.offered())
            saying = "The new times are offered. Everybody is asked which of them suit."
            return go("requests.show", ref=ref, saying=saying)
    return replies.show("dates/offer.html", form, page=page, ref=ref)


def _fix(form: forms.FixForm) -> None:
    another = form.another()
    verbs.fix_date(
        current_actor(),
        current_supervision().id,
        time_id=None if another else form.chosen(),
        starts_at=another,
        minutes=form.minutes.data or 0,
        place=form.place.data,
        where=form.where.data,
        looked_at=form.looked_at.data,
    )


def _move(form: forms.MoveForm) -> None:
    verbs.move(
        current_actor(),
        current_supervision().id,
        time_id=form.chosen(),
        starts_at=form.another(),
        minutes=form.minutes.data or 0,
        place=form.place.data,
        where=form.where.data,
        looked_at=form.looked_at.data,
        agreed=form.agreed.data,
    )
