"""Solution Circle as an agenda of 30 minutes; must never produce an action for the plan.

Named in the guidance (Purpose, paragraph 2). Half an hour is the model's own limit; how the
minutes are shared out is a local setting.
"""

from mars.domain.agendas.stage import PRESENTER, Stage, closing, opening

STAGES: tuple[Stage, ...] = (
    opening(
        2,
        name="Roles",
        happens="Choose a presenter, a timekeeper and a note-taker. All others are the ideas team.",
        ask="Who presents, who keeps time, and who writes?",
    ),
    Stage(
        name="Outline",
        minutes=6,
        leads=PRESENTER,
        happens="The presenter describes the block. Nobody interrupts. If they finish early, the "
        "group waits in silence.",
        prompts=(
            "What is the one thing that will not move?",
            "What have you tried?",
            "What would “unstuck” look like?",
        ),
    ),
    Stage(
        name="Clarify",
        minutes=4,
        leads="The ideas team",
        happens="Short questions about facts only. Advice in disguise waits for the next stage.",
        prompts=(
            "What do you need to know to be useful?",
            "Is that a question, or is it already an idea?",
        ),
    ),
    Stage(
        name="Ideas",
        minutes=6,
        leads="The ideas team",
        happens="As many ideas as possible, wild ones too. The presenter listens and stays silent.",
        prompts=(
            "What would you try if nothing were in the way?",
            "What has worked with another family?",
            "What might the child suggest?",
        ),
    ),
    Stage(
        name="Talk it over",
        minutes=6,
        leads=PRESENTER,
        happens="The presenter says which ideas they are drawn to. The group helps them think.",
        prompts=(
            "Which idea gave you some energy?",
            "What might get in its way?",
            "What would make it smaller and easier?",
        ),
    ),
    Stage(
        name="First step for my practice",
        minutes=4,
        leads=PRESENTER,
        happens="The presenter picks a step of their own: begun within 24 hours, done within three "
        "days. One person offers to be their coach. Steps for the plan go to the plan’s meeting.",
        prompts=(
            "What will you yourself do first?",
            "When within the next day will you start?",
            "Who will ring you in three days to ask how it went?",
        ),
    ),
    closing(
        2,
        name="Round of words",
        happens="One word each on how you leave.",
        ask="Which one word do you leave with?",
    ),
)
