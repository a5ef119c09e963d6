"""The session's pages: its sheet, who came, and that it was not held."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from mars import clock
from mars.database import db
from mars.domain.answering import NominationState
from mars.domain.holding import Mark
from mars.domain.statuses import Status
from mars.domain.workflow import LetterKind
from mars.store.doors import Link
from mars.store.letters import OutboxLetter
from mars.store.meetings import Attendance
from mars.store.people import Agency
from mars.store.supervisions import Nomination, Supervision
from tests import factories, scenes
from tests.played import Played

FACILITATOR = "yusuf.demir@valemind.nhs.example"


@pytest.fixture(autouse=True)
def clock_put_back() -> Iterator[None]:
    """Let the clock show the machine's time again."""
    yield
    clock.set_ahead(timedelta())


@pytest.fixture
def arranged(played: Played) -> Supervision:
    """A request whose session began an hour ago."""
    return played(_arranged)


def _arranged(played: Played) -> Supervision:
    reference = played(scenes.request, factories.an_arranged)
    with played.app.app_context():
        row = factories.supervision(reference)
        factories.pass_session(row)
        db.session.expunge(row)
        return row


def enter(app: Flask, client: FlaskClient, name: str) -> None:
    """Sign in as one of the cast."""
    with factories.arranging(app):
        factories.sign_in(client, factories.person(name))


def come_by_link(app: Flask, client: FlaskClient, row: Supervision) -> None:
    """Be the facilitator, with the link and the code."""
    with factories.arranging(app):
        nomination = db.session.scalars(
            select(Nomination.id).where(
                Nomination.supervision_id == row.id,
                Nomination.state == NominationState.ACCEPTED,
            )
        ).one()
        link = db.session.scalars(
            select(Link.id)
            .where(Link.nomination_id == nomination, Link.revoked_at.is_(None))
            .order_by(Link.created_at.desc())
        ).first()
    moment = int(clock.now().timestamp())
    with client.session_transaction() as session:
        session["guest"] = "visit-of-the-facilitator"
        session["links"] = {link: {"since": moment, "seen": moment, "proved": True}}


def all_marks(app: Flask, row: Supervision, mark: Mark = Mark.CAME) -> dict[str, str]:
    """The form filled in: everybody took part like this."""
    with factories.arranging(app):
        keys = [factories.invitation_of(row, name).id for name in factories.TEAM]
    return {f"mark_{key}": mark.value for key in [*keys, "requester"]}


def status_of(app: Flask, row: Supervision) -> Status:
    """Where the request stands now."""
    with app.app_context():
        return db.session.get_one(Supervision, row.id).status


def letters(app: Flask, kind: LetterKind) -> list[str]:
    """To whom letters of this kind were queued."""
    with app.app_context():
        return sorted(
            db.session.scalars(select(OutboxLetter.recipient).where(OutboxLetter.kind == kind))
        )


@pytest.mark.parametrize("name", ["Hana Osei", "Carys Lind"])
def test_the_sheet_shows_agenda_people_and_question(
    app: Flask, client: FlaskClient, arranged: Supervision, name: str
) -> None:
    enter(app, client, name)
    page = client.get(f"/sessions/{arranged.reference}")
    assert page.status_code == 200
    for words in ("Agenda: Signs of Safety", "Vale Police", factories.STUCK, "Park it", "2pm"):
        assert words in page.text


def test_the_facilitator_sees_the_sheet_by_link_and_code(
    app: Flask, client: FlaskClient, arranged: Supervision
) -> None:
    come_by_link(app, client, arranged)
    page = client.get(f"/sessions/{arranged.reference}")
    assert factories.INITIALS in page.text
    assert "Record who came" in page.text


def test_nobody_else_knows_of_the_session(
    app: Flask, client: FlaskClient, arranged: Supervision
) -> None:
    enter(app, client, "Daniel Reeve")
    assert client.get(f"/sessions/{arranged.reference}").status_code == 404


def test_the_requester_may_look_but_not_record(
    app: Flask, client: FlaskClient, arranged: Supervision
) -> None:
    enter(app, client, "Hana Osei")
    assert client.get(f"/sessions/{arranged.reference}/attendance").status_code == 403


