"""A form that outlives its visit: kept when it comes too late, given back on its page afterwards.

Too late is also what comes when its sender has signed in anew since: its token is stale, but its
own key is signed with whom it was made for. It is only shown again, to them, and never acted on.
Knows whose form it was and which page it stood on; never what it is about.
"""

from urllib.parse import parse_qsl, urlsplit

from flask import Flask, current_app, g, redirect, request, session
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from mars import links
from mars.domain.actors import Actor, ActorKind
from mars.domain.errors import NotAllowedError, VisitOverError
from mars.kept import late
from mars.web import gate, htmx, repeats, signing, visitors
from mars.web.policy import Door, find_rule

OURS = gate.OURS - {"made_from"}
"""Hidden fields that a page makes anew."""
GIVEN_BACK = "You were signed out. Nothing was saved yet: check and save."
OPEN_AGAIN = (
    "What you typed is kept for 30 minutes, and nobody else can see it. Open the link in our "
    "e-mail again in this browser: you get your text back, to check and send."
)
WAITS = "You were signed out. What you typed is kept for 30 minutes: sign in and you get it back."
SOMEBODY_ELSE = (
    "Someone else is signed in on this browser now. They cannot see what you typed. It is kept for "
    "30 minutes: sign in as yourself and you get it back."
)


def init_app(app: Flask) -> None:
    """Give kept forms back. Call it after the doorkeeper is registered."""
    app.before_request(_give_back)


def keep() -> None:
    """Keep a form that came too late, if it is known whose it was. For the doorkeeper.

    The form's token has been checked by then: it comes from this very browser. Raises
    VisitOverError for a guest, who cannot sign in but has to open their link again.
    """
    owner = _late_owner()
    if _keep_for(owner) and not _is_staff(owner):
        raise VisitOverError(OPEN_AGAIN)


def keep_stale() -> Response | None:
    """Keep a form whose token is not this visit's, for whom it was made; leads to it, shown again.

    None if MARS did not make it, or it cannot be known for whom. Raises VisitOverError for a guest
    who has to open their link again, NotAllowedError where somebody else is signed in by now.
    """
    is_ours = signing.is_token(request.form.get("csrf_token", ""))
    owner = signing.made_for(repeats.key() or "") if is_ours else None
    page = _keep_for(owner)
    if page is None:
        return None
    is_here = visitors.is_here(owner or "")
    if is_here is False:
        raise NotAllowedError(SOMEBODY_ELSE)
    if is_here is None and not _is_staff(owner):
        raise VisitOverError(OPEN_AGAIN)
    return htmx.lead_to(page) if htmx.wants_fragment() else redirect(page, 303)


def lead_back(actor: Actor) -> Response | None:
    """To the page of the form that was kept last for this actor, if there is one."""
    kept = _find(actor)
    return redirect(kept[0].page, 303) if kept else None


def forget(actor: Actor | None) -> None:
    """Wipe what is kept in this browser, in the open transaction, when `actor` signs out.

    What is kept for other staff waits on for them: they were signed in here before.
    """
    known = session.get("kept", {})
    mine = visitors.owner(actor) if actor else ""
    others = {key: whose for key, whose in known.items() if _is_staff(whose) and whose != mine}
    late.give_up(list(known.keys() - others.keys()))
    session["kept"] = others


def _give_back() -> None:
    """On the page of a kept form let its fields hold what was typed; wipe it when it is saved."""
    if not session.get("kept") or (request.method == "GET" and htmx.wants_fragment()):
        return
    if request.endpoint == "accounts.sign_in" and g.actor is None:
        g.notice = WAITS
    here = [kept for kept in _find(g.actor) if kept.page == _here()] if g.actor else []
    if request.method == "POST":
        late.give_up([kept.id for kept in here[:1]])
    elif here:
        g.given_back, g.notice = MultiDict(here[0].fields), GIVEN_BACK


def _find(actor: Actor) -> list[late.Kept]:
    """What is kept for this actor; the browser forgets what is not there any more."""
    return _find_for(visitors.owner(actor))


def _find_for(owner: str) -> list[late.Kept]:
    known = session.get("kept", {})
    ids = [kept_id for kept_id, whose in known.items() if whose == owner]
    found = late.find(ids, owner) if ids else []
    gone = set(ids) - {kept.id for kept in found}
    if gone:
        session["kept"] = {key: whose for key, whose in known.items() if key not in gone}
    return found


def _keep_for(owner: str | None) -> str | None:
    """Keep the form that was sent, in the place of an earlier copy of it. Returns its page.

    None if it is not whole, there is nothing to keep, or it is not known whose it is.
    """
    if not owner or request.method != "POST" or request.form.getlist(repeats.END) != ["1"]:
        return None
    page, form = _page(), repeats.key() or ""
    fields = [pair for pair in request.form.items(multi=True) if pair[0] not in OURS]
    if page is None or not fields:
        return None
    late.give_up([kept.id for kept in _find_for(owner) if form and kept.form == form])
    kept_id = late.keep(owner, page, form, fields)
    session["kept"] = _newest(session.get("kept", {}) | {kept_id: owner})
    return page


def _is_staff(owner: str | None) -> bool:
    return (owner or "").startswith(ActorKind.STAFF.value)


def _late_owner() -> str | None:
    """Who was here until a moment ago: by a link of this browser, or signed in."""
    arguments, link = request.view_args or {}, None
    known = visitors.known_links() if _is_for_guests() else []
    if "link" in arguments:
        key, visit = arguments["link"], visitors.guest_visit()
        link = links.find_by_id(key, visit) if key in known else None
    elif "was" in session:
        return f"{ActorKind.STAFF.value}:{session['was']}"
    elif known:
        link = links.find_facilitating(known, arguments.get("ref", ""), visitors.guest_visit())
    return visitors.owner(visitors.guest(link)) if link else None


def _is_for_guests() -> bool:
    """Whether guests come to this page at all."""
    rule = find_rule(request.endpoint or "", request.method)
    at_door = Door.GUEST.value in current_app.config["MARS"].doors
    return at_door and rule is not None and Door.GUEST in rule.doors


def _page() -> str | None:
    """The page to lead back to: where the form went if that can be shown, or where it stood."""
    if find_rule(request.endpoint or "", "GET"):
        return _here()
    parts = urlsplit(request.referrer or "")
    try:
        endpoint, _ = current_app.url_map.bind("").match(parts.path, method="GET")
    except HTTPException:
        return None
    is_ours = parts.netloc == current_app.config["MARS"].host and find_rule(endpoint, "GET")
    return gate.plain(parts.path, parse_qsl(parts.query)) if is_ours else None


def _here() -> str:
    return gate.plain(request.path, request.args.items(multi=True))


def _newest(known: dict[str, str]) -> dict[str, str]:
    return dict(list(known.items())[-late.MOST :])
