"""The session's pages: see it, record who came, record that it was not held."""

from flask import Blueprint, request

from mars.domain import principles, session_rules
from mars.sessions import forms, pages, verbs
from mars.web import gate, replies
from mars.web.access import current_actor, current_supervision
from mars.web.policy import Who
from mars.web.replies import View, go, refusals

blueprint = Blueprint("sessions", __name__)


@blueprint.get("/sessions/<ref>")
def show(ref: str) -> View:
    """The agenda, who is expected, and what to do before and after; prints as a sheet."""
    seen = current_supervision()
    return replies.show(
        "sessions/show.html",
        ref=ref,
        page=pages.session(seen.id),
        status=seen.status,
        holds=bool(seen.who & {Who.FACILITATOR, Who.COORDINATOR}),
        facilitates=Who.FACILITATOR in seen.who,
        asks=bool(seen.who & {Who.REQUESTER, Who.COORDINATOR}),
        principles=principles.PRINCIPLES,
        not_for=principles.NOT_FOR,
        rules=session_rules,
    )


@blueprint.route("/sessions/<ref>/attendance", methods=["GET", "POST"])
def attendance(ref: str) -> View:
    """Record how each agency took part, or correct it until the summary is sent."""
    seen = current_supervision()
    page = pages.attendance(seen.id)
    people = [(person.key, person.called) for person in page.people]
    form = forms.attendance_form(people, page.agencies, page.minimum, page.recorded)
    form.decides_on("Who was asked", "\n".join(called for _, called in people))
    rows_change = form["rows"].change(gate.pressed("do"))
    if request.method == "POST" and not rows_change and form.validate():
        with refusals(form):
            verb = verbs.correct_attendance if page.recorded else verbs.record_attendance
            verb(current_actor(), seen.id, form.marks(), form.walk_ins(), *form.reason())
            saying = "Who came is corrected." if page.recorded else "Who came is recorded."
            return go("sessions.show", ref=ref, saying=saying)
    return replies.show("sessions/attendance.html", form, part="sessions/_walk_ins.html", page=page)


@blueprint.route("/sessions/<ref>/not-held", methods=["GET", "POST"])
def not_held(ref: str) -> View:
    """Record that the session was not held."""
    seen, actor = current_supervision(), current_actor()
    form = forms.NotHeldForm()
    if request.method == "POST" and form.validate():
        verbs.record_not_held(actor, seen.id, form.reason.data)
        saying = "It is recorded that the session was not held. Everybody is being told."
        if actor.is_staff:
            return go("requests.show", ref=ref, saying=saying)
        return go("guidance.index", saying=saying)
    return replies.show(
        "sessions/not_held.html",
        form,
        page=pages.not_held(seen.id),
        asks=actor.is_staff and bool(seen.who & {Who.REQUESTER, Who.COORDINATOR}),
        facilitates=Who.FACILITATOR in seen.who,
    )
