"""The three gates between asking and fixing a date."""

import pytest

from mars.domain.answering import (
    Choice,
    Gates,
    NominationState,
    Reply,
    compute_gates,
    report_answer,
    say_answer,
)


def gates(*replies: Reply, nomination: NominationState | None = None, minimum: int = 3) -> Gates:
    return compute_gates(replies, "health", nomination, minimum)


def test_all_gates_pass_when_all_answered_enough_come_and_a_facilitator_accepted() -> None:
    passed = gates(
        Reply("school", Choice.COME),
        Reply("police", Choice.COME),
        Reply("gp", Choice.CANNOT),
        nomination=NominationState.ACCEPTED,
    )
    assert passed.passed
    assert passed.buy_in.sentence.startswith("3 of at least 3")


def test_an_agency_that_has_not_answered_keeps_the_first_gate_shut() -> None:
    result = gates(Reply("school", Choice.COME), Reply("police", None))
    assert not result.team.passed
    assert result.team.sentence == "1 agency has not answered yet."


def test_one_answer_is_enough_for_an_agency_asked_twice() -> None:
    assert gates(Reply("school", Choice.COME), Reply("school", None)).team.passed


def test_a_team_that_mostly_says_no_does_not_agree() -> None:
    result = gates(Reply("a", Choice.CANNOT), Reply("b", Choice.CANNOT), Reply("c", Choice.COME))
    assert not result.team.passed
    assert result.team.sentence == "Only 1 of 3 agencies said yes."


def test_nobody_asked_is_not_agreement() -> None:
    assert not gates().team.passed


def test_a_facilitator_who_was_asked_has_not_accepted() -> None:
    for state in (None, *NominationState):
        result = gates(nomination=state).facilitator
        assert result.passed == (state is NominationState.ACCEPTED)


def test_a_yes_from_before_the_new_times_agrees_and_does_not_come_yet() -> None:
    before = [Reply(agency, Choice.COME, spoken=False) for agency in ("school", "police")]
    result = compute_gates(before, "health", NominationState.ACCEPTED, 3, spoken=False)
    assert [gate.passed for gate in result.all] == [True, False, False]
    assert "2 agencies have not said yet which of the new times suit" in result.buy_in.sentence
    assert "has not said yet which of the new times" in result.facilitator.sentence


def test_a_search_that_is_left_to_the_partnership_is_not_nobodys() -> None:
    assert (
        "The partnership is looking"
        in compute_gates((), "health", None, 3, helped=True).facilitator.sentence
    )


def test_the_asking_agency_counts_once() -> None:
    assert not gates(Reply("health", Choice.COME), Reply("school", Choice.COME)).buy_in.passed
    assert gates(Reply("school", Choice.COME), Reply("police", Choice.COME)).buy_in.passed


@pytest.mark.parametrize(
    ("choice", "partly", "sends_note", "said"),
    [
        (None, False, False, "Has not answered"),
        (Choice.COME, False, False, "I agree and will come"),
        (Choice.COME, True, False, "I agree and will come, for part of the session"),
        (Choice.CANNOT, False, True, "I cannot come, but will send a note"),
        (Choice.CANNOT, True, False, "I cannot come"),
    ],
)
def test_an_answer_is_said_with_what_belongs_to_it(
    choice: Choice | None, partly: bool, sends_note: bool, said: str
) -> None:
    assert say_answer(choice, partly=partly, sends_note=sends_note) == said


@pytest.mark.parametrize(
    ("choice", "partly", "sends_note", "reported"),
    [
        (None, None, None, "No answer yet"),
        (Choice.COME, False, False, "Will come"),
        (Choice.COME, True, False, "Will come for part of it"),
        (Choice.COLLEAGUE, False, False, "A colleague comes"),
        (Choice.CANNOT, False, True, "Cannot come, sends a note"),
        (Choice.CANNOT, False, False, "Cannot come"),
    ],
)
def test_an_answer_is_reported_in_the_words_of_another(
    choice: Choice | None, partly: bool | None, sends_note: bool | None, reported: str
) -> None:
    assert report_answer(choice, partly=partly, sends_note=sends_note) == reported
