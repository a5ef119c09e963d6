"""What is asked about telling the family: first whether, then who and when, or why not."""

from mars.domain.holding import NotSafeReason, Told
from mars.domain.workflow import Event
from mars.web.forms import Choice, DateParts, Handle, MarsForm, QueryForm, Text


class ToldForm(MarsForm):
    """Whether they have been told. It is sent with GET and leads to the form that fits."""

    class Meta(QueryForm.Meta):
        """No token: it changes nothing."""

    told = Choice("Have they been told?", Told, missing="Choose whether the family has been told")


class DoneForm(MarsForm):
    """Who told them, and when."""

    saved_as = (Event.FAMILY_UPDATED,)

    told = Handle(default=Told.YES.value)
    by_whom = Text(
        "Who told them?",
        missing="Enter who told the family",
        called="who told the family",
        hint="A worker’s name or role. Do not name anybody in the family.",
    )
    on_day = DateParts(
        "When?", missing="Enter the day the family was told", called="the day the family was told"
    )


class PlannedForm(MarsForm):
    """When they will be told."""

    saved_as = (Event.FAMILY_UPDATED,)

    told = Handle(default=Told.NOT_YET.value)
    on_day = DateParts(
        "When will they be told?",
        missing="Enter the day you plan to tell the family",
        called="the day you plan to tell the family",
    )


class NotSafeForm(MarsForm):
    """Why telling them is not safe."""

    saved_as = (Event.FAMILY_UPDATED,)

    told = Handle(default=Told.NOT_SAFE.value)
    reason = Choice(
        "Why is it not safe?",
        NotSafeReason,
        missing="Choose why it is not safe to tell the family",
    )
    manager = Text(
        "Which manager have you spoken to about it?",
        missing="Enter the manager you have spoken to",
        called="the manager you have spoken to",
        hint="Speak to your manager first. Enter their name.",
    )
    consulted_on = DateParts(
        "When did you speak to them?",
        missing="Enter the day you spoke to your manager",
        called="the day you spoke to your manager",
    )


FORMS: dict[Told, type[MarsForm]] = {
    Told.YES: DoneForm,
    Told.NOT_YET: PlannedForm,
    Told.NOT_SAFE: NotSafeForm,
}
"""The second form, by the answer to the first."""
