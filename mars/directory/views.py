"""The directory's pages: look up an agency; its keepers add, edit, retire; local settings."""

from flask import Blueprint, request

from mars.directory import forms, pages, verbs
from mars.domain.actors import Role
from mars.partnership import policies
from mars.web import gate, replies
from mars.web.access import current_actor
from mars.web.replies import View, go, refusals

blueprint = Blueprint("directory", __name__)

KEEPERS = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})


@blueprint.get("/directory")
def index() -> View:
    """The agencies and their leads."""
    form = forms.SearchForm()
    wanted, number = (form.q.data, form.number) if form.validate() else ("", 1)
    roles = current_actor().roles
    return replies.show(
        "directory/index.html",
        part="directory/_agencies.html",
        page=pages.directory(wanted, number, keeps=bool(roles & KEEPERS)),
        keeps=bool(roles & KEEPERS),
        sets=Role.ADMINISTRATOR in roles,
    )


@blueprint.route("/directory/add", methods=["GET", "POST"])
def add() -> View:
    """Add an agency with its leads."""
    form = forms.AgencyForm(data={"rows": (1,)})
    return _edit(form, None) or _agency_page(form, None)


@blueprint.route("/directory/<agency>", methods=["GET", "POST"])
def edit(agency: str) -> View:
    """Change an agency and its leads."""
    page = pages.agency(agency)
    form = forms.AgencyForm(data=_first_values(page))
    return _edit(form, agency) or _agency_page(form, page)


def _edit(form: forms.AgencyForm, agency: str | None) -> View | None:
    """Save what was sent; None to show the form."""
    rows_change = form.rows.change(gate.pressed("do"))
    if request.method == "POST" and not rows_change and form.validate():
        with refusals(form):
            verbs.save_agency(
                current_actor(),
                agency,
                name=form.name.data,
                phone=form.phone.data,
                domains=form.domains.data,
                leads=form.leads(),
            )
            return go("directory.index", saying="The agency is saved.")
    return None


def _agency_page(form: forms.AgencyForm, page: pages.AgencyRow | None) -> View:
    return replies.show("directory/edit.html", form, part="directory/_leads.html", page=page)


def _first_values(page: pages.AgencyRow) -> dict[str, object]:
    values: dict[str, object] = {
        "name": page.name,
        "phone": page.phone,
        "domains": ", ".join(page.domains),
        "rows": tuple(range(1, len(page.leads) + 1)),
    }
    for key, lead in enumerate(page.leads, 1):
        values |= {
            f"lead_{key}_name": lead.name,
            f"lead_{key}_job": lead.job,
            f"lead_{key}_email": lead.email,
        }
    return values


@blueprint.route("/directory/<agency>/retire", methods=["GET", "POST"])
def retire(agency: str) -> View:
    """Retire an agency, or bring it back, after saying what that means."""
    page = pages.retiring(agency)
    form = forms.RetireForm(data={"wish": "bring-back" if page.retired else "retire"})
    if request.method == "POST" and form.validate():
        if form.wish.data == "bring-back":
            verbs.bring_back(current_actor(), agency)
            return go("directory.index", saying="The agency can be chosen again.")
        verbs.retire(current_actor(), agency)
        return go("directory.index", saying="The agency is retired.")
    return replies.show("directory/retire.html", form, page=page)


@blueprint.route("/directory/settings", methods=["GET", "POST"])
def settings() -> View:
    """The partnership's own numbers and contacts."""
    form = forms.settings_form(policies())
    put_back = gate.pressed("default")
    if request.method == "POST" and put_back:
        verbs.put_back(current_actor(), put_back)
        return go("directory.settings", saying="The default holds again.")
    if request.method == "POST" and form.validate():
        verbs.save_settings(current_actor(), form.values())
        return go("directory.settings", saying="The settings are saved.")
    changed = pages.changed_settings()
    return replies.show("directory/settings.html", form, changed=changed)
