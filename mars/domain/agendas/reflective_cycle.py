"""A reflective cycle (after Kolb; the 4x4x4 model) as an agenda of 50 minutes.

The guidance does not name this model: offering it, its stages and its minutes are local settings.
Must never become a review of who did what wrong.
"""

from mars.domain.agendas.stage import EVERYONE, PRESENTER, Stage, closing, opening

STAGES: tuple[Stage, ...] = (
    opening(4, ask="Which one event or period shall we look at?"),
    Stage(
        name="Experience",
        minutes=12,
        leads=PRESENTER,
        happens="What happened, in order, as each person lived it. No reasons yet.",
        prompts=(
            "What happened? What did you see and hear?",
            "What was going on around it at the time?",
            "How was it for the child?",
        ),
    ),
    Stage(
        name="Reflection",
        minutes=12,
        leads=EVERYONE,
        happens="What it was like: feelings, hunches, and what it reminded us of.",
        prompts=(
            "What did you feel then, and what do you feel now?",
            "What did it remind you of?",
            "What do you think the family felt?",
        ),
    ),
    Stage(
        name="Analysis",
        minutes=12,
        leads=EVERYONE,
        happens="What it means: patterns, what we took for granted, what research or experience "
        "says.",
        prompts=(
            "How do you make sense of it?",
            "What else could explain it?",
            "What do you still not know?",
        ),
    ),
    Stage(
        name="What I will try",
        minutes=6,
        leads=EVERYONE,
        happens="Each person names one thing to try in their own practice. Ideas for the plan go "
        "to the plan’s own meeting.",
        prompts=(
            "What will you try next time?",
            "How will you know that it helped?",
        ),
    ),
    closing(4, ask="What have you learnt?"),
)
