"""What the browser keeps for MARS is signed with SHA-256, and worth nothing once it is over."""

import logging
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from mars.web import visitors
from tests import factories

DIGITS_OF_SHA_256 = 43  # 32 bytes in base64 without padding


def test_cookie_and_form_token_are_signed_with_sha_256(app: Flask, client: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    page = client.get("/sign-in")
    cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)

    assert cookie is not None
    assert token is not None
    for signed in (cookie.value, token[1]):
        assert len(signed.rpartition(".")[2]) == DIGITS_OF_SHA_256


def test_a_cookie_that_was_changed_or_cut_is_as_good_as_none(
    app: Flask, client: FlaskClient
) -> None:
    name = app.config["SESSION_COOKIE_NAME"]
    client.get("/sign-in")
    kept = client.get_cookie(name)
    assert kept is not None

    for spoilt in (kept.value[:-1], "A" + kept.value, kept.value.rpartition(".")[0], "", "\x01"):
        client.set_cookie(name, spoilt)
        assert client.get("/").location == "/sign-in"


def test_a_copy_of_the_cookie_opens_nothing_after_signing_out(
    app: Flask, client: FlaskClient
) -> None:
    name = app.config["SESSION_COOKIE_NAME"]
    with factories.arranging(app):
        factories.partnership()
        hana = factories.person("Hana Osei")
    with app.test_request_context():
        visitors.sign_in(hana.id)
        [visit] = visitors.visits()
    factories.sign_in(client, hana)
    with client.session_transaction() as session:
        session["person"] |= {"visit": visit}
    copied = client.get_cookie(name)
    assert copied is not None
    assert client.get("/").status_code == 200

    client.post("/sign-out", data={})

    thief, other = app.test_client(), factories.browser(app, hana)
    thief.set_cookie(name, copied.value)
    assert thief.get("/").location == "/sign-in"
    assert other.get("/").status_code == 200


def test_a_wrong_code_is_in_the_log_with_a_pseudonym(
    app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    address = "hana.osei@anytown.example"
    client.post("/sign-in", data={"email": address})
    with caplog.at_level(logging.WARNING, "mars.codes"):
        for _ in range(2):
            assert client.post("/sign-in/code", data={"code": "12345678"}).status_code == 422

    first, again = (record.__dict__ for record in caplog.records)
    assert first["message"] == "a code was refused"
    assert first["facts"] == again["facts"]
    assert re.fullmatch("[0-9a-f]{12}", first["facts"]["subject"])
    assert address not in str(first)
