"""Every answer – page, redirect, refusal, fault, file, machine's – says how it may be used, and is
worth an A+ by the rules of Mozilla's HTTP Observatory."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPResponse
from pathlib import Path

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from mars import BODY_LIMIT
from mars.operating import listening
from mars.web import headers, pace
from mars.web.assets import asset
from tests.invariants import rehearsed
from tests.invariants.observatory import FULL, Answer, score
from tests.invariants.reporting import listed
from tests.invariants.visiting import Visit

SITE = "https://localhost"
FORM = "application/x-www-form-urlencoded"
TELLING = {"server", "x-powered-by", "via", "x-aspnet-version"}
GOOD = Answer(SITE, headers.always(secure=True), "")


@pytest.fixture(scope="module")
def secure(partnership: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on the rehearsed partnership, as behind https."""
    folder = rehearsed.copy(partnership, tmp_path_factory.mktemp("secure"))
    with rehearsed.opened(folder, SITE) as app:
        yield app


@pytest.fixture(scope="module")
def port(secure: Flask) -> Iterator[int]:
    """The port on which the application is served as in production."""
    server = listening.listen(secure, "127.0.0.1", 0)

    def run() -> None:
        with suppress(OSError):  # the socket is closed under it in the end
            server.run()

    thread = threading.Thread(target=run)
    thread.start()
    yield int(server.effective_port)
    server.close()
    thread.join()


def test_every_page_is_worth_an_a_plus(visits: list[Visit], secure: Flask) -> None:
    kinds = {(visit.endpoint, visit.status): visit for visit in visits}
    found = set()
    for visit in kinds.values():
        with visit.visitor.time():
            answer = visit.visitor.enter(secure).get(visit.url)
        found |= faults(f"{answer.status_code} {visit}", answer)

    assert {303, 200} <= {status for _, status in kinds}  # a 404 is among the refusals below
    assert not found, listed(found)


def test_every_refusal_and_file_is_worth_an_a_plus(secure: Flask) -> None:
    answers = dict(strange(secure))
    found = {fault for name, answer in answers.items() for fault in faults(name, answer)}

    assert {name: answer.status_code for name, answer in answers.items()} == {
        name: int(name[:3]) for name in answers
    }
    assert not found, listed(found)


def browser(app: Flask) -> FlaskClient:
    """A browser that sends just what it is told to."""
    return FlaskClient(app, app.response_class)


def strange(app: Flask) -> Iterator[tuple[str, TestResponse]]:
    """One answer of each kind that is no page, by its status and a name."""
    client, style = browser(app), asset("mars.css")
    tag = client.get(style, buffered=True).headers["ETag"]
    yield "200 a file", client.get(style, buffered=True)
    yield "200 a picture", client.get(asset("favicon.svg"), buffered=True)
    yield "304 a file that is known", client.get(style, headers={"If-None-Match": tag})
    yield "206 a part of a file", client.get(style, headers={"Range": "bytes=0-9"}, buffered=True)
    yield "404 no file", client.get("/static/nothing.css")
    yield "404 no page", client.get("/nothing")
    yield "400 another host", client.get("/", headers={"Host": "evil.example"})
    yield "405 another method", client.put("/guidance")
    yield "405 a method for files", client.post(style)
    yield "404 options", client.options("/guidance")
    yield "200 head", client.head("/guidance")
    yield "200 alive", client.get("/healthz")
    yield "503 not ready", client.get("/readyz")
    yield "303 signed out", client.get("/")
    yield "413 too long", client.post("/sign-in", data=b"x" * (BODY_LIMIT + 1), content_type=FORM)
    yield "400 no form", client.post("/sign-in", data=b"{}", content_type="application/json")
    yield "400 no token", client.post("/sign-in", data={"email": "a@anytown.example"})
    yield "403 another site", client.post("/sign-in", headers={"Sec-Fetch-Site": "cross-site"})
    yield from faulty(app)


