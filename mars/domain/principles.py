"""The seven guiding principles, and what a session is for and not for, as the guidance has them.

`words` are the guidance's own; everything else is said in ours. Knows nothing of any supervision.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Principle:
    """One guiding principle.

    `title` is short, for a heading; `words` is the guidance's own sentence; `means` says what it
    asks of us in a session; `ask` is a question to put to oneself.
    """

    title: str
    words: str
    means: str
    ask: str


PRINCIPLES: tuple[Principle, ...] = (
    Principle(
        title="Growth and an open mindset",
        words="Growth and an open mindset",
        means="We come to learn. It is fine not to know, and to change our minds.",
        ask="What could I learn today?",
    ),
    Principle(
        title="Reflective discussion and curiosity",
        words="Reflective discussion and curiosity",
        means="We ask before we advise, and we stay with a question a little longer than is easy.",
        ask="What am I curious about?",
    ),
    Principle(
        title="The idea, not the person",
        words="We might critique the idea but not the person – respect and kindness is paramount",
        means="We may doubt an idea. We are kind to the person who had it, and to those who are "
        "not in the room.",
        ask="Would I say it like this if the family or my colleague could hear me?",
    ),
    Principle(
        title="Listening, scaffolding, hearing, and reflecting",
        words="Listening, scaffolding, hearing, and reflecting",
        means="We listen to the end, build on what was said, and check what we heard.",
        ask="Have I understood, or am I waiting to speak?",
    ),
    Principle(
        title="Each agency sees something the others do not",
        words="Remembering that each agency will have a unique perspective and something valuable "
        "to bring, we will aim to listen and respect others practice experience",
        means="Every agency gets room. What one has seen may be the piece that the others lack.",
        ask="Whose view have I not asked for?",
    ),
    Principle(
        title="Social Graces, power and authority",
        words="We will pay attention to Social Graces and the power and authority we hold as "
        "professionals",
        means="Difference and power shape what families tell us and what we notice. We say so.",
        ask="What power do I hold here, and how may it feel to the family?",
    ),
    Principle(
        title="Nothing about us without us",
        words="A brief summary of the discussion will be provided by the facilitator for each "
        "agency to record on their systems, alongside any personal reflections. The family should "
        "be updated on the purpose and outcome of the meeting, using the principle of ‘nothing "
        "about us without us’, as this beautiful thinking will inform planning with the family "
        "moving forward",
        means="Each agency records a brief summary. Your own reflections stay with you. The family "
        "hears why we met and what came of it.",
        ask="What will the family hear, from whom, and when?",
    ),
)

FOR: tuple[str, ...] = (
    "getting help from colleagues when you feel stuck with a family",
    "exploring a theme that keeps coming up",
    "looking back on practice and learning from it",
    "slowing down, being curious and building on strengths",
    "hearing every agency, and being heard",
    "understanding how each other’s services work",
)

NOT_FOR: tuple[str, ...] = (
    "making threshold decisions",
    "managing the case: who does what, and by when",
    "reporting a concern about a child, or an emergency",
)
