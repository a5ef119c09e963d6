"""The table of what MARS sends by itself: each row fires, stops, and asks for one letter only."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mars.clock import is_working_day
from mars.domain.chased import Chase, Copy, Day, Facts, Person, Reason
from mars.domain.chasing import CHASED, CHASERS, KINDS, due
from mars.domain.holding import Told
from mars.domain.policies import DEFAULTS
from mars.domain.statuses import ENDS, Status

ASKED_ON = date(2026, 4, 1)  # a Wednesday; Good Friday and Easter Monday follow
WAITING = Person(key="i1", asked_on=ASKED_ON, answered=False, comes=False, lead="l1")
COMING = Person(key="i2", asked_on=ASKED_ON, answered=True, comes=True)
FACILITATOR = Person(key="n1", asked_on=ASKED_ON, answered=True, comes=True)
SESSION = date(2026, 4, 22)
ARRANGED = Facts(
    key="s1",
    status=Status.ARRANGED,
    team=(COMING,),
    facilitator=FACILITATOR,
    session_on=SESSION,
    purpose=Told.YES,
)
OVER = replace(ARRANGED, begun=True)
HELD = replace(OVER, status=Status.HELD, recorded_on=SESSION, outcome=Told.YES)
SENT = replace(HELD, status=Status.SUMMARISED, copies=(Copy("r1", SESSION, recorded=False),))
ASKING = Facts(key="s1", status=Status.ASKED, team=(WAITING, COMING))
SEARCHED = replace(ASKING, team=(COMING,), search_since=ASKED_ON)
SILENT = replace(ASKING, team=(COMING,), facilitator=replace(FACILITATOR, answered=False, key="n1"))

FIRES: dict[Reason, tuple[Facts, list[tuple[date, int]]]] = {
    Reason.ANSWER: (ASKING, [(date(2026, 4, 7), 1), (date(2026, 4, 9), 2)]),
    Reason.LEAD: (ASKING, [(date(2026, 4, 13), 1)]),
    Reason.SILENCE: (ASKING, [(date(2026, 4, 13), 1)]),
    Reason.FACILITATOR: (SILENT, [(date(2026, 4, 7), 1), (date(2026, 4, 9), 2)]),
    Reason.FACILITATOR_SILENCE: (SILENT, [(date(2026, 4, 13), 1)]),
    Reason.SEARCH: (SEARCHED, [(date(2026, 4, 7), 1), (date(2026, 4, 9), 2)]),
    Reason.UNLED: (replace(ARRANGED, facilitator=None), [(date(2026, 4, 17), 1)]),
    Reason.TOO_FEW: (replace(ARRANGED, enough=False), [(date(2026, 4, 17), 1)]),
    Reason.PURPOSE: (
        replace(ARRANGED, purpose=Told.NOT_YET),
        [(date(2026, 4, 17), 1), (SESSION, 2)],
    ),
    Reason.NEAR: (ARRANGED, [(date(2026, 4, 21), 1)]),
    Reason.ATTENDANCE: (OVER, [(date(2026, 4, 23), 1)]),
    Reason.SUMMARY: (HELD, [(date(2026, 4, 24), 1), (date(2026, 4, 29), 2)]),
    Reason.RECORDING: (SENT, [(date(2026, 4, 29), 1), (date(2026, 5, 7), 2)]),
    Reason.OUTCOME: (replace(HELD, outcome=None), [(date(2026, 5, 7), 1)]),
}
"""For each reason: facts to which it applies, and the days on which each of its letters is due."""

STOPS: dict[Reason, Facts] = {
    Reason.ANSWER: replace(ASKING, team=(replace(WAITING, answered=True), COMING)),
    Reason.LEAD: replace(ASKING, team=(replace(WAITING, lead=""),)),
    Reason.SILENCE: replace(ASKING, team=(COMING,)),
    Reason.FACILITATOR: replace(SILENT, facilitator=FACILITATOR),
    Reason.FACILITATOR_SILENCE: replace(SILENT, facilitator=None),
    Reason.SEARCH: replace(SEARCHED, search_since=None),
    Reason.UNLED: ARRANGED,
    Reason.TOO_FEW: ARRANGED,
    Reason.PURPOSE: replace(ARRANGED, purpose=Told.NOT_SAFE),
    Reason.NEAR: replace(
        ARRANGED,
        team=(replace(COMING, comes=False),),
        facilitator=None,
        asker_written_on=date(2026, 4, 21),
    ),
    Reason.ATTENDANCE: HELD,
    Reason.SUMMARY: replace(HELD, status=Status.SUMMARISED),
    Reason.RECORDING: replace(SENT, copies=(Copy("r1", SESSION, recorded=True),)),
    Reason.OUTCOME: replace(HELD, outcome=Told.YES),
}


def on(day: date) -> Day:
    return Day(day, is_working_day, DEFAULTS)


def found(facts: Facts, day: date, reason: Reason) -> list[Chase]:
    return [chase for chase in due(facts, on(day)) if chase.reason is reason]


def days(first: date, count: int) -> list[date]:
    return [first + timedelta(days=n) for n in range(count)]


def test_every_reason_has_one_row_with_a_letter_of_its_own_in_plain_words() -> None:
    assert [chaser.reason for chaser in CHASERS] == list(Reason)
    assert len(set(KINDS.values())) == len(CHASERS)
    assert all(chaser.why and chaser.when and chaser.stops for chaser in CHASERS)
    assert set(FIRES) == set(STOPS) == set(Reason)


@pytest.mark.parametrize("reason", Reason)
def test_it_fires_on_its_days_and_a_letter_is_found_again_unchanged(reason: Reason) -> None:
    facts, expected = FIRES[reason]
    first_seen: dict[int, date] = {}
    subjects: dict[int, set[tuple[str, int]]] = {}
    for day in days(ASKED_ON, 60):
        for chase in found(facts, day, reason):
            first_seen.setdefault(chase.revision, day)
            subjects.setdefault(chase.revision, set()).add((chase.subject, chase.number))
    assert [(day, revision % 10) for revision, day in sorted(first_seen.items())] == expected


@pytest.mark.parametrize("reason", Reason)
def test_it_stops(reason: Reason) -> None:
    assert all(not found(STOPS[reason], day, reason) for day in days(ASKED_ON, 60))


@pytest.mark.parametrize("status", sorted(ENDS | {Status.DRAFT}))
def test_at_an_end_and_before_the_asking_nothing_is_chased(status: Status) -> None:
    assert status not in CHASED
    everything = replace(SENT, status=status, team=(WAITING,), enough=False, purpose=None)
    assert all(due(everything, on(day)) == () for day in days(ASKED_ON, 60))


@pytest.mark.parametrize(
    "day", [date(2026, 4, 11), date(2026, 4, 12), date(2026, 5, 4)], ids=["Sat", "Sun", "bank"]
)
def test_a_day_without_work_chases_nobody(day: date) -> None:
    assert due(ASKING, on(day)) == ()


def test_nobody_is_reminded_on_a_day_on_which_they_were_asked() -> None:
    day = date(2026, 4, 9)
    asked_again = replace(ASKING, team=(replace(WAITING, written_on=day),))
    assert due(asked_again, on(day)) == ()
    assert due(asked_again, on(day + timedelta(days=1)))


def test_once_the_session_has_begun_nobody_is_asked_to_answer() -> None:
    late = replace(OVER, team=(WAITING,))
    assert {chase.reason for chase in due(late, on(date(2026, 4, 23)))} == {Reason.ATTENDANCE}


def test_all_who_are_silent_since_the_same_day_are_one_letter() -> None:
    others = (replace(WAITING, key="i3", lead=""), replace(WAITING, key="i4", asked_on=SESSION))
    [silence] = found(replace(ASKING, team=(WAITING, *others)), date(2026, 4, 13), Reason.SILENCE)
    assert silence.subject == ASKING.key
    assert [person.key for person in silence.people] == ["i1", "i3"]


def test_a_moved_session_and_a_new_asking_are_new_reasons() -> None:
    [before] = found(ASKING, date(2026, 4, 9), Reason.ANSWER)
    again = replace(ASKING, team=(replace(WAITING, asked_on=date(2026, 4, 7)),))
    [after] = found(again, date(2026, 4, 13), Reason.ANSWER)
    assert before.revision != after.revision
    moved = replace(ARRANGED, session_on=date(2026, 4, 29), enough=False)
    [first] = found(replace(ARRANGED, enough=False), date(2026, 4, 20), Reason.TOO_FEW)
    [second] = found(moved, date(2026, 4, 24), Reason.TOO_FEW)
    assert first.revision != second.revision


def test_who_was_told_today_that_the_facilitator_withdrew_is_not_warned_as_well() -> None:
    unled = replace(ARRANGED, facilitator=None, asker_written_on=date(2026, 4, 20))
    assert not found(unled, date(2026, 4, 20), Reason.UNLED)
    assert found(unled, date(2026, 4, 21), Reason.UNLED)


def test_a_facilitator_asked_for_a_date_is_reminded_like_any_other() -> None:
    asked = replace(SILENT, status=Status.ARRANGED, session_on=SESSION)
    assert found(asked, date(2026, 4, 9), Reason.FACILITATOR)
    assert found(asked, date(2026, 4, 13), Reason.FACILITATOR_SILENCE)
    nobody = replace(asked, begun=True, facilitator=replace(FACILITATOR, comes=False))
    assert not found(nobody, date(2026, 4, 23), Reason.ATTENDANCE)


def test_everybody_who_comes_is_reminded_of_the_session() -> None:
    near = found(ARRANGED, date(2026, 4, 21), Reason.NEAR)
    assert [chase.subject for chase in near] == ["i2", "n1", "s1"]
    monday = replace(ARRANGED, session_on=date(2026, 4, 27))
    assert found(monday, date(2026, 4, 24), Reason.NEAR)


def test_what_is_planned_for_a_later_day_is_not_asked_about_before_it() -> None:
    told = replace(ARRANGED, purpose=Told.NOT_YET, purpose_later=True)
    assert not found(told, date(2026, 4, 20), Reason.PURPOSE)
    assert found(replace(told, purpose_later=False), date(2026, 4, 20), Reason.PURPOSE)
    assert found(told, SESSION, Reason.PURPOSE), "the session comes before the day that was planned"
    after = replace(HELD, outcome=Told.NOT_YET, outcome_later=True)
    assert not found(after, date(2026, 5, 7), Reason.OUTCOME)
    assert found(replace(after, outcome_later=False), date(2026, 5, 8), Reason.OUTCOME)


def test_the_partnership_sets_the_days() -> None:
    day = Day(date(2026, 4, 2), is_working_day, replace(DEFAULTS, first_reminder_days=1))
    assert [chase.reason for chase in due(ASKING, day)] == [Reason.ANSWER]
