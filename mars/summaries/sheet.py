"""The summary as the agencies see it, on screen, on paper and as plain text. Knows no row."""

from dataclasses import dataclass
from datetime import datetime

from mars.domain.principles import PRINCIPLES
from mars.domain.summarising import Content, Part, lines_of
from mars.post.phrases import say_when

FOOT = (
    "This was a reflective discussion. It is not a threshold decision or a case decision.",
    "Record this page on your agency’s own system. Personal reflections stay with you.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Everything on the page."""

    reference: str
    number: int
    whom: tuple[str, ...]
    starts_at: datetime
    minutes: int
    model: str
    facilitator: str
    present: tuple[str, ...]
    sent_note: tuple[str, ...]
    not_present: tuple[str, ...]
    content: Content
    sent_at: datetime | None

    @property
    def heads(self) -> tuple[tuple[str, str], ...]:
        """The lines above the text: what they are called, and what they say."""
        rows = (
            ("Reference", self.reference),
            ("About", "; ".join(self.whom)),
            ("Session", f"{say_when(self.starts_at, self.minutes)} ({self.minutes} minutes)"),
            ("Model", self.model),
            ("Facilitator", self.facilitator),
            ("Took part", "; ".join(self.present)),
            ("Sent a note", "; ".join(self.sent_note)),
            ("Did not take part", "; ".join(self.not_present)),
            ("Version", f"{self.number}, corrected" if self.number > 1 else ""),
        )
        return tuple(row for row in rows if row[1])

    @property
    def parts(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Title and lines of each part that was written; the ideas are a list of lines."""
        return tuple(
            (part.label, lines_of(text) if part is Part.IDEAS else (text,))
            for part in Part
            if (text := self.content.text(part))
        )

    @property
    def ideas_title(self) -> str:
        """The title of the part that is shown as a list."""
        return Part.IDEAS.label

    @property
    def themes(self) -> str:
        """The learning themes in one line."""
        return ", ".join(theme.label for theme in self.content.themes)

    @property
    def foot(self) -> tuple[str, ...]:
        """What stands below the text."""
        return FOOT

    @property
    def principles(self) -> str:
        """The guiding principles in one line (guidance, Purpose)."""
        return "; ".join(principle.title for principle in PRINCIPLES)


def as_text(sheet: Sheet) -> str:
    """The same page as plain text, to paste into an agency's own system."""
    blocks = ["Multi-agency reflective supervision: summary"]
    blocks.append("\n".join(f"{head}: {text}" for head, text in sheet.heads))
    for title, lines in sheet.parts:
        mark = "- " if title == sheet.ideas_title else ""
        blocks.append("\n".join([title.upper(), *(f"{mark}{line}" for line in lines)]))
    if sheet.themes:
        blocks.append(f"LEARNING THEMES\n{sheet.themes}")
    blocks.append("\n".join([*sheet.foot, f"Our principles: {sheet.principles}."]))
    return "\n\n".join(blocks)
