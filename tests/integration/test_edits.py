"""Edits: what is sent fifty times at once is done once, and an old version overwrites nothing."""

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.serving import make_server

from mars import clock
from mars.database import db
from mars.domain.actors import Actor
from mars.domain.workflow import Event
from mars.kept import once
from mars.kept import texts as kept_texts
from mars.store.doors import Link
from mars.store.edits import DoneRequest, KeptText
from mars.store.entries import AuditEntry
from mars.store.letters import OutboxLetter
from mars.store.people import Agency, Facilitator
from mars.web import pace
from tests import factories
from tests.integration.conftest import Made
from tests.invariants.markup import Form, Page
from tests.starting import MADE_FROM

AT_ONCE, SOME = 50, 12
"""How many copies come at the same moment; for acts that are like others, fewer."""
Sent = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Scene:
    """Hana's browser, and a request of hers."""

    app: Flask
    client: FlaskClient
    hana: Actor

    make: Made
    """Makes a request of hers that stands where a factory brings it; gives its reference."""


@pytest.fixture
def scene(app: Flask, client: FlaskClient, made: Made) -> Scene:
    with app.app_context():
        hana = factories.person()
    factories.sign_in(client, hana)
    app.config[pace.BY_PERSON] = app.config[pace.BY_NETWORK] = 10_000
    return Scene(app, client, hana, made)


def link_of(scene: Scene, reference: str, name: str) -> str:
    """The path of the link in the letter to somebody who is asked."""
    with scene.app.app_context():
        invitation = factories.invitation_of(factories.supervision(reference), name)
        return factories.link_to(invitation.email)


def form_on(client: FlaskClient, page: str, action: str = "") -> Form:
    """The form on a page that goes to `action`, or to the page itself."""
    answer = client.get(page)
    assert answer.status_code == 200, page
    wanted = action or page
    return next(f for f in Page(answer.text).forms() if f.method == "post" and f.action == wanted)


def filled(client: FlaskClient, page: str, action: str = "", **changes: object) -> Sent:
    """What a browser sends from this page, with `changes`."""
    sent = form_on(client, page, action).untouched()
    end = sent.pop("end")
    return sent | {name: [str(value)] for name, value in changes.items()} | {"end": end}


