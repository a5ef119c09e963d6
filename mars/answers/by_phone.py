"""The page on which staff note an answer that was given by phone. Knows no link and no guest."""

from datetime import datetime

from flask import request
from wtforms.validators import ValidationError

from mars import clock
from mars.answers import phoned, verbs
from mars.answers.forms import ANSWERED, NONE, moments, time_options
from mars.domain import answering
from mars.domain.asking import SHORT_LIMIT
from mars.domain.phoning import Phoned
from mars.web import replies
from mars.web.access import current_actor, current_supervision
from mars.web.forms import Choice, Choices, DateParts, MarsField, MarsForm, Option, Text
from mars.web.replies import View, go, refusals

COME, CANNOT = answering.Choice.COME, answering.Choice.CANNOT


class PhoneForm(MarsForm):
    """What they said, and who said it when."""

    saved_as = ANSWERED

    choice = Choice(
        "What did they say?",
        [Option(COME, "They agree and will come"), Option(CANNOT, "They cannot come")],
        missing="Choose what they said",
    )
    times = Choices(
        "Times that suit them", called="the times", hint="If they come, tick all that suit"
    )
    reason = Choice(
        "If they cannot come: why?", answering.DeclineReason, missing=None, called="why"
    )
    by_whom = Text("Who gave the answer", limit=SHORT_LIMIT, missing="Enter who gave the answer")
    on_day = DateParts(
        "Day of the call", called="the day of the call", missing="Enter the day of the call"
    )

    def offer(self, times: tuple[tuple[str, datetime], ...]) -> None:
        """Show the offered times, and a box for those whom none suits. No times: no boxes."""
        options = time_options(times)
        none = [Option(NONE, "None of these times suits them")] if options else []
        self.times.options = [*options, *none]

    def validate_times(self, field: MarsField) -> None:
        """Those who come have said when they can; ticks that contradict each other are an error."""
        if NONE in field.data and len(field.data) > 1:
            raise ValidationError("Tick times, or “None of these times suits them”, not both")
        if self.choice.data is COME and self.times.options and not field.data:
            raise ValidationError("Tick at least one time, or “None of these times suits them”")
        if self.choice.data is CANNOT and field.data:
            raise ValidationError(
                "You ticked times and noted that they cannot come. Change one of them"
            )

    def validate_reason(self, field: MarsField) -> None:
        """Those who cannot come have said why."""
        if self.choice.data is CANNOT and field.data is None:
            raise ValidationError("Choose why they cannot come")


def phone(ref: str, invitation: str) -> View:
    """Note the answer of somebody who was asked and has rung, or was rung."""
    page = phoned.to_phone(current_supervision().id, invitation)
    form = PhoneForm(suggested={"by_whom": page.name, "on_day": clock.today()})
    form.offer(page.times)
    form.decides_on("The answer so far", page.said)
    form.decides_on("The times offered", moments(page.times))
    if request.method == "POST" and form.validate():
        with refusals(form):
            _note(form, invitation)
            return go("invitations.show", ref=ref, saying="The answer is noted.")
    return replies.show("answers/phone.html", form, page=page, ref=ref, invitation=invitation)


def _note(form: PhoneForm, invitation_id: str) -> None:
    call = Phoned(form.by_whom.data, form.on_day.data or clock.today())
    if form.choice.data is CANNOT:
        verbs.decline(current_actor(), invitation_id, form.reason.data, phoned=call)
        return
    chosen = [key for key in form.times.data if key != NONE]
    verbs.agree(current_actor(), invitation_id, chosen, phoned=call)
