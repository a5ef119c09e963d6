"""The pages on which a guest's way ends. Knows neither the guest nor the request."""

from mars.domain.labels import Labelled


class Done(Labelled):
    """Where a guest's way ends without a link; the label is the page's heading."""

    COLLEAGUE = "colleague", "Your colleague has been asked"
    PROPOSED = "proposed", "Somebody has to say yes first"
    REFUSED = "refused", "Nothing has changed"
    SOMEBODY_ELSE = "somebody-else", "We have e-mailed you a link of your own"
    FORWARDED = "forwarded", "This link is for somebody else"
    LOST = "lost", "Look in your e-mail"
    DECLINED = "declined", "Thank you for telling us"
    WITHDREW = "withdrew", "You no longer facilitate this session"
    LEFT = "left", "You are signed out"
