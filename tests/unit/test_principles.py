"""The seven guiding principles and what sessions are for."""

from mars.domain.principles import FOR, NOT_FOR, PRINCIPLES


def test_there_are_seven_principles_each_said_in_full() -> None:
    assert len(PRINCIPLES) == 7
    assert len({principle.title for principle in PRINCIPLES}) == 7
    for principle in PRINCIPLES:
        assert principle.words
        assert principle.means.endswith(".")
        assert principle.ask.endswith("?")


def test_the_principles_begin_and_end_as_the_guidance_does() -> None:
    assert PRINCIPLES[0].words == "Growth and an open mindset"
    assert "respect and kindness is paramount" in PRINCIPLES[2].words
    assert "nothing about us without us" in PRINCIPLES[-1].words


def test_thresholds_and_case_management_are_what_sessions_are_not_for() -> None:
    assert "threshold" in NOT_FOR[0]
    assert "case" in NOT_FOR[1]
    assert not set(FOR) & set(NOT_FOR)
