"""The guest's pages: open a link, answer, prove the address with a code, read what it is about."""

from datetime import timedelta

from flask import Blueprint, request
from werkzeug.wrappers import Response

from mars import limits, links
from mars.answers import by_phone, forms, instead, pages, verbs
from mars.answers.done import Done
from mars.domain.actors import Purpose
from mars.domain.answering import Choice, Reader
from mars.domain.errors import NotFoundError
from mars.domain.facilitating import Willing
from mars.web import gate, interrupted, known, replies, visitors
from mars.web.access import closed_link, current_actor, current_link, find_actor
from mars.web.replies import View, go, refusals

blueprint = Blueprint("answers", __name__)

UNKNOWN_MOST, UNKNOWN_WINDOW = 20, timedelta(minutes=10)


for address, view in (
    ("/requests/<ref>/team/<invitation>/phone", by_phone.phone),
    ("/requests/<ref>/team/<invitation>/colleague", instead.decide),
    ("/answer/<link>/instead", instead.confirm),
):
    blueprint.add_url_rule(address, view_func=view, methods=["GET", "POST"])


@blueprint.get("/a/<token>")
def enter(token: str) -> View:
    """Take the link out of the address bar and lead to what it opens. Changes nothing else."""
    link = links.find_by_token(token)
    if link is None:
        limits.hit("unknown-link", visitors.network(), UNKNOWN_MOST, UNKNOWN_WINDOW)
        raise closed_link()
    visitors.open_link(link)
    return interrupted.lead_back(visitors.guest(link)) or _lead_to(link)


@blueprint.route("/answer/lost", methods=["GET", "POST"])
def lost() -> View:
    """Send new links to an address on file; every address gets the same answer."""
    form = forms.LostForm()
    if request.method == "POST" and form.validate():
        email = form.email.data
        verbs.ask_for_links(email, visitors.network(), known.asker(email))
        return go("answers.done", what=Done.LOST.value)
    return replies.show("answers/lost.html", form)


@blueprint.route("/answer/<link>", methods=["GET", "POST"])
def show(link: str) -> View:
    """Answer an invitation: come, a colleague instead, or not."""
    invitation_id = _invitation()
    if request.method == "GET" and pages.is_too_late(current_link()):
        page, status = pages.invitation(current_link()), current_link().status
        return replies.show("answers/over.html", page=page, status=status, link=link)
    match gate.asked("choice"):
        case Choice.COLLEAGUE.value:
            return instead.colleague(link, invitation_id)
        case instead.SOMEBODY_ELSE:
            return instead.somebody_else(link, invitation_id)
        case Choice.CANNOT.value:
            return _cannot(link, invitation_id)
    return _answer(link, invitation_id)


def _answer(link: str, invitation_id: str) -> View:
    """The first screen. Those who do not come go on to a second one, and nothing is kept yet."""
    page = pages.invitation(current_link())
    form = forms.AnswerForm(data={"access_needs": page.access_needs})
    form.offer(page.frame.times)
    form.decides_on("Your answer so far", page.said if page.choice else "")
    form.decides_on("The times offered", forms.moments(page.frame.times))
    if request.method == "POST" and form.validate():
        match form.choice.data:
            case None:
                verbs.ask_to_be_rung(current_actor(), invitation_id)
                return go("answers.thanks", link=link)
            case Choice.COLLEAGUE | Choice.CANNOT:
                return go("answers.show", link=link, choice=form.choice.data.value)
        with refusals(form):
            _agree(form, invitation_id)
            return go("answers.thanks", link=link)
    return replies.show("answers/answer.html", form, page=page, link=link)


def _agree(form: forms.AnswerForm, invitation_id: str) -> None:
    verbs.agree(
        current_actor(),
        invitation_id,
        form.suiting(),
        form.access_needs.data,
        partly=form.partly.data,
        ring_first=form.ring_first.data,
        looked_at=form.looked_at.data,
    )


def _cannot(link: str, invitation_id: str) -> View:
    form, page = forms.CannotForm(), pages.invitation(current_link())
    form.decides_on("Your answer so far", page.said if page.choice else "")
    if request.method == "POST" and form.validate():
        with refusals(form):
            note = form.sends_note.data
            verbs.decline(current_actor(), invitation_id, form.reason.data, sends_note=note)
            return go("answers.thanks", link=link)
    return replies.show("answers/cannot.html", form, page=page, link=link)


@blueprint.get("/answer/<link>/thanks")
def thanks(link: str) -> View:
    """What was answered and what happens next."""
    _invitation()
    page = pages.invitation(current_link())
    if page.choice is None and not page.ring_first:
        return go("answers.show", link=link)
    return replies.show("answers/thanks.html", page=page, link=link)


