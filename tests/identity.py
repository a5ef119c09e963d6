"""An identity provider for tests: Authlib's own server on loopback, with bad moods on request."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core.grants import OpenIDCode
from flask import Flask, Response, abort, redirect, request
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from werkzeug.serving import make_server

from mars.clock import now

CLIENT, SECRET, TENANT = "mars-client", "a-secret-of-the-tests", "tenant-1"
CLAIMS: dict[str, Any] = {
    "sub": "subject-1",
    "tid": TENANT,
    "oid": "object-1",
    "name": "Kim Lamb",
    "email": "Kim.Lamb@anytown.example",
    "roles": ["MARS.User"],
}


@dataclass
class Code:
    """An authorisation code, as Authlib wants to ask it."""

    code: str
    redirect_uri: str
    scope: str
    nonce: str
    code_challenge: str
    code_challenge_method: str

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope


@dataclass
class Client:
    """MARS, as the provider knows it."""

    back: str
    client_id: str = CLIENT

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> str:
        return self.back

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, address: str) -> bool:
        return address == self.back

    def check_client_secret(self, secret: str) -> bool:
        return secret == SECRET

    def check_endpoint_auth_method(self, method: str, _: str) -> bool:
        return method == "client_secret_basic"

    def check_response_type(self, kind: str) -> bool:
        return kind == "code"

    def check_grant_type(self, kind: str) -> bool:
        return kind == "authorization_code"


@dataclass
class Identity:
    """The provider: who signs in there, with what key, and what it does wrong."""

    address: str = ""
    mood: str = ""
    claims: dict[str, Any] = field(default_factory=lambda: dict(CLAIMS))
    codes: dict[str, Code] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    wake: threading.Event = field(default_factory=threading.Event)
    key: RSAKey = field(default_factory=lambda: new_key("key-1"))
    stranger: RSAKey = field(default_factory=lambda: new_key("key-1"))

    def calm_down(self) -> None:
        """As at first, but for the key."""
        self.mood, self.claims = "", dict(CLAIMS)
        self.codes.clear()
        self.asked.clear()

    def token_claims(self, nonce: str) -> dict[str, Any]:
        """What stands in the token, in the mood of the moment."""
        moment = int(now().timestamp())
        claims = {
            "iss": self.address,
            "aud": CLIENT,
            "iat": moment,
            "exp": moment + 300,
            "nonce": nonce,
            **self.claims,
        }
        wrong: dict[str, dict[str, Any]] = {
            "wrong audience": {"aud": "another-client"},
            "two audiences": {"aud": [CLIENT, "another-client"], "azp": "another-client"},
            "wrong issuer": {"iss": "https://elsewhere.example"},
            "wrong nonce": {"nonce": "of-another-try"},
            "too old": {"iat": moment - 900, "exp": moment - 600},
        }
        return claims | wrong.get(self.mood, {})


def new_key(name: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig", "alg": "RS256"})


def make_app(me: Identity, back: str) -> Flask:
    """The provider's pages: description, keys, the place to sign in, the place for tokens."""
    app = Flask("identity")

    class Grant(grants.AuthorizationCodeGrant):  # type: ignore[misc]
        TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic",)

        def save_authorization_code(self, code: str, asked: Any) -> None:
            sent = asked.payload.data
            me.codes[code] = Code(
                code,
                asked.payload.redirect_uri,
                asked.payload.scope,
                sent["nonce"],
                sent["code_challenge"],
                sent["code_challenge_method"],
            )

        def query_authorization_code(self, code: str, _: Any) -> Code | None:
            return me.codes.get(code)

        def delete_authorization_code(self, found: Code) -> None:
            del me.codes[found.code]

        def authenticate_user(self, _: Code) -> str:
            return "somebody"

    class OpenID(OpenIDCode):  # type: ignore[misc]
        def exists_nonce(self, nonce: str, _: Any) -> bool:
            return any(code.nonce == nonce for code in me.codes.values())

        def encode_id_token(self, _: Any, asked: Any) -> str:
            key = me.stranger if me.mood == "wrong signature" else me.key
            header = {"alg": "RS256", "kid": key.kid}
            claims = me.token_claims(asked.authorization_code.nonce)
            if me.mood == "not signed":
                return "eyJhbGciOiJub25lIn0." + jwt.encode(header, claims, key).split(".")[1] + "."
            return jwt.encode(header, claims, key)

    server = AuthorizationServer(app, lambda _: Client(back), lambda *_: None)
    server.register_grant(Grant, [OpenID(require_nonce=True), CodeChallenge(required=True)])

    @app.before_request
    def _be_moody() -> None:
        me.asked.append(request.path)
        if me.mood == f"slow at {request.path}":
            me.wake.wait(5)
        if me.mood == f"fault at {request.path}":
            abort(503)
        if me.mood == f"nonsense at {request.path}":
            abort(Response("<p>hello</p>", 200))

    @app.get("/.well-known/openid-configuration")
    def describe() -> dict[str, Any]:
        return {
            "issuer": "https://elsewhere.example" if me.mood == "other issuer" else me.address,
            "authorization_endpoint": f"{me.address}/authorize",
            "token_endpoint": f"{me.address}/token",
            "jwks_uri": f"{me.address}/keys",
        }

    @app.get("/keys")
    def keys() -> dict[str, Any]:
        return dict(KeySet([me.key]).as_dict(private=False))

    @app.get("/authorize")
    def authorize() -> Any:
        if me.mood == "denied":
            state = request.args["state"]
            return redirect(f"{back}?error=access_denied&error_description=no&state={state}")
        grant = server.get_consent_grant(end_user="somebody")
        return server.create_authorization_response(grant=grant, grant_user="somebody")

    @app.post("/token")
    def token() -> Any:
        return server.create_token_response()

    return app


@contextmanager
def serving(back: str) -> Iterator[Identity]:
    """The provider, on a free port until the block ends. It leads back to `back` alone."""
    me = Identity()
    http = make_server("127.0.0.1", 0, make_app(me, back), threaded=True)
    me.address = f"http://127.0.0.1:{http.server_port}"
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    try:
        yield me
    finally:
        me.wake.set()
        http.shutdown()
        http.server_close()
        thread.join()
