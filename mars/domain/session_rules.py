"""What holds in every session whatever the model: shared rules, the stop rule, the Social Graces.

Knows nothing of any supervision. The Social Graces are a prompt card (guidance, principle 6) and
must never become data about anyone; the rules are local settings.
"""

STOP_RULE = (
    "If new information suggests that a child may be suffering significant harm, stop the session. "
    "Refer it the same day."
)

SHARED_RULES: tuple[str, ...] = (
    "One person keeps the time.",
    "The presenter speaks first.",
    "Everybody gets an equal turn. In a round, the lead social worker speaks last.",
    "Nobody criticises an agency that is not in the room.",
    "Decisions about the case go on a “park it” list. They go back to the plan’s own meeting.",
    STOP_RULE,
)

SOCIAL_GRACES: tuple[str, ...] = (
    "Gender",
    "Geography",
    "Race",
    "Religion",
    "Age",
    "Ability",
    "Appearance",
    "Class",
    "Culture",
    "Ethnicity",
    "Education",
    "Employment",
    "Sexuality",
    "Sexual orientation",
    "Spirituality",
)

SOCIAL_GRACES_QUESTIONS: tuple[str, ...] = (
    "Which of these matter to this child and family, and how do we know?",
    "Which of these do we find hard to talk about?",
    "Where do we hold power because of one of these?",
)
