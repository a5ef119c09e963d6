"""How the lists of words are written: a text with blanks between the words."""


def spelled(text: str) -> frozenset[str]:
    """The words of `text`."""
    return frozenset(text.split())
