"""Who gives a role. A role opens what one person alone must not open for somebody: it takes two."""

from collections.abc import Collection

from mars.domain.actors import Actor, ActorKind, Role
from mars.domain.errors import InvalidError, NotNowError
from mars.domain.inviting import same_address

CONFIRMING = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})
"""Whoever holds one of these may confirm what somebody else proposed."""
ON_THE_MACHINE = "mars person add"


def is_oneself(actor: Actor, person_id: str, email: str) -> bool:
    """Whether this is the actor, under whatever spelling of the address."""
    return actor.id == person_id or same_address(actor.email, email)


def check_not_own_roles(is_own: bool) -> None:
    """Nobody changes their own roles. Raises InvalidError."""
    if is_own:
        raise InvalidError("You cannot change your own roles. Ask another administrator")


def gives_alone(actor: Actor) -> bool:
    """Whether what the actor gives counts at once: a coordinator, or the machine's command line."""
    return actor.kind is ActorKind.CLOCK or Role.COORDINATOR in actor.roles


def check_can_be_confirmed(others: int) -> None:
    """Somebody else must be there to confirm. `others`: how many. Raises InvalidError."""
    if not others:
        raise InvalidError(
            "A role takes a second administrator or a coordinator to confirm it, and there is "
            f"none. Whoever runs MARS can give it on the machine: {ON_THE_MACHINE}"
        )


def check_can_confirm(proposed: Collection[Role], *, is_proposer: bool, is_own: bool) -> None:
    """Somebody else than the one who proposed and the one concerned. Raises InvalidError, or
    NotNowError when nothing waits."""
    if not proposed:
        raise NotNowError("No role of this person waits to be confirmed.")
    if is_proposer:
        raise InvalidError("You proposed this yourself. Somebody else must confirm it")
    if is_own:
        raise InvalidError("This is about you. Somebody else must confirm it")


def check_not_for_oneself(
    actor: Actor, added: Collection[str], domains: Collection[str], *, field: str = ""
) -> None:
    """Whoever may not read requests does not make herself one who is asked, by the directory.

    `added`: the addresses of new leads; `domains`: the new mail domains of an agency. Raises
    InvalidError on `field`.
    """
    if Role.COORDINATOR in actor.roles:
        return
    if any(same_address(actor.email, address) for address in added):
        raise InvalidError(
            "This is your own address. Ask a coordinator to enter it", field=field or None
        )
    if actor.email.rpartition("@")[2] in domains:
        raise InvalidError(
            "This is the domain of your own address. Ask a coordinator to enter it",
            field="domains",
        )