def faulty(app: Flask) -> Iterator[tuple[str, TestResponse]]:
    """Answers of a MARS in which something is broken or a limit is reached."""
    client, before = browser(app), dict(app.config)
    page = app.view_functions["guidance.index"]
    app.config |= {"WTF_CSRF_ENABLED": False, pace.BY_NETWORK: 0}
    client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    try:
        yield "429 too many", client.post("/sign-in", data={"email": "a@anytown.example"})
        app.view_functions["guidance.index"] = _fail
        yield "500 a fault", client.get("/guidance")
        app.testing = False
        app.view_functions["guidance.index"] = _fail_for_good
        yield "500 a fault in the fault's page", client.get("/guidance")
    finally:
        app.view_functions["guidance.index"] = page
        app.config.clear()
        app.config.update(before)


def _fail() -> str:
    raise LookupError("nothing")


def _fail_for_good() -> str:
    g.actor = object()
    raise LookupError("nothing")


def faults(name: str, answer: TestResponse) -> set[str]:
    """What is wrong with the headers of this answer."""
    given = list(answer.headers.items())
    url = SITE + answer.request.path
    found = set(judge(name, Answer(url, given, answer.text)))
    if len(answer.headers.getlist("X-Request-ID")) != 1:
        found.add(f"{name}: no number to quote, or two")
    return found


def judge(name: str, answer: Answer) -> Iterator[str]:
    """What is wrong: too few points, a header that differs, is there twice or tells too much."""
    points, parts = score(answer)
    if points < FULL:
        yield f"{name}: {points} points: {parts}"
    for key, value in headers.always(secure=True):
        if answer.all(key.lower()) != [value]:
            yield f"{name}: {key}: {answer.all(key.lower())}"
    is_file = urlpath(answer.url).startswith(headers.STATIC) and name[:3] in {"200", "206", "304"}
    kept = "immutable" if is_file else "no-store"
    if kept not in answer.one("cache-control") or len(answer.all("cache-control")) != 1:
        yield f"{name}: kept: {answer.all('cache-control')}"
    kind = answer.one("content-type")
    if (kind.startswith("text/") or "xml" in kind) and "charset" not in kind:
        yield f"{name}: no character set: {kind}"
    if answer.one("access-control-allow-origin"):
        yield f"{name}: shared with other sites"
    yield from (
        f"{name}: {key}: {value}" for key, value in answer.headers if key.lower() in TELLING
    )


def urlpath(url: str) -> str:
    """The path of an address of ours."""
    return url.removeprefix(SITE)


@pytest.mark.parametrize(
    "sent",
    [
        b"NONSENSE\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\nContent-Length: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"x" * 300_000 + b"\r\n\r\n",
    ],
)
def test_what_the_server_itself_refuses_carries_them_as_well(port: int, sent: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port), 10) as door:
        door.sendall(sent)
        response = HTTPResponse(door)
        response.begin()
        body = response.read()

    name = f"{response.status} by the server"
    assert response.status >= 400
    assert b"waitress" not in body
    assert list(judge(name, Answer(SITE, response.getheaders(), ""))) == []


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Content-Security-Policy", ""),
        ("Content-Security-Policy", "default-src 'none'; script-src 'unsafe-inline'"),
        ("Content-Security-Policy", "default-src *"),
        ("Strict-Transport-Security", "max-age=3600"),
        ("Access-Control-Allow-Credentials", "true"),
        ("Location", "http://localhost/"),
        ("Set-Cookie", "mars=x; HttpOnly; SameSite=Lax"),
        ("Set-Cookie", "mars=x; Secure; SameSite=Lax"),
        ("Set-Cookie", "mars=x; Secure; HttpOnly; SameSite=None"),
    ],
)
def test_the_rules_take_points(header: str, value: str) -> None:
    rest = [pair for pair in GOOD.headers if pair[0] != header]

    assert score(GOOD)[0] == FULL + 30
    assert score(Answer(SITE, [*rest, (header, value)], ""))[0] < FULL + 30
