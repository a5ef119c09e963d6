"""The input gate: what no browser of MARS sends is refused before a page sees it."""

from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from mars import BODY_LIMIT
from mars.domain.errors import CutOffError
from mars.web import gate
from mars.web.gate import FIELDS_MOST, FORM, VALUE_MOST

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
"""The gate asks no database."""

LOST = "/answer/lost"
ADDRESS = "email=g.whitlock%40school.example&once=abcdefghijklmnopqrst&end=1"


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that sends exactly what it is told to."""
    return FlaskClient(app, app.response_class)


def sent(client: FlaskClient, body: bytes | str, kind: str = FORM, **headers: str) -> TestResponse:
    """The answer to these bytes."""
    data = body.encode() if isinstance(body, str) else body
    return client.post(LOST, data=data, content_type=kind, headers=headers)


def test_what_a_browser_sends_passes(client: FlaskClient) -> None:
    assert sent(client, ADDRESS).status_code == 303


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (ADDRESS + "&is_administrator=yes", 400),
        (ADDRESS + "&once=abcdefghijklmnopqrst", 400),
        (ADDRESS + "&na%00me=x", 400),
        (ADDRESS + "&na%20me=x", 400),
        (ADDRESS.encode() + b"&access=\xff\xfe", 400),
        (ADDRESS + "&email=%E9", 400),
        (ADDRESS + "&email=%ED%A0%80", 400),
        (ADDRESS + "&x=1" * FIELDS_MOST, 413),
        ("end=1&email=" + "x" * (VALUE_MOST + 1), 413),
        ("end=1&email=" + "x" * BODY_LIMIT, 413),
    ],
)
def test_what_no_browser_sends_is_refused(
    client: FlaskClient, body: bytes | str, status: int
) -> None:
    answer = sent(client, body)

    assert answer.status_code == status
    assert "<h1" in answer.text
    assert answer.headers["X-Request-ID"] in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "kind",
    ["multipart/form-data; boundary=b", "application/json", "text/plain", "application/xml", ""],
)
def test_only_forms_are_taken(client: FlaskClient, kind: str) -> None:
    assert sent(client, ADDRESS, kind).status_code == 400


def test_a_body_in_chunks_is_no_longer_than_another(app: Flask) -> None:
    answer = FlaskClient(app, app.response_class).post(
        LOST,
        input_stream=BytesIO(b"end=1&email=" + b"x" * BODY_LIMIT),
        content_type=FORM,
        environ_overrides={"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"},
    )

    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("site", "status"),
    [("same-origin", 303), ("none", 303), ("same-site", 403), ("cross-site", 403), ("?", 403)],
)
def test_another_site_cannot_send_our_forms(client: FlaskClient, site: str, status: int) -> None:
    assert sent(client, ADDRESS, **{"Sec-Fetch-Site": site}).status_code == status


def test_hidden_characters_that_somebody_pasted_come_back_with_the_form(
    client: FlaskClient,
) -> None:
    answer = sent(client, ADDRESS.replace("whitlock", "whit%E2%80%AElock"))

    assert answer.status_code == 422
    assert 'value="g.whitlock@school.example"' in answer.text


@pytest.mark.parametrize("query", ["?utm_source=a&utm_source=b", "?x=%FF", "?%00=%00", "?q=" * 9])
def test_what_mail_tools_add_to_a_link_is_ignored(client: FlaskClient, query: str) -> None:
    assert client.get(f"/guidance{query}").status_code == 200
    assert client.get(f"{LOST}{query}").status_code == 200


@pytest.mark.parametrize(
    "query", ["?choice=a&choice=b", "?choice=%00", "?choice=%E2%80%AE", "?choice=a b"]
)
def test_what_a_page_asks_for_is_a_plain_word_and_comes_once(app: Flask, query: str) -> None:
    with app.test_request_context(f"/answer/x{query}"), pytest.raises(CutOffError):
        gate.asked("choice")


@pytest.mark.parametrize(
    "path", ["/a/%00", "/a/%FF", "/a/" + "x" * 5000, "/answer/%E2%80%AE", "/answer/x%00y"]
)
def test_a_strange_link_answers_like_any_other_that_is_closed(
    client: FlaskClient, path: str
) -> None:
    answer, unknown = client.get(path), client.get("/answer/0123456789abcdef")

    assert answer.status_code == 404
    assert answer.text == unknown.text
