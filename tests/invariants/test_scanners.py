"""Mail scanners open, fetch again, crawl and submit: nothing is answered, used up or revealed.

The scanner that is a browser with scripts is in tests/journeys/test_scanners.py.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from mars import clock
from tests import factories, scanned
from tests.invariants.markup import Form, Page
from tests.starting import make_settings, started

SITE = "http://localhost"
SECRETS = (factories.INITIALS, factories.STUCK, factories.HOPE, "LCS 4410-F")
OUTLOOK = {"User-Agent": "Mozilla/5.0 (compatible; ExampleLinkCheck/2.0)"}
PREFETCH = {"Purpose": "prefetch", "Sec-Purpose": "prefetch", "X-Moz": "prefetch"}
PAGES_MOST = 25
HREF = re.compile(r'href="(/[^"#]*)"')
SHARED = re.compile(r"/(?:static|guidance|demonstration)")
"""What is the same for everybody, and not crawled again for each link."""

Fill = Callable[[Form], dict[str, list[str]]]
Scan = Callable[[Flask, str], None]


def fetch(client: FlaskClient, path: str, **options: object) -> TestResponse:
    """Get a page and follow where it leads; it must hold nothing about a child."""
    answer = client.get(path, follow_redirects=True, **options)
    assert answer.status_code < 500
    assert not any(secret in answer.text for secret in SECRETS), path
    return answer


def head(app: Flask, path: str) -> None:
    """Asks for the head only, without cookies."""
    assert app.test_client(use_cookies=False).head(path).status_code == 303


def get_again_and_again(app: Flask, path: str) -> None:
    """Gets it ten times, without cookies."""
    client = app.test_client(use_cookies=False)
    assert {client.get(path).status_code for _ in range(10)} == {303}


def prefetch_with_cookies(app: Flask, path: str) -> None:
    """Fetches it ahead of the person, and the page it leads to, and both again."""
    client = app.test_client()
    for _ in range(2):
        assert fetch(client, path, headers=PREFETCH).status_code == 200


def get_hours_later(app: Flask, path: str) -> None:
    """Opens it again after thirty hours with the cookies of the first time."""
    client = app.test_client()
    page = fetch(client, path).request.path
    clock.set_ahead(timedelta(hours=30))
    fetch(client, page)
    fetch(client, path)
    clock.set_ahead(timedelta())


def get_from_other_addresses(app: Flask, path: str) -> None:
    """Detonates it in several places at once."""
    for address in ("192.0.2.8", "198.51.100.23", "203.0.113.77", "2001:db8::77"):
        fetch(app.test_client(), path, environ_base={"REMOTE_ADDR": address})


def rewrite_and_check(app: Flask, path: str) -> None:
    """Wraps the link: asks for the head, then gets it with something added, as another program."""
    client = app.test_client()
    client.head(path, headers=OUTLOOK)
    fetch(client, f"{path}?utm_source=mail&data=05%7C01", headers=OUTLOOK)
    fetch(client, path.replace("/a/", "/%61/"), headers=OUTLOOK)


def follow_every_link(app: Flask, path: str) -> None:
    """Opens every link of every page that it comes to."""
    for _ in crawl(app.test_client(), path):
        pass


def submit_every_form(app: Flask, path: str) -> None:
    """Sends every form of every page as it stands, by each of its buttons, and goes on."""
    client = app.test_client()
    for url, text in crawl(client, path):
        submit(client, url, text, Form.untouched)


def press_everything(app: Flask, path: str) -> None:
    """Presses every radio and box of every form in turn, then each button; it writes nothing."""
    client = app.test_client()
    for url, text in crawl(client, path):
        submit(client, url, text, pressed)


def use_strange_methods(app: Flask, path: str) -> None:
    """Tries what other methods do."""
    client = app.test_client()
    for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
        assert client.open(path, method=method).status_code in {400, 404, 405}


def crawl(client: FlaskClient, path: str) -> Iterator[tuple[str, str]]:
    """Address and text of every page with a form that can be reached from here by links."""
    seen, waiting = {path}, [path]
    while waiting and len(seen) < PAGES_MOST:
        answer = fetch(client, waiting.pop(0))
        url = answer.request.path + ("?" + answer.request.query_string.decode()).rstrip("?")
        for link in HREF.findall(answer.text):
            if link not in seen and not SHARED.match(link):
                seen.add(link)
                waiting.append(link)
        if "<form" in answer.text:
            yield url, answer.text


def pressed(form: Form) -> dict[str, list[str]]:
    """What is sent when every radio and box was pressed once, in the order of the page."""
    sent = form.untouched()
    for control in form.controls:
        if control.kind == "radio":
            sent[control.name] = [control.value]
        elif control.kind == "checkbox" and control.checked:
            sent[control.name].remove(control.value)
        elif control.kind == "checkbox":
            sent.setdefault(control.name, []).append(control.value)
    return sent


def submit(client: FlaskClient, url: str, text: str, fill: Fill, depth: int = 2) -> None:
    """Send every form by each of its buttons, and the forms of the page that comes of it."""
    for form in Page(text).forms():
        for button in form.buttons():
            address = urlsplit(urljoin(SITE + url, form.action))
            query = f"?{address.query}" if address.query else ""
            named = {button.name: [button.value]} if button.name else {}
            answer = client.open(
                address.path + query,
                method=form.method.upper(),
                data={**fill(form), **named},
                follow_redirects=True,
            )
            assert answer.status_code < 500
            assert not any(secret in answer.text for secret in SECRETS)
            if depth > 1 and "<form" in answer.text:
                submit(client, answer.request.full_path, answer.text, fill, depth - 1)


SCANS: tuple[Scan, ...] = (
    head,
    get_again_and_again,
    prefetch_with_cookies,
    get_hours_later,
    get_from_other_addresses,
    rewrite_and_check,
    follow_every_link,
    submit_every_form,
    press_everything,
    use_strange_methods,
)


@pytest.fixture(scope="module")
def scene(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, list[str]]]:
    """Fifty links of every kind, in an application as it is served."""
    folder = tmp_path_factory.mktemp("scanned")
    database = folder / "mars.sqlite"
    shutil.copy(sqlite_template, database)
    with started(make_settings(folder, MARS_DATABASE_URL=f"sqlite:///{database}")) as app:
        with factories.arranging(app):
            factories.partnership()
        yield app, scanned.prepare(app)


@pytest.mark.parametrize("scan", SCANS, ids=lambda scan: str(scan.__name__))
def test_a_scanner_changes_nothing(scene: tuple[Flask, list[str]], scan: Scan) -> None:
    app, links = scene
    before = scanned.state(app)
    for path in links:
        scan(app, path)
    assert scanned.state(app) == before


def test_the_scanner_comes_to_every_form(scene: tuple[Flask, list[str]]) -> None:
    app, links = scene
    wanted = {
        "/answer/…",
        "/answer/…?choice=somebody-else",
        "/answer/…/code",
        "/answer/…/facilitate",
    }
    for path in reversed(links):  # the rarest kind is the oldest
        wanted -= {re.sub("[0-9a-f]{16}", "…", url) for url, _ in crawl(app.test_client(), path)}
        if not wanted:
            break
    assert wanted == set()
