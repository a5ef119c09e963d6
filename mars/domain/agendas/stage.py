"""What a stage of a session is, and the opening and closing that every model shares.

Knows nothing of any supervision, of who comes to it, or of the screen.
"""

from dataclasses import dataclass

FACILITATOR = "The facilitator"
PRESENTER = "The presenter"
EVERYONE = "Everyone, in turn"


@dataclass(frozen=True)
class Stage:
    """One timed part of a session.

    `minutes` is a whole number from 1 to 60 (local setting). `leads` says whose voice is heard.
    `happens` is one or two sentences for the group. `prompts` are two or three questions or
    sentences that are read aloud as they stand.
    """

    name: str
    minutes: int
    leads: str
    happens: str
    prompts: tuple[str, ...]


def opening(minutes: int, *, name: str = "Open", happens: str = "", ask: str) -> Stage:
    """The start that every model shares, with the model's own first question as `ask`.

    `happens` adds what this model does at the start. Source: guidance, Purpose (the principles;
    no threshold decisions, no case management); the stop rule is a local setting.
    """
    shared = "Welcome, our purpose, the principles, what stays in the room, and who keeps the time."
    return Stage(
        name=name,
        minutes=minutes,
        leads=FACILITATOR,
        happens=f"{shared} {happens}".strip(),
        prompts=(
            ask,
            "We are here to think. No decision about the case is made in this room.",
            "If we hear that a child may be at risk of serious harm, we stop and report it today.",
        ),
    )


def closing(minutes: int, *, name: str = "Close", happens: str = "", ask: str) -> Stage:
    """The end that every model shares, with the model's own last question as `ask`.

    Source: guidance, Purpose, principle 7 (a brief summary for each agency; the family is told).
    """
    shared = "What we take away, what the family will hear, who records it, and a word of feedback."
    return Stage(
        name=name,
        minutes=minutes,
        leads=EVERYONE,
        happens=f"{happens} {shared}".strip(),
        prompts=(
            ask,
            "What will the family hear about today, and from whom?",
            "Who in each agency will put the summary on their own system?",
        ),
    )
