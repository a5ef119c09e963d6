"""Whose turn it is and what for: what one supervision asks of people now. Knows no person."""

from dataclasses import dataclass
from datetime import date

from mars.domain.answering import Gates, NominationState
from mars.domain.changes import ASKERS, HOLDERS
from mars.domain.closing import NOTHING_YET, Afterwards, missing_before_close
from mars.domain.holding import Told
from mars.domain.labels import Labelled
from mars.domain.statuses import Status
from mars.domain.workflow import Doer


class Turn(Labelled):
    """Something to do now; the label is what the button or link says."""

    FINISH = "finish", "Finish and send the request"
    REACH = "reach", "Check an address: our letter did not arrive"
    REACH_FACILITATOR = "reach-facilitator", "Ring the facilitator: our letter did not arrive"
    RING = "ring", "Ring somebody who asked to be rung first"
    FIND_FACILITATOR = "find-facilitator", "Choose a facilitator"
    FIND_FOR_THEM = "find-for-them", "Find a facilitator for the person who asked"
    CONFIRM = "confirm", "Check who will answer for an agency"
    RETHINK = "rethink", "Ask another agency, or end the request"
    OFFER_TIMES = "offer-times", "Offer new times"
    FIX_DATE = "fix-date", "Fix the date"
    TELL_PURPOSE = "tell-purpose", "Note that the family was told the purpose"
    PREPARE = "prepare", "Prepare the session"
    DECIDE = "decide", "Offer other times, or close the request"
    RECORD_SESSION = "record-session", "Record who came"
    CHASE_RECORD = "chase-record", "Ask the facilitator to record who came"
    CHASE_SUMMARY = "chase-summary", "Ask the facilitator for the summary"
    WRITE_SUMMARY = "write-summary", "Write the summary"
    RECORD_SUMMARY = "record-summary", "Record the summary on your own system"
    TELL_OUTCOME = "tell-outcome", "Note that the family was told the outcome"
    CLOSE = "close", "Close the request"


DOERS: dict[Turn, tuple[Doer, ...]] = {
    Turn.FINISH: (Doer.REQUESTER,),
    Turn.REACH: ASKERS,
    Turn.REACH_FACILITATOR: ASKERS,
    Turn.RING: ASKERS,
    Turn.FIND_FACILITATOR: ASKERS,
    Turn.FIND_FOR_THEM: (Doer.COORDINATOR,),
    Turn.CONFIRM: ASKERS,
    Turn.RETHINK: ASKERS,
    Turn.OFFER_TIMES: ASKERS,
    Turn.FIX_DATE: ASKERS,
    Turn.TELL_PURPOSE: (Doer.REQUESTER,),
    Turn.PREPARE: (Doer.FACILITATOR,),
    Turn.DECIDE: ASKERS,
    Turn.RECORD_SESSION: HOLDERS,
    Turn.CHASE_RECORD: ASKERS,
    Turn.CHASE_SUMMARY: ASKERS,
    Turn.WRITE_SUMMARY: (Doer.FACILITATOR,),
    Turn.RECORD_SUMMARY: (Doer.REQUESTER,),
    Turn.TELL_OUTCOME: (Doer.REQUESTER,),
    Turn.CLOSE: ASKERS,
}
"""Who can take each turn. The first named is who it is waiting for."""

