"""Every setting, read once from the environment into one frozen object. Knows no other module.

A setting has a default only if that default is right in production and fit to publish.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from mars.domain.errors import SettingError

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})
DOMAIN = re.compile(
    r"(?=.{3,253}\Z)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+"
)
ADDRESS = re.compile(r"[A-Za-z0-9._+'-]{1,64}@([A-Za-z0-9-]+\.)+[A-Za-z0-9-]{2,63}")
DOORS = frozenset({"staff", "guest"})
MAIL_SECURITY = frozenset({"starttls", "tls", "none"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What one MARS process needs to know. Made by `from_environment` alone."""

    base_url: str
    council_name: str
    staff_domains: tuple[str, ...]
    secret_key: str
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
    queue_url: str | None
    background: bool
    trusted_proxy: str | None
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
        given = _Given(os.environ if environment is None else environment)
        demonstration = given.yes_or_no("MARS_DEMONSTRATION", default=False)
        settings = cls(
            base_url=given.base_url("MARS_BASE_URL"),
            council_name=given.text("MARS_COUNCIL_NAME"),
            staff_domains=given.domains("MARS_STAFF_DOMAINS"),
            secret_key=given.secret("MARS_SECRET_KEY_FILE"),
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
            queue_url=given.optional("MARS_QUEUE_URL"),
            background=given.yes_or_no("MARS_BACKGROUND", default=True),
            trusted_proxy=given.network_address("MARS_TRUSTED_PROXY"),
            demonstration=demonstration,
            demonstration_mail=given.optional("MARS_DEMONSTRATION_MAIL") if demonstration else None,
        )
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
        if self.mail_password and not self.mail_username:
            raise SettingError("MARS_MAIL_PASSWORD needs MARS_MAIL_USERNAME as well.")
        if self.demonstration and (base_host not in LOOPBACK or self.mail_host not in LOOPBACK):
            raise SettingError(
                "MARS_DEMONSTRATION may be on only when MARS_BASE_URL and MARS_MAIL_HOST are on "
                "this machine."
            )


class _Given:
    """The environment, with one method per shape a setting can have."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def optional(self, name: str) -> str | None:
        return self._environment.get(name, "").strip() or None

    def text(self, name: str) -> str:
        value = self.optional(name)
        if value is None:
            raise SettingError(f"{name} is missing: set it and start MARS again.")
        if not value.isprintable():
            raise SettingError(f"{name} holds a character that cannot be printed.")
        return value

    def base_url(self, name: str) -> str:
        value = self.text(name).rstrip("/")
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path:
            raise SettingError(f"{name} must be like https://mars.council.example, without a path.")
        return value

    def domains(self, name: str) -> tuple[str, ...]:
        found = tuple(word.strip().lower() for word in self.text(name).split(",") if word.strip())
        for word in found:
            if not DOMAIN.fullmatch(word):
                raise SettingError(f"{name} must be domains with commas between them: not {word}.")
        return found

    def secret(self, name: str) -> str:
        path = Path(self.text(name))
        try:
            value = path.read_text(encoding="ascii").strip()
            readable_by_others = path.stat().st_mode & 0o077
        except (OSError, UnicodeDecodeError) as fault:
            raise SettingError(f"{name} names a file that cannot be read.") from fault
        if readable_by_others and os.name == "posix":
            raise SettingError(f"{name} names a file that others may read: chmod 600 it.")
        if len(value) < 43:
            raise SettingError(f"{name} must hold at least 43 characters: make one with mars key.")
        return value

    def database(self, name: str) -> str:
        value = self.text(name)
        if not re.match(r"(sqlite:///|postgresql(\+psycopg)?://)\S+\Z", value):
            raise SettingError(f"{name} must begin with sqlite:/// or postgresql://.")
        return value

    def words(self, name: str, known: frozenset[str], *, default: str) -> frozenset[str]:
        found = frozenset(w.strip() for w in (self.optional(name) or default).split(","))
        if not found <= known:
            raise SettingError(f"{name} may hold only: {', '.join(sorted(known))}.")
        return found

    def one_of(self, name: str, known: frozenset[str], *, default: str) -> str:
        value = self.optional(name) or default
        if value not in known:
            raise SettingError(f"{name} must be one of: {', '.join(sorted(known))}.")
        return value

    def port(self, name: str, *, default: int) -> int:
        value = self.optional(name) or str(default)
        if not (value.isascii() and value.isdigit() and 0 < int(value) < 65536):
            raise SettingError(f"{name} must be a port number from 1 to 65535.")
        return int(value)

    def address(self, name: str) -> str:
        value = self.text(name)
        if not ADDRESS.fullmatch(value):
            raise SettingError(f"{name} must be one e-mail address.")
        return value

    def network_address(self, name: str) -> str | None:
        value = self.optional(name)
        try:
            return str(ip_address(value)) if value else None
        except ValueError as fault:
            raise SettingError(f"{name} must be one IP address, like 127.0.0.1.") from fault

    def yes_or_no(self, name: str, *, default: bool) -> bool:
        value = self.optional(name)
        if value not in {None, "yes", "no"}:
            raise SettingError(f"{name} must be yes or no.")
        return default if value is None else value == "yes"
