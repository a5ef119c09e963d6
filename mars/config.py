"""Every setting, read once from the environment into one frozen object. Knows no other module.

A setting has a default only if that default is right in production and fit to publish.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from mars.domain.actors import Role
from mars.domain.errors import SettingError
from mars.shapes import LOOPBACK, Given

DOORS = frozenset({"staff", "guest"})
MAIL_SECURITY = frozenset({"starttls", "tls", "none"})
SIGN_IN = frozenset({"code", "oidc", "header"})
NO_ROLE = "practitioner"
OIDC_ROLES = frozenset({NO_ROLE, *Role})

SOMETIMES = frozenset(
    {
        "MARS_SIGN_IN_HEADER",
        "MARS_OIDC_ISSUER",
        "MARS_OIDC_TENANT",
        "MARS_OIDC_CLIENT_ID",
        "MARS_OIDC_CLIENT_SECRET_FILE",
        "MARS_OIDC_ROLES",
        "MARS_DEMONSTRATION_MAIL",
        "MARS_BOUNCE_PORT",
        "MARS_BOUNCE_USERNAME",
        "MARS_BOUNCE_PASSWORD_FILE",
        "MARS_BOUNCE_CA_FILE",
    }
)
"""Settings that only another setting makes count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityProvider:
    """The council's own sign-in service: where it is and what MARS is called there."""

    issuer: str
    tenant: str
    client_id: str
    client_secret: str = field(repr=False)
    roles: tuple[tuple[str, str], ...]
    """App roles, each with the role it gives here; `practitioner` gives only the way in."""

    @classmethod
    def read(cls, given: Given) -> "IdentityProvider":
        """From the variables of the sign-in service. Raises SettingError."""
        return cls(
            issuer=given.issuer("MARS_OIDC_ISSUER"),
            tenant=given.text("MARS_OIDC_TENANT"),
            client_id=given.text("MARS_OIDC_CLIENT_ID"),
            client_secret=given.secret("MARS_OIDC_CLIENT_SECRET_FILE", least=16),
            roles=given.pairs("MARS_OIDC_ROLES", OIDC_ROLES),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """The mailbox of MARS_MAIL_FROM, to which letters come back: where it can be read by IMAP."""

    host: str
    port: int
    username: str
    password: str = field(repr=False)
    ca_file: str | None

    @classmethod
    def read(cls, given: Given) -> "Mailbox | None":
        """From its variables; None without a host. Raises SettingError."""
        host = given.optional("MARS_BOUNCE_HOST")
        if host is None:
            return None
        return cls(
            host=host,
            port=given.port("MARS_BOUNCE_PORT", default=993),
            username=given.text("MARS_BOUNCE_USERNAME"),
            password=given.secret("MARS_BOUNCE_PASSWORD_FILE", least=1),
            ca_file=given.optional("MARS_BOUNCE_CA_FILE"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What one MARS process needs to know. Made by `from_environment` alone."""

    base_url: str
    council_name: str
    staff_domains: tuple[str, ...]
    secret_key: str
    keys_file: Path
    database_url: str
    doors: frozenset[str]
    mail_host: str
    mail_port: int
    mail_security: str
    mail_username: str | None
    mail_password: str | None
    mail_ca_file: str | None
    mail_from: str
    mail_reply_to: str
    bounces: Mailbox | None
    audit_head_to: str | None
    queue_url: str | None
    background: bool
    trusted_proxy: str | None
    sign_in: str
    sign_in_header: str | None
    provider: IdentityProvider | None
    demonstration: bool
    demonstration_mail: str | None

    @property
    def secure(self) -> bool:
        """Whether the site is served over https, so that cookies must be Secure."""
        return self.base_url.startswith("https://")

    @property
    def host(self) -> str:
        """The host name of the base URL, with its port if it has one."""
        return urlsplit(self.base_url).netloc

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Read and check every MARS_… variable.

        Raises SettingError with a sentence that names the first one missing or malformed.
        """
        given = Given(os.environ if environment is None else environment)
        demonstration = given.yes_or_no("MARS_DEMONSTRATION", default=False)
        sign_in = given.one_of("MARS_SIGN_IN", SIGN_IN, default="code")
        settings = cls(
            base_url=given.base_url("MARS_BASE_URL"),
            council_name=given.text("MARS_COUNCIL_NAME"),
            staff_domains=given.domains("MARS_STAFF_DOMAINS"),
            secret_key=given.secret("MARS_SECRET_KEY_FILE"),
            keys_file=Path(given.text("MARS_KEYS_FILE")),
            database_url=given.database("MARS_DATABASE_URL"),
            doors=given.words("MARS_DOORS", DOORS, default="staff,guest"),
            mail_host=given.text("MARS_MAIL_HOST"),
            mail_port=given.port("MARS_MAIL_PORT", default=587),
            mail_security=given.one_of("MARS_MAIL_SECURITY", MAIL_SECURITY, default="starttls"),
            mail_username=given.optional("MARS_MAIL_USERNAME"),
            mail_password=given.optional("MARS_MAIL_PASSWORD"),
            mail_ca_file=given.optional("MARS_MAIL_CA_FILE"),
            mail_from=given.address("MARS_MAIL_FROM"),
            mail_reply_to=given.address("MARS_MAIL_REPLY_TO"),
            bounces=Mailbox.read(given),
            audit_head_to=given.optional_address("MARS_AUDIT_HEAD_TO"),
            queue_url=given.queue("MARS_QUEUE_URL"),
            background=given.yes_or_no("MARS_BACKGROUND", default=True),
            trusted_proxy=given.network_address("MARS_TRUSTED_PROXY"),
            sign_in=sign_in,
            sign_in_header=given.header("MARS_SIGN_IN_HEADER") if sign_in == "header" else None,
            provider=IdentityProvider.read(given) if sign_in == "oidc" else None,
            demonstration=demonstration,
            demonstration_mail=given.optional("MARS_DEMONSTRATION_MAIL") if demonstration else None,
        )
        given.refuse_unknown(SOMETIMES)
        settings.check()
        return settings

    def check(self) -> None:
        """Refuse settings that are each well formed but wrong together. Raises SettingError."""
        base_host = urlsplit(self.base_url).hostname
        if not self.secure and base_host not in LOOPBACK:
            raise SettingError("MARS_BASE_URL must begin with https:// unless it is on localhost.")
        if self.mail_security == "none" and self.mail_host not in LOOPBACK:
            raise SettingError(
                "MARS_MAIL_SECURITY may be none only when MARS_MAIL_HOST is on this machine."
            )
        if self.sign_in == "header" and not self.trusted_proxy:
            raise SettingError(
                "MARS_SIGN_IN=header needs MARS_TRUSTED_PROXY: who sends the header?"
            )
        if self.mail_password and not self.mail_username:
            raise SettingError("MARS_MAIL_PASSWORD needs MARS_MAIL_USERNAME as well.")
        if self.demonstration and (base_host not in LOOPBACK or self.mail_host not in LOOPBACK):
            raise SettingError(
                "MARS_DEMONSTRATION may be on only when MARS_BASE_URL and MARS_MAIL_HOST are on "
                "this machine."
            )
