"""The council's own sign-in service (OpenID Connect): the way there, and what comes back.

Knows addresses, keys and claims; never the database, never what a person may do.
"""

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import requests
from authlib.common.security import generate_token
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from flask import current_app
from joserfc import jwt
from joserfc.errors import BadSignatureError, ClaimError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from mars.clock import now
from mars.config import IdentityProvider
from mars.domain.actors import Role
from mars.domain.called import fit_name
from mars.domain.people import name_from_address
from mars.domain.signing_in import Account, Refusal, SignInRefusedError
from mars.shapes import as_address
from mars.web.cleaning import visible

SECONDS = (3.0, 5.0)
"""So long a connection may take, and then each part of an answer."""
FRESH = 3600.0
LEEWAY = 60
ALGORITHMS = ("RS256", "PS256", "ES256")
_KEY = re.compile(r"[A-Za-z0-9._-]{1,90}")
_WRONG = {
    "iss": Refusal.WRONG_ISSUER,
    "aud": Refusal.WRONG_AUDIENCE,
    "azp": Refusal.WRONG_AUDIENCE,
    "nonce": Refusal.WRONG_ANSWER,
    "exp": Refusal.TOO_OLD,
    "iat": Refusal.TOO_OLD,
    "nbf": Refusal.TOO_OLD,
}


@dataclass(frozen=True, slots=True)
class Journey:
    """One way to the service and back: its address, and what only this browser knows."""

    address: str
    state: str
    nonce: str
    verifier: str


class Provider:
    """The service as it describes itself: asked once an hour, its keys when a new one signs."""

    def __init__(self, settings: IdentityProvider, back: str) -> None:
        """`back`: the address of MARS to which the service leads back."""
        self.settings = settings
        self._back = back
        self._described: tuple[float, dict[str, Any]] | None = None
        self._keys: KeySet | None = None

    def begin(self) -> Journey:
        """The way there. Raises SignInRefusedError."""
        with self._client() as client:
            endpoint = self._describe(client)["authorization_endpoint"]
            nonce, verifier = generate_token(32), generate_token(64)
            address, state = client.create_authorization_url(
                endpoint, state=generate_token(32), nonce=nonce, code_verifier=verifier
            )
        return Journey(address, state, nonce, verifier)

    def finish(self, code: str, nonce: str, verifier: str) -> Account:
        """Who came back with this code. Raises SignInRefusedError."""
        with self._client() as client:
            token = client.fetch_token(
                self._describe(client)["token_endpoint"],
                grant_type="authorization_code",
                code=code,
                code_verifier=verifier,
                allow_redirects=False,
            )
            claims = self._read(client, token["id_token"])
            options = {
                "iss": {"essential": True, "value": self.settings.issuer},
                "aud": {"essential": True, "value": self.settings.client_id},
            }
            params = {"nonce": nonce, "client_id": self.settings.client_id}
            params["access_token"] = token.get("access_token")
            checked = CodeIDToken(claims.claims, claims.header, options, params)
            checked.validate(now=int(now().timestamp()), leeway=LEEWAY)
        return _account(checked, self.settings)

    def _read(self, client: OAuth2Session, token: str) -> jwt.Token:
        """The claims, if a key of the service signed them. New keys are fetched once if need be."""
        if self._keys is not None:
            try:
                return jwt.decode(token, self._keys, ALGORITHMS)
            except (InvalidKeyIdError, BadSignatureError):
                self._keys = None
        self._keys = KeySet.import_key_set(_get(client, self._describe(client)["jwks_uri"]))
        return jwt.decode(token, self._keys, ALGORITHMS)

    def _describe(self, client: OAuth2Session) -> dict[str, Any]:
        if self._described and time.monotonic() - self._described[0] < FRESH:
            return self._described[1]
        issuer = self.settings.issuer
        found: dict[str, Any] = _get(
            client, f"{issuer.rstrip('/')}/.well-known/openid-configuration"
        )
        if found["issuer"] != issuer:
            raise SignInRefusedError(Refusal.WRONG_ISSUER)
        scheme = issuer.partition(":")[0]
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not found[name].startswith(f"{scheme}://"):
                raise SignInRefusedError(Refusal.NOT_UNDERSTOOD)
        self._described = (time.monotonic(), found)
        return found

    @contextmanager
    def _client(self) -> Iterator[OAuth2Session]:
        """A client whose every fault becomes a reason with a page."""
        try:
            with OAuth2Session(
                self.settings.client_id,
                self.settings.client_secret,
                scope="openid profile email",
                redirect_uri=self._back,
                code_challenge_method="S256",
                default_timeout=SECONDS,
            ) as client:
                yield client
        except (requests.JSONDecodeError, KeyError, TypeError, ValueError, AttributeError):
            raise SignInRefusedError(Refusal.NOT_UNDERSTOOD) from None
        except requests.Timeout:
            raise SignInRefusedError(Refusal.SLOW) from None
        except requests.RequestException:
            raise SignInRefusedError(Refusal.DOWN) from None
        except OAuthError:
            raise SignInRefusedError(Refusal.SAID_NO) from None
        except ClaimError as fault:
            reason = _WRONG.get(fault.claim, Refusal.NOT_UNDERSTOOD)
            raise SignInRefusedError(reason) from None
        except JoseError:
            raise SignInRefusedError(Refusal.WRONG_SIGNATURE) from None


def find() -> Provider | None:
    """The service of this application's settings, if staff sign in by one."""
    settings = current_app.config["MARS"]
    if settings.provider is None:
        return None
    known = current_app.extensions.get("mars_provider")
    if isinstance(known, Provider) and known.settings is settings.provider:
        return known
    made = Provider(settings.provider, f"{settings.base_url}/sign-in/back")
    current_app.extensions["mars_provider"] = made
    return made


def _get(client: OAuth2Session, address: str) -> Any:
    answer = client.get(address, withhold_token=True, allow_redirects=False)
    answer.raise_for_status()
    return answer.json()


def _account(claims: Mapping[str, Any], settings: IdentityProvider) -> Account:
    tenant, number = str(claims.get("tid", "")), str(claims.get("oid", ""))
    if tenant != settings.tenant:
        raise SignInRefusedError(Refusal.WRONG_TENANT)
    if not _KEY.fullmatch(tenant) or not _KEY.fullmatch(number):
        raise SignInRefusedError(Refusal.NOT_UNDERSTOOD)
    email = as_address(str(claims.get("email") or claims.get("preferred_username") or ""))
    if not email:
        raise SignInRefusedError(Refusal.WRONG_ADDRESS)
    given = claims.get("roles", [])
    meant = {role for name, role in settings.roles if isinstance(given, list) and name in given}
    if not meant:
        raise SignInRefusedError(Refusal.NO_ROLE)
    name = fit_name(visible(str(claims.get("name") or "")))
    roles = frozenset(role for role in Role if role.value in meant)
    return Account(f"{tenant}:{number}", email, name or name_from_address(email), roles)
