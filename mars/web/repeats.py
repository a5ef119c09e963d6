"""A form that is sent twice acts once, and one that comes in part is refused. Knows what a browser
sends and how it is answered; never what a form is about."""

import json
import logging
import re

from flask import Flask, Response, current_app, flash, g, redirect, request, session
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response as AnyResponse

from mars import database, outages
from mars.domain.errors import CutOffError, NotNowError
from mars.kept import once
from mars.web import htmx, signing, visitors

log = logging.getLogger(__name__)

KEY, END = "once", "end"
"""The hidden fields of every form that is posted: its own key, and the mark that it came whole."""
CUT_OFF = (
    "What your browser sent did not arrive whole, so MARS took none of it. "
    "Go back to the page before, look whether your text is there, and send it again."
)
_KEY = re.compile(r"[A-Za-z0-9_.:-]{16,160}")

OF_THE_BROWSER = frozenset(
    {
        "accounts.sign_in",
        "accounts.code",
        "accounts.sign_out",
        "accounts.sign_out_everywhere",
        "answers.check_code",
        "answers.sign_out",
        "demonstration.sign_in_as",
    }
)
"""They change the browser's own cookie, which an answer out of the notes would not."""


def new_key() -> str:
    """A key for a form about to be shown, which says for whom. The browser is known from now on."""
    visitors.browser()
    actor = g.get("actor")
    return signing.form_key(visitors.owner(actor) if actor else "")


def init_app(app: Flask) -> None:
    """Answer each copy of a form like its first. Call it before the doorkeeper is registered.

    A second copy often comes when its step is over, its draft thrown away or its link closed; it
    asks for nothing that its browser was not answered already.
    """
    app.jinja_env.globals["new_key"] = new_key
    app.register_error_handler(once.DoneMeanwhileError, _answer_after_all)
    app.before_request(_claim)
    app.after_request(_note)


def refuse_in_part() -> None:
    """Run before every request: a body that was cut off, or is no form of ours, changes nothing.

    Such a body can read like an empty form, which would overwrite what is kept.
    """
    if request.method == "POST" and request.endpoint and not _is_whole():
        raise CutOffError(CUT_OFF)
    if g.get("claim"):
        g.claim.admitted = True


def _is_whole() -> bool:
    """Whether the form's last hidden field came; and its key, where one is needed."""
    return request.form.getlist(END) == ["1"] and (key() is not None or _is_of_the_browser())


def _is_of_the_browser() -> bool:
    return request.endpoint in OF_THE_BROWSER


def typed() -> tuple[str, ...]:
    """The texts of several words in the form that was sent: whoever typed them may copy them."""
    if request.method != "POST":
        return ()
    texts = (text.strip() for _, text in request.form.items(multi=True))
    return tuple(dict.fromkeys(text for text in texts if len(text.split()) > 1))


def key() -> str | None:
    """The key of the form that was sent, if it can be one."""
    found = request.form.getlist(KEY)
    return found[0] if len(found) == 1 and _KEY.fullmatch(found[0]) else None


def _claim() -> AnyResponse | None:
    """Take the right to act on this form, or answer like its first copy."""
    g.claim = None
    if request.method != "POST" or not request.endpoint or _is_of_the_browser() or not _is_whole():
        return None
    found = once.claim(_mark(), request.path)
    if isinstance(found, once.Outcome):
        return _again(found)
    g.claim = found
    return None


def _mark() -> str:
    """What a form is known by: its key and content, where it goes, and the browser it comes from.

    The content counts, so that somebody who goes back and writes something else is heard.
    """
    sent = [pair for pair in request.form.items(multi=True) if pair[0] != "csrf_token"]
    person = session.get("person") or {}
    who = f"{person.get('id', '')} {session.get('browser', '')}"
    return once.mark_of(who, request.full_path, json.dumps(sent))


def _again(outcome: once.Outcome) -> AnyResponse:
    told = [message for _, message in session.get("_flashes", [])]
    if outcome.saying and outcome.saying not in told:
        flash(outcome.saying)
    if outcome.status == 204:
        return htmx.lead_to(outcome.address)
    return redirect(outcome.address, outcome.status)


def _answer_after_all(error: once.DoneMeanwhileError) -> AnyResponse:
    """Another copy was quicker: answer like it."""
    g.claim = None
    outcome = once.wait_for(_mark())
    if outcome is not None:
        return _again(outcome)
    page = current_app.handle_user_exception(NotNowError(error.sentence))
    return current_app.make_response(page)


def _note(response: Response) -> Response:
    """Keep how a form was answered that changed something; one that was refused may come again."""
    claimed, g.claim = g.get("claim"), None
    if claimed is None:
        return response
    address = response.headers.get("HX-Redirect") or response.location
    try:
        if address and claimed.admitted and response.status_code in {204, 302, 303}:
            said = [text for kind, text in session.get("_flashes", []) if kind == "message"]
            outcome = once.Outcome(address, said[-1] if said else "", response.status_code)
            once.keep(claimed, outcome)
        else:
            once.give_back(claimed)
    except SQLAlchemyError as fault:
        log.error("a form's answer was not noted: %s", outages.tell(fault))
        database.let_go()
    return response