@contextmanager
def served(app: Flask) -> Iterator[int]:
    """The application on a port of this machine, with a thread for each request."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server.port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def post_at_once(
    port: int, client: FlaskClient, path: str, sent: Sent, copies: int
) -> list[tuple[int, str]]:
    """Send the same form from many threads at once: status and address of each answer."""
    cookie = client.get_cookie("mars")
    assert cookie is not None
    body = urlencode(sent, doseq=True)
    headers = {
        "Host": "localhost",
        "Cookie": f"mars={cookie.value}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    ready = threading.Barrier(copies)
    answers: list[tuple[int, str]] = []

    def post() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        ready.wait()
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        answer.read()
        answers.append((answer.status, answer.getheader("Location", "")))
        connection.close()

    threads = [threading.Thread(target=post) for _ in range(copies)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def noted(app: Flask, event: Event) -> int:
    """How many audit rows there are of this event."""
    with app.app_context():
        rows = select(func.count()).select_from(AuditEntry).where(AuditEntry.event == event)
        return db.session.scalars(rows).one()


def letters(app: Flask) -> int:
    """How many letters there are."""
    with app.app_context():
        return db.session.scalars(select(func.count()).select_from(OutboxLetter)).one()


def do_at_once(
    scene: Scene,
    port: int,
    client: FlaskClient,
    path: str,
    sent: Sent,
    event: Event,
    copies: int = SOME,
) -> int:
    """Send it many times: one effect, one and the same good answer. Returns how many letters."""
    before, written = noted(scene.app, event), letters(scene.app)
    answers = post_at_once(port, client, path, sent, copies)
    assert len(answers) == copies
    assert {status for status, _ in answers} == {303}, path
    assert len(set(answers)) == 1, path
    assert noted(scene.app, event) == before + 1, path
    return letters(scene.app) - written


def test_many_copies_at_once_have_one_effect(scene: Scene) -> None:
    app, hana = scene.app, scene.client
    draft, asked, ready = (
        scene.make(how) for how in (factories.a_draft, factories.an_asked, factories.a_ready)
    )
    with app.app_context():
        tom = factories.invitation_of(factories.supervision(asked), "Tom Hargreave").id
        school = db.session.scalars(
            select(Agency).where(Agency.name == "Hollybush Primary School")
        ).one()
        one = {"agency": school.id, "email": f"pat.doyle@{school.domains.split()[0]}"}
    link = link_of(scene, asked, "Grace Whitlock")
    with served(app) as port:
        sent = filled(hana, f"/requests/new/{draft}/check", f"/requests/new/{draft}/send")
        sent |= {"declared": ["yes"]}
        do_at_once(scene, port, hana, f"/requests/new/{draft}/send", sent, Event.ASKED, AT_ONCE)

        grace = app.test_client()
        path = grace.get(link).location
        times = [c.value for c in form_on(grace, path).controls if c.name == "times"]
        sent = filled(grace, path, choice="come") | {"times": times[:1]}
        assert do_at_once(scene, port, grace, path, sent, Event.ANSWERED, AT_ONCE) == 1

        path = f"/requests/{asked}/team/{tom}/resend"
        assert do_at_once(scene, port, hana, path, filled(hana, path), Event.ASKED_AGAIN) == 1

        path = f"/requests/{asked}/team/add"
        sent = filled(hana, path, name="Pat Doyle", job="Head teacher", **one)
        assert do_at_once(scene, port, hana, path, sent, Event.INVITED) == 1

        path = f"/requests/{ready}/date"
        time = next(c.value for c in form_on(hana, path).controls if c.name == "time")
        sent = filled(hana, path, time=time, place="online", minutes=60)
        do_at_once(scene, port, hana, path, sent, Event.DATE_FIXED, AT_ONCE)

        path = f"/requests/{ready}/date/move"
        sent = filled(hana, path, time="keep", minutes=75)
        do_at_once(scene, port, hana, path, sent, Event.DATE_MOVED)

        path = f"/requests/{ready}/withdraw"
        reason = next(c.value for c in form_on(hana, path).controls if c.name == "reason")
        do_at_once(scene, port, hana, path, filled(hana, path, reason=reason), Event.WITHDRAWN)

        send_the_summary_at_once(scene, port)


def send_the_summary_at_once(scene: Scene, port: int) -> None:
    """The facilitator writes the summary by link and code, and sends it fifty times."""
    reference = scene.make(factories.a_held)
    writer = scene.app.test_client()
    with scene.app.app_context():
        row = factories.supervision(reference)
        link = db.session.scalars(
            select(Link.id).where(
                Link.supervision_id == row.id,
                Link.nomination_id.is_not(None),
                Link.revoked_at.is_(None),
            )
        ).first()
    stamp = int(clock.now().timestamp())
    with writer.session_transaction() as session:
        session["links"] = {link: {"since": stamp, "seen": stamp, "proved": True}}
    path = f"/sessions/{reference}/summary"
    text = {"question": "What helps?", "reflections": "We listened.", "family_hears": "Why we met."}
    sent = filled(writer, path, **text)
    do_at_once(scene, port, writer, path, sent, Event.SUMMARY_SAVED)
    path = f"{path}/send"
    do_at_once(scene, port, writer, path, filled(writer, path), Event.SUMMARY_SENT, AT_ONCE)


def test_a_form_that_was_refused_may_come_again(scene: Scene) -> None:
    draft = scene.make(factories.a_draft)
    path = f"/requests/new/{draft}/send"
    sent = filled(scene.client, f"/requests/new/{draft}/check", path)
    assert [scene.client.post(path, data=sent).status_code for _ in range(2)] == [422, 422]
    sent |= {"declared": ["yes"]}
    first, second = (scene.client.post(path, data=sent) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert first.location == second.location == f"/requests/{draft}"
    assert "Your request is sent" in scene.client.get(second.location).text
    clock.set_ahead(timedelta(hours=25))
    with scene.app.app_context():
        assert once.wipe_old() == 1
        assert db.session.scalars(select(DoneRequest)).all() == []


def test_another_browser_or_another_text_is_another_form(scene: Scene) -> None:
    path = f"/requests/new/{scene.make(factories.a_draft)}/stuck"
    sent = filled(scene.client, path, act="continue")
    before = noted(scene.app, Event.DRAFT_SAVED)
    for number, text in enumerate(("first text", "second text"), 1):
        edited = sent | {"stuck": [text], "made_from": made_from(scene.client, path)}
        assert scene.client.post(path, data=edited).status_code == 303
        assert noted(scene.app, Event.DRAFT_SAVED) == before + number
    stranger = scene.app.test_client().post(path, data=edited)
    assert not stranger.location.startswith("/requests")


def made_from(client: FlaskClient, path: str) -> list[str]:
    """What the form on this page is made from now."""
    found = MADE_FROM.search(client.get(path).text)
    return [found[1]] if found else []


def test_what_comes_in_part_is_refused_and_changes_nothing(scene: Scene) -> None:
    path = f"/requests/new/{scene.make(factories.a_draft)}/stuck"
    sent = filled(scene.client, path, act="continue", stuck="changed")
    kept = scene.client.get(path).text
    body = urlencode(sent, doseq=True)
    form = {"content_type": "application/x-www-form-urlencoded"}
    for data in (body[:-2], body[:40], "", body.replace("once=", "twice="), body + "&end=1"):
        answer = scene.client.post(path, data=data, as_it_is=True, **form)
        assert answer.status_code == 400, data
    boundary = "multipart/form-data; boundary=x"
    cut = b'--x\r\nContent-Disposition: form-data; name="stuck"\r\n\r\nhalf'
    assert scene.client.post(path, data=cut, content_type=boundary).status_code == 400
    assert scene.client.post(path, data=b"stuck=\xff\xfe", **form).status_code == 400
    assert factories.STUCK in kept
    assert factories.STUCK in scene.client.get(path).text


@dataclass(frozen=True, slots=True)
class Edit:
    """One kind of edit: whose browser, its page, where it goes, and what two tabs put into it."""

    client: FlaskClient
    page: str
    name: str
    first: str
    second: str
    rest: dict[str, str] = field(default_factory=dict)

    @property
    def action(self) -> str:
        """Where the form goes."""
        return self.page.partition("?")[0] if "told=" in self.page else self.page

    def fill(self, text: str, key: str) -> Sent:
        """The form as one of the tabs sends it."""
        sent = filled(self.client, self.page, self.action, **self.rest)
        return sent | {self.name: [text], "once": [key]}


def edits(scene: Scene) -> list[Edit]:
    """Every kind of edit that two tabs can make."""
    draft, asked = scene.make(factories.a_draft), scene.make(factories.an_asked)
    with factories.arranging(scene.app):
        carys, ada = (factories.person(name) for name in ("Carys Lind", "Ada Quill"))
        entry = db.session.scalars(select(Facilitator.id)).first()
        agency = db.session.scalars(select(Agency.id)).first()
    keeper, administrator = (factories.browser(scene.app, who) for who in (carys, ada))
    grace = scene.app.test_client()
    answer = grace.get(link_of(scene, asked, "Grace Whitlock")).location
    family = f"/requests/{asked}/family/purpose?told=yes"
    today = clock.today()
    told = {f"on_day-{part}": str(getattr(today, part)) for part in ("day", "month", "year")}
    go_on = {"act": "continue"}
    return [
        Edit(scene.client, f"/requests/new/{draft}/stuck", "stuck", "One", "Two", go_on),
        Edit(scene.client, f"/requests/new/{draft}/times", "where", "Room 1", "Room 2", go_on),
        Edit(keeper, f"/facilitators/{entry}", "note", "Mondays", "Tuesdays"),
        Edit(keeper, f"/directory/{agency}", "phone", "01632 960 777", "01632 960 778"),
        Edit(administrator, "/directory/settings", "notice_days", "7", "9"),
        Edit(grace, f"{answer}?choice=cannot", "reason", "diary", "no-capacity"),
        Edit(scene.client, family, "by_whom", "Sam One", "Sam Two", told),
    ]


def test_an_old_version_is_shown_beside_what_is_saved(scene: Scene) -> None:
    for edit in edits(scene):
        first = edit.fill(edit.first, "the-key-of-the-first-tab")
        second = edit.fill(edit.second, "the-key-of-the-second-tab")

        assert edit.client.post(edit.action, data=first).status_code == 303, edit.page
        clash = edit.client.post(edit.action, data=second)

        assert clash.status_code == 409, edit.page
        assert "Compare the two texts" in clash.text, edit.page
        assert "saved this on" in clash.text, edit.page
        forms = [f for f in Page(clash.text).forms() if f.action == edit.action]
        mine = forms[0].untouched()
        assert mine[edit.name] == [edit.second], edit.page
        again = edit.client.post(edit.action, data=mine | named(edit))
        assert again.status_code == 303, edit.page


def named(edit: Edit) -> Sent:
    """The button that was pressed, if it has a name."""
    return {"act": [edit.rest["act"]]} if "act" in edit.rest else {}


def test_tabs_on_two_steps_do_not_meet(scene: Scene) -> None:
    draft = scene.make(factories.a_draft)
    stuck, child = (f"/requests/new/{draft}/{step}" for step in ("stuck", "child"))
    one = filled(scene.client, stuck, act="continue", stuck="Another text")
    other = filled(scene.client, child, act="continue", system_name="SystmOne")
    assert scene.client.post(stuck, data=one).status_code == 303
    assert scene.client.post(child, data=other).status_code == 303
    assert "Another text" in scene.client.get(stuck).text


def test_other_times_are_not_offered_over_newer_ones(scene: Scene) -> None:
    path = f"/requests/{scene.make(factories.an_asked)}/date/offer"
    sent = filled(scene.client, path)
    for number in range(1, 3):
        day = factories.ahead(20 + number).date()
        for part in ("day", "month", "year"):
            sent[f"day_{number}-{part}"] = [str(getattr(day, part))]
        sent[f"time_{number}"] = ["10:00"]
    assert scene.client.post(path, data=sent).status_code == 303
    clash = scene.client.post(path, data=sent | {"time_1": ["11:00"], "once": ["of-another-tab-1"]})
    assert clash.status_code == 409
    assert "The times offered" in clash.text


def test_text_is_kept_beside_and_offered_once_more(scene: Scene) -> None:
    path = f"/requests/new/{scene.make(factories.a_draft)}/stuck"
    sent = filled(scene.client, path, stuck="Typed and never saved", act="keep")
    answer = scene.client.post(path, data=sent, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["MARS-Kept"]) == (200, "yes")
    assert answer.text.startswith("Kept ")
    with scene.app.app_context():
        assert b"never saved" not in db.session.scalars(select(KeptText.sealed)).one()
    page = scene.client.get(path).text
    assert "Text you had not saved" in page
    assert "Typed and never saved" not in page
    assert factories.STUCK in page
    used = scene.client.get(f"{path}?kept=use")
    assert "Typed and never saved" in used.text
    mine = next(f for f in Page(used.text).forms() if f.action == path).untouched()
    assert scene.client.post(path, data=mine | {"act": ["continue"]}).status_code == 303
    assert "Text you had not saved" not in scene.client.get(path).text
    with scene.app.app_context():
        assert db.session.scalars(select(KeptText)).all() == []


def test_kept_text_is_thrown_away_or_forgotten(scene: Scene) -> None:
    path = f"/requests/new/{scene.make(factories.a_draft)}/stuck"

    def keep() -> None:
        sent = filled(scene.client, path, stuck="Typed and never saved", act="keep")
        scene.client.post(path, data=sent)

    keep()
    away = scene.client.post(path, data={"act": "throw-away"})
    assert (away.status_code, away.location) == (303, path)
    from_afar = f"{path}?change=yes&next=/%5Celsewhere.example&status=elsewhere"
    away = scene.client.post(from_afar, data={"act": "throw-away"})
    assert away.location == f"{path}?change=yes"
    assert "Text you had not saved" not in scene.client.get(path).text
    keep()
    for method in ("GET", "HEAD"):
        form = "application/x-www-form-urlencoded"
        shown = scene.client.open(path, method=method, data="act=throw-away", content_type=form)
        assert shown.status_code == 200
    assert "Text you had not saved" in scene.client.get(path).text
    clock.set_ahead(timedelta(days=8))
    with scene.app.app_context():
        kept_texts.wipe_old()
        assert db.session.scalars(select(KeptText)).all() == []


@pytest.mark.parametrize("place", ["x%00y", "%E2%80%AE", "x" * 5000])
def test_a_form_for_a_strange_place_is_no_fault(scene: Scene, place: str) -> None:
    once = {"once": "a-key-of-a-form-1", "end": "1"}

    assert scene.client.post(f"/requests/{place}/withdraw", data=once).status_code == 404
