"""How many letters one person is sent, so that nobody can use MARS to pester somebody.

Knows kinds, counts and moments; no person, no letter's words, no database.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from mars.domain.policies import Policies
from mars.domain.posting import LetterState, Outcome
from mars.domain.workflow import LetterKind

DAY = timedelta(days=1)

UNCAPPED = frozenset({LetterKind.SIGN_IN_CODE, LetterKind.GUEST_CODE, LetterKind.AUDIT_HEAD})
"""Codes have limits of their own, where they are asked for; the audit's head goes once a day."""

EACH_ITS_OWN = frozenset({LetterKind.ROLE_GIVEN, LetterKind.ROLE_PROPOSED, LetterKind.SHUT_OUT})
"""Each tells those who watch of another event: none waits for, or replaces, the one before."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What was queued within a day and not taken back: to this person, of this request, by whoever
    acts now; and when the last letter of the same kind about the same thing was queued for them."""

    recipient: int = 0
    request: int = 0
    actor: int = 0
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class Pace:
    """How a new letter begins: where it stands, why it does not leave at once, and when it may."""

    state: LetterState
    why: Outcome | None
    due_at: datetime


def replaces(kind: LetterKind) -> bool:
    """Whether a letter of this kind makes an unsent one about the same thing needless."""
    return kind not in UNCAPPED | EACH_ITS_OWN


def pace(kind: LetterKind, sent: Sent, policies: Policies, now: datetime) -> Pace:
    """Whether a letter leaves now, after a rest, or is held for a person to decide.

    Nothing is ever dropped: what is held is shown where it was sent from, and can be sent from the
    page of the letters. Local settings.
    """
    goes = Pace(LetterState.PENDING, None, now)
    if kind in UNCAPPED:
        return goes
    too_many = (
        sent.recipient >= policies.letters_to_person,
        sent.request >= policies.letters_of_request,
        sent.actor >= policies.letters_by_person,
    )
    if any(too_many):
        return Pace(LetterState.HELD, Outcome.TOO_MANY, now)
    rested = (
        now if sent.last is None else sent.last + timedelta(minutes=policies.letter_rest_minutes)
    )
    if kind in EACH_ITS_OWN or rested <= now:
        return goes
    return Pace(LetterState.PENDING, Outcome.TOO_SOON, rested)
