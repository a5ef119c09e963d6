"""The shapes a setting can have: reads one variable and says what is wrong with it."""

import os
import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import idna

from mars.domain.errors import SettingError

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})
DOMAIN = re.compile(
    r"(?=.{3,253}\Z)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+"
)
ADDRESS = re.compile(r"[A-Za-z0-9._+'-]{1,64}@([A-Za-z0-9-]+\.)+[A-Za-z0-9-]{2,63}")
ADDRESS_MOST = 254
CLOSE_KEY = "chmod 600 it, or 640 with the group of the user that runs MARS"
HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")


def is_address(text: str) -> bool:
    """Whether this is one e-mail address and nothing else."""
    return len(text) <= ADDRESS_MOST and ADDRESS.fullmatch(text) is not None


def as_a_labels(domain: str) -> str:
    """A domain as the mail system knows it: “münchen.example” is xn--mnchen-3ya.example.

    All that MARS keeps and compares is in this form, in lower case. Raises ValueError.
    """
    if domain.isascii():
        return domain.lower()
    return idna.encode(domain[:ADDRESS_MOST], uts46=True, std3_rules=True).decode()


def is_domain(text: str) -> bool:
    """Whether this is one e-mail domain, in letters of any script."""
    try:
        return DOMAIN.fullmatch(as_a_labels(text)) is not None
    except ValueError:
        return False


def as_address(text: str) -> str:
    """One address from another service, in lower case, its domain in A-labels; "" if it is none."""
    local, at, domain = text.strip().rpartition("@")
    try:
        address = f"{local}{at}{as_a_labels(domain)}".lower()
    except ValueError:
        return ""
    return address if is_address(address) else ""


def is_open_to_others(path: Path, *, group_may_read: bool = False) -> bool:
    """Whether anybody but its owner may read or change this file or folder. Raises OSError.

    `group_may_read`: the group that this process runs as may read it, and no other.
    """
    if os.name != "posix":
        return False
    seen = path.stat()
    ours = group_may_read and seen.st_gid in {os.getegid(), *os.getgroups()}
    return bool(seen.st_mode & (0o037 if ours else 0o077))


class Given:
    """The environment, with one method per shape a setting can have."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._asked: set[str] = set()

    def refuse_unknown(self, others: Iterable[str]) -> None:
        """Raise SettingError for a variable of MARS that is neither asked for nor in `others`."""
        known = self._asked.union(others)
        for name in sorted(self._environment):
            if name.startswith("MARS_") and name not in known:
                near = get_close_matches(name, known, n=1)
                cure = f"did you mean {near[0]}?" if near else "take it out."
                raise SettingError(f"{name} is no setting of MARS: {cure}")

    def optional(self, name: str) -> str | None:
        self._asked.add(name)
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
        words = [word.strip() for word in self.text(name).split(",") if word.strip()]
        for word in words:
            if not is_domain(word):
                raise SettingError(f"{name} must be domains with commas between them: not {word}.")
        return tuple(as_a_labels(word) for word in words)

    def secret(self, name: str, *, least: int = 43) -> str:
        path = Path(self.text(name))
        try:
            value = path.read_text(encoding="ascii").strip()
            is_open = is_open_to_others(path, group_may_read=True)
        except (OSError, UnicodeDecodeError) as fault:
            raise SettingError(f"{name} names a file that cannot be read.") from fault
        if is_open:
            raise SettingError(f"{name} names a file that others may read: {CLOSE_KEY}.")
        if len(value) < least:
            cure = ": make one with mars key" if least == 43 else ""
            raise SettingError(f"{name} must hold at least {least} characters{cure}.")
        return value

    def database(self, name: str) -> str:
        value = self.text(name)
        if not re.match(r"(sqlite:///|postgresql(\+psycopg)?://)\S+\Z", value):
            raise SettingError(f"{name} must begin with sqlite:/// or postgresql://.")
        return self.whole_path(name, value)

    def queue(self, name: str) -> str | None:
        value = self.optional(name)
        return self.whole_path(name, value) if value else None

    @staticmethod
    def whole_path(name: str, url: str) -> str:
        """`url`, if it names no file whose place depends on where MARS is started."""
        path = url.removeprefix("sqlite:///").partition("?")[0]
        if url.startswith("sqlite:") and path != ":memory:" and not Path(path).is_absolute():
            raise SettingError(f"{name} must name its file by the whole path: sqlite:////var/….")
        return url

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
        local, _, domain = value.rpartition("@")
        value = f"{local}@{as_a_labels(domain)}" if is_domain(domain) else value
        if not is_address(value):
            raise SettingError(f"{name} must be one e-mail address.")
        return value

    def optional_address(self, name: str) -> str | None:
        return self.address(name) if self.optional(name) else None

    def network_address(self, name: str) -> str | None:
        value = self.optional(name)
        try:
            return str(ip_address(value)) if value else None
        except ValueError as fault:
            raise SettingError(f"{name} must be one IP address, like 127.0.0.1.") from fault

    def header(self, name: str) -> str:
        value = self.text(name)
        if not HEADER.fullmatch(value):
            raise SettingError(f"{name} must be the name of a header, like X-Remote-User.")
        return value

    def issuer(self, name: str) -> str:
        value = self.text(name)
        parts = urlsplit(value)
        is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
        if not is_safe or not parts.hostname or parts.query or parts.fragment:
            raise SettingError(f"{name} must be an address that begins with https://.")
        return value

    def pairs(self, name: str, known: frozenset[str]) -> tuple[tuple[str, str], ...]:
        found = []
        for word in self.text(name).split(","):
            given, _, meant = (part.strip() for part in word.rpartition(":"))
            if not given or meant not in known:
                raise SettingError(
                    f"{name} must be like App.Role:administrator, with commas between them. After "
                    f"the colon may stand: {', '.join(sorted(known))}."
                )
            found.append((given, meant))
        return tuple(found)

    def yes_or_no(self, name: str, *, default: bool) -> bool:
        value = self.optional(name)
        if value not in {None, "yes", "no"}:
            raise SettingError(f"{name} must be yes or no.")
        return default if value is None else value == "yes"
