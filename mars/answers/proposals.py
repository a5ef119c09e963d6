"""Who may answer in whose place: what the pages about it show, and who is waiting for a yes."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from mars.colleagues import PROPOSED
from mars.database import db
from mars.domain.errors import NotFoundError
from mars.domain.inviting import (
    asked_person_may_confirm,
    can_name_colleague,
    names_at_once,
    say_ring,
)
from mars.links import OpenLink
from mars.partnership import policies
from mars.store.invitations import Invitation


@dataclass(frozen=True, slots=True)
class ColleaguePage:
    """Naming a colleague: whether that is possible, whose addresses count, who says yes."""

    agency: str
    domains: tuple[str, ...]
    can_name: bool
    at_once: bool
    """Whether the colleague is asked at once; else somebody has to say yes first."""
    code_helps: bool
    """Whether giving the code would make it at once."""
    ring: str


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """Somebody who would answer in another's place, to say yes or no to."""

    invitation_id: str
    agency: str
    instead_of: str
    name: str
    job: str
    email: str


def colleague(link: OpenLink, *, proved: bool) -> ColleaguePage:
    """Naming a colleague for this link's invitation. At most 6 queries.

    `proved`: the code that went to the address on file was given in this visit.
    """
    row = _invitation(link.invitation_id)
    domains = tuple(row.agency.domains.split())
    at_once = names_at_once(domains, proved=proved)
    return ColleaguePage(
        agency=row.agency.name,
        domains=domains,
        can_name=can_name_colleague(chain(row)),
        at_once=at_once,
        code_helps=not at_once and names_at_once(domains, proved=True),
        ring=say_ring(row.agency.name, row.agency.phone, policies().coordinator_phone),
    )


def chain(row: Invitation) -> list[str]:
    """The addresses an invitation was passed along, the present one first. 1 query a step back."""
    addresses = [row.email]
    earlier = row.deputy_for_id
    while earlier is not None:
        before = db.session.get_one(Invitation, earlier)
        addresses.append(before.email)
        earlier = before.deputy_for_id
    return addresses


def waiting_for(invitation_id: str) -> Invitation | None:
    """Who was named in place of this invited person and waits for a yes. 1 query."""
    return db.session.scalar(
        select(Invitation)
        .where(Invitation.deputy_for_id == invitation_id, PROPOSED)
        .execution_options(populate_existing=True)
    )


def by_link(link: OpenLink) -> ProposalPage:
    """Who would answer in place of the one this link went to. Raises NotFoundError. 2 queries."""
    row = _invitation(link.invitation_id)
    if not asked_person_may_confirm(row.agency.domains.split()):
        raise NotFoundError("Only the person who invites can say yes to this.")
    return _page(row)


def by_requester(supervision_id: str, invitation_id: str) -> ProposalPage:
    """Who would answer in place of this invited person. Raises NotFoundError. 2 queries."""
    row = _invitation(invitation_id)
    if row.supervision_id != supervision_id:
        raise NotFoundError("There is no such invitation.")
    return _page(row)


def _page(row: Invitation) -> ProposalPage:
    found = waiting_for(row.id)
    if found is None or row.ended_at is not None:
        raise NotFoundError("Nobody waits for a yes here, or not any more.")
    return ProposalPage(row.id, row.agency.name, row.name, found.name, found.job, found.email)


def _invitation(invitation_id: str | None) -> Invitation:
    row = db.session.scalar(
        select(Invitation)
        .where(Invitation.id == invitation_id)
        .options(joinedload(Invitation.agency))
    )
    if row is None:
        raise NotFoundError("There is no such invitation.")
    return row
