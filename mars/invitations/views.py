"""The team's pages: who is asked, ask another, stop asking."""

from flask import Blueprint, request

from mars.invitations import forms, pages, proposed, verbs, waiting
from mars.web import gate, replies
from mars.web.access import current_actor, current_supervision
from mars.web.forms import Option
from mars.web.replies import View, go, refusals

blueprint = Blueprint("invitations", __name__)


@blueprint.get("/requests/<ref>/team")
def show(ref: str) -> View:
    """Who is asked and what they answered."""
    seen = current_supervision()
    page, waiting_for_yes = pages.team(seen.id, seen.status), proposed.rows(seen.id)
    return replies.show("invitations/team.html", page=page, proposed=waiting_for_yes, ref=ref)


@blueprint.route("/requests/<ref>/team/add", methods=["GET", "POST"])
def add(ref: str) -> View:
    """Ask one more person."""
    page = pages.to_invite(current_supervision().id, gate.asked("lead"))
    form = forms.InviteForm(suggested=page.filled_in)
    form.agency.options = [Option(key, name) for key, name in page.agencies]
    if request.method == "POST" and form.validate():
        with refusals(form):
            _invite(form)
            return go("invitations.show", ref=ref, saying="They have been asked.")
    return replies.show("invitations/add.html", form, page=page, ref=ref)


@blueprint.route("/requests/<ref>/team/<invitation>/stop", methods=["GET", "POST"])
def stop(ref: str, invitation: str) -> View:
    """Stop asking somebody, after a look at what that means."""
    form = forms.StopForm()
    if request.method == "POST" and form.validate():
        verbs.stop(current_actor(), current_supervision().id, invitation)
        return go("invitations.show", ref=ref, saying="They are no longer asked.")
    page = pages.person(current_supervision().id, invitation)
    told = page.has_date(current_supervision().status)
    return replies.show(
        "invitations/stop.html", form, page=page, ref=ref, invitation=invitation, told=told
    )


@blueprint.route("/requests/<ref>/team/remind", methods=["GET", "POST"])
def remind(ref: str) -> View:
    """Remind those who are ticked, and nobody else."""
    page = waiting.to_remind(current_supervision().id)
    form = forms.RemindForm()
    form.who.options = [Option(row.id, row.label, row.hint) for row in page if row.can_be]
    if request.method == "POST" and form.validate():
        with refusals(form):
            verbs.remind(current_actor(), current_supervision().id, form.who.data)
            return go("invitations.show", ref=ref, saying="They have been reminded.")
    return replies.show("invitations/remind.html", form, page=page, ref=ref)


@blueprint.route("/requests/<ref>/team/<invitation>/resend", methods=["GET", "POST"])
def resend(ref: str, invitation: str) -> View:
    """Send one person another e-mail with a new link."""
    page = pages.person(current_supervision().id, invitation)
    form = forms.ResendForm()
    if request.method == "POST" and form.validate():
        close = form.close_old.data
        verbs.resend(current_actor(), current_supervision().id, invitation, close_old=close)
        return go("invitations.show", ref=ref, saying="A new e-mail is on its way.")
    return replies.show("invitations/resend.html", form, page=page, ref=ref, invitation=invitation)


@blueprint.route("/requests/<ref>/team/<invitation>/address", methods=["GET", "POST"])
def address(ref: str, invitation: str) -> View:
    """Correct somebody's address: what was sent to the wrong one stops working."""
    page = pages.person(current_supervision().id, invitation)
    form = forms.AddressForm(data={"name": page.name})
    if request.method == "POST" and form.validate():
        with refusals(form):
            name, email = form.name.data, form.email.data
            verbs.correct(current_actor(), current_supervision().id, invitation, name, email)
            return go("invitations.show", ref=ref, saying="The address is corrected.")
    return replies.show("invitations/address.html", form, page=page, ref=ref, invitation=invitation)


def _invite(form: forms.InviteForm) -> None:
    verbs.invite(
        current_actor(),
        current_supervision().id,
        form.agency.data,
        form.name.data,
        form.job.data,
        form.email.data,
        agreed_already=form.agreed.data,
    )
