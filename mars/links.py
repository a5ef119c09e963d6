"""The guest door's links: mint, open, revoke. Only a hash is kept; a link dies with its step."""

import hashlib
import secrets
import string
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app
from sqlalchemy import ColumnElement, CursorResult, bindparam, exists, func, or_, select, update

from mars import discretion
from mars.clock import now
from mars.database import db
from mars.domain.actors import Purpose
from mars.domain.answering import NominationState
from mars.domain.statuses import Status
from mars.store.doors import EndedVisit, Link
from mars.store.invitations import Invitation
from mars.store.meetings import Receipt
from mars.store.supervisions import Nomination, Supervision

ALPHABET = string.ascii_letters + string.digits
TOKEN_LENGTH = 43  # 43 letters and digits hold 256 bits
LIFETIME = timedelta(days=180)

OPEN_WHILE: dict[Purpose, frozenset[Status]] = {
    Purpose.ANSWER: frozenset({Status.ASKED, Status.ARRANGED}),
    Purpose.FACILITATE: frozenset({Status.ASKED, Status.ARRANGED, Status.HELD, Status.SUMMARISED}),
    Purpose.READ: frozenset({Status.SUMMARISED}),
    Purpose.CONFIRM: frozenset({Status.ASKED, Status.ARRANGED}),
}
"""A link opens only while the supervision stands at one of these."""

OVER_WHILE: dict[Purpose, frozenset[Status]] = {
    Purpose.ANSWER: frozenset({Status.HELD, Status.SUMMARISED}),
}
"""Here it opens only the page that says that the session is over."""

_WHO, _WHAT = ("invited", "nominee", "requester"), ("name", "email")


@dataclass(frozen=True, slots=True)
class OpenLink:
    """A link that opens: what for, about which supervision, and to whom it was sent."""

    id: str
    purpose: Purpose
    supervision_id: str
    reference: str
    status: Status
    invitation_id: str | None
    nomination_id: str | None
    receipt_id: str | None
    discreet: bool
    """Whether everybody involved is asked not to speak to the family."""
    name: str
    email: str

    @property
    def is_over(self) -> bool:
        """Whether all that it opens is the page that says that the session is over."""
        return self.status not in OPEN_WHILE[self.purpose]


def mint(
    purpose: Purpose,
    supervision_id: str,
    *,
    invitation_id: str | None = None,
    nomination_id: str | None = None,
    receipt_id: str | None = None,
) -> str:
    """A new link for one letter, added to the open transaction. Returns its full address."""
    token = "".join(secrets.choice(ALPHABET) for _ in range(TOKEN_LENGTH))
    moment = now()
    db.session.add(
        Link(
            token_hash=_hash(token),
            purpose=purpose,
            supervision_id=supervision_id,
            invitation_id=invitation_id,
            nomination_id=nomination_id,
            receipt_id=receipt_id,
            created_at=moment,
            expires_at=moment + LIFETIME,
        )
    )
    return f"{current_app.config['MARS'].base_url}/a/{token}"


def find_by_token(token: str) -> OpenLink | None:
    """The link of this token if it opens now, be it only the page that says that it is over.

    None for unknown, expired, revoked or finished.
    """
    if len(token) != TOKEN_LENGTH or not set(token) <= set(ALPHABET):
        return None
    return _first("", Link.token_hash == _hash(token), over=True)


def find_by_id(link_id: str, visit: str = "", *, over: bool = False) -> OpenLink | None:
    """The link of this key if it opens now, and unless this guest's visit was ended.

    `over`: also if all that it opens is the page that says that the session is over.
    """
    return _first(visit, Link.id == link_id, over=over)


def find_facilitating(link_ids: list[str], reference: str, visit: str = "") -> OpenLink | None:
    """Of these links, one that opens now for the facilitator of the supervision `reference`.

    None if this guest's visit was ended.
    """
    return _first(
        visit,
        Link.id.in_(link_ids),
        Link.purpose == Purpose.FACILITATE,
        Supervision.reference == reference,
        Nomination.state == NominationState.ACCEPTED,
    )


def revoke(
    *,
    supervision_id: str | None = None,
    invitation_id: str | None = None,
    nomination_id: str | None = None,
    receipt_id: str | None = None,
) -> None:
    """Revoke every live link of the one thing named, in the open transaction."""
    wanted = {
        Link.supervision_id: supervision_id,
        Link.invitation_id: invitation_id,
        Link.nomination_id: nomination_id,
        Link.receipt_id: receipt_id,
    }
    [(column, value)] = [(c, v) for c, v in wanted.items() if v is not None]
    db.session.execute(
        update(Link).where(column == value, Link.revoked_at.is_(None)).values(revoked_at=now())
    )


def revoke_all() -> int:
    """Revoke every live link there is, in the open transaction. Returns how many."""
    result = db.session.execute(
        update(Link).where(Link.revoked_at.is_(None)).values(revoked_at=now())
    )
    return result.rowcount if isinstance(result, CursorResult) else 0


def are_closed(subject_id: str) -> bool:
    """Whether this invitation, nomination or receipt had links and all of them are revoked."""
    total, live = db.session.execute(
        select(func.count(), func.count().filter(Link.revoked_at.is_(None))).where(
            or_(
                Link.invitation_id == subject_id,
                Link.nomination_id == subject_id,
                Link.receipt_id == subject_id,
            )
        )
    ).one()
    return bool(total) and not live


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


# Built once: to build it takes longer than to ask it, and each request of a guest asks.
_OPEN = (
    select(
        Link.id,
        Link.purpose,
        Link.supervision_id,
        Supervision.reference,
        Supervision.status,
        Link.invitation_id,
        Link.nomination_id,
        Link.receipt_id,
        discretion.is_asked(Link.supervision_id).label("discreet"),
        Invitation.name.label("invited_name"),
        Nomination.name.label("nominee_name"),
        Supervision.requester_name,
        Invitation.email.label("invited_email"),
        Nomination.email.label("nominee_email"),
        Supervision.requester_email,
    )
    .join(Supervision, Supervision.id == Link.supervision_id)
    .outerjoin(Receipt, Receipt.id == Link.receipt_id)
    .outerjoin(
        Invitation,
        Invitation.id == func.coalesce(Link.invitation_id, Receipt.invitation_id),
    )
    .outerjoin(Nomination, Nomination.id == Link.nomination_id)
    .where(
        Link.revoked_at.is_(None),
        Link.expires_at > bindparam("moment"),
        ~exists().where(EndedVisit.visit == bindparam("visit")),
        Invitation.ended_at.is_(None),
        func.coalesce(Nomination.state, NominationState.ASKED.value).in_(
            [NominationState.ASKED.value, NominationState.ACCEPTED.value]
        ),
    )
    .limit(1)
)
"""Links neither revoked nor expired whose invitation or nomination is still open."""


def _first(visit: str, *where: ColumnElement[bool], over: bool = False) -> OpenLink | None:
    known = {"moment": now(), "visit": visit}
    row = db.session.execute(_OPEN.where(*where), known).first()
    if row is None:
        return None
    late = OVER_WHILE.get(row.purpose, frozenset()) if over else frozenset()
    if row.status not in OPEN_WHILE[row.purpose] | late:
        return None
    columns = row._asdict()
    names, addresses = ([columns.pop(f"{who}_{what}") for who in _WHO] for what in _WHAT)
    return OpenLink(**columns, name=_sent_to(names), email=_sent_to(addresses))


def _sent_to(of_each: list[str | None]) -> str:
    """What is known of the invited, else of the facilitator, else of the requester."""
    return next((one for one in of_each if one is not None), "")
