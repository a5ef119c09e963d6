"""The models of practice: their minutes, their stages, and how one is suggested."""

import pytest

from mars.domain.agendas.stage import Stage
from mars.domain.practice_models import PARTICULARS, WANTS, Model, Wish, agenda, suggest
from mars.domain.session_rules import (
    SHARED_RULES,
    SOCIAL_GRACES,
    SOCIAL_GRACES_QUESTIONS,
    STOP_RULE,
)

STAGES = [(model, stage) for model in Model for stage in agenda(model)]


@pytest.mark.parametrize(
    "model, minutes",
    [
        (Model.SIGNS_OF_SAFETY, [4, 5, 8, 12, 12, 5, 9, 5]),
        (Model.SOLUTION_CIRCLE, [2, 6, 4, 6, 6, 4, 2]),
        (Model.APPRECIATIVE_ENQUIRY, [8, 6, 6, 10, 12, 15, 8, 10]),
        (Model.SYSTEMIC, [6, 10, 6, 15, 6, 7, 5, 5]),
        (Model.REFLECTIVE_CYCLE, [4, 12, 12, 12, 6, 4]),
        (Model.OWN, [5, 50, 5]),
    ],
)
def test_the_stages_of_each_model_take_the_minutes_they_should(
    model: Model, minutes: list[int]
) -> None:
    assert [stage.minutes for stage in agenda(model)] == minutes


@pytest.mark.parametrize(
    "model, minutes",
    [
        (Model.SIGNS_OF_SAFETY, 60),
        (Model.SOLUTION_CIRCLE, 30),
        (Model.APPRECIATIVE_ENQUIRY, 75),
        (Model.SYSTEMIC, 60),
        (Model.REFLECTIVE_CYCLE, 50),
        (Model.OWN, 60),
    ],
)
def test_a_model_takes_the_sum_of_its_stages(model: Model, minutes: int) -> None:
    assert model.minutes == minutes


def test_every_model_says_what_a_person_needs_to_choose_it() -> None:
    assert set(PARTICULARS) == set(Model)
    for model in Model:
        assert model.label
        assert model.people
        assert model.suits.endswith(".")
        assert all(note.endswith(".") for note in model.notes)


def test_only_the_reflective_cycle_is_not_in_the_guidance() -> None:
    assert [model for model in Model if not model.in_guidance] == [Model.REFLECTIVE_CYCLE]


@pytest.mark.parametrize("model, stage", STAGES)
def test_every_stage_can_be_read_aloud(model: Model, stage: Stage) -> None:
    assert stage.name
    assert stage.leads
    assert stage.minutes > 0
    assert stage.happens.endswith(".")
    assert 2 <= len(stage.prompts) <= 3
    for prompt in stage.prompts:
        assert prompt.endswith(("?", "."))
        assert len(prompt) <= 100


def test_the_names_of_the_stages_of_a_model_differ() -> None:
    for model in Model:
        names = [stage.name for stage in agenda(model)]
        assert len(set(names)) == len(names)


def test_every_model_opens_with_the_stop_rule_and_closes_with_the_family() -> None:
    for model in Model:
        opening, *_, closing = agenda(model)
        assert "stop and report it today" in opening.prompts[-1]
        assert "No decision about the case" in opening.prompts[1]
        assert "family hear" in closing.prompts[1]


@pytest.mark.parametrize(
    "wish, model",
    [
        (Wish.WAY_OUT, Model.SOLUTION_CIRCLE),
        (Wish.CLARITY, Model.SIGNS_OF_SAFETY),
        (Wish.ENERGY, Model.APPRECIATIVE_ENQUIRY),
        (Wish.FEELINGS, Model.SYSTEMIC),
        (Wish.LEARNING, Model.REFLECTIVE_CYCLE),
        (Wish.OWN, Model.OWN),
    ],
)
def test_a_wish_leads_to_its_model(wish: Wish, model: Model) -> None:
    assert suggest(wish) is model
    assert wish.label


def test_every_wish_has_a_model_and_every_model_a_wish() -> None:
    assert set(WANTS) == set(Wish)
    assert set(WANTS.values()) == set(Model)


def test_the_social_graces_card_is_whole() -> None:
    assert len(SOCIAL_GRACES) == len(set(SOCIAL_GRACES)) == 15
    assert all(question.endswith("?") for question in SOCIAL_GRACES_QUESTIONS)


def test_the_stop_rule_is_the_last_of_the_shared_rules() -> None:
    assert SHARED_RULES[-1] == STOP_RULE
    assert "same day" in STOP_RULE
