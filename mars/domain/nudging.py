"""Notices where a summary reads like a decision or a task list. It points; it never refuses.

Source: guidance, Purpose (a session is not for threshold decisions or case management).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_DAY = (
    r"(?:the end of|next|this|tomorrow|today|monday|tuesday|wednesday|thursday|friday|saturday"
    r"|sunday|january|february|march|april|june|july|august|september|october|november|december"
    r"|\d)"
)

TASK = "This reads like a task. Could it be an idea for the plan’s own meeting to consider?"
DECISION = "This reads like a decision. The plan’s own meeting decides. What did you wonder about?"
THRESHOLD = "This speaks of a threshold, which a session does not decide. Is it needed here?"
SCORE = "This reads like a score, which may later be taken for a rating of risk. Leave it out."

_SIGNS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), sentence)
    for pattern, sentence in (
        (r"\b(?:will|must|should|needs? to|is to)\b[^.!?\n]{1,80}?\bby " + _DAY + r"\b\w*", TASK),
        (r"\bactions?(?: points?| plan)?[ ]?:", TASK),
        (r"\b(?:deadline|due date|person responsible|action points?)\b", TASK),
        (r"\b(?:we|group|team|agencies) (?:have |has )?(?:agreed|decided) (?:that|to)\b", DECISION),
        (r"\b(?:it was|was) (?:agreed|decided)\b", DECISION),
        (r"\b(?:step(?:ped)? (?:up|down)|close the case|case closure|escalate[ds]?)\b", DECISION),
        (r"\bthresholds?\b", THRESHOLD),
        (r"\b(?:section|s\.?)[ ]?(?:17|47)\b", THRESHOLD),
        (r"\b\d{1,2}(?: out of |/)10\b", SCORE),
    )
)


@dataclass(frozen=True, slots=True)
class Nudge:
    """The words that caught the eye, and what to ask oneself."""

    excerpt: str
    sentence: str


def nudges(text: str) -> tuple[Nudge, ...]:
    """What in `text` reads like a decision, a threshold or a task; each sentence once."""
    first: dict[str, Nudge] = {}
    for nudge in _signs(text):
        first.setdefault(nudge.sentence, nudge)
    return tuple(first.values())


def _signs(text: str) -> Iterator[Nudge]:
    for pattern, sentence in _SIGNS:
        match = pattern.search(text)
        if match:
            yield Nudge(match.group(), sentence)
