"""Signing in where the council knows its people already: by its sign-in service, or by a proxy."""

import hmac
from typing import TYPE_CHECKING

from flask import current_app, request, session
from werkzeug.wrappers import Response

from mars.accounts import forms, verbs
from mars.clock import now
from mars.domain.signing_in import Refusal, SignInRefusedError
from mars.shapes import as_address
from mars.web import gate, proxy, visitors
from mars.web.replies import View, go, show

if TYPE_CHECKING:
    from mars.accounts.provider import Provider

JOURNEY_SECONDS = 15 * 60


def lead_away() -> Response:
    """To the council's sign-in service, with a state that only this browser can bring back."""
    service = _service()
    if service is None:
        return go("accounts.sign_in")
    journey = service.begin()
    session["journey"] = {
        "state": journey.state,
        "nonce": journey.nonce,
        "verifier": journey.verifier,
        "at": now().timestamp(),
    }
    return current_app.redirect(journey.address, 303)


def come_back() -> str | None:
    """Who came back from the service: the key of a person. None where there is no service.

    Raises SignInRefusedError.
    """
    service, given = _service(), gate.sent()
    if service is None:
        return None
    journey = session.pop("journey", None)
    if not isinstance(journey, dict) or now().timestamp() - journey["at"] > JOURNEY_SECONDS:
        raise SignInRefusedError(Refusal.STATE_LOST)
    if not hmac.compare_digest(journey["state"].encode(), given.get("state", "").encode()):
        raise SignInRefusedError(Refusal.STATE_LOST)
    if given.get("iss", service.settings.issuer) != service.settings.issuer:
        raise SignInRefusedError(Refusal.WRONG_ISSUER)
    if "error" in given:
        was_denied = given["error"] == "access_denied"
        raise SignInRefusedError(Refusal.DENIED if was_denied else Refusal.SAID_NO)
    if not given.get("code"):
        raise SignInRefusedError(Refusal.NOT_UNDERSTOOD)
    account = service.finish(given["code"], journey["nonce"], journey["verifier"])
    return verbs.admit(account, current_app.config["MARS"].staff_domains)


def by_proxy() -> tuple[str, View]:
    """Let in whom the proxy names once they ask for it: the key of the person, or the page.

    Raises SignInRefusedError.
    """
    if not proxy.is_between():
        raise SignInRefusedError(Refusal.NOT_BY_PROXY)
    vouched = proxy.vouched()
    if not vouched:
        raise SignInRefusedError(Refusal.NOBODY_NAMED)
    address = as_address(vouched)
    if not address:
        raise SignInRefusedError(Refusal.WRONG_ADDRESS)
    form = forms.VouchedForm()
    if request.method == "POST" and form.validate():
        person_id = verbs.admit_named(address, current_app.config["MARS"].staff_domains)
        return person_id, ""
    return "", show("accounts/by_proxy.html", form, address=address)


def begin_visit(person_id: str) -> None:
    """Begin the visit; the page that was wanted is not forgotten."""
    following = session.get("next", "")
    visitors.sign_in(person_id)
    session["next"] = following


def _service() -> "Provider | None":
    from mars.accounts import provider  # brings libraries that other ways to sign in never need

    return provider.find()
