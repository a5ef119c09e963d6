"""The history of a request in plain words, and the record of the house by its keys."""

from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select

from mars import audit, database
from mars.database import db
from mars.domain.workflow import Event
from mars.store.doors import Link
from mars.store.entries import AuditEntry
from tests import factories, scenes
from tests.integration.test_answers import MINE
from tests.integration.test_audit import change, spoiled
from tests.played import Played

GRACE = "g.whitlock@hollybush.school.example"
NAMES = ("Hana", "Grace", "Whitlock", "Yusuf", "Demir", factories.INITIALS, GRACE)


@dataclass
class Scene:
    """A request that was sent and, by a link, opened; with a facilitator who is asked."""

    app: Flask
    carys: FlaskClient
    ada: FlaskClient
    hana: FlaskClient
    reference: str
    id: str


@pytest.fixture
def scene(played: Played) -> Scene:
    return played(_play)


def _play(played: Played) -> Scene:
    app, reference = played.app, played(scenes.request, scenes.half_asked)
    with factories.arranging(app):
        hana, row = factories.person(), factories.supervision(reference)
        path = factories.link_to(GRACE)
        carys, ada = (factories.person(name) for name in ("Carys Lind", "Ada Quill"))
        browsers = [factories.browser(app, who) for who in (carys, ada, hana)]
        scene = Scene(app, browsers[0], browsers[1], browsers[2], row.reference, row.id)
    guest = app.test_client()
    link = guest.get(path).location
    guest.post(f"{link}/code", data=MINE)
    return scene


def words(client: FlaskClient, address: str) -> str:
    """The page's text on one line, without the markup."""
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def test_the_coordinator_reads_who_did_what_and_when(scene: Scene) -> None:
    address = f"/requests/{scene.reference}/history"
    page = words(scene.carys, address)

    assert "Hana Osei sent the request" in page
    assert "Hana Osei asked a facilitator: Yusuf Demir (" in page
    assert "Grace Whitlock (by link) asked for a code" in page
    assert page.index("asked for a code") < page.index("sent the request") < page.index("began")
    assert GRACE not in page
    assert factories.INITIALS not in page
    assert f'href="{address}"' in scene.carys.get(f"/requests/{scene.reference}").text

    page = words(scene.carys, f"{address}?part=facilitator")
    assert "asked a facilitator" in page
    assert "sent the request" not in page
    assert "Nothing of this kind" in words(scene.carys, f"{address}?part=family")
    assert scene.carys.get(f"{address}?part=house").status_code == 422
    with factories.arranging(scene.app):
        for _ in range(60):
            audit.record(factories.person(), Event.SUMMARY_SAVED, scene.id)
        db.session.commit()
    assert "page 2 of 2" in words(scene.carys, f"{address}?page=2")
    assert "page 2 of 2" in words(scene.carys, f"{address}?page=99")


def test_nobody_else_reads_the_history(scene: Scene) -> None:
    address = f"/requests/{scene.reference}/history"
    assert scene.hana.get(address).status_code == 403
    assert scene.ada.get(address).status_code == 404
    assert "/history" not in scene.hana.get(f"/requests/{scene.reference}").text
    for client in (scene.hana, scene.carys):
        assert client.get("/history").status_code == 403
        assert "/history" not in client.get("/directory").text


def test_a_person_who_is_gone_and_a_line_that_was_spoiled_say_so(scene: Scene) -> None:
    address = f"/requests/{scene.reference}/history"
    with scene.app.app_context(), database.writing():
        db.session.execute(delete(Link))
        db.session.commit()
    assert "Somebody no longer listed asked for a code" in words(scene.carys, address)

    with scene.app.app_context():
        asked = db.session.scalar(
            select(func.max(AuditEntry.sequence)).where(AuditEntry.event == Event.ASKED)
        )
        with spoiled(change("event = 'no-such-thing', actor_id = 'x'", row=asked or 0), kept=True):
            pass
    page = words(scene.carys, address)
    assert "Somebody no longer listed did something that can no longer be read" in page
    assert page.count("Not as it was written") == 1
    page = words(scene.ada, "/history")
    assert f"Row {asked} was changed" in page
    assert "no-such-thing" in page


def test_the_administrator_looks_for_keys_and_never_sees_a_name(scene: Scene) -> None:
    page = words(scene.ada, "/history")
    assert "asked a facilitator" in page
    assert f"<code>{scene.id}</code>" in page
    assert "rows are as they were written" in page
    for name in (*NAMES, scene.reference):
        assert name not in page
    assert 'href="/history"' in scene.ada.get("/directory").text

    for wanted, found, missing in (
        (scene.reference.lower(), "sent the request", "No row"),
        (scene.id, "asked a facilitator", "No row"),
        ("Facilitator", "asked a facilitator", "sent the request"),
        ("1", ">1 row<", "asked a facilitator"),
        ("MARS-BBBBBB", "No row matches", "sent"),
        ("xyzzy", "No row matches", "sent"),
        ("%_", "No row matches", "sent"),
    ):
        page = scene.ada.get("/history", query_string={"q": wanted}).text.partition('id="list"')[2]
        assert found in page, wanted
        assert missing not in page, wanted


def test_each_page_takes_a_fixed_number_of_queries(scene: Scene) -> None:
    for client, address, most in (
        (scene.carys, f"/requests/{scene.reference}/history", 4),
        (scene.ada, "/history", 5),
    ):
        with factories.counting(scene.app) as statements:
            client.get(address)
        own = [s for s in statements if not s.startswith(("BEGIN", "PRAGMA"))]
        assert len(own) <= most, own
