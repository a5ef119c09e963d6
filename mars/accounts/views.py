"""Pages of signing in: the address, the code, the name, and out again."""

from flask import Blueprint, current_app, request, session
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from mars.accounts import forms, verbs
from mars.web import visitors
from mars.web.access import current_actor, find_actor
from mars.web.policy import find_rule
from mars.web.replies import View, go, refusals, show

blueprint = Blueprint("accounts", __name__)


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> View:
    """Ask where to send the code; every listed address leads on to the same page."""
    form = forms.AddressForm()
    if request.method == "POST" and form.validate():
        with refusals(form):
            domains = current_app.config["MARS"].staff_domains
            session["address"] = verbs.send_code(form.email.data, visitors.browser(), domains)
            return go("accounts.code")
    return show("accounts/sign_in.html", form)


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
def code() -> View:
    """Take the code that was sent."""
    address = session.get("address")
    if not address:
        return go("accounts.sign_in")
    form = forms.CodeForm()
    if request.method == "POST" and form.validate():
        with refusals(form):
            person_id, is_new = verbs.sign_in(address, visitors.browser(), form.code.data)
            following = session.get("next", "")
            visitors.sign_in(person_id)
            session["next"] = following
            return go("accounts.name") if is_new else _go_on()
    return show("accounts/code.html", form, address=address)


@blueprint.route("/sign-in/name", methods=["GET", "POST"])
def name() -> View:
    """Ask somebody new what they are called."""
    form = forms.NameForm(data={"name": current_actor().name})
    if request.method == "POST" and form.validate():
        verbs.give_name(current_actor(), form.name.data)
        return _go_on()
    return show("accounts/name.html", form)


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """End the visit and let the browser forget it."""
    actor = find_actor()
    if actor is not None:
        verbs.sign_out(actor)
    visitors.sign_out()
    reply = go("accounts.sign_in", saying="You are signed out.")
    reply.headers["Clear-Site-Data"] = '"cache", "storage"'
    return reply


def _go_on() -> Response:
    """To the page that was wanted before signing in, if it is one of ours; else to the start."""
    wanted = str(session.pop("next", ""))
    try:
        endpoint, arguments = current_app.url_map.bind("").match(wanted or "/", method="GET")
    except HTTPException:
        endpoint, arguments = "home.index", {}
    return go(endpoint if find_rule(endpoint, "GET") else "home.index", **arguments)
