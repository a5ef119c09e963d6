"""Why somebody could not sign in: each reason with the words and the status of its page."""

from dataclasses import dataclass

from mars.domain.actors import Role
from mars.domain.labels import Labelled


class Refusal(Labelled):
    """What went wrong; the label is the title of its page."""

    DOWN = "down", "The sign-in service does not answer"
    SLOW = "slow", "The sign-in service takes too long"
    NOT_UNDERSTOOD = "not-understood", "The sign-in service gave an answer that MARS cannot use"
    SAID_NO = "said-no", "The sign-in service did not let MARS go on"
    WRONG_SIGNATURE = "wrong-signature", "The answer was not signed by the sign-in service"
    WRONG_AUDIENCE = "wrong-audience", "The answer was meant for another service"
    WRONG_ISSUER = "wrong-issuer", "The answer came from another sign-in service"
    WRONG_ANSWER = "wrong-answer", "The answer was to another try"
    TOO_OLD = "too-old", "The answer was too old or from the future"
    STATE_LOST = "state-lost", "This try to sign in is over"
    DENIED = "denied", "You did not sign in"
    WRONG_TENANT = "wrong-tenant", "Your account belongs to another organisation"
    WRONG_ADDRESS = "wrong-address", "Your account has no work address that MARS knows"
    OTHER_ACCOUNT = "other-account", "Your address belongs to another account"
    NO_ROLE = "no-role", "You have not been given the use of MARS"
    DISABLED = "disabled", "You can no longer sign in to MARS"
    NOT_BY_PROXY = "not-by-proxy", "You came by the wrong way"
    NOBODY_NAMED = "nobody-named", "MARS was not told who you are"


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a page of refusal says, and its HTTP status."""

    status: int
    sentences: tuple[str, ...]


_AGAIN = "Try again. If it happens again, tell those who look after computers at the council."
_LATER = "Try again in a few minutes. Nothing of yours is lost."
_ASK = "Ask an administrator of MARS at the council."
_TELL = "Nobody was signed in. Tell those who look after computers at the council."

EXPLANATIONS: dict[Refusal, Explanation] = {
    Refusal.DOWN: Explanation(502, ("The council’s sign-in service cannot be reached.", _LATER)),
    Refusal.SLOW: Explanation(
        504, ("The council’s sign-in service did not answer within seconds.", _LATER)
    ),
    Refusal.NOT_UNDERSTOOD: Explanation(502, ("Nobody was signed in.", _AGAIN)),
    Refusal.SAID_NO: Explanation(502, ("It refused what MARS asked of it.", _AGAIN)),
    Refusal.WRONG_SIGNATURE: Explanation(403, (_TELL,)),
    Refusal.WRONG_AUDIENCE: Explanation(403, (_TELL,)),
    Refusal.WRONG_ISSUER: Explanation(403, (_TELL,)),
    Refusal.WRONG_ANSWER: Explanation(400, ("Nobody was signed in.", _AGAIN)),
    Refusal.TOO_OLD: Explanation(
        403, ("Nobody was signed in. A clock may be wrong, here or there.", _AGAIN)
    ),
    Refusal.STATE_LOST: Explanation(
        400,
        (
            "This browser did not begin it, or began it too long ago, or signed in already.",
            "Start again from the page “Sign in”.",
        ),
    ),
    Refusal.DENIED: Explanation(403, ("You stopped, or were not let in. You can try again.",)),
    Refusal.WRONG_TENANT: Explanation(
        403, ("Sign in with your account at the council.", "If you work elsewhere, use our e-mail.")
    ),
    Refusal.WRONG_ADDRESS: Explanation(
        403, ("It must end in one of the council’s own domains.", _ASK)
    ),
    Refusal.OTHER_ACCOUNT: Explanation(
        403, ("Somebody signed in with the same address before, by another account.", _ASK)
    ),
    Refusal.NO_ROLE: Explanation(403, ("Your account is right, but has no role in MARS.", _ASK)),
    Refusal.DISABLED: Explanation(403, ("An administrator has disabled you.", _ASK)),
    Refusal.NOT_BY_PROXY: Explanation(
        403, ("Open MARS by its usual address, where the council signs you in.",)
    ),
    Refusal.NOBODY_NAMED: Explanation(
        403, ("The council’s sign-in did not pass your work address on to MARS.", _AGAIN)
    ),
}


class SignInRefusedError(Exception):
    """Signing in ended at a page of its own. Holds nothing but the reason."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody as the council's sign-in service knows them."""

    key: str
    """Tenant and object, with a colon: the same for ever, whatever name and address become."""
    email: str
    name: str
    roles: frozenset[Role]