FAMILY_TURNS = frozenset({Turn.TELL_PURPOSE, Turn.TELL_OUTCOME})


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a supervision stands, as far as it decides whose turn it is.

    `helped`: whether the requester left it to the partnership to find a facilitator. `waiting`:
    whether somebody who is asked has still to say something. `ring`: whether one of those asked to
    be rung first. `astray`: whether the letter did not arrive that asks one of those,
    `facilitator_astray`: or a facilitator who has not answered.
    `proposed`: whether somebody was named in another's place and waits for a yes. `begun`: whether
    the session's hour has come, `not_held`: whether it is recorded that it was not held.
    `purpose_later` and `outcome_later`: whether telling the family is planned for a later day.
    `own_tick`: whether the requester's own agency has yet to record the summary. `times_passed`:
    whether none of the offered times is still to come. `overdue`: whether what the status waits for
    is late by the partnership's own days.
    """

    status: Status
    gates: Gates | None = None
    facilitator: NominationState | None = None
    helped: bool = False
    waiting: bool = False
    ring: bool = False
    astray: bool = False
    facilitator_astray: bool = False
    proposed: bool = False
    begun: bool = False
    not_held: bool = False
    purpose: Told | None = None
    purpose_later: bool = False
    afterwards: Afterwards = NOTHING_YET
    outcome_later: bool = False
    own_tick: bool = False
    times_passed: bool = False
    overdue: bool = False


def turns(position: Position) -> tuple[Turn, ...]:
    """What there is to do now, the most pressing first; empty when others are waited for."""
    match position.status:
        case Status.DRAFT:
            return (Turn.FINISH,)
        case Status.ASKED:
            return (*_of_team(position), *_while_asking(position), *_purpose(position))
        case Status.ARRANGED if position.begun:
            chase = (Turn.CHASE_RECORD,) if position.overdue else ()
            return (*_search(position), Turn.RECORD_SESSION, *chase, *_purpose(position))
        case Status.ARRANGED:
            led = position.facilitator is NominationState.ACCEPTED
            prepare = (Turn.PREPARE,) if led else ()
            search = _search(position)
            return (*_of_team(position), *search, *_purpose(position), *prepare)
        case Status.NOT_HELD:
            return (Turn.DECIDE,)
        case Status.HELD:
            chase = (Turn.CHASE_SUMMARY,) if position.overdue else ()
            return (Turn.WRITE_SUMMARY, *chase, *_outcome(position))
        case Status.SUMMARISED:
            return _after_the_summary(position)
        case _:
            return ()


def turns_of(position: Position, doers: frozenset[Doer]) -> tuple[Turn, ...]:
    """Those of the turns that somebody who is all of `doers` can take."""
    return tuple(turn for turn in turns(position) if doers.intersection(DOERS[turn]))


def _of_team(position: Position) -> tuple[Turn, ...]:
    """What somebody who is asked waits for."""
    confirm = (Turn.CONFIRM,) if position.proposed else ()
    return (*confirm, *((Turn.RING,) if position.ring else ()))


def _while_asking(position: Position) -> tuple[Turn, ...]:
    gates = position.gates
    if position.times_passed:
        return (Turn.OFFER_TIMES, *_search(position))
    if gates is not None and gates.passed:
        return (Turn.FIX_DATE,)
    found: list[Turn] = []
    if position.astray:
        found.append(Turn.REACH)
    found.extend(_search(position))
    agreed = gates is None or (gates.team.passed and gates.buy_in.passed)
    if not agreed and not position.waiting:
        found.append(Turn.RETHINK)
    return tuple(found)


def _search(position: Position) -> tuple[Turn, ...]:
    """The search for a facilitator, which can begin anew after the date is fixed."""
    if position.facilitator_astray:
        return (Turn.REACH_FACILITATOR,)
    if position.facilitator is None:
        return (Turn.FIND_FOR_THEM if position.helped else Turn.FIND_FACILITATOR,)
    return ()


def _after_the_summary(position: Position) -> tuple[Turn, ...]:
    own = (Turn.RECORD_SUMMARY,) if position.own_tick else ()
    waits = missing_before_close(position.afterwards) and not position.overdue
    close = () if waits else (Turn.CLOSE,)
    return (*own, *_outcome(position), *close)


def _purpose(position: Position) -> tuple[Turn, ...]:
    due = is_amber(position.purpose) and not position.purpose_later
    return (Turn.TELL_PURPOSE,) if due else ()


def _outcome(position: Position) -> tuple[Turn, ...]:
    due = is_amber(position.afterwards.outcome) and not position.outcome_later
    return (Turn.TELL_OUTCOME,) if due else ()


def is_amber(told: Told | None) -> bool:
    """Whether the family is still to be told (guidance, principle 7)."""
    return told in {None, Told.NOT_YET}


def is_later(told: Told | None, planned: date | None, today: date) -> bool:
    """Whether telling the family is planned for a later day: until then it is nobody's turn."""
    return told is Told.NOT_YET and planned is not None and planned > today
