"""What to look for in the table of the policy. Knows shapes, no rules."""

from mars.web.forms import Choice, QueryForm, Text
from mars.web.policy import Who


class SearchForm(QueryForm):
    """Looking for rows of the policy."""

    q = Text(
        "What it is about",
        limit=100,
        called="what you look for",
        hint="A word such as “summary”, “address” or “date”",
    )
    who = Choice("Who may", Who, called="who may")
