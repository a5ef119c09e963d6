"""Whose turn it is: every status has its turn or an end, and every turn a place and a doer."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mars.domain.answering import Choice, NominationState, Reply, compute_gates
from mars.domain.closing import Afterwards
from mars.domain.holding import Told
from mars.domain.milestones import Milestone, Progress, milestones
from mars.domain.statuses import ENDS, OPEN, Status
from mars.domain.turns import DOERS, FAMILY_TURNS, Position, Turn, is_later, turns, turns_of
from mars.domain.what_next import what_next
from mars.domain.workflow import Doer
from mars.web.policy import find_rule
from mars.web.signposts import PLACES

COME = (Reply("police", Choice.COME), Reply("school", Choice.COME))
CANNOT = (Reply("police", Choice.CANNOT), Reply("school", Choice.CANNOT))
ACCEPTED = NominationState.ACCEPTED
READY = Position(
    status=Status.ASKED,
    gates=compute_gates(COME, "health", ACCEPTED, 3),
    facilitator=ACCEPTED,
    purpose=Told.YES,
)


@pytest.mark.parametrize("turn", Turn)
def test_every_turn_has_a_doer_and_a_page_that_exists(turn: Turn) -> None:
    assert DOERS[turn]
    assert find_rule(PLACES[turn][0], "GET")


@pytest.mark.parametrize("status", sorted(ENDS))
def test_at_an_end_nobody_has_a_turn(status: Status) -> None:
    assert turns(Position(status=status)) == ()


@pytest.mark.parametrize("status", sorted(OPEN))
def test_before_an_end_something_is_due_for_a_family_that_was_not_told(status: Status) -> None:
    assert turns(Position(status=status))


def test_with_the_gates_passed_the_date_can_be_fixed() -> None:
    assert turns(READY) == (Turn.FIX_DATE,)


def test_without_a_facilitator_one_is_to_be_chosen() -> None:
    gates = compute_gates(COME, "health", None, 3)
    assert turns(replace(READY, gates=gates, facilitator=None)) == (Turn.FIND_FACILITATOR,)


def test_who_left_the_search_to_the_partnership_does_not_have_to_choose() -> None:
    gates = compute_gates(COME, "health", None, 3, helped=True)
    helped = replace(READY, gates=gates, facilitator=None, helped=True)
    assert turns(helped) == (Turn.FIND_FOR_THEM,)
    assert turns_of(helped, frozenset({Doer.REQUESTER})) == ()
    assert what_next(helped).startswith("The partnership is looking for a facilitator.")
    assert turns(replace(helped, facilitator=NominationState.ASKED)) == ()


@pytest.mark.parametrize("status", [Status.ASKED, Status.ARRANGED, Status.HELD, Status.SUMMARISED])
def test_telling_the_family_is_nobodys_turn_before_the_day_it_is_planned_for(
    status: Status,
) -> None:
    planned = replace(
        READY,
        status=status,
        purpose=Told.NOT_YET,
        purpose_later=True,
        afterwards=Afterwards(True, 0, Told.NOT_YET),
        outcome_later=True,
    )
    assert not FAMILY_TURNS.intersection(turns(planned))
    due = replace(planned, purpose_later=False, outcome_later=False)
    assert FAMILY_TURNS.intersection(turns(due))
    assert dict(milestones(planned))[Milestone.PURPOSE] is Progress.LATER


def test_a_plan_is_for_later_until_its_day() -> None:
    day = date(2026, 12, 7)
    assert is_later(Told.NOT_YET, day, day - timedelta(days=1))
    assert not is_later(Told.NOT_YET, day, day)
    assert not is_later(Told.NOT_YET, None, day)
    assert not is_later(Told.YES, day, day - timedelta(days=1))


def test_while_answers_are_missing_there_is_nothing_to_do() -> None:
    gates = compute_gates((*COME, Reply("surgery", None)), "health", ACCEPTED, 3)
    assert turns(replace(READY, gates=gates, waiting=True)) == ()


def test_a_letter_that_did_not_arrive_is_somebodys_turn() -> None:
    gates = compute_gates((*COME, Reply("surgery", None)), "health", None, 3)
    asked = replace(READY, gates=gates, facilitator=NominationState.ASKED, waiting=True)

    assert turns(replace(asked, astray=True)) == (Turn.REACH,)
    assert turns(replace(asked, facilitator_astray=True)) == (Turn.REACH_FACILITATOR,)
    assert turns_of(replace(asked, astray=True), frozenset({Doer.FACILITATOR})) == ()


def test_who_asked_to_be_rung_first_is_somebodys_turn() -> None:
    gates = compute_gates((*COME, Reply("surgery", None)), "health", ACCEPTED, 3)
    waiting = replace(READY, gates=gates, waiting=True, ring=True)
    assert turns(waiting) == (Turn.RING,)
    assert Turn.RING in turns(replace(waiting, status=Status.ARRANGED))


def test_a_team_that_said_no_has_to_be_thought_about_again() -> None:
    gates = compute_gates(CANNOT, "health", ACCEPTED, 3)
    assert turns(replace(READY, gates=gates)) == (Turn.RETHINK,)


@pytest.mark.parametrize("told", [None, Told.NOT_YET])
def test_a_family_not_told_is_somebodys_turn(told: Told | None) -> None:
    assert Turn.TELL_PURPOSE in turns(replace(READY, purpose=told))


def test_only_those_who_can_do_it_have_the_turn() -> None:
    assert turns_of(READY, frozenset({Doer.FACILITATOR})) == ()
    assert turns_of(READY, frozenset({Doer.COORDINATOR})) == (Turn.FIX_DATE,)


def test_recording_comes_when_the_session_has_begun() -> None:
    arranged = replace(READY, status=Status.ARRANGED)
    assert turns(arranged) == (Turn.PREPARE,)
    assert turns(replace(arranged, begun=True)) == (Turn.RECORD_SESSION,)


def test_closing_comes_when_nothing_is_missing() -> None:
    sent = replace(READY, status=Status.SUMMARISED, own_tick=True)
    some = replace(sent, afterwards=Afterwards(True, 2, None))
    done = replace(sent, own_tick=False, afterwards=Afterwards(True, 0, Told.NOT_SAFE))
    assert turns(some) == (Turn.RECORD_SUMMARY, Turn.TELL_OUTCOME)
    assert turns(done) == (Turn.CLOSE,)


def test_the_way_moves_on_with_the_status() -> None:
    way = dict(milestones(READY))
    assert way[Milestone.ASK] is Progress.DONE
    assert way[Milestone.AGREE] is Progress.DONE
    assert way[Milestone.DATE] is Progress.NOW
    assert way[Milestone.HOLD] is Progress.LATER
    asked = dict(milestones(Position(status=Status.ASKED)))
    assert asked[Milestone.AGREE] is Progress.NOW
    assert asked[Milestone.DATE] is Progress.LATER


def test_what_a_closed_request_never_had_was_left_out() -> None:
    closed = replace(READY, status=Status.CLOSED, afterwards=Afterwards(True, 1, Told.YES))
    way = dict(milestones(closed))
    assert way[Milestone.RECORD] is Progress.LEFT_OUT
    assert way[Milestone.OUTCOME] is Progress.DONE
    assert way[Milestone.CLOSE] is Progress.DONE


@pytest.mark.parametrize("status", sorted(ENDS - {Status.CLOSED}))
def test_a_request_that_ended_early_has_no_way(status: Status) -> None:
    assert milestones(Position(status=status)) == ()
