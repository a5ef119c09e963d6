"""The request form over HTTP: every page, every field's bad input, the gates, sending once."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select
from werkzeug.test import TestResponse

from mars import clock
from mars.asking import verbs
from mars.database import db
from mars.domain import drafts
from mars.domain.actors import Actor, ActorKind
from mars.domain.asking import OpenTo
from mars.domain.holding import Told
from mars.domain.statuses import Status
from mars.domain.workflow import Event, LetterKind
from mars.store.doors import Link
from mars.store.entries import AuditEntry
from mars.store.invitations import Invitation
from mars.store.letters import OutboxLetter
from mars.store.people import Agency, Facilitator, Lead, Person
from mars.store.supervisions import Nomination, Supervision
from tests import factories
from tests.integration.conftest import Made
from tests.looking import ticks
from tests.starting import unkeyed

HTMX = {"HX-Request": "true"}
TEXT = "The same worry comes back at every review and we each see it differently."


@pytest.fixture
def draft(app: Flask, client: FlaskClient, made: Made) -> str:
    """The reference of an empty draft of Hana Osei, who is signed in."""
    reference = made(factories.begun)
    with app.app_context():
        factories.sign_in(client, factories.person())
    return reference


@pytest.fixture
def whole(app: Flask, client: FlaskClient, made: Made) -> str:
    """The reference of a draft of Hana Osei that lacks nothing."""
    reference = made(factories.a_draft)
    with app.app_context():
        factories.sign_in(client, factories.person())
    return reference


def address(reference: str, step: str) -> str:
    return f"/requests/new/{reference}/{step}"


def kept(app: Flask, reference: str) -> Supervision:
    """The supervision as the database has it now; its collections are loaded."""
    with app.app_context():
        row = db.session.scalars(
            select(Supervision).where(Supervision.reference == reference)
        ).one()
        assert row.times is not None
        assert row.nominations is not None
        assert row.tellings is not None
        assert row.whom is not None
        return row


def team_of(app: Flask, reference: str) -> list[str]:
    with app.app_context():
        return list(
            db.session.scalars(
                select(Invitation.name)
                .join(Supervision, Supervision.id == Invitation.supervision_id)
                .where(Supervision.reference == reference)
                .order_by(Invitation.position)
            )
        )


def save(app: Flask, reference: str, piece: drafts.Piece) -> None:
    row = kept(app, reference)
    with factories.arranging(app):
        verbs.save(factories.person(), row.id, piece)


def key_of(app: Flask, table: type[Agency | Lead | Facilitator], name: str) -> str:
    with app.app_context():
        return db.session.scalars(select(table.id).where(table.name == name)).one()


def events(app: Flask) -> list[Event]:
    with app.app_context():
        return list(db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.sequence)))


def refused(answer: TestResponse, anchor: str, words: str = "") -> str:
    """The page came back with a summary that leads to the field; returns its text."""
    page = answer.text
    assert answer.status_code == 422
    assert "There is a problem" in page
    if anchor:
        assert f'href="#{anchor}"' in page
        assert f'id="{anchor}"' in page
    assert words in page
    return page


def day(value: date, name: str) -> dict[str, str]:
    return {
        f"{name}-day": str(value.day),
        f"{name}-month": str(value.month),
        f"{name}-year": str(value.year),
    }


def times(*when: datetime, **changes: str) -> dict[str, str]:
    """The page about the times, as typed."""
    typed = {"minutes": "60", "place": "online", "where": "", "access_needs": ""}
    for number, moment in enumerate(when, start=1):
        local = clock.local(moment)
        typed |= day(local.date(), f"day_{number}") | {f"time_{number}": f"{local:%H:%M}"}
    return typed | changes


def in_days(count: int, hour: int = 14) -> datetime:
    return factories.ahead(count, hour)


WHO = {"name": "Hana Osei", "job": "Health visitor", "phone": "01632 960 150"}
CHILD = {
    "initials_1": "K.L.",
    "reference_1": "LCS 4410-F",
    "system_name": "LCS",
    "children": "2",
    "age_band": "5-10",
}
MEMBER = {"name": "Pat Doyle", "job": "Head of year", "email": "p.doyle@hollybush.school.example"}
INDEPENDENT = {"same_team": "no", "line_manager": "no", "knows_family": "no"}


# The gates


def test_the_form_begins_with_the_safety_gate_and_keeps_nothing_before_it(
    app: Flask, client: FlaskClient, draft: str
) -> None:
    assert "immediate risk" in client.get("/requests/new").text
    refused(client.post("/requests/new", data={}), "danger")
    answer = client.post("/requests/new", data={"danger": "yes"})

    assert answer.status_code == 303
    stop = client.get(answer.location).text
    assert "999" in stop
    assert "01632 960 100" in stop
    assert "not a referral" in stop
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Supervision)) == 1


def test_the_stop_page_knows_what_to_say_without_a_number(app: Flask, client: FlaskClient) -> None:
    with factories.arranging(app):
        person = Person(email="ana@anytown.example", name="Ana", created_at=clock.now())
        db.session.add(person)
        db.session.commit()
    factories.sign_in(client, Actor(ActorKind.STAFF, person.id, "Ana", person.email))

    assert "your local First Contact" in client.get("/requests/new/stop").text


def test_no_danger_makes_a_draft_that_knows_the_person(
    app: Flask, client: FlaskClient, draft: str
) -> None:
    answer = client.post("/requests/new", data={"danger": "no"})

    assert answer.status_code == 303
    reference = answer.location.split("/")[3]
    row = kept(app, reference)
    assert (row.status, row.requester_name) == (Status.DRAFT, "Hana Osei")
    assert row.requester_email == "hana.osei@ashbournevale.example"
    assert events(app)[-1] is Event.BEGUN
    assert "Step 1 of 11" in client.get(answer.location).text


@pytest.mark.parametrize("hope", ["threshold", "who-does-what"])
def test_a_wish_for_a_decision_is_shown_another_place_and_the_draft_is_kept(
    app: Flask, client: FlaskClient, draft: str, hope: str
) -> None:
    answer = client.post(address(draft, "right-place"), data={"hope_for": hope})
    page = client.get(answer.location).text

    assert answer.location.endswith("/another-place")
    assert "threshold document" in page
    assert "resolving disagreements" in page
    assert kept(app, draft).status is Status.DRAFT
    refused(client.post(answer.location, data={}), "way")
    onward = client.post(answer.location, data={"way": "go-on"})
    assert onward.location.endswith("/you")
    assert kept(app, draft).hope_for == "reflect"


def test_a_request_can_end_at_the_other_place(app: Flask, client: FlaskClient, draft: str) -> None:
    client.post(address(draft, "right-place"), data={"hope_for": "threshold"})
    answer = client.post(address(draft, "another-place"), data={"way": "end"})

    row = kept(app, draft)
    assert answer.location == f"/requests/{draft}"
    assert (row.status, row.hope_for) == (Status.REDIRECTED, "threshold")
    assert events(app)[-1] is Event.REDIRECTED


# Each page keeps what it is given and leads on


def test_every_page_in_turn_up_to_sending(app: Flask, client: FlaskClient, draft: str) -> None:
    agency = key_of(app, Agency, "Health Visiting Service")
    lead = key_of(app, Lead, "Grace Whitlock")
    facilitator = key_of(app, Facilitator, "Yusuf Demir")
    walk: list[tuple[str, dict[str, str]]] = [
        ("right-place", {"hope_for": "reflect"}),
        ("you", WHO | {"agency_id": agency}),
        ("child", CHILD),
        ("open-to", {"open_to": "child-protection"}),
        ("stuck", {"stuck": TEXT, "hope": TEXT}),
        ("model", {"model": "signs_of_safety"}),
        ("team", {"lead": lead, "act": "add"}),
        ("team", {"act": "continue"}),
        ("facilitator", {"way": "register", "facilitator_id": facilitator}),
        ("facilitator?more=1", INDEPENDENT),
        ("family", {"told": "yes"}),
        ("family?more=1", {"by_whom": "Health visitor"} | day(clock.today(), "on_day")),
        ("times", times(in_days(7), in_days(8))),
    ]
    place = address(draft, "right-place")
    for step, data in walk:
        assert place == address(draft, step)
        assert client.get(place).status_code == 200
        answer = client.post(place, data={"act": "continue"} | data)
        assert answer.status_code == 303, (step, re.findall("error-message.*?</p>", answer.text))
        place = answer.location

    page = client.get(place).text
    assert "Not ready to send" not in page
    answer = client.post(address(draft, "send"), data={"declared": "yes"})
    assert answer.location == f"/requests/{draft}"
    assert kept(app, draft).status is Status.ASKED


def test_the_person_is_kept_for_the_next_request(
    app: Flask, client: FlaskClient, draft: str
) -> None:
    agency = key_of(app, Agency, "Early Help Hub")
    changed = {"name": "Hana Osei-Lind", "job": "Team lead", "phone": "01632 960 151"}
    client.post(address(draft, "you"), data=changed | {"agency_id": agency})

    with app.app_context():
        person = db.session.scalars(
            select(Person).where(Person.email == "hana.osei@ashbournevale.example")
        ).one()
    assert (person.name, person.job, person.phone) == tuple(changed.values())
    assert (person.agency_id, kept(app, draft).agency_id) == (agency, agency)


def test_saving_and_coming_back_keeps_half_a_page(
    app: Flask, client: FlaskClient, draft: str
) -> None:
    answer = client.post(address(draft, "child"), data={"initials_1": "K.L.", "act": "later"})

    assert answer.location == "/"
    assert kept(app, draft).initials == ("K.L.",)
    assert 'value="K.L."' in client.get(address(draft, "child")).text
    wrong = CHILD | {"children": "many", "act": "later"}
    refused(client.post(address(draft, "child"), data=wrong), "children")


def test_a_change_returns_to_the_check_page(client: FlaskClient, whole: str) -> None:
    changes: list[tuple[str, dict[str, str]]] = [
        ("right-place", {"hope_for": "reflect"}),
        ("child", CHILD),
        ("open-to", {"open_to": "none"}),
        ("stuck", {"stuck": TEXT, "hope": TEXT}),
        ("model", {"model": "systemic"}),
        ("team", {}),
        ("facilitator", {"way": "find"}),
        ("times", times(in_days(7), in_days(8))),
    ]
    for step, data in changes:
        page = client.get(address(whole, step) + "?change=1").text
        answer = client.post(address(whole, step) + "?change=1", data={"act": "continue"} | data)

        assert f'href="{address(whole, "check")}"' in page
        assert answer.location == address(whole, "check")


def test_the_second_screen_returns_to_the_check_page_too(client: FlaskClient, whole: str) -> None:
    answer = client.post(address(whole, "family") + "?change=1", data={"told": "not-yet"})
    assert answer.location == address(whole, "family") + "?more=1&change=1"
    planned = day(clock.today() + timedelta(days=3), "on_day")
    answer = client.post(answer.location, data=planned)
    assert answer.location == address(whole, "check")


def test_a_page_that_does_not_exist_is_not_found(client: FlaskClient, draft: str) -> None:
    assert client.get(address(draft, "nonsense")).status_code == 404
    assert client.get("/requests/new/MARS-CCCCCC/you").status_code == 404
    assert client.get(address(draft, "model") + "?more=1").status_code == 200


def test_another_person_cannot_see_the_draft(app: Flask, client: FlaskClient, draft: str) -> None:
    with app.app_context():
        factories.sign_in(client, factories.person("Carys Lind"))

    for step in ("you", "team", "check", "discard", "another-place", "model/help"):
        assert client.get(address(draft, step)).status_code == 404
    assert client.post(address(draft, "send")).status_code == 404


# Every field's bad input

BAD: list[tuple[str, dict[str, str], str, str]] = [
    ("right-place", {"hope_for": ""}, "hope_for", ""),
    ("right-place", {"hope_for": "magic"}, "hope_for", ""),
    ("you", {"name": ""}, "name", "Enter your name"),
    ("you", {"name": "x" * 61}, "name", "60 characters or fewer"),
    ("you", {"name": "Ha\x00na"}, "name", ""),
    ("you", {"job": ""}, "job", "Enter your role"),
    ("you", {"job": "x" * 101}, "job", ""),
    ("you", {"agency_id": ""}, "agency_id", "Choose your agency"),
    ("you", {"agency_id": "nobody"}, "agency_id", ""),
    ("you", {"phone": ""}, "phone", ""),
    ("you", {"phone": "ring me"}, "phone", ""),
    ("child", {"initials_1": ""}, "initials_1", ""),
    ("child", {"initials_1": "K" * 21}, "initials_1", "20 characters or fewer"),
    ("child", {"initials_1": "Kayleigh"}, "initials_1", "initials only"),
    ("child", {"initials_1": "K.L. and M.L."}, "initials_1", "one child in each row"),
    ("child", {"initials_6": "Kay"}, "initials_6", "initials only"),
    ("child", {"reference_3": "44-G"}, "initials_3", "initials of the third child as well"),
    ("child", {"initials_2": "M.L.", "initials_3": "O.L."}, "children", "enter 3 or more"),
    ("child", {"reference_1": ""}, "reference_1", ""),
    ("child", {"reference_1": "4" * 41}, "reference_1", "40 characters or fewer"),
    ("child", {"reference_1": "943 476 5919"}, "reference_1", "an NHS number"),
    ("child", {"reference_2": "943 476 5919"}, "reference_2", "an NHS number"),
    ("child", {"system_name": ""}, "system_name", ""),
    ("child", {"children": ""}, "children", ""),
    ("child", {"children": "0"}, "children", "between 1 and 20"),
    ("child", {"children": "21"}, "children", ""),
    ("child", {"children": "two"}, "children", ""),
    ("child", {"age_band": ""}, "age_band", ""),
    ("child", {"age_band": "99"}, "age_band", ""),
    ("open-to", {"open_to": ""}, "open_to", ""),
    ("open-to", {"open_to": "x"}, "open_to", ""),
    ("stuck", {"stuck": ""}, "stuck", "Enter what you are stuck on"),
    ("stuck", {"stuck": "a " * 301}, "stuck", ""),
    ("stuck", {"stuck": "a" * 601}, "stuck", "600 characters or fewer"),
    ("stuck", {"stuck": "nul \x00 byte"}, "stuck", ""),
    ("stuck", {"hope": ""}, "hope", ""),
    ("stuck", {"hope": "a" * 601}, "hope", ""),
    ("model", {"model": ""}, "model", ""),
    ("model", {"model": "hypnosis"}, "model", ""),
    ("model", {"model": "own"}, "own_model", "Enter the name of your own model"),
    ("model", {"model": "own", "own_model": "x" * 101}, "own_model", ""),
    ("facilitator", {"way": ""}, "way", ""),
    ("facilitator", {"way": "x"}, "way", ""),
    ("facilitator", {"way": "register"}, "facilitator_id", "Choose a person from the register"),
    ("facilitator", {"way": "register", "facilitator_id": "x"}, "facilitator_id", ""),
    ("family", {"told": ""}, "told", ""),
    ("family", {"told": "maybe"}, "told", ""),
    ("times", {"day_1-day": "", "day_1-month": "", "day_1-year": ""}, "day_1-day", "first date"),
    ("times", {"day_1-day": "31", "day_1-month": "2"}, "day_1-day", "a real date"),
    ("times", {"day_1-year": "2020"}, "day_1-day", "in the past"),
    ("times", {"time_1": ""}, "time_1", "Enter the first time"),
    ("times", {"time_1": "soon"}, "time_1", "must be a time"),
    ("times", {"time_2": ""}, "time_2", ""),
    ("times", {"time_3": "10am"}, "day_3-day", "Enter the third date as well"),
    ("times", {"minutes": ""}, "minutes", ""),
    ("times", {"minutes": "14"}, "minutes", "between 15 and 180"),
    ("times", {"minutes": "181"}, "minutes", ""),
    ("times", {"place": ""}, "place", ""),
    ("times", {"place": "moon"}, "place", ""),
    ("times", {"where": "x" * 201}, "where", ""),
    ("times", {"access_needs": "x" * 301}, "access_needs", ""),
    ("times", {"access_needs": "ring 01632 960 111"}, "access_needs", "a phone number"),
]


@pytest.mark.parametrize("step", dict.fromkeys(step for step, *_ in BAD))
def test_bad_input_comes_back_with_all_that_was_typed(
    app: Flask, client: FlaskClient, draft: str, step: str
) -> None:
    good = {
        "you": WHO | {"agency_id": key_of(app, Agency, "Early Help Hub")},
        "child": CHILD,
        "stuck": {"stuck": TEXT, "hope": "We hope to understand each other."},
        "times": times(in_days(7), in_days(8)),
    }.get(step, {})
    before = kept(app, draft).version

    for wrong, anchor, words in [row[1:] for row in BAD if row[0] == step]:
        page = refused(client.post(address(draft, step), data=good | wrong), anchor, words)

        for name, text in good.items():
            if name not in wrong and name not in {"agency_id", "age_band", "place"}:
                assert text in page
    assert kept(app, draft).version == before


# Early Help


def test_early_help_offers_the_monthly_group_and_asks_why_not(
    app: Flask, client: FlaskClient, draft: str
) -> None:
    answer = client.post(address(draft, "open-to"), data={"open_to": "early-help"})
    assert answer.location == address(draft, "open-to") + "?more=1"
    page = client.get(answer.location).text
    assert "early.help@ashbournevale.example" in page
    refused(client.post(answer.location, data={"own_session_reason": ""}), "own_session_reason")
    refused(
        client.post(answer.location, data={"own_session_reason": "x" * 301}), "own_session_reason"
    )
    onward = client.post(answer.location, data={"own_session_reason": "The group is full."})
    assert onward.location == address(draft, "stuck")
    assert kept(app, draft).own_session_reason == "The group is full."


def test_early_help_can_use_the_group_instead(app: Flask, client: FlaskClient, whole: str) -> None:
    save(app, whole, drafts.Plan(OpenTo.EARLY_HELP))
    assert "monthly group" in client.get(address(whole, "another-place")).text
    answer = client.post(address(whole, "another-place"), data={"way": "go-on"})
    assert answer.location == address(whole, "open-to") + "?more=1"
    client.post(address(whole, "another-place"), data={"way": "end"})
    assert kept(app, whole).status is Status.REDIRECTED


def test_early_help_needs_the_familys_agreement_before_anybody_is_asked(
    app: Flask, client: FlaskClient, whole: str
) -> None:
    save(app, whole, drafts.Plan(OpenTo.EARLY_HELP, "The group is full."))
    page = client.get(address(whole, "family")).text
    assert "must agree before anybody is asked" in page
    refused(client.post(address(whole, "family"), data={"told": "yes"}), "agrees")
    client.post(address(whole, "family"), data={"told": "yes", "agrees": "no"})

    answer = client.post(address(whole, "send"), data={"declared": "yes"})
    assert "The family must agree before anybody is asked" in refused(answer, "")
    assert kept(app, whole).status is Status.DRAFT
    client.post(address(whole, "family"), data={"told": "yes", "agrees": "yes"})
    assert client.post(address(whole, "send"), data={"declared": "yes"}).status_code == 303


# The words


def test_an_emergency_interrupts_keeps_no_text_and_leaves_a_trace(
    app: Flask, client: FlaskClient, draft: str
) -> None:
    typed = {"stuck": "Mum's partner hit her yesterday.", "hope": "We hope to think."}
    answer = client.post(address(draft, "stuck"), data=typed)

    page = refused(answer, "stuck")
    assert "999" in page
    assert "hit her yesterday." in page
    assert kept(app, draft).stuck == ""
    assert events(app)[-1] is Event.EMERGENCY_SHOWN
    again = client.post(address(draft, "stuck"), data=typed | ticks(page))
    assert again.status_code == 303
    assert kept(app, draft).stuck == typed["stuck"]
    assert client.post(address(draft, "stuck"), data=typed).status_code == 303


def test_a_tick_counts_only_for_what_was_shown(app: Flask, client: FlaskClient, draft: str) -> None:
    typed = {"stuck": "He was hit.", "hope": "We hope to think."}
    page = client.post(address(draft, "stuck"), data=typed).text
    more = {"stuck": "He was hit. He has a knife.", "hope": "We hope to think."}

    refused(client.post(address(draft, "stuck"), data=more | ticks(page)), "stuck")
    assert kept(app, draft).stuck == ""


def test_identifying_words_are_pointed_out_and_need_a_tick(
    app: Flask, client: FlaskClient, draft: str
) -> None:
    save(app, draft, drafts.Children((drafts.Child("K.L."),)))
    typed = {"stuck": "We worry about Kayleigh Lamb, CB1 2AB.", "hope": "To think."}

    page = refused(client.post(address(draft, "stuck"), data=typed), "stuck")
    assert "“Kayleigh Lamb”" in page
    assert "“CB1 2AB”" in page
    assert Event.EMERGENCY_SHOWN not in events(app)
    assert kept(app, draft).stuck == ""
    again = client.post(address(draft, "stuck"), data=typed | ticks(page))
    assert again.status_code == 303


def test_six_children_have_a_row_each_and_every_page_shows_them(
    app: Flask, client: FlaskClient, whole: str
) -> None:
    six = {f"initials_{n}": f"{letter}.L." for n, letter in enumerate("KMOPRS", start=1)}
    typed = CHILD | six | {"reference_2": "4411-F", "children": "6"}
    assert client.post(address(whole, "child"), data=typed).status_code == 303

    form = client.get(address(whole, "child")).text
    assert "<details" in form
    assert ' open><summary class="govuk-details__summary"' in form
    check = client.get(address(whole, "check")).text
    client.post(address(whole, "send"), data={"declared": "yes"})
    sent = client.get(f"/requests/{whole}").text
    for page in (check, sent):
        assert "K.L., LCS LCS 4410-F<br>M.L., LCS 4411-F<br>O.L.<br>P.L." in page


def test_a_child_is_taken_out_by_emptying_the_row(
    app: Flask, client: FlaskClient, draft: str
) -> None:
    two = CHILD | {"initials_2": "M.L.", "reference_2": "4411-F"}
    client.post(address(draft, "child"), data=two)
    assert [row.reference for row in kept(app, draft).whom] == ["LCS 4410-F", "4411-F"]
    client.post(address(draft, "child"), data=CHILD)
    assert kept(app, draft).initials == ("K.L.",)


def test_the_name_of_every_child_is_looked_for(app: Flask, client: FlaskClient, draft: str) -> None:
    save(app, draft, drafts.Children((drafts.Child("K.L."), drafts.Child("M.T."))))
    typed = {"stuck": "We worry about Milo Tanner.", "hope": "To think."}
    assert "“Milo Tanner”" in refused(client.post(address(draft, "stuck"), data=typed), "stuck")


def test_ordinary_words_with_the_same_initials_are_no_name(
    app: Flask, client: FlaskClient, draft: str
) -> None:
    save(app, draft, drafts.Children((drafts.Child("J.T."),)))
    typed = {"stuck": "The Justice Team met in January. Just Thinking is hard.", "hope": "To think"}
    assert client.post(address(draft, "stuck"), data=typed).status_code == 303


def test_new_initials_look_at_the_words_kept_before(
    app: Flask, client: FlaskClient, draft: str
) -> None:
    save(app, draft, drafts.Stuck("We worry about Kayleigh Lamb.", "To think"))

    page = refused(client.post(address(draft, "child"), data=CHILD), "", "Kayleigh Lamb")
    data = CHILD | ticks(page)
    assert client.post(address(draft, "child"), data=data).status_code == 303


def test_every_free_text_is_looked_at(app: Flask, client: FlaskClient, draft: str) -> None:
    save(app, draft, drafts.Plan(OpenTo.EARLY_HELP))
    facilitator = key_of(app, Facilitator, "Yusuf Demir")
    save(app, draft, drafts.Candidate(drafts.Way.REGISTER, facilitator))
    texts: list[tuple[str, str, dict[str, str]]] = [
        ("child", "system_name", CHILD),
        ("model", "own_model", {"model": "own"}),
        ("times", "where", times(in_days(7), in_days(8))),
        ("times", "access_needs", times(in_days(7), in_days(8))),
        ("open-to?more=1", "own_session_reason", {}),
        ("facilitator?more=1", "reason", INDEPENDENT | {"knows_family": "yes"}),
    ]
    for step, field, data in texts:
        danger = client.post(address(draft, step), data=data | {field: "He has a knife"})
        assert "999" in refused(danger, field)
        place = client.post(address(draft, step), data=data | {field: "CB1 2AB"})
        refused(place, field, "a postcode")


# The model


def test_help_to_choose_suggests_and_leaves_the_choice(client: FlaskClient, draft: str) -> None:
    refused(client.post(address(draft, "model/help"), data={}), "wish")
    answer = client.post(address(draft, "model/help"), data={"wish": "way_out"})
    page = client.get(answer.location).text

    assert "we suggest <strong>Solution Circle</strong>" in page
    assert "checked" not in page
    assert 'value="30"' not in client.get(address(draft, "times")).text
    client.post(address(draft, "model"), data={"model": "solution_circle"})
    assert 'value="30"' in client.get(address(draft, "times")).text


# The team


def add(client: FlaskClient, reference: str, **changes: str) -> TestResponse:
    return client.post(address(reference, "team"), data=MEMBER | changes | {"act": "add"})


def test_people_are_added_changed_and_removed(app: Flask, client: FlaskClient, draft: str) -> None:
    school = key_of(app, Agency, "Hollybush Primary School")
    client.post(
        address(draft, "team"),
        data={"lead": key_of(app, Lead, "Joan Petrie"), "agreed_already": "yes", "act": "add"},
    )
    assert add(client, draft, agency_id=school).status_code == 303
    assert team_of(app, draft) == ["Joan Petrie", "Pat Doyle"]
    page = client.get(address(draft, "team")).text
    assert "Has already agreed in conversation" in page
    person = re.findall(r"person=([0-9a-f]{16})", page)[1]
    changing = client.get(address(draft, f"team?person={person}")).text
    assert 'value="Pat Doyle"' in changing
    add(client, draft, agency_id=school, person=person, name="Pat Doyle-Ray")
    assert team_of(app, draft) == ["Joan Petrie", "Pat Doyle-Ray"]
    client.post(address(draft, "team"), data={"person": person, "act": "remove"})
    client.post(address(draft, "team"), data={"person": person, "act": "remove"})
    assert team_of(app, draft) == ["Joan Petrie"]


def test_htmx_gets_the_part_that_the_page_includes(
    app: Flask, client: FlaskClient, draft: str
) -> None:
    school = key_of(app, Agency, "Hollybush Primary School")
    answer = client.post(
        address(draft, "team"),
        data=MEMBER | {"agency_id": school, "act": "add"},
        headers=HTMX,
        follow_redirects=True,
    )
    part = client.get(address(draft, "team"), headers=HTMX).text
    whole = client.get(address(draft, "team")).text
    part, whole = unkeyed(part), unkeyed(whole)

    assert "Pat Doyle" in answer.text
    assert "<html" not in part
    assert without_token(part).strip() in without_token(whole)
    wrong = client.post(address(draft, "team"), data=MEMBER | {"act": "add"}, headers=HTMX)
    assert "<html" not in refused(wrong, "agency_id")


def without_token(page: str) -> str:
    return re.sub(r'name="csrf_token" value="[^"]*"', "", page)


BAD_MEMBERS: list[tuple[dict[str, str], str, str]] = [
    ({"agency_id": ""}, "agency_id", "Choose their agency"),
    ({"agency_id": "x"}, "agency_id", ""),
    ({"name": ""}, "name", "Enter their name"),
    ({"name": "x" * 101}, "name", ""),
    ({"job": ""}, "job", ""),
    ({"job": "x" * 101}, "job", ""),
    ({"email": ""}, "email", ""),
    ({"email": "not an address"}, "email", "correct format"),
    ({"email": "x" * 260 + "@hollybush.school.example"}, "email", ""),
    ({"email": "p.doyle@elsewhere.example"}, "email", "Ring Hollybush Primary School on"),
    ({"email": "Again+2@Hollybush.School.example"}, "email", "asked already"),
    ({"email": "Hana.Osei@ashbournevale.example"}, "email", "the person who asks"),
    ({"email": "c.loy@hollybush.school.example"}, "email", "asked to facilitate"),
    ({"lead": "lead"}, "lead", ""),
]


def test_a_bad_team_member_comes_back_as_typed(app: Flask, client: FlaskClient, draft: str) -> None:
    school = key_of(app, Agency, "Hollybush Primary School")
    loy = key_of(app, Facilitator, "Catherine Loy")
    save(app, draft, drafts.Candidate(drafts.Way.REGISTER, loy))
    add(client, draft, agency_id=school, email="again@hollybush.school.example")

    for wrong, anchor, words in BAD_MEMBERS:
        page = refused(add(client, draft, **({"agency_id": school} | wrong)), anchor, words)

        for name, text in MEMBER.items():
            if name not in wrong:
                assert f'value="{text}"' in page
    assert team_of(app, draft) == ["Pat Doyle"]


def test_an_agency_that_lists_no_domain_takes_any_address(
    app: Flask, client: FlaskClient, draft: str
) -> None:
    with factories.arranging(app):
        db.session.add(agency := Agency(name="Vale Church"))
        db.session.commit()
    answer = add(client, draft, agency_id=agency.id, email="warden@anywhere.example")
    assert answer.status_code == 303


def test_the_page_is_not_left_with_nobody_or_with_somebody_half_added(
    app: Flask, client: FlaskClient, draft: str
) -> None:
    refused(client.post(address(draft, "team"), data={"act": "continue"}), "lead", "at least one")
    half = {"act": "continue", "name": "Pat Doyle"}
    page = refused(client.post(address(draft, "team"), data=half), "name", "not in the team yet")
    assert 'value="Pat Doyle"' in page
    assert client.post(address(draft, "team"), data={"act": "later"}).location == "/"
    refused(client.post(address(draft, "team"), data={"act": "add"}), "lead")
    both = {"act": "add", "lead": key_of(app, Lead, "Joan Petrie"), "name": "Pat Doyle"}
    refused(client.post(address(draft, "team"), data=both), "lead", "not both")


def test_the_team_has_a_limit(app: Flask, client: FlaskClient, draft: str) -> None:
    school = key_of(app, Agency, "Hollybush Primary School")
    for number in range(15):
        email = f"p{number}@hollybush.school.example"
        assert add(client, draft, agency_id=school, email=email).status_code == 303
    refused(add(client, draft, agency_id=school), "", "15 people at most")


# The facilitator


def test_a_line_manager_is_warned_of_and_needs_a_reason(
    app: Flask, client: FlaskClient, draft: str
) -> None:
    demir = key_of(app, Facilitator, "Yusuf Demir")
    choice = {"way": "register", "facilitator_id": demir}
    answer = client.post(address(draft, "facilitator"), data=choice)
    manager = INDEPENDENT | {"line_manager": "yes"}

    page = refused(client.post(answer.location, data=manager), "reason")
    assert "They manage the person who asks." in page
    assert "from the register" in page
    too_long = manager | {"reason": "x" * 301}
    refused(client.post(answer.location, data=too_long), "reason", "300 characters")
    for name in INDEPENDENT:
        refused(client.post(answer.location, data=INDEPENDENT | {name: ""}), name)
    onward = client.post(answer.location, data=manager | {"reason": "Nobody else is free."})
    [nomination] = kept(app, draft).nominations
    assert onward.location == address(draft, "family")
    assert (nomination.line_manager, nomination.same_team) == (True, False)
    assert nomination.not_independent_reason == "Nobody else is free."


NAMED = {"name": "Ola Berg", "job": "Consultant", "email": "ola@berg.example"} | INDEPENDENT


BAD_NAMED: list[tuple[dict[str, str], str, str]] = [
    ({"name": ""}, "name", ""),
    ({"name": "x" * 101}, "name", ""),
    ({"job": ""}, "job", ""),
    ({"email": ""}, "email", ""),
    ({"email": "ola"}, "email", ""),
    ({"email": "HANA.osei@ashbournevale.example"}, "email", "Somebody else must facilitate"),
    ({"email": "Joan.Petrie@haven.charity.example"}, "email", "asked to come for an agency"),
]


def test_a_named_facilitator_comes_back_as_typed(
    app: Flask, client: FlaskClient, draft: str
) -> None:
    lead = key_of(app, Lead, "Joan Petrie")
    client.post(address(draft, "team"), data={"lead": lead, "act": "add"})
    answer = client.post(address(draft, "facilitator"), data={"way": "named"})

    for wrong, anchor, words in BAD_NAMED:
        page = refused(client.post(answer.location, data=NAMED | wrong), anchor, words)

        for name in {"name", "job", "email"} - set(wrong):
            assert f'value="{NAMED[name]}"' in page
    assert client.post(answer.location, data=NAMED).status_code == 303
    assert kept(app, draft).nominations[0].email == "ola@berg.example"


def test_a_facilitator_from_the_register_may_not_be_invited_too(
    app: Flask, client: FlaskClient, draft: str
) -> None:
    school = key_of(app, Agency, "Hollybush Primary School")
    add(client, draft, agency_id=school, email="c.loy@hollybush.school.example")
    loy = {"way": "register", "facilitator_id": key_of(app, Facilitator, "Catherine Loy")}

    refused(client.post(address(draft, "facilitator"), data=loy), "facilitator_id", "asked to come")
    assert kept(app, draft).nominations == []


def test_choosing_another_way_forgets_the_one_before(
    app: Flask, client: FlaskClient, draft: str
) -> None:
    demir = key_of(app, Facilitator, "Yusuf Demir")
    client.post(address(draft, "facilitator"), data={"way": "register", "facilitator_id": demir})
    client.post(address(draft, "facilitator") + "?more=1", data=INDEPENDENT)
    client.post(address(draft, "facilitator"), data={"way": "register", "facilitator_id": demir})
    assert kept(app, draft).nominations[0].same_team is False
    client.post(address(draft, "facilitator"), data={"way": "find"})
    row = kept(app, draft)
    assert (row.nominations, row.find_facilitator) == ([], True)


# The family


CONSULTED = {"manager": "Jo Sharp"} | day(date(2026, 1, 5), "consulted_on")
BAD_NOTES: list[tuple[str, dict[str, str], str]] = [
    ("yes", {"by_whom": ""} | day(date(2026, 1, 5), "on_day"), "by_whom"),
    ("yes", {"by_whom": "x" * 101} | day(date(2026, 1, 5), "on_day"), "by_whom"),
    ("yes", {"by_whom": "Me"}, "on_day-day"),
    ("yes", {"by_whom": "Me"} | day(date(2199, 1, 5), "on_day"), "on_day-day"),
    ("yes", {"by_whom": "Me", "on_day-day": "3"}, "on_day-month"),
    ("not-yet", {}, "on_day-day"),
    ("not-yet", day(date(2020, 1, 5), "on_day"), "on_day-day"),
    ("not-safe", CONSULTED, "reason"),
    ("not-safe", {"reason": "inquiry", "manager": "Jo Sharp"}, "consulted_on-day"),
    ("not-safe", {"reason": "inquiry"} | CONSULTED | {"manager": ""}, "manager"),
    ("not-safe", {"reason": "unreachable"} | CONSULTED, "reason"),
]


def test_a_note_about_the_family_must_be_whole_and_possible(
    client: FlaskClient, draft: str
) -> None:
    for told, wrong, anchor in BAD_NOTES:
        answer = client.post(address(draft, "family"), data={"told": told})
        assert client.get(answer.location).status_code == 200
        refused(client.post(answer.location, data=wrong), anchor)


def test_not_safe_is_kept_with_its_reason(app: Flask, client: FlaskClient, draft: str) -> None:
    client.post(address(draft, "family"), data={"told": "not-safe"})
    data = {"reason": "inquiry"} | CONSULTED
    client.post(address(draft, "family") + "?more=1", data=data)

    [row] = kept(app, draft).tellings
    assert (row.told, row.reason) == (Told.NOT_SAFE, "inquiry")
    assert (row.manager, row.consulted_on) == ("Jo Sharp", date(2026, 1, 5))


# The times


def test_times_need_notice_and_may_not_repeat(client: FlaskClient, draft: str) -> None:
    where = address(draft, "times")
    refused(client.post(where, data=times(in_days(4), in_days(8))), "day_1-day", "too soon")
    refused(client.post(where, data=times(in_days(7), in_days(7))), "day_2-day", "already")
    far = clock.now() + timedelta(days=400)
    refused(client.post(where, data=times(far, in_days(8))), "day_1-day", "more than a year")
    assert client.post(where, data=times(in_days(5), in_days(7))).status_code == 303


@time_machine.travel(datetime(2027, 3, 1, 9, tzinfo=clock.LONDON), tick=False)
def test_the_hour_that_the_clocks_leave_out_is_refused(app: Flask, client: FlaskClient) -> None:
    with factories.arranging(app):
        factories.partnership()
        hana = factories.person()
        reference = verbs.begin(hana)
    factories.sign_in(client, hana)
    typed = times(in_days(7), in_days(8)) | day(date(2027, 3, 28), "day_2") | {"time_2": "01:30"}

    refused(client.post(address(reference, "times"), data=typed), "time_2", "clocks go forward")
    later = typed | {"act": "later"}
    refused(client.post(address(reference, "times"), data=later), "time_2", "clocks go forward")


def test_times_are_kept_in_utc_and_shown_in_london(
    app: Flask, client: FlaskClient, draft: str
) -> None:
    first, second, third = in_days(7, 9), in_days(8, 15), in_days(9, 16)
    client.post(address(draft, "times"), data=times(third, first, second, place="in-person"))

    assert [row.starts_at for row in kept(app, draft).times] == [first, second, third]
    assert 'value="09:00"' in client.get(address(draft, "times")).text


# Checking and sending


def test_the_check_page_lists_what_is_missing_with_links(client: FlaskClient, draft: str) -> None:
    page = client.get(address(draft, "check")).text

    for step in ("right-place", "child", "open-to", "stuck", "model", "team", "times"):
        assert f'{step}?change=1">' in page
    assert "Send the request" not in page
    refused(client.post(address(draft, "send"), data={"declared": "yes"}), "", "Finish the parts")


@pytest.mark.parametrize(("hour", "said"), [(19, "tomorrow at 8am"), (7, "today at 8am"), (8, "")])
def test_whoever_sends_at_night_is_told_when_the_emails_leave(
    app: Flask, client: FlaskClient, whole: str, hours_kept: None, hour: int, said: str
) -> None:
    day = clock.today() + timedelta(days=1)
    clock.set_ahead(clock.from_local(day, time(hour)) - clock.now())
    with app.app_context():
        factories.sign_in(client, factories.person())

    answer = client.post(address(whole, "send"), data={"declared": "yes"}, follow_redirects=True)
    later = client.get(f"/requests/{whole}").text

    confirmed = f"The team is asked. The emails will be sent {said}."
    assert (confirmed in answer.text) is bool(said)
    assert (f"will be sent {said}: MARS sends most emails between 8am" in later) is bool(said)
    assert ("MARS tries again by itself" in later) is False


def test_sending_asks_everybody_once(app: Flask, client: FlaskClient, whole: str) -> None:
    demir = key_of(app, Facilitator, "Yusuf Demir")
    candidate = drafts.Candidate(
        drafts.Way.REGISTER, demir, same_team=False, line_manager=False, knows_family=False
    )
    save(app, whole, candidate)
    refused(client.post(address(whole, "send"), data={}), "declared")
    assert client.post(address(whole, "send"), data={"declared": "yes"}).status_code == 303
    again = client.post(address(whole, "send"), data={"declared": "yes"})

    assert again.status_code == 409
    assert "not possible now" in again.text
    with app.app_context():
        letters = list(db.session.scalars(select(OutboxLetter.kind)))
        assert letters.count(LetterKind.REQUEST_SENT) == 1
        assert letters.count(LetterKind.PLEASE_ANSWER) == len(factories.TEAM)
        assert letters.count(LetterKind.FACILITATOR_ASKED) == 1
        assert len(letters) == len(factories.TEAM) + 2
        assert db.session.scalar(select(func.count()).select_from(Link)) == len(factories.TEAM) + 1
        assert set(db.session.scalars(select(Nomination.state))) == {"asked"}
        assert None not in set(db.session.scalars(select(Invitation.asked_at)))
    assert events(app).count(Event.ASKED) == 1


def test_what_was_sent_cannot_be_changed_in_the_form(
    app: Flask, client: FlaskClient, whole: str
) -> None:
    client.post(address(whole, "send"), data={"declared": "yes"})

    for step in ("stuck", "team", "check", "discard"):
        assert client.get(address(whole, step)).status_code == 409
    assert client.post(address(whole, "stuck"), data={"stuck": "new"}).status_code == 409


def test_times_that_have_become_too_soon_stop_the_sending(
    app: Flask, client: FlaskClient, whole: str
) -> None:
    with time_machine.travel(clock.now() + timedelta(days=20), tick=True):
        with app.app_context():
            factories.sign_in(client, factories.person())
        answer = client.post(address(whole, "send"), data={"declared": "yes"})
    refused(answer, "", "Change the times")


def test_a_draft_is_thrown_away_only_when_sure(app: Flask, client: FlaskClient, whole: str) -> None:
    refused(client.post(address(whole, "discard"), data={}), "sure")
    answer = client.post(address(whole, "discard"), data={"sure": "yes"})

    assert answer.location == "/"
    assert events(app)[-1] is Event.DISCARDED
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Supervision)) == 0
        assert db.session.scalar(select(func.count()).select_from(Invitation)) == 0
    assert client.get(address(whole, "check")).status_code == 404


def test_nothing_about_the_child_is_in_a_title_an_address_or_a_letter(
    app: Flask, client: FlaskClient, whole: str
) -> None:
    for step in ("child", "stuck", "team", "times", "check"):
        title = re.search("<title>(.*?)</title>", client.get(address(whole, step)).text, re.DOTALL)
        assert title is not None
        assert factories.INITIALS not in title[1]
    client.post(address(whole, "send"), data={"declared": "yes"})
    with app.app_context():
        for message in db.session.scalars(select(OutboxLetter.message)):
            assert message is not None
            assert factories.STUCK.encode() not in message
            assert b"4410-F" not in message


# At most 8 queries a page: the person, the supervision (access); the draft, its times, its team;
# the policies; on some pages the agencies and their leads, or the register.


def test_no_page_takes_more_than_8_queries(app: Flask, client: FlaskClient, whole: str) -> None:
    for step in ("right-place", "you", "child", "team", "facilitator", "family", "times", "check"):
        with app.app_context(), counting() as statements:
            answer = client.get(address(whole, step))

        assert answer.status_code == 200
        assert len(statements) <= 8, (step, statements)
        assert len(answer.data) <= 40_000


@contextmanager
def counting() -> Iterator[list[str]]:
    """The SQL statements of the block, without the transaction's own."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith("BEGIN"):
            found.append(statement)

    engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_midnight_is_a_time_of_day() -> None:
    assert times(clock.from_local(date(2027, 1, 5), time(0)))["time_1"] == "00:00"


