"""Who may be asked for an agency: one person once, at the agency's own addresses. Knows no form."""

import unicodedata
from collections.abc import Iterable

from mars.domain.errors import InvalidError

CHAIN_MOST = 3


def same_address(one: str, other: str) -> bool:
    """Whether two e-mail addresses reach one person: capitals and a “+tag” make no difference."""
    return _plain(one) == _plain(other)


def in_domains(address: str, domains: Iterable[str]) -> bool:
    """Whether the address is of one of the domains. An agency that lists none takes any address."""
    listed = {domain.casefold() for domain in domains}
    return not listed or _plain(address).rpartition("@")[2] in listed


def check_can_invite(
    address: str,
    *,
    agency: str,
    domains: Iterable[str],
    others: Iterable[str],
    requester: str,
    facilitator: str = "",
    ring: str = "",
    field: str = "email",
) -> None:
    """Raise InvalidError on `field` if this address may not be asked for this agency.

    `agency` is its name and `domains` the e-mail domains it lists. `others` are the addresses asked
    already, `facilitator` the one asked to facilitate ("" if none). `ring` completes the cure
    (“Ring 01632 960100”); "" leaves it out. Source: local setting; security of the guest door.
    """
    listed = tuple(domains)
    if same_address(address, requester):
        raise InvalidError(
            "This is the address of the person who asks. Enter somebody else", field=field
        )
    if facilitator and same_address(address, facilitator):
        raise InvalidError(
            "This person is asked to facilitate. Somebody else must speak for the agency",
            field=field,
        )
    if any(same_address(address, other) for other in others):
        raise InvalidError(
            "This person is asked already. Enter somebody else or leave this row out", field=field
        )
    if not in_domains(address, listed):
        cure = f". {ring} if that has changed" if ring else ""
        raise InvalidError(
            f"{agency} uses addresses that end in {_either(listed)}{cure}", field=field
        )


def can_invite(
    address: str,
    *,
    agency: str,
    domains: Iterable[str],
    others: Iterable[str],
    requester: str,
    facilitator: str = "",
) -> bool:
    """Whether this address may be asked for this agency: the same rule as `check_can_invite`."""
    try:
        check_can_invite(
            address,
            agency=agency,
            domains=domains,
            others=others,
            requester=requester,
            facilitator=facilitator,
        )
    except InvalidError:
        return False
    return True


def say_ring(agency: str, agency_phone: str, coordinator_phone: str) -> str:
    """Whom to ring about an address, without a full stop: the agency, else the coordinator."""
    if agency_phone:
        return f"Ring {agency} on {agency_phone}"
    if coordinator_phone:
        return f"Ring the coordinator on {coordinator_phone}"
    return "Ring the coordinator"


def _plain(address: str) -> str:
    name, _, domain = unicodedata.normalize("NFC", address.strip()).casefold().rpartition("@")
    return f"{name.partition('+')[0]}@{domain}"


def _either(domains: tuple[str, ...]) -> str:
    endings = [f"@{domain}" for domain in domains]
    return " or ".join(filter(None, [", ".join(endings[:-1]), endings[-1]]))