def test_a_page_takes_at_most_eight_queries(
    app: Flask, client: FlaskClient, arranged: Supervision
) -> None:
    enter(app, client, "Carys Lind")
    seen: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    # person, supervision with rights; request with session, invitations, their times, then by page:
    # facilitator, who came · agencies, policies, who came if that is recorded
    for part in ("", "/attendance", "/not-held"):
        seen.clear()
        assert client.get(f"/sessions/{arranged.reference}{part}").status_code == 200
        assert len([one for one in seen if one.startswith("SELECT")]) <= 8, seen
    event.remove(engine, "before_cursor_execute", note)


def test_who_came_is_recorded_and_the_facilitator_asked_for_the_summary(
    app: Flask, client: FlaskClient, arranged: Supervision
) -> None:
    enter(app, client, "Carys Lind")
    with app.app_context():
        police = db.session.scalars(select(Agency.id).where(Agency.name == "Vale Police")).one()
    sent = all_marks(app, arranged) | {
        "rows": "2",
        "walk_2_agency": police,
        "walk_2_job": "Constable",
    }

    answer = client.post(f"/sessions/{arranged.reference}/attendance", data=sent)

    assert answer.status_code == 303
    assert status_of(app, arranged) is Status.HELD
    assert letters(app, LetterKind.SUMMARY_PLEASE) == [FACILITATOR]
    with app.app_context():
        rows = db.session.scalars(select(Attendance)).all()
        assert len(rows) == 6
        [walk_in] = [row for row in rows if row.job == "Constable"]
        assert walk_in.agency_id == police
        assert walk_in.mark is Mark.CAME
    assert "Constable" in client.get(f"/sessions/{arranged.reference}").text


def test_of_others_it_is_said_that_they_come_not_i(
    app: Flask, client: FlaskClient, arranged: Supervision
) -> None:
    enter(app, client, "Carys Lind")
    for part in ("", "/attendance"):
        page = client.get(f"/sessions/{arranged.reference}{part}").text
        assert "Will come" in page
        assert "I agree" not in page


def test_the_facilitator_who_records_gets_the_letter_that_leads_back_to_the_summary(
    app: Flask, client: FlaskClient, arranged: Supervision
) -> None:
    come_by_link(app, client, arranged)
    sent = all_marks(app, arranged)
    answer = client.post(f"/sessions/{arranged.reference}/attendance", data=sent)
    assert answer.status_code == 303
    assert letters(app, LetterKind.SUMMARY_PLEASE) == [FACILITATOR]
    with app.app_context():
        path = factories.link_to(FACILITATOR, LetterKind.SUMMARY_PLEASE)
    assert client.get(path).location == f"/sessions/{arranged.reference}"
    assert client.get(answer.location).status_code == 200


def test_nothing_is_ticked_beforehand_and_every_mark_is_needed(
    app: Flask, client: FlaskClient, arranged: Supervision
) -> None:
    enter(app, client, "Carys Lind")
    address = f"/sessions/{arranged.reference}/attendance"
    assert " checked" not in client.get(address).text
    page = client.post(address, data={"rows": ""})
    assert page.status_code == 422
    assert page.text.count("Choose how this person took part") == 10


BAD: tuple[tuple[dict[str, str], str], ...] = (
    ({"mark_requester": "perhaps"}, "Choose how this person took part"),
    ({"rows": "1", "walk_1_job": "Constable"}, "Choose the agency of the person who joined"),
    ({"rows": "1", "walk_1_job": "x" * 101}, "must be 100 characters or fewer"),
    ({"rows": "1", "walk_1_agency": "nowhere"}, "Choose agency from the list"),
    ({"rows": "1;2"}, "Open the page again"),
    ({"below_minimum_reason": "x" * 301}, "must be 300 characters or fewer"),
    ({"below_minimum_reason": "no\0pe"}, "hidden characters"),
    ({"below_minimum_reason": "Quentin Zed was ill"}, "may be"),
)


def test_bad_input_comes_back_with_all_that_was_typed(
    app: Flask, client: FlaskClient, arranged: Supervision
) -> None:
    enter(app, client, "Carys Lind")
    for changes, message in BAD:
        sent = all_marks(app, arranged) | changes
        page = client.post(f"/sessions/{arranged.reference}/attendance", data=sent)
        assert page.status_code == 422, changes
        assert message in page.text
        assert page.text.count(" checked") >= 4
    assert status_of(app, arranged) is Status.ARRANGED


