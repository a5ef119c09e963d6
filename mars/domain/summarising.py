"""The one-page summary: its parts, what it needs before it is sent, what to look at twice.

Knows text and rules; never who wrote it, nor the database.
"""

from dataclasses import dataclass

from mars.domain.asking import Theme
from mars.domain.errors import InvalidError
from mars.domain.holding import (
    HEARS_LIMIT,
    IDEA_LIMIT,
    IDEAS_MOST,
    LEARNT_LIMIT,
    LIVED_LIMIT,
    QUESTION_LIMIT,
    REFLECTIONS_LIMIT,
    Fidelity,
)
from mars.domain.labels import Labelled
from mars.domain.looking import Remark, look
from mars.domain.wording import NAMES, Initials, each


class Part(Labelled):
    """A part of the summary that is free text, in the order of the page."""

    QUESTION = "question", "What we wanted to think about"
    REFLECTIONS = "reflections", "Main reflections"
    LIVED = "lived_experience", "The child’s lived experience, as we understand it"
    LEARNT = "learnt", "What we learnt about each other’s roles and processes"
    IDEAS = "ideas", "Tools, approaches or ideas for the plan’s own meeting to consider"
    HEARS = "family_hears", "What the family will hear, from whom, and by when"


LIMITS: dict[Part, int] = {
    Part.QUESTION: QUESTION_LIMIT,
    Part.REFLECTIONS: REFLECTIONS_LIMIT,
    Part.LIVED: LIVED_LIMIT,
    Part.LEARNT: LEARNT_LIMIT,
    Part.IDEAS: IDEAS_MOST * (IDEA_LIMIT + 1) - 1,
    Part.HEARS: HEARS_LIMIT,
}
"""Characters (code points) of each part, so that the summary fits one page (local setting)."""

LINES: dict[Part, int] = dict.fromkeys(Part, 3) | {Part.REFLECTIONS: 10, Part.IDEAS: IDEAS_MOST}
"""Lines of each part, for the same reason."""

NEEDED: dict[Part, str] = {
    Part.QUESTION: "Write what you wanted to think about",
    Part.REFLECTIONS: "Write the main reflections",
    Part.HEARS: "Write what the family will hear, from whom, and by when",
}
"""What must be there before the summary is sent, each with its cure; a draft may lack anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """All that the facilitator writes or ticks."""

    question: str = ""
    reflections: str = ""
    lived_experience: str = ""
    learnt: str = ""
    ideas: str = ""
    family_hears: str = ""
    themes: tuple[Theme, ...] = ()
    fidelity: tuple[Fidelity, ...] = ()

    def text(self, part: Part) -> str:
        """What stands in one part."""
        return str(getattr(self, part.value))


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a text that are not empty, trimmed."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def check_shape(content: Content) -> None:
    """Refuse what would not fit one page. Raises InvalidError on the part's own field."""
    for part, most in LINES.items():
        if len(content.text(part).splitlines()) > most:
            raise InvalidError(
                f"{part.label}: use {most} lines or fewer, so that the summary fits one page",
                field=part.value,
            )
    if any(len(line) > IDEA_LIMIT for line in lines_of(content.ideas)):
        raise InvalidError(f"Each idea must be {IDEA_LIMIT} characters or fewer", field="ideas")


def missing_parts(content: Content) -> tuple[Part, ...]:
    """What is still to be written before the summary can be sent."""
    return tuple(part for part in NEEDED if not content.text(part))


def check_can_send(content: Content) -> None:
    """Refuse to send a summary without its needed parts. Raises InvalidError."""
    for part in missing_parts(content):
        raise InvalidError(f"{NEEDED[part]} before you send the summary")


def can_send(content: Content) -> bool:
    """Whether every needed part is written."""
    return not missing_parts(content)


def find_all(content: Content, initials: Initials) -> tuple[Remark, ...]:
    """What deserves a second look, part by part."""
    texts = {part.value: content.text(part) for part in Part}
    found = look(texts, initials, {part.value: f"“{part.label}”" for part in Part})
    return tuple(one for one in found if not _is_expected(one, initials))


def _is_expected(remark: Remark, initials: Initials) -> bool:
    """Whether it names somebody but the child where the family’s source of the news is asked."""
    firsts = {some[:1].casefold() for some in each(initials)}
    return (
        remark.field == Part.HEARS
        and remark.what in NAMES
        and remark.excerpt[:1].casefold() not in firsts
    )


def find_new(content: Content, before: Content, initials: Initials) -> tuple[Remark, ...]:
    """The same without what was looked at when `before` was saved."""
    children = each(initials)
    known = frozenset(find_all(before, children))
    return tuple(one for one in find_all(content, children) if one not in known)
