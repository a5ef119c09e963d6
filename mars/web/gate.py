"""The input gate: what no browser showing a page of MARS sends is refused before any page sees it.

Knows bytes, names and lengths. What people type is judged by the field it is typed in, which says
kindly what to change (422); what stands here is nonsense of machines (400), or too much (413).
"""

import re
from collections.abc import Collection, Iterable
from urllib.parse import unquote_to_bytes, urlencode

from flask import Flask, abort, g, request
from werkzeug.datastructures import MultiDict

from mars.domain.errors import CutOffError, NotAllowedError

FIELDS_MOST = 500
VALUE_MOST = 20_000
"""Code points in one value: far beyond the longest field, so that a field can still say so."""

OURS = frozenset({"csrf_token", "once", "end", "made_from"})
"""The hidden fields that every form may have."""

SAME_SITE = frozenset({"same-origin", "none"})
FORM = "application/x-www-form-urlencoded"
_NAME = re.compile(r"[A-Za-z0-9_-]{1,80}")
_WORD = re.compile(r"[A-Za-z0-9_.:-]{0,64}")
_PLACE = re.compile(r"[A-Za-z0-9_.-]{1,100}")


def init_app(app: Flask) -> None:
    """Put the gate before everything else that looks at a request."""
    app.before_request(_check)


def is_plain(values: Iterable[str]) -> bool:
    """Whether what stands in an address can be one of ours: a reference, a key, a plain word."""
    return all(_PLACE.fullmatch(value) for value in values)


def asked(name: str) -> str:
    """A word of the query string, "" without it. Raises CutOffError if it is no word, or twice.

    What nobody asks for is ignored: mail tools add parameters of their own to every link.
    """
    word = _word(request.args.getlist(name))
    if word:
        g.setdefault("asked", {})[name] = word
    return word


def here() -> str:
    """The address of this page with the words that it has asked for: for leading back to it."""
    return request.path + (f"?{urlencode(g.asked)}" if "asked" in g else "")


def plain(path: str, asked_for: Iterable[tuple[str, str]]) -> str:
    """A path with those words of its query that can be ours, whoever put the others there."""
    words = [pair for pair in asked_for if is_plain(pair)]
    return path + (f"?{urlencode(words)}" if words else "")


def is_from_here() -> bool:
    """Whether a page of MARS or the person themselves sent this; old browsers do not say."""
    return request.headers.get("Sec-Fetch-Site", "none") in SAME_SITE


def sent() -> MultiDict[str, str]:
    """All that was sent, by whichever method: for a form that has to look before it is made."""
    return request.form if request.method == "POST" else request.args


def pressed(name: str) -> str:
    """A word that a button or a hidden field posted, "" without it. Raises like `asked`."""
    return _word(request.form.getlist(name)) if request.method == "POST" else ""


def takes(*names: str) -> None:
    """Refuse whatever else was posted: for a view without a form of fields. Raises CutOffError."""
    refuse_unknown(names)


def refuse_unknown(known: Collection[str]) -> None:
    """Raise CutOffError for a field that the form does not have (mass assignment)."""
    if not OURS.union(known).issuperset(request.form):
        raise _nonsense()


def _check() -> None:
    if request.endpoint is None:
        return
    if not _is_text(request.query_string):
        raise _nonsense()
    if request.method != "POST":
        return
    if not is_from_here():
        raise NotAllowedError("This came from another site. Open the page in MARS and start there.")
    _check_body(request.get_data())
    _check_fields()


def _check_body(body: bytes) -> None:
    if body and request.mimetype != FORM:
        raise _nonsense()
    if body.count(b"&") >= FIELDS_MOST:
        abort(413)
    if not _is_text(unquote_to_bytes(body)):
        raise _nonsense()


def _check_fields() -> None:
    for name, values in request.form.lists():
        if not _NAME.fullmatch(name) or (name in OURS and len(values) > 1):
            raise _nonsense()
        if any(len(value) > VALUE_MOST for value in values):
            abort(413)


def _word(values: list[str]) -> str:
    if len(values) > 1 or not all(_WORD.fullmatch(value) for value in values):
        raise _nonsense()
    return values[0] if values else ""


def _is_text(content: bytes) -> bool:
    """Whether these bytes are UTF-8; of a query string the framework takes that for granted."""
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _nonsense() -> CutOffError:
    return CutOffError("MARS could not understand what your browser sent.")