def test_below_the_minimum_it_needs_a_reason(
    app: Flask, client: FlaskClient, arranged: Supervision
) -> None:
    enter(app, client, "Carys Lind")
    address = f"/sessions/{arranged.reference}/attendance"
    sent = all_marks(app, arranged, Mark.APOLOGIES)
    refused = client.post(address, data=sent)
    assert refused.status_code == 422
    assert 'href="#below_minimum_reason"' in refused.text
    good = client.post(address, data=sent | {"below_minimum_reason": "All had travelled"})
    assert good.status_code == 303
    assert "All had travelled" in client.get(good.location).text


def test_rows_come_and_go_without_a_script(
    app: Flask, client: FlaskClient, arranged: Supervision
) -> None:
    enter(app, client, "Carys Lind")
    address = f"/sessions/{arranged.reference}/attendance"
    sent = {"rows": "1", "walk_1_job": "Constable", "do": "add"}
    added = client.post(address, data=sent)
    assert added.status_code == 200
    assert 'name="rows" value="1.2"' in added.text
    assert 'value="Constable"' in added.text
    removed = client.post(address, data=sent | {"rows": "1.2", "do": "remove-1"})
    assert 'name="rows" value="2"' in removed.text
    assert "Constable" not in removed.text


def test_htmx_gets_the_same_rows_as_the_page(
    app: Flask, client: FlaskClient, arranged: Supervision
) -> None:
    enter(app, client, "Carys Lind")
    address = f"/sessions/{arranged.reference}/attendance"
    sent = {"rows": "", "do": "add"}
    part = client.post(address, data=sent, headers={"HX-Request": "true"})
    assert part.text.strip().startswith('<div id="walk-ins">')
    assert part.text.strip() in client.post(address, data=sent).text


def test_who_came_cannot_be_recorded_before_the_session(
    app: Flask, client: FlaskClient, arranged: Supervision
) -> None:
    clock.set_ahead(timedelta())
    enter(app, client, "Carys Lind")
    address = f"/sessions/{arranged.reference}/attendance"
    assert "has not begun yet" in client.get(address).text
    assert client.post(address, data=all_marks(app, arranged)).status_code == 409
    assert status_of(app, arranged) is Status.ARRANGED


def test_recording_the_same_twice_changes_nothing(
    app: Flask, client: FlaskClient, arranged: Supervision
) -> None:
    enter(app, client, "Carys Lind")
    address, sent = f"/sessions/{arranged.reference}/attendance", all_marks(app, arranged)
    assert client.post(address, data=sent).status_code == 303
    again = client.post(address, data=sent)
    assert again.status_code == 422
    with app.app_context():
        assert len(db.session.scalars(select(Attendance)).all()) == 5


def as_shown(page: str) -> dict[str, str]:
    """What a page's form sends if nothing is touched: hidden fields, ticked marks, typed text."""
    radios = re.findall(r'name="(mark_[^"]+)"[^>]*value="([^"]+)"[^>]* checked', page)
    hidden = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page)
    jobs = re.findall(r'name="(walk_\d_job)"[^>]*value="([^"]*)"', page)
    chosen = re.findall(r'<select[^>]*name="([^"]+)".*?value="([^"]+)" selected', page, re.DOTALL)
    return dict([*hidden, *radios, *jobs, *chosen])


@pytest.mark.parametrize("by_link", [True, False])
def test_who_came_is_corrected_until_the_summary_is_sent(
    app: Flask, client: FlaskClient, arranged: Supervision, by_link: bool
) -> None:
    if by_link:
        come_by_link(app, client, arranged)
    else:
        enter(app, client, "Carys Lind")
    address = f"/sessions/{arranged.reference}/attendance"
    with app.app_context():
        police = db.session.scalars(select(Agency.id).where(Agency.name == "Vale Police")).one()
    sent = all_marks(app, arranged)
    sent |= {"rows": "1", "walk_1_agency": police, "walk_1_job": "Constable"}
    client.post(address, data=sent | {"mark_requester": "part"})
    assert address in client.get(f"/sessions/{arranged.reference}").text

    shown = as_shown(client.get(address).text)
    assert {key: shown[key] for key in sent} == sent | {"mark_requester": "part"}
    with factories.arranging(app):
        leila = factories.invitation_of(arranged, "Dr Leila Nasser").id
    corrected = client.post(address, data=shown | {f"mark_{leila}": "apologies"})

    assert corrected.status_code == 303
    assert "Who came is corrected." in client.get(corrected.location).text
    assert status_of(app, arranged) is Status.HELD
    assert letters(app, LetterKind.SUMMARY_PLEASE) == [FACILITATOR]
    with app.app_context():
        rows = db.session.scalars(select(Attendance)).all()
        marks = {row.invitation_id: row.mark for row in rows if row.invitation_id}
        assert marks.pop(leila) is Mark.APOLOGIES
        assert set(marks.values()) == {Mark.CAME}
        assert sorted((row.job, row.is_asker) for row in rows if not row.invitation_id) == [
            ("Constable", False),
            ("Health visitor", True),
        ]
    enter(app, client, "Carys Lind")
    history = client.get(f"/requests/{arranged.reference}/history").text
    assert history.count("corrected who came") == 2
    assert re.search(r"corrected who came[^<]*(<[^>]+>\s*)*[^<]*Dr Leila Nasser", history)


