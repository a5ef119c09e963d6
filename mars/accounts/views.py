"""Pages of signing in: by a code, by the council's own service or by its proxy; and out again."""

import logging

from flask import Blueprint, current_app, render_template, request, session
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from mars.accounts import elsewhere, forms, verbs
from mars.domain.errors import NotFoundError
from mars.domain.signing_in import EXPLANATIONS, Refusal, SignInRefusedError
from mars.post import outbox
from mars.web import gate, interrupted, known, pace, visitors
from mars.web.access import current_actor, find_actor
from mars.web.policy import find_rule
from mars.web.replies import View, go, leave, offer_instead, refusals, show

blueprint = Blueprint("accounts", __name__)
log = logging.getLogger(__name__)


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> View:
    """The way in that the settings name."""
    match current_app.config["MARS"].sign_in:
        case "oidc":
            return show("accounts/by_service.html", forms.ServiceForm())
        case "header":
            person_id, page = elsewhere.by_proxy()
            return _let_in(person_id) if person_id else page
    return _send_code()


def _send_code() -> View:
    """Ask where to send the code; every listed address leads on to the same page."""
    form = forms.AddressForm()
    if request.method == "POST" and form.validate():
        with refusals(form):
            domains = current_app.config["MARS"].staff_domains
            if session.get("address") == form.email.data.lower():
                offer_instead("Enter the code that you have", "accounts.code")
            asker = known.asker(form.email.data)
            if not asker.is_known:
                pace.count_sign_in_code()
            session["address"] = verbs.send_code(form.email.data, asker, domains)
            return go("accounts.code")
    return show("accounts/sign_in.html", form)


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
def code() -> View:
    """Take the code that was sent."""
    address = session.get("address")
    if not address or current_app.config["MARS"].sign_in != "code":
        return go("accounts.sign_in")
    form = forms.CodeForm()
    if request.method == "POST" and form.validate():
        with refusals(form):
            person_id, is_new = verbs.sign_in(address, visitors.browser(), form.code.data)
            known.remember(address)
            elsewhere.begin_visit(person_id)
            return go("accounts.name") if is_new else _go_on()
    return show("accounts/code.html", form, address=address, slow=outbox.is_idle())


@blueprint.route("/sign-in/name", methods=["GET", "POST"])
def name() -> View:
    """Ask somebody new what they are called."""
    form = forms.NameForm(data={"name": current_actor().name})
    if request.method == "POST" and form.validate():
        verbs.give_name(current_actor(), form.name.data)
        return _go_on()
    return show("accounts/name.html", form)


@blueprint.get("/sign-in/start")
def start() -> Response:
    """Lead to the council's sign-in service, when somebody pressed for it and no other site."""
    return elsewhere.lead_away() if gate.is_from_here() else go("accounts.sign_in")


@blueprint.get("/sign-in/back")
def back() -> Response:
    """Come back from there, signed in or not. Leads on at once: the address holds a code."""
    person_id = elsewhere.come_back()
    return _let_in(person_id) if person_id else go("accounts.sign_in")


@blueprint.app_errorhandler(SignInRefusedError)
def _refuse(error: SignInRefusedError) -> Response:
    """To the page of the reason, away from an address that may hold a code."""
    log.warning("signing in was refused: %s", error.refusal.value)
    return go("accounts.refused", why=error.refusal.value)


@blueprint.get("/sign-in/refused/<why>")
def refused(why: str) -> tuple[str, int]:
    """Why somebody could not sign in, and what to do."""
    if why not in set(Refusal):
        raise NotFoundError("There is no such page.")
    said = EXPLANATIONS[Refusal(why)]
    page = render_template("accounts/refused.html", title=Refusal(why).label, said=said)
    return page, said.status


@blueprint.get("/account")
def account() -> View:
    """What MARS knows of oneself, and the ways out."""
    kept_here = current_app.config["MARS"].provider is None
    return show("accounts/account.html", kept_here=kept_here)


@blueprint.post("/account/sign-out-everywhere")
def sign_out_everywhere() -> Response:
    """End every visit of one's own: a lost phone, a shared computer."""
    gate.takes()
    interrupted.forget(current_actor())
    verbs.sign_out_everywhere(current_actor())
    return leave("accounts.sign_in", saying="You are signed out everywhere.")


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """End the visit and let the browser forget it."""
    gate.takes()
    actor = find_actor()
    interrupted.forget(actor)
    verbs.sign_out(actor, visitors.known_links(), visitors.visits())
    return leave("accounts.sign_in", saying="You are signed out.")


def _let_in(person_id: str) -> Response:
    elsewhere.begin_visit(person_id)
    return _go_on()


def _go_on() -> Response:
    """To a form that was kept, or the page that was wanted before if it is ours; or the start."""
    actor = visitors.find_signed_in()
    kept = interrupted.lead_back(actor) if actor else None
    if kept is not None:
        return kept
    wanted = str(session.pop("next", ""))
    try:
        endpoint, arguments = current_app.url_map.bind("").match(wanted or "/", method="GET")
    except HTTPException:
        endpoint, arguments = "home.index", {}
    return go(endpoint if find_rule(endpoint, "GET") else "home.index", **arguments)