# Each thing found is answered by itself


FOUR = "Kayleigh Lamb, DOB 03/04/2015, NHS 943 476 5919, ring 07700 900 123. We feel stuck."


def test_each_detail_needs_a_tick_of_its_own(app: Flask, client: FlaskClient, draft: str) -> None:
    save(app, draft, drafts.Children((drafts.Child("K.L."),)))
    typed = {"stuck": FOUR, "hope": "To think."}
    page = refused(client.post(address(draft, "stuck"), data=typed), "stuck")
    assert len(ticks(page)["looked_at"]) == 4

    again = client.post(address(draft, "stuck"), data=typed | ticks(page, but=1))
    assert "“07700 900 123”" in refused(again, "stuck")
    assert again.text.count("checked") == 3
    assert kept(app, draft).stuck == ""
    whole = client.post(address(draft, "stuck"), data=typed | ticks(page))
    assert whole.status_code == 303


def test_an_emergency_is_pointed_at_before_a_name(client: FlaskClient, draft: str) -> None:
    typed = {"stuck": "Jayden Thompson was hit last night.", "hope": "To think."}
    page = refused(client.post(address(draft, "stuck"), data=typed), "stuck")
    first = page.partition("There is a problem")[2]
    assert 0 < first.index("someone being hurt") < first.index("may be a name")