def test_a_correction_made_from_an_older_page_does_not_overwrite(
    app: Flask, client: FlaskClient, arranged: Supervision
) -> None:
    enter(app, client, "Carys Lind")
    address = f"/sessions/{arranged.reference}/attendance"
    client.post(address, data=all_marks(app, arranged))
    shown = as_shown(client.get(address).text)
    first = client.post(address, data=shown | {"mark_requester": "part"})
    assert first.status_code == 303
    late = client.post(address, data=shown | {"mark_requester": "absent"})
    assert late.status_code == 409
    with app.app_context():
        [own] = db.session.scalars(select(Attendance).where(Attendance.is_asker))
        assert own.mark is Mark.PART


def test_a_correction_below_the_minimum_needs_a_reason_too(
    app: Flask, client: FlaskClient, arranged: Supervision
) -> None:
    enter(app, client, "Carys Lind")
    address = f"/sessions/{arranged.reference}/attendance"
    client.post(address, data=all_marks(app, arranged))
    shown = as_shown(client.get(address).text) | all_marks(app, arranged, Mark.APOLOGIES)
    assert client.post(address, data=shown).status_code == 422
    reason = {"below_minimum_reason": "All had travelled"}
    assert client.post(address, data=shown | reason).status_code == 303


def test_after_the_summary_was_sent_who_came_stays(app: Flask, played: Played) -> None:
    reference = played(scenes.request, factories.a_summarised)
    with factories.arranging(app):
        carys = factories.person("Carys Lind")
    browser = factories.browser(app, carys)
    assert browser.get(f"/sessions/{reference}/attendance").status_code == 409
    assert "Correct who came" not in browser.get(f"/sessions/{reference}").text


def test_not_held_tells_everybody_who_was_to_come_and_closes_the_links(
    app: Flask, client: FlaskClient, arranged: Supervision
) -> None:
    clock.set_ahead(timedelta())
    enter(app, client, "Carys Lind")
    answer = client.post(f"/sessions/{arranged.reference}/not-held", data={"reason": "too-few"})
    assert answer.status_code == 303
    assert status_of(app, arranged) is Status.NOT_HELD
    told = letters(app, LetterKind.SESSION_NOT_HELD)
    assert len(told) == 6
    assert FACILITATOR in told
    with app.app_context():
        assert db.session.scalars(select(Supervision.calendar_sequence)).one() == 1
        assert not db.session.scalars(select(Link).where(Link.revoked_at.is_(None))).all()
        message = db.session.scalars(
            select(OutboxLetter.message).where(OutboxLetter.kind == LetterKind.SESSION_NOT_HELD)
        ).first()
    assert message
    assert b"method=" in message.lower()


def test_a_guest_who_says_not_held_is_led_to_a_page_that_opens(
    app: Flask, client: FlaskClient, arranged: Supervision
) -> None:
    come_by_link(app, client, arranged)
    answer = client.post(f"/sessions/{arranged.reference}/not-held", data={"reason": "safety"})
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "was not held. Everybody is being told." in page


def test_not_held_needs_a_reason(app: Flask, client: FlaskClient, arranged: Supervision) -> None:
    enter(app, client, "Carys Lind")
    page = client.post(f"/sessions/{arranged.reference}/not-held", data={})
    assert page.status_code == 422
    assert "Choose why the session was not held" in page.text
