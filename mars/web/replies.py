"""How a view answers: a page, a page with what was wrong, or the next page."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from mars.database import db
from mars.domain.errors import InvalidError
from mars.domain.looking import LookAgainError
from mars.post import hours
from mars.web import htmx, last_change, visitors
from mars.web.forms import MarsForm

TAKEN = "taken"
"""Of what was typed, and so never kept beside the answer that a copy of the form gets."""

View = str | tuple[str, int] | Response


def show(template: str, form: MarsForm | None = None, *, part: str = "", **values: Any) -> View:
    """The page, with status 422 when its form holds errors, 409 when it was made from what is over.

    `part` names the fragment that htmx gets in place of the page.
    """
    name = part if part and htmx.wants_fragment() else template
    if form is not None and form.clash:
        form.last_change = last_change.find(form)
        return render_template(name, form=form, **values), 409
    page = render_template(name, form=form, **values)
    return (page, 422) if form is not None and form.error_list() else page


def go(endpoint: str, *, saying: str = "", **values: Any) -> Response:
    """On to the next page after a good POST (303). `saying`: a constant shown once there.

    An address that was read out of more than itself is shown there too, and by night when the
    letters leave.
    """
    for taken in g.get("took", ()):
        flash(f"We read the e-mail address as {taken}", TAKEN)
    if saying:
        flash(saying + hours.say_when())
    address = url_for(endpoint, **values)
    return htmx.lead_to(address) if htmx.wants_fragment() else redirect(address, 303)


def offer_instead(label: str, endpoint: str, **values: Any) -> None:
    """Where the page leads that says that something was tried too often."""
    g.instead = (label, url_for(endpoint, **values))


def leave(endpoint: str, *, saying: str = "", **values: Any) -> Response:
    """On to a page for anybody, with a browser that has forgotten who was there."""
    visitors.sign_out()
    reply = go(endpoint, saying=saying, **values)
    reply.headers["Clear-Site-Data"] = '"cache", "storage"'
    return reply


@contextmanager
def refusals(form: MarsForm) -> Iterator[None]:
    """Put a rule's refusal onto the form, so that the page comes back with all that was typed."""
    try:
        yield
    except InvalidError as refusal:
        db.session.rollback()
        if isinstance(refusal, LookAgainError):
            form.look_again(refusal.remarks)
        form.add_error(refusal.field, refusal.sentence)
