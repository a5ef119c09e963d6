"""An organisation's own model: our opening and closing round stages that it brings itself.

Source: guidance, Resources, paragraph 1 (a partner can use its own practice model); the minutes
are local settings. Must never say how the middle is done.
"""

from mars.domain.agendas.stage import FACILITATOR, Stage, closing, opening

STAGES: tuple[Stage, ...] = (
    opening(5, ask="Which model do we use today, and how does it go?"),
    Stage(
        name="Your own model",
        minutes=50,
        leads=FACILITATOR,
        happens="Follow your organisation’s stages and minutes. Say at the start how the time is "
        "shared out, and leave room for every agency to speak.",
        prompts=(
            "Whose view have we not heard yet?",
            "What is life like for the child while we talk?",
            "Are we still reflecting, or have we begun to decide?",
        ),
    ),
    closing(5, ask="What do you take away?"),
)
