"""How much of what practitioners write the check finds: published in docs/figures.md."""

import pytest

from tests.unit.wording.measuring import Figures, lines, measure


@pytest.fixture(scope="module")
def built_on() -> dict[str, Figures]:
    return measure("build")


@pytest.fixture(scope="module")
def judged_by() -> dict[str, Figures]:
    return measure("judge")


def test_nearly_everything_that_the_check_was_built_on_is_found(
    built_on: dict[str, Figures],
) -> None:
    assert built_on["identifying details found"].share >= 0.95
    assert built_on["emergencies found"].share >= 0.95
    assert built_on["ordinary sentences falsely stopped"].share <= 0.02


def test_sentences_that_nobody_looked_at_are_found_as_often_as_is_published(
    judged_by: dict[str, Figures],
) -> None:
    assert judged_by["identifying details found"].share >= 0.95
    assert judged_by["emergencies found"].share >= 0.85
    assert judged_by["ordinary sentences falsely stopped"].share <= 0.02


@pytest.mark.parametrize("name", ["identifying", "emergencies", "ordinary"])
def test_no_sentence_stands_in_both_parts(name: str) -> None:
    assert not set(lines("build", name)) & set(lines("judge", name))


@pytest.mark.parametrize("name", ["identifying", "emergencies", "ordinary"])
def test_each_list_has_two_hundred_sentences_and_each_part_a_hundred(name: str) -> None:
    build, judge = len(set(lines("build", name))), len(set(lines("judge", name)))
    assert build >= 100
    assert judge >= 100
    assert build + judge >= 200