@blueprint.post("/answer/sign-out")
def sign_out() -> Response:
    """Let this browser forget the links it opened, and what was typed too late to be sent."""
    gate.takes()
    actor = find_actor()
    interrupted.forget(actor)
    verbs.sign_out(actor, visitors.known_links(), visitors.visits())
    return replies.leave("answers.done", what=Done.LEFT.value)


@blueprint.get("/answer/done/<what>")
def done(what: str) -> View:
    """Thanks to somebody whose link is spent. Says nothing of the request."""
    if what not in set(Done):
        raise NotFoundError("There is no such page.")
    return replies.show("answers/done.html", what=Done(what), Done=Done)


@blueprint.route("/answer/<link>/code", methods=["GET", "POST"])
def code(link: str) -> View:
    """Ask whether the link is theirs, and e-mail a code to the one whose it is."""
    asking, page = forms.ReaderForm(), pages.code(current_link())
    if request.method == "POST" and asking.validate():
        if asking.reader.data is Reader.OTHER:
            return _lead_away(current_link())
        replies.offer_instead("Enter the code that you have", "answers.code", link=link, sent="yes")
        verbs.send_code(current_actor(), current_link(), known.asker(current_link().email))
        return go("answers.code", link=link, sent="yes")
    if gate.asked("sent"):
        return replies.show("answers/code.html", forms.CodeForm(), page=page, link=link)
    return replies.show("answers/reader.html", asking, page=page, link=link)


@blueprint.post("/answer/<link>/code/check")
def check_code(link: str) -> View:
    """Take the code that was typed; on to what it opens."""
    form = forms.CodeForm()
    if form.validate():
        with refusals(form):
            verbs.give_code(current_actor(), current_link(), visitors.browser(), form.code.data)
            visitors.prove(link)
            known.remember(current_link().email)
            return interrupted.lead_back(current_actor()) or _lead_on(current_link())
    return replies.show("answers/code.html", form, page=pages.code(current_link()), link=link)


@blueprint.get("/answer/<link>/about")
def about(link: str) -> View:
    """What the request is about, behind the code."""
    if current_link().purpose not in {Purpose.ANSWER, Purpose.FACILITATE}:
        raise closed_link()
    return replies.show("answers/about.html", page=pages.about(current_link()), link=link)


@blueprint.route("/answer/<link>/facilitate", methods=["GET", "POST"])
def facilitate(link: str) -> View:
    """Say whether one will facilitate."""
    nomination_id = current_link().nomination_id
    if nomination_id is None:
        raise closed_link()
    page, form = pages.facilitate(current_link()), forms.FacilitateForm()
    if page.accepted:
        form = forms.FacilitateForm.as_accepted(page.chosen)
    form.offer(page.frame.times)
    form.decides_on("The times offered", forms.moments(page.frame.times))
    if request.method == "POST" and form.validate():
        with refusals(form):
            if form.willing.data is Willing.NO:
                verbs.decline_facilitating(current_actor(), nomination_id)
                return go("answers.done", what=Done.DECLINED.value)
            verbs.accept_facilitating(current_actor(), nomination_id, form.suiting())
            return go("answers.facilitate", link=link, saying="Thank you. Your answer is recorded.")
    return replies.show("answers/facilitate.html", form, page=page, link=link)


def _invitation() -> str:
    """The key of the invitation that this link answers; a link for something else opens nothing."""
    link = current_link()
    if link.purpose is not Purpose.ANSWER or link.invitation_id is None:
        raise closed_link()
    return link.invitation_id


def _lead_to(link: links.OpenLink) -> Response:
    """The page that the link itself opens."""
    match link.purpose:
        case Purpose.ANSWER:
            return go("answers.show", link=link.id)
        case Purpose.READ:
            return go("summaries.by_link", link=link.id)
        case Purpose.CONFIRM:
            return go("answers.confirm", link=link.id)
        case Purpose.FACILITATE:
            if pages.holds(link):
                return go("sessions.show", ref=link.reference)
            return go("answers.facilitate", link=link.id)


def _lead_on(link: links.OpenLink) -> Response:
    """The page that the code opens."""
    if link.purpose is Purpose.READ or pages.holds(link):
        return _lead_to(link)
    return go("answers.about", link=link.id)


def _lead_away(link: links.OpenLink) -> Response:
    """The page for somebody to whom another's link was forwarded."""
    if link.purpose is Purpose.ANSWER:
        return go("answers.show", link=link.id, choice=instead.SOMEBODY_ELSE)
    return go("answers.done", what=Done.FORWARDED.value)
