"""A form that outlives its visit: kept when it comes too late, given back on its page afterwards.

Knows whose form it was and which page it stood on; never what it is about.
"""

from urllib.parse import urlsplit

from flask import Flask, current_app, g, redirect, request, session
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from mars import links
from mars.domain.actors import Actor, ActorKind
from mars.domain.errors import VisitOverError
from mars.kept import late
from mars.web import gate, htmx, repeats, visitors
from mars.web.policy import Door, find_rule

OURS = gate.OURS - {"made_from"}
"""Hidden fields that a page makes anew."""
GIVEN_BACK = "You were signed out. Nothing was saved yet: check and save."
OPEN_AGAIN = (
    "What you typed is kept for 30 minutes, and nobody else can see it. Open the link in our "
    "e-mail again in this browser: you get your text back, to check and send."
)
WAITS = "You were signed out. What you typed is kept for 30 minutes: sign in and you get it back."


def init_app(app: Flask) -> None:
    """Give kept forms back. Call it after the doorkeeper is registered."""
    app.before_request(_give_back)


def keep() -> None:
    """Keep a form that came too late, if it is known whose it was. For the doorkeeper.

    The form's token has been checked by then: it comes from this very browser. Raises
    VisitOverError for a guest, who cannot sign in but has to open their link again.
    """
    if request.method != "POST" or request.form.getlist(repeats.END) != ["1"]:
        return
    owner, page = _late_owner(), _page()
    fields = [pair for pair in request.form.items(multi=True) if pair[0] not in OURS]
    if owner is None or page is None or not fields:
        return
    kept_id = late.keep(owner, page, fields)
    session["kept"] = _newest(session.get("kept", {}) | {kept_id: owner})
    if owner.startswith(ActorKind.GUEST.value):
        raise VisitOverError(OPEN_AGAIN)


def lead_back(actor: Actor) -> Response | None:
    """To the page of the form that was kept last for this actor, if there is one."""
    kept = _find(actor)
    return redirect(kept[0].page, 303) if kept else None


def forget() -> None:
    """Wipe all that is kept for this browser, in the open transaction. For signing out."""
    late.give_up(list(session.get("kept", {})))


def _give_back() -> None:
    """On the page of a kept form let its fields hold what was typed; wipe it when it is saved."""
    if not session.get("kept") or (request.method == "GET" and htmx.wants_fragment()):
        return
    if request.endpoint == "accounts.sign_in" and g.actor is None:
        g.notice = WAITS
    here = [kept for kept in _find(g.actor) if kept.page == _here()] if g.actor else []
    if request.method == "POST":
        late.give_up([kept.id for kept in here])
    elif here:
        g.given_back, g.notice = MultiDict(here[0].fields), GIVEN_BACK


def _find(actor: Actor) -> list[late.Kept]:
    """What is kept for this actor; the browser forgets what is not there any more."""
    owner, known = _owner(actor), session.get("kept", {})
    ids = [kept_id for kept_id, whose in known.items() if whose == owner]
    found = late.find(ids, owner) if ids else []
    gone = set(ids) - {kept.id for kept in found}
    if gone:
        session["kept"] = {key: whose for key, whose in known.items() if key not in gone}
    return found


def _owner(actor: Actor) -> str:
    return f"{actor.kind.value}:{actor.id}"


def _late_owner() -> str | None:
    """Who was here until a moment ago: by a link of this browser, or signed in."""
    arguments, link = request.view_args or {}, None
    known = visitors.known_links() if _is_for_guests() else []
    if "link" in arguments:
        link = links.find_by_id(arguments["link"]) if arguments["link"] in known else None
    elif "was" in session:
        return f"{ActorKind.STAFF.value}:{session['was']}"
    elif known:
        link = links.find_facilitating(known, arguments.get("ref", ""))
    return _owner(visitors.guest(link)) if link else None


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
    return parts.path + (f"?{parts.query}" if parts.query else "") if is_ours else None


def _here() -> str:
    return request.full_path.removesuffix("?")


def _newest(known: dict[str, str]) -> dict[str, str]:
    return dict(list(known.items())[-late.MOST :])
