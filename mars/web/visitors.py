"""Who is visiting: keeps a signed-in person and a guest's opened links in the session cookie."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import Any

from flask import current_app, request, session
from sqlalchemy import bindparam, exists, select

from mars.clock import now
from mars.codes import new_browser
from mars.database import db
from mars.domain.actors import Actor, ActorKind, Role
from mars.links import OpenLink
from mars.store.doors import EndedVisit
from mars.store.people import Person
from mars.web import htmx, proxy

STAFF_IDLE, STAFF_MOST = timedelta(minutes=30), timedelta(hours=10)
GUEST_IDLE, GUEST_MOST = timedelta(minutes=30), timedelta(hours=4)
LINKS_MOST = 20

# Built once: to build it takes longer than to ask it, and each request asks.
_SIGNED_IN = select(Person.id, Person.name, Person.email, Person.roles, Person.signed_out_at).where(
    Person.id == bindparam("person"),
    Person.disabled_at.is_(None),
    ~exists().where(EndedVisit.visit == bindparam("visit")),
)


def browser() -> str:
    """This browser's random mark, made when first needed."""
    if "browser" not in session:
        session["browser"] = new_browser()
    return str(session["browser"])


def sign_in(person_id: str) -> None:
    """Begin a signed-in visit in a fresh session.

    A guest's opened links stay, and forms that came too late: they know whose they are.
    """
    stay = {name: session[name] for name in ("links", "guest", "kept") if name in session}
    session.clear()
    session.update(stay)
    moment = now().timestamp()
    session["person"] = {"id": person_id, "since": moment, "seen": moment}
    session["person"] |= {"vouched": proxy.vouched(), "visit": new_browser()}


def sign_out() -> None:
    """End the visit and forget everything, opened links too, but what is kept for others."""
    others = session.get("kept")
    session.clear()
    if others:
        session["kept"] = others


def visits() -> tuple[str, ...]:
    """The random marks of this browser's visits: of who is signed in, and of who came by link."""
    kept = session.get("person")
    signed_in = kept.get("visit", "") if isinstance(kept, dict) else ""
    return tuple(filter(None, (signed_in, guest_visit())))


def guest_visit() -> str:
    """The random mark of the visit of who came by link; empty if nobody did."""
    return str(session.get("guest", ""))


def find_signed_in() -> Actor | None:
    """The signed-in person as they are in the directory now.

    None when timed out, signed out, disabled, or when the proxy names somebody else.
    """
    kept = session.get("person")
    if not isinstance(kept, dict):
        return None
    person = _find(kept) if _is_fresh(kept, STAFF_IDLE, STAFF_MOST) and _is_same(kept) else None
    if person is None:
        session["was"] = session.pop("person")["id"]
        return None
    if not htmx.is_asked_by_itself():
        session["person"] = kept | {"seen": _stamp()}
    return person


def _find(kept: dict[str, Any]) -> Actor | None:
    known = {"person": kept["id"], "visit": kept.get("visit", "")}
    person = db.session.execute(_SIGNED_IN, known).first()
    if person is None or _is_over(kept, person.signed_out_at):
        return None
    roles = frozenset(Role(word) for word in person.roles.split())
    return Actor(ActorKind.STAFF, person.id, person.name, person.email, roles)


def _is_over(kept: dict[str, Any], signed_out_at: datetime | None) -> bool:
    """Whether the visit began before its person was signed out everywhere."""
    return signed_out_at is not None and kept["since"] <= signed_out_at.timestamp()


def _is_same(kept: dict[str, Any]) -> bool:
    """Whether the proxy still names the one who signed in, where it is the proxy that knows."""
    settings = current_app.config["MARS"]
    return settings.sign_in_header is None or kept.get("vouched") == proxy.vouched() != ""


def open_link(link: OpenLink) -> None:
    """Remember that this browser came by this link; a code given too long ago counts no more.

    A visit that was ended elsewhere begins anew, without what it had opened.
    """
    was_ended = db.session.get(EndedVisit, guest_visit()) is not None
    if was_ended or not guest_visit():
        session["guest"] = new_browser()
        session.pop("links", None)
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


def known_links() -> list[str]:
    """The links this browser opened, those that have timed out too."""
    return list(session.get("links", {}))


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


def owner(actor: Actor) -> str:
    """By what a person, or the holder of a link, is known in what is kept for them."""
    return f"{actor.kind.value}:{actor.id}"


def is_here(owner: str) -> bool | None:
    """Whether this browser's visit is this one's; None if there is none, or it is over."""
    kind, _, known = owner.partition(":")
    if kind == ActorKind.GUEST.value:
        return True if known in opened_links() else None
    person = session.get("person")
    return person["id"] == known if isinstance(person, dict) else None


def network() -> str:
    """Where the request comes from: its address; of an IPv6 address the part of one household."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    return str(ip_network((address, 64), strict=False) if address.version == 6 else address)


def _stamp() -> int:
    return int(now().timestamp())


def _is_fresh(kept: dict[str, Any], idle: timedelta, most: timedelta) -> bool:
    moment = now()
    since, seen = (datetime.fromtimestamp(kept[k], UTC) for k in ("since", "seen"))
    return moment - seen <= idle and moment - since <= most
