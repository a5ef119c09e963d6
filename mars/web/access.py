"""The doorkeeper: before any view, finds out who is asking for what, and refuses by default."""

from dataclasses import dataclass
from typing import cast

from flask import abort, current_app, g, redirect, request, session, url_for
from sqlalchemy import bindparam, select
from werkzeug.wrappers import Response

from mars import discretion, links
from mars.database import db
from mars.domain.actors import Actor, Role
from mars.domain.answering import NominationState
from mars.domain.errors import ClosedLinkError, NotAllowedError, NotFoundError, NotNowError
from mars.domain.references import is_reference
from mars.domain.statuses import Status
from mars.partnership import policies
from mars.store.sealed import address_mark
from mars.store.supervisions import Nomination, Supervision
from mars.web import gate, htmx, interrupted, visitors
from mars.web.policy import UNMET, Door, Rule, Who, find_rule

NOT_FOUND = "There is no such page, or it is not one that you can see."
COME_BY_LINK = "You have to come by the link in our e-mail. Open it again."
SAYS_OVER = "answers.show"
"""To look at this is all that a link does when its session is over."""
ROLES = {
    Role.COORDINATOR: Who.COORDINATOR,
    Role.AUDITOR: Who.AUDITOR,
    Role.ADMINISTRATOR: Who.ADMINISTRATOR,
}


# Built once: to build them takes longer than to ask them, and each request asks.
_FACILITATES = (
    select(Nomination.id)
    .where(
        Nomination.supervision_id == Supervision.id,
        Nomination.state == NominationState.ACCEPTED,
        Nomination.email_mark == bindparam("mark"),
    )
    .exists()
)
_STANDING = select(
    Supervision.id,
    Supervision.status,
    Supervision.requester_id,
    _FACILITATES.label("facilitates"),
    discretion.is_asked(Supervision.id).label("discreet"),
).where(Supervision.reference == bindparam("reference"))


@dataclass(frozen=True, slots=True)
class Seen:
    """The supervision this request is about, and what the actor is to it."""

    id: str
    reference: str
    status: Status
    who: frozenset[Who]
    discreet: bool
    """Whether everybody involved is asked not to speak to the family."""


def current_actor() -> Actor:
    """Who is acting. Only for views whose rule lets nobody in unknown."""
    return cast(Actor, g.actor)


def find_actor() -> Actor | None:
    """Who is acting, or None: for views that let anybody in."""
    return cast(Actor | None, g.actor)


def current_supervision() -> Seen:
    """The supervision named in the address. Only for views with `<ref>`."""
    return cast(Seen, g.seen)


def current_link() -> links.OpenLink:
    """The guest's link named in the address. Only for views with `<link>`."""
    return cast(links.OpenLink, g.link)


def warning() -> str:
    """What everybody involved in the request of this page is to keep in mind; mostly nothing.

    1 query where there is something.
    """
    if g.get("seen") and g.seen.discreet:
        return discretion.sentence(g.seen.id)
    if g.get("link") and g.link.discreet:
        return discretion.sentence(g.link.supervision_id)
    return ""


def closed_link() -> ClosedLinkError:
    """The one answer for every link that does not open, whatever the reason. 1 query."""
    phone = policies().coordinator_phone
    who = f"the coordinator on {phone}" if phone else "the person who invited you"
    return ClosedLinkError(
        "The step it was for may be over, or a newer e-mail has another link. "
        f"If you expected to answer, ask for a new link or ring {who}."
    )


def keep_the_door() -> Response | None:
    """Run before every request: lets it through, or answers with another page.

    Raises NotFoundError, NotAllowedError or NotNowError.
    """
    g.actor, g.seen, g.link = None, None, None
    if request.endpoint is None or request.endpoint == "static":
        return None
    rule = find_rule(request.endpoint, request.method)
    if rule is None:
        abort(404)
    if request.endpoint in UNMET:
        return None
    g.actor = visitors.find_signed_in() if _has(Door.STAFF) else None
    arguments = request.view_args or {}
    if "token" not in arguments and not gate.is_plain(arguments.values()):
        raise closed_link() if "link" in arguments else NotFoundError(NOT_FOUND)
    if "link" in arguments:
        return _admit_guest(rule, arguments["link"])
    if "ref" in arguments:
        return _admit_to_supervision(rule, arguments["ref"])
    return _admit(rule)


