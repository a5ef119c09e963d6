"""Which browsers proved an address before, so that no stranger uses up what they may ask for.

A signed cookie of its own keeps a random mark and keyed hashes of the addresses. It lets nobody in.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, Response, current_app, g, request
from itsdangerous import BadSignature, URLSafeSerializer

from mars import codes
from mars.clock import now
from mars.keys import current_keys
from mars.web import visitors

LIFETIME = timedelta(days=90)
MOST = 5
"""So many addresses in one browser, the last ones."""


def init_app(app: Flask) -> None:
    """Write the cookie on the answer to the request in which an address was proved."""

    @app.after_request
    def _keep(response: Response) -> Response:
        if "knows" in g:
            response.set_cookie(
                _name(),
                _signer().dumps(g.knows),
                max_age=LIFETIME,
                secure=current_app.config["SESSION_COOKIE_SECURE"],
                httponly=True,
                samesite="Lax",
            )
        return response


def remember(address: str) -> None:
    """Note that whoever sits at this browser gave the code that was sent to `address`."""
    kept, mark = _kept(), _hash(address)
    others = [other for other in kept.get("addresses", []) if other != mark]
    g.knows = {
        "mark": kept.get("mark") or codes.new_browser(),
        "addresses": [*others, mark][-MOST:],
        "at": int(now().timestamp()),
    }


def asker(address: str) -> codes.Asker:
    """Who asks for a code for `address` from here."""
    kept = _kept()
    if _hash(address) in kept.get("addresses", []):
        return codes.from_known(visitors.browser(), kept["mark"])
    return codes.from_network(visitors.browser(), visitors.network())


def _kept() -> dict[str, Any]:
    """What the cookie says; nothing at all if it is not ours or too old."""
    try:
        kept: dict[str, Any] = _signer().loads(request.cookies.get(_name(), ""))
    except BadSignature:
        return {}
    return kept if now() - datetime.fromtimestamp(kept["at"], UTC) < LIFETIME else {}


def _name() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-known"


def _signer() -> URLSafeSerializer:
    keys = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
    secret = current_app.config["SECRET_KEY"]
    return URLSafeSerializer(secret, salt="known-browser", signer_kwargs=keys)


def _hash(address: str) -> str:
    return current_keys().mac("known", address.lower().encode()).hex()[:32]
