"""The summary's pages: write, look over, send, read, tick. Guests come by link and code."""

from dataclasses import asdict

from flask import Blueprint, request

from mars.summaries import forms, pages, verbs
from mars.web import gate, keeping, replies
from mars.web.access import closed_link, current_actor, current_link, current_supervision
from mars.web.policy import Who
from mars.web.replies import View, go, refusals

blueprint = Blueprint("summaries", __name__)


@blueprint.route("/sessions/<ref>/summary", methods=["GET", "POST"])
def write(ref: str) -> View:
    """Write the one page; it is kept as a draft until it is sent."""
    seen = current_supervision()
    page = pages.writing(seen.id)
    form = forms.SummaryForm(data=asdict(page.content))
    done = keeping.act(form)
    if done is not None:
        return done
    if request.method == "POST" and form.validate():
        with refusals(form):
            keeping.saved()
            content, ticked = form.content(), form.looked_at.data
            verbs.save(current_actor(), seen.id, content, page.version, ticked)
            return go("summaries.preview", ref=ref, saying="The draft is saved.")
    beside = keeping.offer(form)
    return replies.show("summaries/write.html", form, page=page, ref=ref, beside=beside)


@blueprint.get("/sessions/<ref>/summary/preview")
def preview(ref: str) -> View:
    """The page exactly as the agencies will see it."""
    page = pages.preview(current_supervision().id)
    return replies.show("summaries/preview.html", page=page, ref=ref)


@blueprint.route("/sessions/<ref>/summary/send", methods=["GET", "POST"])
def send(ref: str) -> View:
    """Confirm by name who gets it, and send."""
    seen = current_supervision()
    page = pages.to_send(seen.id)
    form = forms.SendForm(data={"version": page.version})
    if request.method == "POST" and form.validate():
        with refusals(form):
            verbs.send(current_actor(), seen.id, form.version.data)
            return go("summaries.show", ref=ref, saying="The summary is on its way.")
    return replies.show("summaries/send.html", form, page=page, ref=ref)


@blueprint.get("/summaries/<ref>")
def show(ref: str) -> View:
    """The summary that was sent last, and who has recorded it."""
    seen = current_supervision()
    return replies.show(
        "summaries/show.html",
        page=pages.sent(seen.id),
        ref=ref,
        status=seen.status,
        ticks_all=Who.COORDINATOR in seen.who,
        ticks_own=Who.REQUESTER in seen.who,
        writes=Who.FACILITATOR in seen.who,
    )


@blueprint.post("/summaries/<ref>/recorded/<receipt>")
def record(ref: str, receipt: str) -> View:
    """Tick for the requester's own agency; the coordinator for any that said so by phone."""
    seen = current_supervision()
    gate.takes()
    for_any = Who.COORDINATOR in seen.who
    verbs.record(current_actor(), seen.id, receipt, for_any=for_any)
    return go("summaries.show", ref=ref, saying="The summary is ticked as recorded.")


@blueprint.get("/summaries/by-link/<link>")
def by_link(link: str) -> View:
    """An agency's own copy, to read and to record."""
    return replies.show("summaries/by_link.html", page=pages.copy(_receipt()), link=link)


@blueprint.post("/summaries/by-link/<link>/recorded")
def record_by_link(link: str) -> View:
    """The agency ticks that it has recorded the summary."""
    gate.takes()
    verbs.record_by_link(current_actor(), current_link().supervision_id, _receipt())
    return go("summaries.by_link", link=link)


def _receipt() -> str:
    """The copy that the guest's link opens; a link for another purpose opens none."""
    receipt_id = current_link().receipt_id
    if receipt_id is None:
        raise closed_link()
    return receipt_id
