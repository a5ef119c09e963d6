"""Who may be asked for an agency: one person once, at the agency's own addresses. Knows no form."""

import unicodedata
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from mars.domain.errors import InvalidError, NotNowError
from mars.domain.statuses import Status

CHAIN_MOST = 3
REST = timedelta(hours=1)
"""So long after MARS wrote to somebody nobody can ask them again by it. Local setting."""

INVITING = frozenset({Status.ASKED, Status.ARRANGED})
"""While a supervision stands here, people are asked and may answer or change their answer."""


def same_address(one: str, other: str) -> bool:
    """Whether two e-mail addresses reach one person: capitals and a “+tag” make no difference."""
    return plain_address(one) == plain_address(other)


def in_domains(address: str, domains: Iterable[str]) -> bool:
    """Whether the address is of one of the domains. An agency that lists none takes any address."""
    listed = {domain.casefold() for domain in domains}
    return not listed or plain_address(address).rpartition("@")[2] in listed


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


def check_still_inviting(status: Status) -> None:
    """Raise NotNowError once the session is over or the request has ended, or before it is sent."""
    if status not in INVITING:
        raise NotNowError(f"This is not possible now: the request stands at “{status.label}”.")


def check_not_begun(starts_at: datetime | None, moment: datetime) -> None:
    """Raise NotNowError once the session has begun; None: its date is not fixed yet."""
    if has_begun(starts_at, moment):
        raise NotNowError("The session has begun, so answers cannot be changed any more.")


def has_begun(starts_at: datetime | None, moment: datetime) -> bool:
    """Whether the session has begun: the same rule as `check_not_begun`."""
    return starts_at is not None and starts_at <= moment


def check_can_ask_again(name: str, written_at: datetime | None, moment: datetime) -> None:
    """Raise InvalidError if MARS wrote to this person within the last hour; None: never."""
    if not can_ask_again(written_at, moment):
        raise InvalidError(
            f"MARS wrote to {name} within the last hour. Ring them, or wait a little", field="who"
        )


def can_ask_again(written_at: datetime | None, moment: datetime) -> bool:
    """Whether they can be asked again: the same rule as `check_can_ask_again`."""
    return written_at is None or written_at <= moment - REST


def check_new_address(address: str, present: str) -> None:
    """Raise InvalidError if the corrected address is the one that MARS has."""
    if same_address(address, present):
        raise InvalidError("This is the address that we have. Enter the right one", field="email")


def check_can_name_colleague(
    address: str, earlier: Collection[str], *, ring: str = "", field: str = "email"
) -> None:
    """Raise InvalidError if the chain of colleagues is too long or `address` is already part of it.

    `earlier`: the addresses of the chain so far, the present one included. Source: local setting.
    """
    if len(earlier) > CHAIN_MOST:
        cure = f". {ring}" if ring else ""
        raise InvalidError(f"This invitation was passed on {CHAIN_MOST} times already{cure}")
    if any(same_address(address, other) for other in earlier):
        raise InvalidError(
            "This person was asked already and passed it on, or it is you. Enter somebody else",
            field=field,
        )


def can_name_colleague(earlier: Collection[str]) -> bool:
    """Whether the invitation may be passed on once more: the length of the same rule."""
    return len(earlier) <= CHAIN_MOST


def names_at_once(domains: Iterable[str], *, proved: bool) -> bool:
    """Whether a colleague who is named is asked at once, and not only proposed.

    `proved`: the code that went to the address on file was given in this visit. A link alone can be
    forwarded, and where an agency lists no domains nothing vouches for an address: then somebody
    has to say yes before a new person gets a link. Source: security of the guest door.
    """
    return proved and bool(tuple(domains))


def asked_person_may_confirm(domains: Iterable[str]) -> bool:
    """Whether the one who was asked may say yes to a proposal; the requester always may."""
    return bool(tuple(domains))


def check_not_proposed(is_waiting: bool) -> None:
    """Raise InvalidError if somebody was named already and nobody has said yes or no yet."""
    if is_waiting:
        raise InvalidError(
            "Somebody was named already, and we are waiting for a yes. Ring the person who "
            "invites if it should be somebody else"
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


def plain_address(address: str) -> str:
    """An e-mail address as it is compared: without capitals and without a “+tag”."""
    name, _, domain = unicodedata.normalize("NFC", address.strip()).casefold().rpartition("@")
    return f"{name.partition('+')[0]}@{domain}"


def _either(domains: tuple[str, ...]) -> str:
    endings = [f"@{domain}" for domain in domains]
    return " or ".join(filter(None, [", ".join(endings[:-1]), endings[-1]]))
