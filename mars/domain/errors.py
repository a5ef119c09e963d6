"""What can go wrong, in words for the person who meets it. mars/web/errors.py has its pages."""

from datetime import timedelta

UNREADABLE = "This part could not be read. Tell the administrator."
"""Stands in the place of a sealed text that cannot be opened."""


class MarsError(Exception):
    """`sentence` says to a human what happened; `field` names the form field it is about."""

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class NotFoundError(MarsError):
    """No such thing, or none that this person may see: both answer alike (404)."""


class ClosedLinkError(NotFoundError):
    """A guest's link that does not open, whatever the reason: one and the same page (404)."""


class NotAllowedError(MarsError):
    """The thing may be seen but not done by this person (403)."""


class NotNowError(MarsError):
    """The step is not possible in the present status (409)."""


class VisitOverError(MarsError):
    """A guest was away for too long; what they sent is kept until they open their link (403)."""


class InvalidError(MarsError):
    """What was given breaks a rule; the form comes back with it (422)."""


class TooManyError(MarsError):
    """A limit on tries was reached (429). `wait`: how long until it can be tried again."""

    def __init__(self, sentence: str, *, wait: timedelta) -> None:
        super().__init__(sentence)
        self.wait = wait


class CutOffError(MarsError):
    """What was sent did not arrive whole, or is no form of ours (400)."""


class SettingError(MarsError):
    """A setting is missing or malformed; MARS does not start."""


class UnreadableError(MarsError):
    """A sealed text cannot be opened: it was changed, belongs elsewhere, or its key is missing."""
