"""Faults that no page is to blame for still get a clear answer."""

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize("path", ["/", "/guidance", "/nothing", "/a/unknown"])
def test_a_made_up_host_gets_a_plain_refusal(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "evil" not in answer.text
    assert "Content-Security-Policy" in answer.headers


def test_too_much_text_is_refused_with_a_page(client: FlaskClient) -> None:
    answer = client.post("/sign-in", data={"email": "x" * 200_000})
    assert answer.status_code == 413
    assert "too much text" in answer.text


def test_a_wrong_method_is_refused_with_a_page(client: FlaskClient) -> None:
    answer = client.post("/guidance")
    assert answer.status_code == 405
    assert "<h1" in answer.text
