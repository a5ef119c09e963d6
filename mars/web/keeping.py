"""Text beside a form, kept while somebody writes: the page's script sends it, the page offers it.

Without a script nothing is kept and nothing is lost. Knows the form's fields; saves none of them.
"""

from dataclasses import dataclass
from datetime import datetime

from flask import make_response, redirect, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from mars.kept import texts as kept_texts
from mars.web import editing, gate
from mars.web.access import current_actor
from mars.web.filters import clock_time
from mars.web.forms import LongText, MarsForm

KEEP, THROW_AWAY = "keep", "throw-away"
HEADER = "MARS-Kept"
"""The page's script shows an answer in the status line only when it has this header."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What a page shows of text that was not saved. `used`: it stands in the form now."""

    at: datetime
    used: bool


def act(form: MarsForm) -> Response | None:
    """Keep or throw away what stands beside `form`, if that is what was sent; else None."""
    match gate.pressed("act"):
        case word if word == KEEP:
            at = kept_texts.keep(_mark(), form.made_from, _fields(form))
            response = make_response(f"Kept {clock_time(at)}, but not saved yet")
            response.headers[HEADER] = "yes"
            return response
        case word if word == THROW_AWAY:
            kept_texts.throw_away(_mark())
            return redirect(gate.here(), 303)
    return None


def saved() -> None:
    """Wipe what was kept beside, in the transaction that saves. Call it before the verb."""
    kept_texts.drop(_mark())


def offer(form: MarsForm) -> Beside | None:
    """What was kept beside this form, if it says something else; on `?kept=use` it is put in."""
    if request.method == "POST":
        return None
    kept = kept_texts.find(_mark())
    if kept is None or not editing.says_more(form, MultiDict(kept.fields)):
        return None
    used = gate.asked("kept") == "use"
    if used:
        form.take_up(MultiDict(kept.fields), kept.made_from)
    return Beside(kept.at, used)


def is_long(form: MarsForm) -> bool:
    """Whether a form has long text to lose."""
    return any(isinstance(field, LongText) for field in form)


def _fields(form: MarsForm) -> list[tuple[str, str]]:
    names = editing.inputs(form)
    return [(name, text) for name, text in request.form.items(multi=True) if name in names]


def _mark() -> str:
    """By the address, without what only leads there or back, and by who writes."""
    more = "more" if "more" in request.args else ""
    return kept_texts.mark_of(request.path, more, current_actor().id)
