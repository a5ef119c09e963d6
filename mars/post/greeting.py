"""How a letter begins: whether it may say its reader's name, and what it warns of.

Only a name that the council's own people stand for is said.

A guest who names a colleague could write anything there, and our letter would say it to a stranger.
"""

from dataclasses import replace

from sqlalchemy import func, select, union_all

from mars import discretion
from mars.database import db
from mars.domain.inviting import same_address
from mars.post.letters import Letter, Recipient, plain
from mars.store.invitations import Invitation
from mars.store.people import Facilitator, Lead, Person


def greeted(letter: Letter) -> Letter:
    """The letter, without its reader's name if a guest typed that. 1 query, 2 about a colleague."""
    to = letter.to
    if letter.about is None or not to.name or not to.is_known:
        return letter
    named_by_guest = db.session.scalar(
        select(Invitation.id).where(
            Invitation.supervision_id == letter.supervision_id,
            Invitation.email == to.address,
            Invitation.deputy_for_id.is_not(None),
        )
    )
    if named_by_guest is None or is_listed(to.name, to.address):
        return letter
    return replace(letter, to=Recipient("", to.address))


def warned(letter: Letter) -> Letter:
    """The letter, asking not to speak to the family where telling it is not safe. 1 query."""
    if letter.supervision_id is None or not discretion.is_asked_about(letter.supervision_id):
        return letter
    return replace(letter, discreet=True)


def name_to_say(invitation: Invitation, or_else: str = "a colleague of yours") -> str:
    """What a letter to somebody else calls who was asked. 1 query about a colleague."""
    if invitation.deputy_for_id is None or is_listed(invitation.name, invitation.email):
        return invitation.name
    return or_else


def who_of_which(invitation: Invitation) -> str:
    """The same to those who asked, with the agency: “Joan Petrie (Family Charity)”."""
    name = plain(name_to_say(invitation, "Somebody"))
    return f"{name} ({plain(invitation.agency.name)})"


def is_listed(name: str, address: str) -> bool:
    """Whether staff keep this address under this name: as a lead, a facilitator, or themselves."""
    kept = union_all(
        *(
            select(table.name, table.email).where(func.lower(table.email) == address.lower())
            for table in (Lead, Facilitator, Person)
        )
    )
    return any(
        plain(row.name).casefold() == plain(name).casefold() and same_address(row.email, address)
        for row in db.session.execute(kept)
    )
