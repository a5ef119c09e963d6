"""The people pages: the list, add, change, disable or enable, sign out everywhere."""

from flask import Blueprint, current_app, request

from mars.domain.errors import NotNowError
from mars.people import forms, pages, verbs
from mars.web import gate
from mars.web.access import current_actor
from mars.web.replies import View, go, refusals, show

blueprint = Blueprint("people", __name__)


@blueprint.get("/people")
def index() -> View:
    """Everybody who may sign in, or did."""
    form = forms.SearchForm()
    wanted = form.q.data if form.validate() else ""
    page = pages.people(wanted, form.number)
    return show("people/index.html", part="people/_list.html", page=page, kept_here=_kept_here())


@blueprint.route("/people/add", methods=["GET", "POST"])
def add() -> View:
    """Add somebody before they sign in for the first time."""
    if not _kept_here():
        raise NotNowError("People and their roles come from the council’s sign-in service.")
    form = forms.NewPersonForm()
    if request.method == "POST" and form.validate():
        with refusals(form):
            domains = current_app.config["MARS"].staff_domains
            verbs.add(current_actor(), form.email.data, form.name.data, form.roles.data, domains)
            return go("people.index", saying="The person is added. They can sign in now.")
    return show("people/add.html", form)


@blueprint.route("/people/<person>", methods=["GET", "POST"])
def edit(person: str) -> View:
    """What somebody is called, their roles, and the ways to shut them out."""
    page, kept_here = pages.person(person), _kept_here()
    is_self = person == current_actor().id
    gives_roles = kept_here and not is_self
    form = forms.PersonForm(data={"name": page.name, "roles": (*page.roles, *page.proposed)})
    if not gives_roles:
        form = forms.NameForm(data={"name": page.name})
    if request.method == "POST" and form.validate():
        with refusals(form):
            roles = form["roles"].data if gives_roles else None
            verbs.change(current_actor(), person, form["name"].data, roles)
            return go("people.index", saying="The person is saved.")
    return show("people/edit.html", form, page=page, kept_here=kept_here, is_self=is_self)


@blueprint.route("/people/<person>/roles", methods=["GET", "POST"])
def confirm(person: str) -> View:
    """Roles that somebody else proposed: confirm or refuse them."""
    page, form = pages.person(person), forms.ConfirmForm()
    form.decides_on("The roles proposed", ", ".join(role.label for role in page.proposed))
    if request.method == "POST" and form.validate():
        with refusals(form):
            if form.answer.data is forms.Confirmed.YES:
                verbs.confirm(current_actor(), person)
                return go("home.index", saying="The role is confirmed. Every coordinator is told.")
            verbs.refuse(current_actor(), person)
            return go("home.index", saying="The role is refused.")
    return show("people/roles.html", form, page=page)


@blueprint.route("/people/<person>/disable", methods=["GET", "POST"])
def disable(person: str) -> View:
    """Shut somebody out, or let them in again, after saying what that means."""
    page = pages.person(person)
    form = forms.DisableForm(data={"wish": "enable" if page.disabled_at else "disable"})
    if request.method == "POST" and form.validate():
        with refusals(form):
            if form.wish.data == "enable":
                verbs.enable(current_actor(), person)
                return go("people.index", saying="The person can sign in again.")
            verbs.disable(current_actor(), person)
            return go("people.index", saying="The person is disabled. They are signed out.")
    return show("people/disable.html", form, page=page)


@blueprint.post("/people/<person>/sign-out")
def sign_out(person: str) -> View:
    """End every visit of somebody: a lost phone, a shared computer."""
    pages.person(person)
    gate.takes()
    verbs.sign_out(current_actor(), person)
    if person == current_actor().id:
        return go("accounts.sign_in", saying="You are signed out everywhere.")
    return go("people.edit", person=person, saying="The person is signed out everywhere.")


def _kept_here() -> bool:
    """Whether roles are set here, and do not come with each sign-in."""
    return current_app.config["MARS"].provider is None
