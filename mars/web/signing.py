"""How MARS signs what the browser keeps for it: HMAC-SHA-256, where the libraries still take SHA-1.

Knows how it is signed; never what.
"""

import hashlib
import secrets

from flask import Flask, current_app
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import BadSignature, Signer, URLSafeTimedSerializer


class Sessions(SecureCookieSessionInterface):
    """Flask's sessions in a signed cookie."""

    digest_method = staticmethod(hashlib.sha256)


def form_key(owner: str) -> str:
    """A random key for one form, signed with whom it is made for; `owner` "" for anybody."""
    random = secrets.token_urlsafe(16)
    return _signer().sign(f"{random}.{owner}").decode() if owner else random


def made_for(key: str) -> str | None:
    """For whom MARS made the form with this key; None for anybody, or if MARS did not make it."""
    try:
        return _signer().unsign(key).decode().partition(".")[2]
    except BadSignature:
        return None


def is_token(token: str) -> bool:
    """Whether MARS made this form's token, for whichever visit."""
    known = URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="wtf-csrf-token")
    return bool(known.loads_unsafe(token)[0])


def _signer() -> Signer:
    return Signer(current_app.config["SECRET_KEY"], salt="mars-form")


def init_app(app: Flask) -> None:
    """Sign sessions and form tokens so. Flask-WTF's tokens take the signer's own default."""
    Signer.default_digest_method = staticmethod(hashlib.sha256)
    app.session_interface = Sessions()
