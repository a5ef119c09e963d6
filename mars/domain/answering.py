"""What an agency can answer, and the three gates computed of it (guidance, Purpose, 3)."""

from collections.abc import Iterable
from dataclasses import dataclass

from mars.domain.labels import Labelled


class Choice(Labelled):
    """An invited person's answer."""

    COME = "come", "I agree and will come"
    COLLEAGUE = "colleague", "A colleague will come instead"
    CANNOT = "cannot", "I cannot come"


COMING = frozenset({Choice.COME, Choice.COLLEAGUE})
"""What counts as a yes of the agency."""


class DeclineReason(Labelled):
    """Why somebody cannot come (local setting)."""

    DIARY = "diary", "None of the times fit my diary"
    NOT_INVOLVED = "not-involved", "We are not involved with this family"
    NO_CAPACITY = "no-capacity", "We have no capacity"
    DISPUTED = "need-disputed", "I do not think a session is needed"
    OTHER = "other", "Another reason"


class Reader(Labelled):
    """What somebody who holds a link says of the address that it was sent to."""

    MYSELF = "myself", "Yes, e-mail me the code"
    OTHER = "other", "No, I am somebody else"


class Confirmed(Labelled):
    """What is said of somebody who would answer in another's place."""

    YES = "yes", "Yes, ask them to answer"
    NO = "no", "No, nothing changes"


class NominationState(Labelled):
    """How far the asking of a facilitator has come."""

    CONSIDERED = "considered", "Not asked yet"
    ASKED = "asked", "Asked, no answer yet"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    RELEASED = "released", "No longer asked"
    WITHDREW = "withdrew", "Withdrew"


def say_answer(choice: Choice | None, *, partly: bool = False, sends_note: bool = False) -> str:
    """An answer in words, with what belongs to it; None: not answered yet."""
    if choice is None:
        return "Has not answered"
    if choice is Choice.COME and partly:
        return f"{choice.label}, for part of the session"
    if choice is Choice.CANNOT and sends_note:
        return f"{choice.label}, but will send a note"
    return choice.label


def report_answer(
    choice: Choice | None, *, partly: bool | None = False, sends_note: bool | None = False
) -> str:
    """An answer in the words of somebody who speaks of another; None: not answered yet."""
    match choice:
        case None:
            return "No answer yet"
        case Choice.COME:
            return "Will come for part of it" if partly else "Will come"
        case Choice.COLLEAGUE:
            return "A colleague comes"
        case Choice.CANNOT:
            return "Cannot come, sends a note" if sends_note else "Cannot come"


@dataclass(frozen=True, slots=True)
class Reply:
    """One open invitation as the gates see it.

    `choice` is None until it is answered. `spoken`: whether the answer is about the times that are
    offered now; who agreed to come before they were has still to say which of them suit.
    """

    agency: str
    choice: Choice | None
    spoken: bool = True

    @property
    def waits(self) -> bool:
        """Whether this person has still to say something."""
        return self.choice is None or not self.spoken


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate: what it is, whether it is passed, and why not in a sentence."""

    title: str
    passed: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Gates:
    """The three gates between asking and fixing the date."""

    team: Gate
    facilitator: Gate
    buy_in: Gate

    @property
    def all(self) -> tuple[Gate, ...]:
        """The gates in the guidance's order."""
        return (self.team, self.facilitator, self.buy_in)

    @property
    def passed(self) -> bool:
        """Whether the date may be fixed."""
        return all(gate.passed for gate in self.all)


def compute_gates(
    replies: Iterable[Reply],
    asking_agency: str,
    nomination: NominationState | None,
    minimum: int,
    *,
    spoken: bool = True,
    helped: bool = False,
) -> Gates:
    """The gates as they stand.

    `replies`: the open invitations. `asking_agency`: the requester's, which counts as represented.
    `minimum`: agencies to be represented, the requester's included (local setting). `spoken`:
    whether the facilitator's yes is about the times that are offered now. `helped`: whether the
    search is left to the partnership. Agreeing outlasts an offer of other times; who will be there
    does not. Source: guidance, Purpose, paragraph 3.
    """
    replies = tuple(replies)
    coming = {r.agency for r in replies if r.choice in COMING}
    there = {r.agency for r in replies if r.choice in COMING and r.spoken}
    agencies = {r.agency for r in replies}
    answered = {r.agency for r in replies if r.choice is not None}
    return Gates(
        team=_team_gate(agencies, answered, coming),
        facilitator=_facilitator_gate(nomination, spoken, helped),
        buy_in=_buy_in_gate(there | {asking_agency}, coming - there, minimum),
    )


def _team_gate(agencies: set[str], answered: set[str], coming: set[str]) -> Gate:
    title = "The team agrees"
    waiting = agencies - answered
    if not agencies:
        return Gate(title, False, "No agency is being asked.")
    if waiting:
        verb = "agency has" if len(waiting) == 1 else "agencies have"
        return Gate(title, False, f"{len(waiting)} {verb} not answered yet.")
    if 2 * len(coming) < len(agencies):
        return Gate(title, False, f"Only {len(coming)} of {len(agencies)} agencies said yes.")
    return Gate(title, True, f"{len(coming)} of {len(agencies)} agencies said yes.")


def _facilitator_gate(nomination: NominationState | None, spoken: bool, helped: bool) -> Gate:
    title = "A facilitator is found"
    match nomination:
        case NominationState.ACCEPTED if not spoken:
            sentence = "The facilitator has not said yet which of the new times suit them."
            return Gate(title, False, sentence)
        case NominationState.ACCEPTED:
            return Gate(title, True, "A facilitator has accepted.")
        case NominationState.ASKED:
            return Gate(title, False, "A facilitator has been asked and has not answered yet.")
        case _ if helped:
            return Gate(title, False, "The partnership is looking for a facilitator.")
        case _:
            return Gate(title, False, "Nobody is being asked to facilitate.")


def _buy_in_gate(represented: set[str], undecided: set[str], minimum: int) -> Gate:
    title = "Enough agencies will be there"
    sentence = (
        f"{len(represented)} of at least {minimum} agencies, with the agency that asks counted."
    )
    if undecided:
        verb = "agency has" if len(undecided) == 1 else "agencies have"
        sentence += f" {len(undecided)} {verb} not said yet which of the new times suit."
    return Gate(title, len(represented) >= minimum, sentence)
