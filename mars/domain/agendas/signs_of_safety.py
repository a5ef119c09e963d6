"""Signs of Safety as an agenda of 60 minutes; must never hold a scale number or a decision.

The guidance names the model (Purpose, paragraph 2); stages and minutes are local settings.
"""

from mars.domain.agendas.stage import EVERYONE, FACILITATOR, PRESENTER, Stage, closing, opening

STAGES: tuple[Stage, ...] = (
    opening(
        4,
        happens="An adviser may watch how the group works, and say so when it drifts.",
        ask="Who presents, who advises on how we work, and who watches the clock?",
    ),
    Stage(
        name="What help is wanted",
        minutes=5,
        leads=PRESENTER,
        happens="The presenter says what they would like from the group. Nobody answers yet.",
        prompts=(
            "What would make this hour worth your while?",
            "Where do you feel most stuck?",
            "What should we not spend time on?",
        ),
    ),
    Stage(
        name="Family map",
        minutes=8,
        leads=PRESENTER,
        happens="Draw who is who, without names: the child in the middle, then who is close to "
        "them, then who helps.",
        prompts=(
            "Who matters most to this child?",
            "Who is missing from our picture?",
            "Who would the child draw first?",
        ),
    ),
    Stage(
        name="Worries, strengths and what is needed",
        minutes=12,
        leads=EVERYONE,
        happens="Each agency adds to three lists: what we are worried about, what is working well, "
        "and what needs to happen for the child to be safe and well. Facts first, then views.",
        prompts=(
            "What have you seen or heard yourself?",
            "When has it gone better, even a little?",
            "What would the child say needs to change?",
        ),
    ),
    Stage(
        name="One worry, one goal",
        minutes=12,
        leads=EVERYONE,
        happens="Everybody writes one worry sentence and one goal sentence in silence. They are "
        "read round the room without comment. The presenter picks the ones that fit best.",
        prompts=(
            "What might happen to the child if nothing changes?",
            "What would we see the family doing if things were going well?",
            "Presenter: which words could you say to the family tomorrow?",
        ),
    ),
    Stage(
        name="Where do we stand?",
        minutes=5,
        leads=FACILITATOR,
        happens="Each person places themselves between very worried and not worried, the most "
        "worried first. It is for thinking only: nobody writes it down.",
        prompts=(
            "What puts you just there?",
            "What would move you one small step?",
            "What does somebody else see that you do not?",
        ),
    ),
    Stage(
        name="Best questions",
        minutes=9,
        leads=EVERYONE,
        happens="Each person offers the best question they can think of. No debate and no answers. "
        "The presenter picks the ones worth taking away.",
        prompts=(
            "What question would help the family think?",
            "What would you love to know, and have never asked?",
            "Presenter: which question will you use first?",
        ),
    ),
    closing(5, ask="What is clearer now than it was an hour ago?"),
)
