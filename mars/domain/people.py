"""What an address says of a person: whether they are staff here, and what they may be called."""

import re
from collections.abc import Iterable

from mars.domain.called import fit_name
from mars.domain.errors import InvalidError

NOBODY_YET = "New colleague"
_PARTS = re.compile(r"[._+-]+")


def check_staff_address(email: str, domains: Iterable[str]) -> None:
    """Only addresses of the council's own domains sign in. Raises InvalidError on field email."""
    listed = tuple(domains)
    if email.rpartition("@")[2].lower() not in listed:
        known = " or ".join(f"@{domain}" for domain in listed)
        raise InvalidError(
            f"Enter your work address at the council, ending in {known}. If you work elsewhere, "
            "you need not sign in: use the link in the e-mail that MARS sent you.",
            field="email",
        )


def name_from_address(email: str) -> str:
    """What somebody may be called until they say it themselves: “Kim Lamb” of kim.lamb2@…."""
    words = (word.strip("0123456789") for word in _PARTS.split(email.partition("@")[0]))
    return fit_name(" ".join(word[:1].upper() + word[1:] for word in words)) or NOBODY_YET


def check_can_lose(administrators: int) -> None:
    """Somebody must be left who looks after people. Raises InvalidError."""
    if administrators < 2:
        raise InvalidError(
            "This is the only administrator. Make somebody else an administrator first."
        )


def check_can_be_disabled(is_oneself: bool) -> None:
    """Nobody shuts themselves out by mistake. Raises InvalidError."""
    if is_oneself:
        raise InvalidError("You cannot disable yourself. Ask another administrator.")
