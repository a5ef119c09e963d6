"""The pages on which somebody is named to answer in another's place, and a yes or no is given."""

from flask import request

from mars.answers import colleagues, forms, proposals
from mars.answers.done import Done
from mars.domain.actors import Purpose
from mars.domain.answering import Confirmed
from mars.web import replies, visitors
from mars.web.access import closed_link, current_actor, current_link, current_supervision
from mars.web.replies import View, go, refusals

SOMEBODY_ELSE = "somebody-else"


def colleague(link: str, invitation_id: str) -> View:
    """Name a colleague who comes instead."""
    return _name(link, invitation_id, forms.ColleagueForm(), Done.COLLEAGUE)


def somebody_else(link: str, invitation_id: str) -> View:
    """Ask to answer in place of the one to whom the link was sent."""
    return _name(link, invitation_id, forms.SomebodyElseForm(), Done.SOMEBODY_ELSE)


def _name(
    link: str,
    invitation_id: str,
    form: forms.ColleagueForm | forms.SomebodyElseForm,
    done: Done,
) -> View:
    proved = visitors.has_proved(link)
    page = proposals.colleague(current_link(), proved=proved)
    if request.method == "POST" and form.validate():
        with refusals(form):
            at_once = colleagues.name(
                current_actor(),
                invitation_id,
                colleagues.Named(form.name.data, form.job.data, form.email.data),
                proved=proved,
                by_themselves=done is Done.SOMEBODY_ELSE,
            )
            return go("answers.done", what=(done if at_once else Done.PROPOSED).value)
    template = f"answers/{done.value.replace('-', '_')}.html"
    return replies.show(template, form, page=page, link=link)


def confirm(link: str) -> View:
    """Say whether somebody else may answer in one's place, by a link that was sent for it alone."""
    if current_link().purpose is not Purpose.CONFIRM:
        raise closed_link()
    page = proposals.by_link(current_link())
    form = _confirm_form(page)
    if request.method == "POST" and form.validate():
        with refusals(form):
            said_yes = _decide(form, page.invitation_id)
            return go("answers.done", what=(Done.COLLEAGUE if said_yes else Done.REFUSED).value)
    return replies.show("answers/confirm.html", form, page=page, link=link)


def decide(ref: str, invitation: str) -> View:
    """The same for the person who asked the team, or the coordinator."""
    page = proposals.by_requester(current_supervision().id, invitation)
    form = _confirm_form(page)
    if request.method == "POST" and form.validate():
        with refusals(form):
            said_yes = _decide(form, invitation)
            saying = "They have been asked." if said_yes else "They are not asked."
            return go("invitations.show", ref=ref, saying=saying)
    return replies.show("answers/decide.html", form, page=page, ref=ref, invitation=invitation)


def _confirm_form(page: proposals.ProposalPage) -> forms.ConfirmForm:
    form = forms.ConfirmForm()
    form.decides_on("Who would answer", f"{page.name}, {page.job}, {page.email}")
    return form


def _decide(form: forms.ConfirmForm, invitation_id: str) -> bool:
    if form.answer.data is Confirmed.YES:
        colleagues.confirm(current_actor(), invitation_id)
        return True
    colleagues.refuse(current_actor(), invitation_id)
    return False
