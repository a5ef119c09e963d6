"""What to look for among the changes. Knows shapes, no rules."""

from mars.domain.history import OF_A_REQUEST, Part
from mars.web.forms import Choice, ListForm, Option, Text


class HistoryForm(ListForm):
    """Looking for changes of one request."""

    part = Choice(
        "What it is about",
        [Option(part, part.label) for part in OF_A_REQUEST],
        called="what it is about",
    )


class SearchForm(ListForm):
    """Looking for rows of the whole record."""

    q = Text(
        "Reference, key, row or action",
        limit=40,
        strict=True,
        called="what you look for",
        hint="A MARS reference, a key of 16 characters, a row’s number, or a word such as “sent”",
    )
    part = Choice("What it is about", Part, called="what it is about")
