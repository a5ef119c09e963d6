"""The pages about reflective supervision: open to anybody, at either door, in every setting."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from mars.config import Settings
from mars.database import db, writing
from mars.domain.practice_models import Model, agenda
from mars.domain.principles import FOR, NOT_FOR, PRINCIPLES
from mars.store.people import LocalSetting
from tests.starting import make_settings, started

PAGES = {
    "/guidance": "What reflective supervision is",
    "/guidance/principles": "The guiding principles",
    "/guidance/models": "Ways to run a session",
    **{f"/guidance/models/{model.value}": model.label for model in Model},
    "/guidance/resources": "Documents and links",
    "/guidance/reflection": "A sheet for your own reflections",
    "/guidance/privacy": "Privacy",
    "/guidance/accessibility": "Accessibility",
}


def set_locally(app: Flask, **values: str) -> None:
    """Let the partnership have set these."""
    with app.app_context(), writing():
        db.session.add_all(LocalSetting(name=name, value=value) for name, value in values.items())
        db.session.commit()


@pytest.mark.parametrize("path", PAGES)
def test_anybody_may_read(client: FlaskClient, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 200
    assert f"<title>{PAGES[path]} – MARS</title>" in answer.text
    assert answer.text.count("<h1") == 1
    assert f'<h1 class="govuk-heading-l">{PAGES[path]}</h1>' in answer.text


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_changed_by_posting(client: FlaskClient, path: str) -> None:
    assert client.post(path).status_code in {400, 404, 405}


@pytest.mark.parametrize("model", ["kolb", "OWN", "own%00", "x" * 500, "own/print", "%F0%9F%90%9D"])
def test_an_unknown_model_is_not_found(client: FlaskClient, model: str) -> None:
    assert client.get(f"/guidance/models/{model}").status_code == 404


@pytest.mark.parametrize("path", PAGES)
def test_partners_may_read_where_only_their_door_is_served(
    sqlite_url: str, tmp_path: Path, path: str
) -> None:
    settings = make_settings(tmp_path, MARS_DATABASE_URL=sqlite_url, MARS_DOORS="guest")
    with started(settings) as app:
        assert app.test_client().get(path).status_code == 200


def test_the_overview_says_what_it_is_for_and_not_for(client: FlaskClient) -> None:
    text = client.get("/guidance").text

    assert all(line in text for line in (*FOR, *NOT_FOR))
    assert "Ring 999" in text


def test_the_overview_gives_the_number_for_a_concern_once_it_is_set(
    app: Flask, client: FlaskClient
) -> None:
    assert "safeguarding procedure" in client.get("/guidance").text

    set_locally(app, first_contact_phone="01632 960123")

    assert "01632 960123" in client.get("/guidance").text


def test_every_principle_is_there(client: FlaskClient) -> None:
    text = client.get("/guidance/principles").text

    for principle in PRINCIPLES:
        assert principle.title in text
        assert principle.words in text
        assert principle.ask in text


@pytest.mark.parametrize("model", Model)
def test_an_agenda_shows_each_stage_with_its_minutes_and_questions(
    client: FlaskClient, model: Model
) -> None:
    text = client.get(f"/guidance/models/{model.value}").text

    begins = 0
    for stage in agenda(model):
        assert f"{begins} to {begins + stage.minutes} minutes: {stage.name}" in text
        assert all(prompt in text for prompt in stage.prompts)
        begins += stage.minutes
    assert f"{begins} minutes</dd>" in text
    assert "Refer it the same day." in text


def test_only_the_systemic_agenda_has_the_social_graces_card(client: FlaskClient) -> None:
    with_card = [
        model
        for model in Model
        if "Sexual orientation" in client.get(f"/guidance/models/{model.value}").text
    ]

    assert with_card == [Model.SYSTEMIC]


def test_a_model_that_is_not_in_the_guidance_says_so(client: FlaskClient) -> None:
    saying = "It is not in the guidance"

    assert saying in client.get("/guidance/models/reflective_cycle").text
    assert saying not in client.get("/guidance/models/systemic").text


def test_a_resource_without_an_address_says_whom_to_ask(client: FlaskClient) -> None:
    text = client.get("/guidance/resources").text

    assert "Working together to safeguard children 2023 – ask your partnership" in text


def test_a_resource_is_a_link_once_the_partnership_has_set_it(
    app: Flask, client: FlaskClient
) -> None:
    set_locally(
        app,
        working_together_url="https://partnership.example/working-together",
        early_help_hub_email="hub@anytown.example",
    )

    text = client.get("/guidance/resources").text

    assert 'href="https://partnership.example/working-together"' in text
    assert 'href="mailto:hub@anytown.example"' in text


def test_an_address_that_runs_code_is_never_a_link(app: Flask, client: FlaskClient) -> None:
    set_locally(app, dfe_advice_url="javascript:alert(1)")

    assert "javascript:" not in client.get("/guidance/resources").text


def test_the_statements_name_whom_to_write_to(client: FlaskClient, settings: Settings) -> None:
    for path in ("/guidance/privacy", "/guidance/accessibility"):
        assert f"mailto:{settings.mail_reply_to}" in client.get(path).text


def test_the_accessibility_statement_says_what_was_not_tested(client: FlaskClient) -> None:
    text = client.get("/guidance/accessibility").text

    assert "not yet been tested with a screen reader by a person" in text


def test_the_sheet_for_reflections_has_nowhere_to_type(client: FlaskClient) -> None:
    text = client.get("/guidance/reflection").text

    assert "<form" not in text
    assert "<textarea" not in text
