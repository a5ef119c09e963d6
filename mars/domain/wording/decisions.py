"""Finds a wish for what a session cannot give: a decision about a threshold, or who does what.

A third kind of finding beside emergencies and details: it shows the places that can decide, and
stops nobody. Source: guidance, What is the goal?; the words are a local setting.
"""

from collections.abc import Iterator

from mars.domain.wording.sayings import Sayings, Tokens
from mars.domain.wording.tables import load

_SAYINGS = Sayings(load("decisions"))


def find(tokens: Tokens) -> Iterator[tuple[int, int, str]]:
    """Every place where the text may ask for a decision: start, end, and what it is."""
    return _SAYINGS.find(tokens)
