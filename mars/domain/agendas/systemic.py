"""Systemic reflection as an agenda of 60 minutes; must never treat the Social Graces as data.

The guidance names the model (Purpose, paragraph 2) and the Social Graces (principle 6); stages
and minutes are local settings.
"""

from mars.domain.agendas.stage import EVERYONE, PRESENTER, Stage, closing, opening

STAGES: tuple[Stage, ...] = (
    opening(
        6,
        happens="The presenter puts the dilemma as a question.",
        ask="What is the question that keeps coming back to you?",
    ),
    Stage(
        name="The presenter’s story",
        minutes=10,
        leads=PRESENTER,
        happens="The presenter tells it as they live it, feelings and all. The others listen.",
        prompts=(
            "What happens, and what happens then?",
            "What do you find yourself feeling or doing?",
            "What do we all keep doing, though it does not help?",
        ),
    ),
    Stage(
        name="Clarifying questions",
        minutes=6,
        leads=EVERYONE,
        happens="Short questions that help to see the pattern. No advice.",
        prompts=(
            "Who sees it differently from you?",
            "What happened just before it changed?",
            "What would the child say that we do to each other?",
        ),
    ),
    Stage(
        name="The reflecting team",
        minutes=15,
        leads="The reflecting team",
        happens="The team talk with each other, not to the presenter, who listens and may take "
        "notes. Ideas are offered as “I wonder”, never as facts.",
        prompts=(
            "What touched you in what you heard?",
            "What might each person be afraid of losing?",
            "What other story could be told about the same events?",
        ),
    ),
    Stage(
        name="Social Graces",
        minutes=6,
        leads=EVERYONE,
        happens="One pass over the Social Graces card: differences we see and differences we do "
        "not, in the family and in this room. Nothing is written down about anyone.",
        prompts=(
            "Which of these have we talked about, and which have we avoided?",
            "Who holds power here, and who feels it?",
            "How might our own background shape what we see?",
        ),
    ),
    Stage(
        name="The presenter responds",
        minutes=7,
        leads=PRESENTER,
        happens="The presenter says what stayed with them. Nobody argues or explains.",
        prompts=(
            "What stayed with you?",
            "What are you looking at differently?",
            "What would you rather leave?",
        ),
    ),
    Stage(
        name="Rehearse the next conversation",
        minutes=5,
        leads=PRESENTER,
        happens="The presenter tries out the first sentences of a conversation they will have.",
        prompts=(
            "Who will you speak with next?",
            "What is your first sentence? Say it aloud.",
            "How might they hear it?",
        ),
    ),
    closing(5, ask="What has shifted for you, however little?"),
)