def _admit(rule: Rule) -> Response | None:
    """To a page that is about no supervision."""
    if Who.ANYBODY in rule.who:
        return None
    if g.actor is None:
        return _to_sign_in()
    if not rule.who & ({Who.SIGNED_IN} | _roles(g.actor)):
        raise NotAllowedError("You cannot open this page with the roles you have.")
    return None


def _admit_guest(rule: Rule, link_id: str) -> Response | None:
    """By a link that this browser opened and that still opens."""
    over = rule.endpoint == SAYS_OVER and request.method in {"GET", "HEAD"}
    visit, is_known = visitors.guest_visit(), link_id in _opened()
    link = links.find_by_id(link_id, visit, over=over) if is_known else None
    if link is None:
        interrupted.keep()
        raise closed_link()
    g.link, g.actor = link, visitors.guest(link)
    visitors.touch(link_id)
    if Who.LINK not in rule.who and not visitors.has_proved(link_id):
        return redirect(url_for("answers.code", link=link_id), 303)
    return None


def _admit_to_supervision(rule: Rule, reference: str) -> Response | None:
    """To one supervision: what it is not theirs to see does not exist for them."""
    opened = _opened() if Door.GUEST in rule.doors else []
    if g.actor is None and not opened:
        return _to_sign_in()
    seen = _find_as_staff(reference) if g.actor else None
    if opened and not (seen and seen.who & rule.who):
        link = _find_facilitating(opened, reference)
        if link is not None:
            if not visitors.has_proved(link.id):
                return redirect(url_for("answers.code", link=link.id), 303)
            g.link, g.actor = link, visitors.guest(link)
            visitors.touch(link.id)
            who = frozenset({Who.FACILITATOR})
            seen = Seen(link.supervision_id, link.reference, link.status, who, link.discreet)
    if seen is None:
        raise NotFoundError(NOT_FOUND)
    g.seen = seen
    _check_may(rule, seen)
    return None


def _find_facilitating(opened: list[str], reference: str) -> links.OpenLink | None:
    """One of these links that opens this supervision for its facilitator; a proved one first."""
    if not is_reference(reference):
        return None
    proved = [link_id for link_id in opened if visitors.has_proved(link_id)]
    visit = visitors.guest_visit()
    found = links.find_facilitating(proved, reference, visit) if proved else None
    return found or links.find_facilitating(opened, reference, visit)


def _check_may(rule: Rule, seen: Seen) -> None:
    if not seen.who & rule.who:
        raise NotAllowedError("You can see this request, but this part of it is for others.")
    if rule.statuses is not None and seen.status not in rule.statuses:
        raise NotNowError(
            f"This step is not possible now: the request stands at “{seen.status.label}”."
        )


def _find_as_staff(reference: str) -> Seen | None:
    if not is_reference(reference):
        return None
    mark = address_mark(g.actor.email)
    row = db.session.execute(_STANDING, {"reference": reference, "mark": mark}).first()
    if row is None:
        return None
    who = _roles(g.actor) & {Who.COORDINATOR} if row.status is not Status.DRAFT else frozenset()
    if row.requester_id == g.actor.id:
        who |= {Who.REQUESTER}
    if row.facilitates:
        who |= {Who.FACILITATOR}
    discreet = row.discreet and row.status is not Status.DRAFT
    return Seen(row.id, reference, row.status, who, discreet) if who else None


def _roles(actor: Actor) -> frozenset[Who]:
    return frozenset(ROLES[role] for role in actor.roles)


def _has(door: Door) -> bool:
    """Whether this process serves this door."""
    return door.value in current_app.config["MARS"].doors


def _opened() -> list[str]:
    """The links this browser opened. A process without the guest door knows none."""
    return visitors.opened_links() if _has(Door.GUEST) else []


def _to_sign_in() -> Response:
    interrupted.keep()
    if not _has(Door.STAFF):
        raise NotFoundError(COME_BY_LINK)
    if request.method == "GET":
        session["next"] = request.path
    address = url_for("accounts.sign_in")
    return htmx.lead_to(address) if htmx.wants_fragment() else redirect(address, 303)
