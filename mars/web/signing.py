"""How MARS signs what the browser keeps for it: HMAC-SHA-256, where the libraries still take SHA-1.

Knows how it is signed; never what.
"""

import hashlib

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import Signer


class Sessions(SecureCookieSessionInterface):
    """Flask's sessions in a signed cookie."""

    digest_method = staticmethod(hashlib.sha256)


def init_app(app: Flask) -> None:
    """Sign sessions and form tokens so. Flask-WTF's tokens take the signer's own default."""
    Signer.default_digest_method = staticmethod(hashlib.sha256)
    app.session_interface = Sessions()
