"""Who is visiting: keeps a signed-in person and a guest's opened links in the session cookie."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network

from flask import request, session
from sqlalchemy import select

from mars.clock import now
from mars.codes import new_browser
from mars.database import db
from mars.domain.actors import Actor, ActorKind, Role
from mars.links import OpenLink
from mars.store.people import Person
from mars.web import htmx

STAFF_IDLE, STAFF_MOST = timedelta(minutes=30), timedelta(hours=10)
GUEST_IDLE, GUEST_MOST = timedelta(minutes=30), timedelta(hours=4)
LINKS_MOST = 20


def browser() -> str:
    """This browser's random mark, made when first needed."""
    if "browser" not in session:
        session["browser"] = new_browser()
    return str(session["browser"])


def sign_in(person_id: str) -> None:
    """Begin a signed-in visit in a fresh session; a guest's opened links are kept."""
    links = session.get("links", {})
    session.clear()
    session["links"] = links
    session["person"] = {"id": person_id, "since": _stamp(), "seen": _stamp()}


def sign_out() -> None:
    """End the visit and forget everything, opened links too."""
    session.clear()


def find_signed_in() -> Actor | None:
    """The signed-in person as they are in the directory now; None when timed out or disabled."""
    kept = session.get("person")
    if not isinstance(kept, dict) or not _is_fresh(kept, STAFF_IDLE, STAFF_MOST):
        session.pop("person", None)
        return None
    person = db.session.execute(
        select(Person.id, Person.name, Person.email, Person.roles).where(
            Person.id == kept["id"], Person.disabled_at.is_(None)
        )
    ).first()
    if person is None:
        session.pop("person", None)
        return None
    if not htmx.is_asked_by_itself():
        session["person"] = kept | {"seen": _stamp()}
    roles = frozenset(Role(word) for word in person.roles.split())
    return Actor(ActorKind.STAFF, person.id, person.name, person.email, roles)


def open_link(link: OpenLink) -> None:
    """Remember that this browser came by this link; a code given too long ago counts no more."""
    kept = {key: session["links"][key] for key in opened_links()[-LINKS_MOST:]}
    fresh = {"since": _stamp(), "proved": False}
    kept[link.id] = fresh | kept.get(link.id, {}) | {"seen": _stamp()}
    session["links"] = kept


def prove(link_id: str) -> None:
    """Remember that the e-mailed code for this link was given in this browser."""
    session["links"] = session["links"] | {link_id: session["links"][link_id] | {"proved": True}}


def opened_links() -> list[str]:
    """The links this browser opened that have not timed out."""
    return [
        link_id
        for link_id, kept in session.get("links", {}).items()
        if _is_fresh(kept, GUEST_IDLE, GUEST_MOST)
    ]


def has_proved(link_id: str) -> bool:
    """Whether this link's code was given in this browser."""
    return bool(session.get("links", {}).get(link_id, {}).get("proved"))


def touch(link_id: str) -> None:
    """Note that the guest is still here."""
    kept = session["links"][link_id]
    session["links"] = session["links"] | {link_id: kept | {"seen": _stamp()}}


def guest(link: OpenLink) -> Actor:
    """The actor that a link's holder is."""
    return Actor(ActorKind.GUEST, link.id, link.name, link.email)


def network() -> str:
    """Where the request comes from: its address; of an IPv6 address the part of one household."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    return str(ip_network((address, 64), strict=False) if address.version == 6 else address)


def _stamp() -> int:
    return int(now().timestamp())


def _is_fresh(kept: dict[str, object], idle: timedelta, most: timedelta) -> bool:
    moment = now()
    since, seen = (datetime.fromtimestamp(int(str(kept[k])), UTC) for k in ("since", "seen"))
    return moment - seen <= idle and moment - since <= most
