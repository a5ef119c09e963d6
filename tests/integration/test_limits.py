"""Limits are counted in the database, by all processes together, and say when to come back."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from mars.answers import verbs
from mars.answers.views import UNKNOWN_MOST
from mars.config import Settings
from mars.domain.workflow import LetterKind
from mars.web import pace
from tests import factories
from tests.starting import started

PER_HOUR = 3
WORK = "hana.osei@anytown.example"


def test_two_processes_count_together(app: Flask, settings: Settings) -> None:
    with started(settings) as other:
        other.config["WTF_CSRF_ENABLED"] = False
        clients = app.test_client(), other.test_client()
        links = [clients[n % 2].get(f"/a/{n:043}") for n in range(UNKNOWN_MOST + 2)]
        asked = [clients[n % 2].post("/sign-in", data={"email": WORK}) for n in range(PER_HOUR + 1)]

    assert [a.status_code for a in links] == [404] * UNKNOWN_MOST + [429] * 2
    assert 0 < int(links[-1].headers["Retry-After"]) <= 600
    assert [a.status_code for a in asked] == [303] * PER_HOUR + [429]
    assert 3000 < int(asked[-1].headers["Retry-After"]) <= 3600


def test_codes_to_one_network_are_counted(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "CODES_MOST", 2)
    answers = [client.post("/sign-in", data={"email": f"p{n}@anytown.example"}) for n in range(3)]

    assert [a.status_code for a in answers] == [303, 303, 429]
    assert int(answers[-1].headers["Retry-After"]) <= 600


def test_a_browser_that_proved_its_address_is_not_held_up_by_its_network(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.post("/sign-in", data={"email": WORK})
    with app.app_context():
        [letter] = factories.letters_to(WORK, LetterKind.SIGN_IN_CODE)
    client.post("/sign-in/code", data={"code": re.findall(r"\b\d{4} \d{4}\b", letter)[0]})
    monkeypatch.setattr(pace, "CODES_MOST", 0)
    monkeypatch.setattr(verbs, "LOST_FROM", 0)
    stranger = app.test_client()

    for path in ("/sign-in", "/answer/lost"):
        assert stranger.post(path, data={"email": WORK}).status_code == 429
        assert client.post(path, data={"email": WORK}).status_code == 303


@pytest.mark.parametrize("signed_in", [True, False])
def test_forms_are_counted(app: Flask, client: FlaskClient, *, signed_in: bool) -> None:
    app.config[pace.BY_PERSON if signed_in else pace.BY_NETWORK] = 3
    if signed_in:
        with factories.arranging(app):
            factories.partnership()
            hana = factories.person("Hana Osei")
        factories.sign_in(client, hana)
    client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    answers = [client.post("/answer/lost", data={"email": "no address"}) for _ in range(4)]

    assert [a.status_code for a in answers] == [422] * 3 + [429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60
    assert client.get("/guidance").status_code == 200
