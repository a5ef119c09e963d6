"""Appreciative Enquiry as an agenda of 75 minutes; must never be offered for live risk.

The guidance names the model (Purpose, paragraph 2); stages and minutes are local settings.
"""

from mars.domain.agendas.stage import EVERYONE, FACILITATOR, Stage, closing, opening

STAGES: tuple[Stage, ...] = (
    opening(
        8,
        happens="The group turns the difficulty into a question about what it wants more of.",
        ask="What do we want more of for this child, put as a question?",
    ),
    Stage(
        name="Discover: the first speaks",
        minutes=6,
        leads="Pairs from different agencies",
        happens="One of each pair tells of a time when work with this family, or one like it, went "
        "well. The other listens and asks.",
        prompts=(
            "Tell me about a time when it went well.",
            "What did you do that helped?",
            "What did the child or the family bring to it?",
        ),
    ),
    Stage(
        name="Discover: change over",
        minutes=6,
        leads="Pairs from different agencies",
        happens="Now the other one tells, and the first listens.",
        prompts=(
            "When did you last feel hopeful about this family?",
            "What made that possible?",
            "What are you proud of, however small?",
        ),
    ),
    Stage(
        name="Discover: headlines",
        minutes=10,
        leads=EVERYONE,
        happens="Each person gives the headline of their partner’s story. The group listens for "
        "what the stories share.",
        prompts=(
            "What is the headline of what you heard?",
            "What do these stories have in common?",
            "What surprised you about another agency?",
        ),
    ),
    Stage(
        name="Dream",
        minutes=12,
        leads=FACILITATOR,
        happens="The group pictures a day a year from now on which things are as good as they "
        "could be.",
        prompts=(
            "It is a year from now and it has gone well. What does the child’s day look like?",
            "Who notices first, and what do they see?",
            "What are we doing together that we do not do today?",
        ),
    ),
    Stage(
        name="Design",
        minutes=15,
        leads=EVERYONE,
        happens="The group works back from the picture: what would have to be in place? A "
        "difficulty may be named, and is then turned into what is wanted instead.",
        prompts=(
            "What from our best stories could we use again?",
            "If that is the problem, what would we like in its place?",
            "What could each agency make easier for another?",
        ),
    ),
    Stage(
        name="Deliver",
        minutes=8,
        leads=EVERYONE,
        happens="Each person offers one small commitment about their own way of working. Changes "
        "to the plan go to the plan’s own meeting.",
        prompts=(
            "What small thing will you yourself do differently?",
            "What would help you to keep to it?",
        ),
    ),
    closing(10, ask="What gave you energy today?"),
)
