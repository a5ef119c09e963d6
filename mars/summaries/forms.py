"""The one-page summary as a form. Knows its shape; never who may write it."""

from mars.domain.asking import Theme
from mars.domain.holding import Fidelity
from mars.domain.summarising import LIMITS, Content, Part
from mars.domain.workflow import Event
from mars.web.forms import Choices, Handle, LongText, LookedAt, MarsForm


def _text(part: Part, hint: str) -> LongText:
    label = part.label
    called = f"“{label}”"
    return LongText(label, limit=LIMITS[part], called=called, hint=hint)


class SummaryForm(MarsForm):
    """What the facilitator writes. Nothing is needed while it is a draft."""

    buttons = ("act",)
    saved_as = (Event.SUMMARY_SAVED,)

    question = _text(Part.QUESTION, "One or two sentences.")
    reflections = _text(
        Part.REFLECTIONS,
        "Perspectives, strengths, what you are curious about. Not who said what.",
    )
    lived_experience = _text(Part.LIVED, "A few sentences. The child may read this one day.")
    learnt = _text(Part.LEARNT, "How each service works, what it can and cannot do.")
    ideas = _text(
        Part.IDEAS,
        "One idea on each line: 5 at most, each of 150 characters at most. No names, no days.",
    )
    family_hears = _text(Part.HEARS, "For example: why you met and what came of it.")
    themes = Choices(
        "Learning themes", Theme, hint="Tick all that fit. They are counted without the family."
    )
    fidelity = Choices(
        "How did the session go?",
        Fidelity,
        hint="Tick what is true. This stays with MARS and is not on the page the agencies get.",
    )
    looked_at = LookedAt()

    def content(self) -> Content:
        """All that was written and ticked."""
        texts = {part.value: self[part.value].data for part in Part}
        return Content(**texts, themes=self.themes.data, fidelity=self.fidelity.data)


class SendForm(MarsForm):
    """The confirmation that this version is sent."""

    version = Handle()