def test_what_was_let_through_is_shown_again_before_sending(
    app: Flask, client: FlaskClient, whole: str
) -> None:
    save(app, whole, drafts.Children((drafts.Child("K.L.", "1"),)))
    save(app, whole, drafts.Stuck("We think of Kayleigh Lamb.", "Ring 07700 900 123."))

    page = client.get(address(whole, "check")).text
    assert "You said that these may stay" in page
    assert "“Kayleigh Lamb” in what you are stuck on may be a name" in page
    assert "“07700 900 123” in what you hope for may be a phone number" in page


def test_words_that_ask_for_a_decision_lead_to_the_place_that_can(
    app: Flask, client: FlaskClient, draft: str
) -> None:
    typed = {
        "stuck": "We need the group to decide this meets child protection.",
        "hope": "To move on.",
    }
    answer = client.post(address(draft, "stuck"), data=typed)

    assert kept(app, draft).stuck == typed["stuck"]
    assert "/another-place?wished=stuck" in answer.location
    page = client.get(answer.location).text
    assert "We need the group to decide" in page or "need the group to decide" in page
    assert "First Contact" in page
    assert "threshold document" in page.lower()
    onward = client.post(answer.location, data={"way": "go-on"})
    assert onward.location.endswith("/model")
    again = client.post(address(draft, "stuck"), data=typed)
    assert again.location.endswith("/model")


def test_who_goes_elsewhere_is_not_told_that_anything_was_sent(
    client: FlaskClient, draft: str
) -> None:
    client.post(address(draft, "another-place?wished=stuck"), data={"way": "end"})
    page = client.get(f"/requests/{draft}").text
    assert "MARS has sent nothing there" in page
    assert "went to the place" not in page


@pytest.mark.parametrize("word", ["team", "check", "nowhere", "you"])
def test_the_signpost_leads_on_from_pages_of_the_form_alone(
    client: FlaskClient, draft: str, word: str
) -> None:
    expected = 200 if word == "you" else 404
    assert client.get(address(draft, f"another-place?wished={word}")).status_code == expected
