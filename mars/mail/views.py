"""The page of the letters, for the coordinator and the administrator."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from mars.mail import forms, pages, verbs
from mars.mail.forms import Act, Shown
from mars.web import replies
from mars.web.access import current_actor
from mars.web.replies import View, go

blueprint = Blueprint("mail", __name__)

SAID = {
    Act.SEND: "The letter is on its way again.",
    Act.STOP: "That is done. The letter is no longer in this list.",
    Act.CAME_BACK: "It is noted that the letter came back. Ring this person.",
    Act.RESUME: "MARS tries the mail server now. Load this page again in a minute.",
}


@blueprint.route("/mail", methods=["GET", "POST"])
def index() -> View:
    """What waits, what was not delivered, what was sent; and what to do about it."""
    form, search = forms.ActForm(), forms.SearchForm()
    if request.method == "POST" and form.validate():
        return _act(form.act.data, form.letter.data)
    if search.validate():
        wanted = search.q.data, search.show.data or Shown.NEEDS_YOU, search.number
    else:
        wanted = "", Shown.NEEDS_YOU, 1
    page = pages.index(current_actor(), *wanted)
    shown = form if request.method == "POST" else search
    return replies.show(
        "mail/index.html", shown, part="mail/_list.html", page=page, search=search, shown=wanted[1]
    )


def _act(act: Act, letter_id: str) -> Response:
    actor = current_actor()
    match act:
        case Act.SEND:
            verbs.send(actor, letter_id)
        case Act.STOP:
            verbs.stop(actor, letter_id)
        case Act.CAME_BACK:
            verbs.note_return(actor, letter_id)
        case Act.RESUME:
            verbs.resume(actor)
    return go("mail.index", saying=SAID[act])
