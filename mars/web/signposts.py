"""Where each thing to do is done: from a turn to the address of its page."""

from typing import Any

from flask import url_for

from mars.domain.asking import AskStep
from mars.domain.holding import Telling
from mars.domain.turns import Turn

PLACES: dict[Turn, tuple[str, dict[str, Any]]] = {
    Turn.FINISH: ("asking.step", {"step": AskStep.CHECK.value}),
    Turn.REACH: ("invitations.show", {}),
    Turn.REACH_FACILITATOR: ("facilitators.choose", {}),
    Turn.RING: ("invitations.show", {}),
    Turn.FIND_FACILITATOR: ("facilitators.choose", {}),
    Turn.FIND_FOR_THEM: ("facilitators.choose", {}),
    Turn.CONFIRM: ("invitations.show", {}),
    Turn.RETHINK: ("invitations.show", {}),
    Turn.OFFER_TIMES: ("dates.offer", {}),
    Turn.FIX_DATE: ("dates.choose", {}),
    Turn.TELL_PURPOSE: ("families.show", {"telling": Telling.PURPOSE.value}),
    Turn.PREPARE: ("sessions.show", {}),
    Turn.DECIDE: ("dates.offer", {}),
    Turn.RECORD_SESSION: ("sessions.attendance", {}),
    Turn.CHASE_RECORD: ("facilitators.choose", {}),
    Turn.CHASE_SUMMARY: ("requests.show", {}),
    Turn.WRITE_SUMMARY: ("summaries.write", {}),
    Turn.RECORD_SUMMARY: ("summaries.show", {}),
    Turn.TELL_OUTCOME: ("families.show", {"telling": Telling.OUTCOME.value}),
    Turn.CLOSE: ("requests.close", {}),
}


def turn_url(turn: Turn, reference: str) -> str:
    """The address of the page on which this turn of this supervision is taken."""
    endpoint, arguments = PLACES[turn]
    return url_for(endpoint, ref=reference, **arguments)
