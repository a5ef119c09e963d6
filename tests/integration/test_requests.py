"""The list of requests, the page of each, and the ways to end one."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from mars import clock, database
from mars.database import db
from mars.domain.actors import Actor
from mars.domain.holding import Mark
from mars.domain.posting import LetterState, Outcome
from mars.domain.statuses import Status
from mars.domain.workflow import Event, LetterKind
from mars.sessions import verbs as sessions
from mars.sessions.came import REQUESTER
from mars.store.doors import Link
from mars.store.entries import AuditEntry
from mars.store.invitations import Invitation
from mars.store.letters import OutboxLetter
from mars.store.people import Agency
from mars.store.supervisions import Supervision
from mars.supervisions import open_invitations
from tests import factories, scenes
from tests.integration.conftest import Made
from tests.invariants.visiting import counting
from tests.looking import ticks

EVERYBODY = {
    "g.whitlock@hollybush.school.example",
    "tom.hargreave@vale.police.example",
    "leila.nasser@bridgestreet.nhs.example",
    "joan.petrie@haven.charity.example",
}
YUSUF = "yusuf.demir@valemind.nhs.example"
HANA = "hana.osei@ashbournevale.example"
COORDINATOR, STRANGER, NADIA = "Carys Lind", "Daniel Reeve", "Nadia Brook"
MAKERS: list[Callable[[Actor], Supervision]] = [
    factories.a_draft,
    factories.an_asked,
    factories.a_ready,
    factories.an_arranged,
    factories.a_held,
    factories.a_summarised,
]


def visit_as(app: Flask, client: FlaskClient, name: str = "Hana Osei") -> None:
    with app.app_context():
        factories.sign_in(client, factories.person(name))


def row_of(app: Flask, reference: str) -> Supervision:
    with app.app_context():
        return db.session.scalars(
            select(Supervision).where(Supervision.reference == reference)
        ).one()


def waiting(app: Flask, kind: LetterKind) -> set[str]:
    """To whom a letter of this kind is on its way."""
    with app.app_context():
        return set(
            db.session.scalars(
                select(OutboxLetter.recipient).where(
                    OutboxLetter.kind == kind, OutboxLetter.state == LetterState.PENDING
                )
            )
        )


def last_event(app: Flask) -> Event:
    with app.app_context():
        return db.session.scalars(
            select(AuditEntry.event).order_by(AuditEntry.sequence.desc()).limit(1)
        ).one()


def live_links(app: Flask) -> int:
    with app.app_context():
        return len(db.session.scalars(select(Link.id).where(Link.revoked_at.is_(None))).all())


# The list


def test_the_list_holds_ones_own_requests_without_initials(
    app: Flask, client: FlaskClient, made: Made
) -> None:
    reference = made(factories.an_asked)
    visit_as(app, client)

    page = client.get("/requests").text

    assert f"/requests/{reference}" in page
    assert "Asking the team" in page
    assert factories.INITIALS not in page


def test_a_stranger_finds_an_empty_list(app: Flask, client: FlaskClient, made: Made) -> None:
    made(factories.an_asked)
    visit_as(app, client, STRANGER)

    assert "There are no requests yet." in client.get("/requests").text


def test_a_facilitator_finds_the_sessions_they_hold(
    app: Flask, client: FlaskClient, made: Made
) -> None:
    reference = made(scenes.ready_with_nadia)
    visit_as(app, client, NADIA)

    assert reference in client.get("/requests").text


def test_the_coordinator_finds_all_that_were_sent_but_no_drafts(
    app: Flask, client: FlaskClient, made: Made
) -> None:
    draft, asked = made(factories.a_draft), made(factories.an_asked)
    visit_as(app, client, COORDINATOR)

    page = client.get("/requests").text

    assert asked in page
    assert draft not in page


def test_the_list_is_searched_by_reference_and_status(
    app: Flask, client: FlaskClient, made: Made
) -> None:
    draft, asked = made(factories.a_draft), made(factories.an_asked)
    visit_as(app, client)

    by_reference = client.get("/requests", query_string={"q": asked[-4:].lower()}).text
    by_status = client.get("/requests?status=draft").text
    by_neither = client.get("/requests?q=%25").text

    assert asked in by_reference
    assert draft not in by_reference
    assert draft in by_status
    assert asked not in by_status
    assert "No request matches." in by_neither


def test_htmx_gets_the_list_alone_and_the_same_as_in_the_page(
    app: Flask, client: FlaskClient, made: Made
) -> None:
    made(factories.an_asked)
    visit_as(app, client)

    part = client.get("/requests?q=mars", headers={"HX-Request": "true"}).text

    assert "<h1" not in part
    assert part.strip() in client.get("/requests?q=mars").text


@pytest.mark.parametrize(
    "query", ["status=lost", "page=0", "page=x", "q=" + "M" * 21, "q=%00M", "q=a&q=b"]
)
def test_a_search_that_cannot_be_is_answered_with_why(
    app: Flask, client: FlaskClient, made: Made, query: str
) -> None:
    visit_as(app, client)

    answer = client.get("/requests?" + query)

    assert answer.status_code == 422
    assert "There is a problem" in answer.text


def test_the_list_comes_in_pages_of_twenty_in_three_queries(
    app: Flask, client: FlaskClient, made: Made
) -> None:
    references = {made(factories.begun) for _ in range(20)}
    references |= {made(factories.a_draft) for _ in range(3)}  # on the first page
    visit_as(app, client)

    with counting() as queries:
        first = client.get("/requests").text
    last = client.get("/requests?page=99").text

    # the signed-in person; the count; the rows of the page
    assert len(queries) == 3
    assert sum(reference in first for reference in references) == 20
    assert sum(reference in last for reference in references) == 3
    assert "page 2 of 2" in last


# The page of one request


@pytest.mark.parametrize("maker", MAKERS)
def test_the_page_says_what_happens_next_and_keeps_within_its_size(
    app: Flask, client: FlaskClient, made: Made, maker: Callable[[Actor], Supervision]
) -> None:
    reference = made(maker)
    visit_as(app, client)

    answer = client.get(f"/requests/{reference}")

    assert answer.status_code == 200
    assert "What happens next" in answer.text
    assert len(answer.data) <= 40_000


@pytest.mark.parametrize(("times", "agencies"), [(1, 4), (3, 12)])
def test_the_page_takes_eight_queries_whatever_the_number_of_agencies(
    app: Flask, client: FlaskClient, made: Made, times: int, agencies: int
) -> None:
    reference = made(factories.a_summarised)
    _ask_more(app, reference, times)
    visit_as(app, client)

    with counting() as queries:
        page = client.get(f"/requests/{reference}").text

    assert page.count("Agency number") == agencies - 4
    assert [query.rpartition(" FROM ")[2].split()[0].strip('"') for query in queries] == [
        "ended_visit",  # who is signed in, unless that visit was ended
        "supervision",  # what they are to this request
        "supervision",  # what was asked, with agency, meeting, children and tellings
        "invitation",  # who was asked and what they answered
        "nomination",  # the facilitator
        "local_setting",  # how many agencies are enough
        "receipt",  # who has recorded the summary
        "outbox_letter",  # which letters have gone
    ]


def _ask_more(app: Flask, reference: str, times: int) -> None:
    """Ask four more agencies for each time beyond the first."""
    supervision_id = row_of(app, reference).id
    with app.app_context(), database.writing():
        for number in range(4 * (times - 1)):
            agency = Agency(name=f"Agency number {number}")
            db.session.add(agency)
            db.session.flush()
            db.session.add(
                Invitation(
                    supervision_id=supervision_id,
                    agency_id=agency.id,
                    name="Lee Marsh",
                    job="Worker",
                    email=f"lee{number}@agency.example",
                    asked_at=clock.now(),
                )
            )
        db.session.commit()


def test_the_requester_sees_answers_gates_addresses_and_the_next_step(
    app: Flask, client: FlaskClient, made: Made
) -> None:
    reference = made(_half_answered)
    visit_as(app, client)

    page = client.get(f"/requests/{reference}").text

    for shown in (
        "Dr Leila Nasser (Bridge Street Surgery)",
        "1 agency has not answered yet.",
        "The partnership is looking for a facilitator.",
        "Will come",
        "No answer yet",
        "leila.nasser@bridgestreet.nhs.example",
        factories.INITIALS,
        factories.STUCK,
        f"/requests/{reference}/facilitator",
        f"/requests/{reference}/withdraw",
    ):
        assert shown in page


def test_once_the_session_was_held_the_page_shows_how_each_took_part(
    app: Flask, client: FlaskClient, made: Made
) -> None:
    reference = made(_held_with_a_note)
    visit_as(app, client)

    with counting() as queries:
        page = client.get(f"/requests/{reference}").text

    assert "Who took part" in page
    assert "Sent a note" in page
    assert page.count(">Came<") == 3
    assert "Will come" not in page
    assert len(queries) <= 8


@scenes.upon(factories.an_arranged)
def _held_with_a_note(who: Actor, row: Supervision) -> None:
    factories.pass_session(row)
    marks = {invitation.id: Mark.CAME for invitation in open_invitations(row.id)}
    marks[factories.invitation_of(row, "Dr Leila Nasser").id] = Mark.NOTE
    sessions.record_attendance(
        factories.facilitator_of(row), row.id, marks | {REQUESTER: Mark.CAME}, [], ""
    )


def test_whoever_is_waited_for_reads_you_and_what_for(
    app: Flask, client: FlaskClient, made: Made
) -> None:
    reference = made(factories.a_ready)
    visit_as(app, client)
    own = client.get(f"/requests/{reference}").text
    visit_as(app, client, COORDINATOR)
    of_others = client.get(f"/requests/{reference}").text

    assert "<li>you, to fix the date</li>" in own
    assert "<li>Hana Osei (" not in own
    assert "<li>Hana Osei (" in of_others


def test_a_gate_looks_the_same_on_every_page(app: Flask, client: FlaskClient, made: Made) -> None:
    reference = made(_half_answered)
    visit_as(app, client)

    for page in ("", "/date"):
        text = client.get(f"/requests/{reference}{page}").text
        assert 'govuk-tag--green">Yes<' in text
        assert 'govuk-tag--grey">Not yet<' in text
        assert 'govuk-tag--yellow">Not yet<' not in text


@scenes.upon(factories.an_asked)
def _half_answered(who: Actor, row: Supervision) -> None:
    factories.agree_all(row, but=["Dr Leila Nasser"])


def test_the_facilitator_sees_what_was_asked_but_no_addresses(
    app: Flask, client: FlaskClient, made: Made
) -> None:
    reference = made(scenes.ready_with_nadia)
    visit_as(app, client, NADIA)

    page = client.get(f"/requests/{reference}").text

    assert factories.STUCK in page
    assert "Grace Whitlock" in page
    assert "hollybush.school.example" not in page
    assert HANA not in page
    assert f"{reference}/withdraw" not in page


@pytest.mark.parametrize(
    ("maker", "who", "turn"),
    [
        (factories.a_draft, "Hana Osei", "Finish and send the request"),
        (factories.an_asked, COORDINATOR, "Find a facilitator for the person who asked"),
        (factories.a_ready, "Hana Osei", "Fix the date"),
        (factories.a_held, "Hana Osei", "Note that the family was told the outcome"),
        (factories.a_summarised, "Hana Osei", "Record the summary on your own system"),
    ],
)
def test_the_next_step_is_a_button_for_the_one_whose_turn_it_is(
    app: Flask,
    client: FlaskClient,
    made: Made,
    maker: Callable[[Actor], Supervision],
    who: str,
    turn: str,
) -> None:
    reference = made(maker)
    visit_as(app, client, who)

    assert turn in client.get(f"/requests/{reference}").text


def test_the_progress_refreshes_itself_with_the_same_html(
    app: Flask, client: FlaskClient, made: Made
) -> None:
    reference = made(factories.an_asked)
    visit_as(app, client)

    part = client.get(
        f"/requests/{reference}", headers={"HX-Request": "true", "MARS-By-Itself": "yes"}
    ).text

    assert "<h1" not in part
    assert 'data-hx-trigger="every 30s"' in part
    assert part.strip() in client.get(f"/requests/{reference}").text


def test_a_page_left_open_too_long_leads_to_signing_in(client: FlaskClient, made: Made) -> None:
    reference = made(factories.an_asked)

    answer = client.get(f"/requests/{reference}", headers={"HX-Request": "true"})

    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/sign-in")


def test_a_letter_that_was_refused_shows_beside_its_reader(
    app: Flask, client: FlaskClient, made: Made
) -> None:
    reference = made(factories.an_asked)
    with app.app_context(), database.writing():
        db.session.execute(
            update(OutboxLetter)
            .where(OutboxLetter.recipient == "tom.hargreave@vale.police.example")
            .values(state=LetterState.REJECTED, last_outcome=Outcome.ADDRESS_REFUSED)
        )
        db.session.commit()
    visit_as(app, client)

    page = client.get(f"/requests/{reference}").text

    assert "The letter could not be delivered." in page
    assert "The mail server does not know this address." in page
    assert "Letters that have not gone" in page
    assert "you, to check an address: our letter did not arrive" in page


@pytest.mark.parametrize("reference", ["MARS-CCCCCC", "MARS-1", "x", "MARS-K7QD4T%00"])
def test_an_unknown_reference_is_answered_like_one_of_others(
    app: Flask, client: FlaskClient, made: Made, reference: str
) -> None:
    others = made(factories.an_asked)
    visit_as(app, client, STRANGER)

    unknown, not_mine = client.get(f"/requests/{reference}"), client.get(f"/requests/{others}")

    assert unknown.status_code == not_mine.status_code == 404
    assert unknown.text == not_mine.text


# Ending before the session


def test_withdrawing_tells_everybody_who_was_asked_and_kills_their_links(
    app: Flask, client: FlaskClient, made: Made
) -> None:
    reference = made(factories.an_asked)
    visit_as(app, client)

    page = client.get(f"/requests/{reference}/withdraw").text
    answer = client.post(f"/requests/{reference}/withdraw", data={"reason": "changed"})

    assert "Grace Whitlock (Hollybush Primary School)" in page
    assert answer.location == f"/requests/{reference}"
    row = row_of(app, reference)
    assert (row.status, row.end_reason) == (Status.WITHDRAWN, "changed")
    assert row.ended_at is not None
    assert waiting(app, LetterKind.NOT_GOING_AHEAD) == EVERYBODY
    assert waiting(app, LetterKind.PLEASE_ANSWER) == set()
    assert live_links(app) == 0
    assert last_event(app) is Event.WITHDRAWN
    page = client.get(f"/requests/{reference}").text
    assert "The request is withdrawn. Everybody is being told." in page


def test_withdrawing_a_fixed_date_cancels_it_in_every_calendar(
    app: Flask, client: FlaskClient, made: Made
) -> None:
    reference = made(factories.an_arranged)
    visit_as(app, client)

    assert "This cancels the session on" in client.get(f"/requests/{reference}/withdraw").text
    client.post(f"/requests/{reference}/withdraw", data={"reason": "no-time"})

    assert waiting(app, LetterKind.SESSION_CANCELLED) == {*EVERYBODY, YUSUF, HANA}
    with app.app_context():
        letter = db.session.scalars(
            select(OutboxLetter).where(
                OutboxLetter.kind == LetterKind.SESSION_CANCELLED, OutboxLetter.recipient == YUSUF
            )
        ).one()
    assert b"method=CANCEL" in (letter.message or b"").replace(b'"', b"")
    assert letter.revision == 1
    assert waiting(app, LetterKind.DATE_FIXED) == set()


def test_the_coordinator_withdraws_and_the_requester_hears(
    app: Flask, client: FlaskClient, made: Made
) -> None:
    reference = made(factories.an_asked)
    visit_as(app, client, COORDINATOR)

    client.post(f"/requests/{reference}/withdraw", data={"reason": "changed"})

    assert waiting(app, LetterKind.NOT_GOING_AHEAD) == {*EVERYBODY, HANA}


def test_not_agreed_is_an_end_of_its_own(app: Flask, client: FlaskClient, made: Made) -> None:
    reference = made(factories.an_asked)
    visit_as(app, client)

    client.post(f"/requests/{reference}/not-agreed", data={"reason": "no-agreement"})

    assert row_of(app, reference).status is Status.NOT_AGREED
    assert waiting(app, LetterKind.NOT_GOING_AHEAD) == EVERYBODY
    page = client.get(f"/requests/{reference}").text
    assert "The team does not agree." in page
    assert "The request has ended. Everybody is being told." in page
    assert "every 30s" not in page


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Choose why the request ends"),
        ({"reason": "no-agreement"}, "Choose why the request ends"),
        ({"reason": "x"}, "Choose why the request ends"),
        ({"reason": "other"}, "Enter the other reason"),
        ({"reason": "changed", "note": "n" * 301}, "must be 300 characters or fewer"),
        ({"reason": "changed", "note": "a\x00b"}, "hidden characters"),
        ({"reason": "changed", "note": "Born 12/3/2019"}, "may be a date of birth"),
        ({"reason": "changed", "note": "Quentin Zed moved"}, "may be a name"),
    ],
)
def test_an_end_that_will_not_do_comes_back_with_all_that_was_typed(
    app: Flask, client: FlaskClient, made: Made, given: dict[str, str], sentence: str
) -> None:
    reference = made(factories.an_asked)
    visit_as(app, client)

    answer = client.post(f"/requests/{reference}/withdraw", data=given)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert given.get("note", "").replace("\x00", "") in answer.text
    assert row_of(app, reference).status is Status.ASKED
    assert waiting(app, LetterKind.NOT_GOING_AHEAD) == set()


def test_an_emergency_word_shows_where_to_report_and_leaves_a_witness(
    app: Flask, client: FlaskClient, made: Made
) -> None:
    reference = made(factories.an_asked)
    visit_as(app, client)
    given = {"reason": "other", "note": "He has bruises."}

    answer = client.post(f"/requests/{reference}/withdraw", data=given)

    assert answer.status_code == 422
    assert "report it today" in answer.text
    assert last_event(app) is Event.EMERGENCY_SHOWN
    client.post(f"/requests/{reference}/withdraw", data=given | ticks(answer.text))
    assert row_of(app, reference).end_note == "He has bruises."


def test_a_second_withdrawal_says_that_it_is_too_late(
    app: Flask, client: FlaskClient, made: Made
) -> None:
    reference = made(factories.an_asked)
    visit_as(app, client)
    client.post(f"/requests/{reference}/withdraw", data={"reason": "changed"})

    again = client.post(f"/requests/{reference}/withdraw", data={"reason": "changed"})

    assert again.status_code == 409
    assert "Withdrawn" in again.text


@pytest.mark.parametrize("page", ["withdraw", "not-agreed", "close"])
def test_a_facilitator_may_not_end_a_request(
    app: Flask, client: FlaskClient, made: Made, page: str
) -> None:
    reference = made(scenes.ready_with_nadia)
    visit_as(app, client, NADIA)

    assert client.get(f"/requests/{reference}/{page}").status_code == 403
    assert client.post(f"/requests/{reference}/{page}").status_code == 403


# Closing


def test_closing_when_all_is_done_needs_no_reason(
    app: Flask, client: FlaskClient, made: Made
) -> None:
    reference = made(_all_done)
    visit_as(app, client)

    assert "Nothing is missing." in client.get(f"/requests/{reference}/close").text
    answer = client.post(f"/requests/{reference}/close")

    assert answer.location == f"/requests/{reference}"
    assert row_of(app, reference).status is Status.CLOSED
    assert live_links(app) == 0
    assert last_event(app) is Event.CLOSED
    assert "Closed" in client.get(f"/requests/{reference}").text


@scenes.upon(factories.a_summarised)
def _all_done(who: Actor, row: Supervision) -> None:
    factories.record_all(row)
    factories.tell_outcome(who, row)


def test_closing_with_something_missing_names_it_and_needs_a_reason(
    app: Flask, client: FlaskClient, made: Made
) -> None:
    reference = made(factories.a_summarised)
    visit_as(app, client)

    page = client.get(f"/requests/{reference}/close").text
    bare = client.post(f"/requests/{reference}/close")
    given = client.post(f"/requests/{reference}/close", data={"note": "They do not reply."})

    assert "An agency has not recorded the summary: Bridge Street Surgery" in page
    assert "The family has not been told." in page
    assert bare.status_code == 422
    assert "Enter why you are closing the request now" in bare.text
    assert given.status_code == 303
    assert row_of(app, reference).end_note == "They do not reply."


def test_a_session_without_a_summary_is_closed_with_a_reason(
    app: Flask, client: FlaskClient, made: Made
) -> None:
    reference = made(factories.a_held)
    visit_as(app, client)

    assert "There is no summary." in client.get(f"/requests/{reference}/close").text
    client.post(f"/requests/{reference}/close", data={"note": "Nobody will write it."})

    assert row_of(app, reference).status is Status.CLOSED
    assert "Left out" in client.get(f"/requests/{reference}").text


@pytest.mark.parametrize("maker", [factories.a_draft, factories.an_asked, factories.an_arranged])
def test_a_request_cannot_be_closed_before_its_session(
    app: Flask, client: FlaskClient, made: Made, maker: Callable[[Actor], Supervision]
) -> None:
    reference = made(maker)
    visit_as(app, client)

    assert client.post(f"/requests/{reference}/close").status_code == 409


def test_the_session_after_its_hour_asks_the_facilitator_who_came(
    app: Flask, client: FlaskClient, made: Made
) -> None:
    reference = made(scenes.arranged_with_nadia)
    visit_as(app, client, NADIA)
    assert "Prepare the session" in client.get(f"/requests/{reference}").text

    clock.set_ahead(timedelta(days=20))
    visit_as(app, client, NADIA)

    assert "Record who came" in client.get(f"/requests/{reference}").text
