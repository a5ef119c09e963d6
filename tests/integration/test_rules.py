"""The page of the policy: for the administrator alone, searched by words and by who may."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from mars.web.policy import POLICY
from tests import factories


@pytest.fixture
def ada(app: Flask) -> FlaskClient:
    """The administrator's browser."""
    with factories.arranging(app):
        factories.partnership()
        return factories.browser(app, factories.person("Ada Quill"))


def test_it_shows_every_row_and_the_status_it_is_for(ada: FlaskClient) -> None:
    page = ada.get("/rules").text

    assert f"{len(POLICY)} of {len(POLICY)} rows" in page
    assert all(rule.endpoint in page for rule in POLICY)
    assert "“Held, summary to come” or “Summary sent”" in page


def test_it_is_searched_by_what_a_page_is_about_and_by_who_may(ada: FlaskClient) -> None:
    page = ada.get("/rules?q=draft+summary&who=facilitator").text

    assert "summaries.write" in page
    assert "asking.send" not in page
    assert "guidance.index" not in page
    assert "No row is about that." in ada.get("/rules?q=nothing-like-it").text


def test_those_who_hold_a_link_find_also_what_needs_no_code(ada: FlaskClient) -> None:
    by_code = ada.get("/rules?who=link-and-code").text
    by_link = ada.get("/rules?who=link").text

    assert "summaries.by_link" in by_code
    assert "answers.show" in by_code
    assert "summaries.by_link" not in by_link
    assert "requests.show" not in by_code


def test_a_fragment_is_a_part_of_the_page(ada: FlaskClient) -> None:
    page = ada.get("/rules?q=mail").text
    part = ada.get("/rules?q=mail", headers={"HX-Request": "true"}).text

    assert part.strip() in page
    assert "<h1" not in part
