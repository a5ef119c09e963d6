"""The directory of agencies and leads, and the local settings."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from mars import clock
from mars.database import db
from mars.domain.local_settings import RULES
from mars.domain.policies import DEFAULTS
from mars.domain.workflow import Event
from mars.partnership import policies
from mars.store.entries import AuditEntry
from mars.store.people import Agency, Lead, LocalSetting
from tests import factories, scenes
from tests.played import Played

NEW = {
    "name": "Elm Nursery",
    "phone": "01632 960 150",
    "domains": "elm.example",
    "rows": "1.2",
    "lead_1_name": "Una Frost",
    "lead_1_job": "Manager",
    "lead_1_email": "una@elm.example",
}


@pytest.fixture(autouse=True)
def partnership(played: Played) -> None:
    """The agencies and staff of the demonstration."""
    played(scenes.partnership)


def enter(app: Flask, client: FlaskClient, name: str) -> None:
    """Sign in as one of the cast."""
    with factories.arranging(app):
        factories.sign_in(client, factories.person(name))


def agency_id(app: Flask, name: str) -> str:
    """The key of an agency."""
    with app.app_context():
        return db.session.scalars(select(Agency.id).where(Agency.name == name)).one()


def test_everybody_signed_in_finds_agencies_but_not_addresses(
    app: Flask, client: FlaskClient
) -> None:
    enter(app, client, "Hana Osei")
    page = client.get("/directory")
    assert "Vale Police" in page.text
    assert "Tom Hargreave" in page.text
    assert "01632 960 104" in page.text
    assert "tom.hargreave@" not in page.text
    assert "Add an agency" not in page.text
    assert client.get("/directory/add").status_code == 403
    assert client.get("/directory/settings").status_code == 403


@pytest.mark.parametrize("name", ["Carys Lind", "Ada Quill"])
def test_its_keepers_see_addresses(app: Flask, client: FlaskClient, name: str) -> None:
    enter(app, client, name)
    assert "tom.hargreave@vale.police.example" in client.get("/directory").text


def test_the_search_finds_by_agency_and_by_lead(app: Flask, client: FlaskClient) -> None:
    enter(app, client, "Hana Osei")
    for wanted in ("vale pol", "Hargreave"):
        page = client.get("/directory", query_string={"q": wanted})
        assert "Vale Police" in page.text
        assert "Bridge Street Surgery" not in page.text
    assert "No agency is found" in client.get("/directory?q=100%25").text


def test_htmx_gets_the_same_list_as_the_page(app: Flask, client: FlaskClient) -> None:
    enter(app, client, "Hana Osei")
    part = client.get("/directory?q=vale", headers={"HX-Request": "true"}).text.strip()
    assert part.startswith('<div id="agencies"')
    assert part in client.get("/directory?q=vale").text


def test_twenty_agencies_make_a_page(app: Flask, client: FlaskClient) -> None:
    with factories.arranging(app):
        db.session.add_all(Agency(name=f"Zebra {number:02}") for number in range(30))
        db.session.commit()
    enter(app, client, "Hana Osei")
    first, second = client.get("/directory"), client.get("/directory?page=2")
    assert "38 agencies" in first.text
    assert "Zebra 29" not in first.text
    assert "Zebra 29" in second.text
    for odd in ("0", "-1", "999", "two"):
        assert client.get(f"/directory?page={odd}").status_code == 200


def test_the_list_takes_four_queries_whatever_its_size(app: Flask, client: FlaskClient) -> None:
    enter(app, client, "Ada Quill")
    seen: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    client.get("/directory")
    event.remove(engine, "before_cursor_execute", note)
    # person, how many agencies, the agencies, their leads
    assert len([one for one in seen if one.startswith("SELECT")]) == 4


def test_an_agency_is_added_with_its_leads(app: Flask, client: FlaskClient) -> None:
    enter(app, client, "Carys Lind")
    answer = client.post("/directory/add", data=NEW)
    assert answer.status_code == 303
    page = client.get("/directory?q=elm")
    assert "Una Frost, Manager" in page.text
    assert "una@elm.example" in page.text
    with app.app_context():
        kept = select(AuditEntry).where(AuditEntry.event == Event.DIRECTORY_CHANGED)
        assert len(db.session.scalars(kept).all()) == 1


def test_a_domain_is_the_same_however_its_letters_are_written(
    app: Flask, client: FlaskClient
) -> None:
    enter(app, client, "Carys Lind")
    wanted = NEW | {
        "domains": "@MÜNCHEN.example",
        "lead_1_email": "Frost, Una <una@münchen.example>",
    }

    answer = client.post("/directory/add", data=wanted)

    assert answer.status_code == 303
    page = client.get("/directory?q=elm").text
    assert "We read the e-mail address as una@xn--mnchen-3ya.example" in page
    with app.app_context():
        agency = db.session.scalars(select(Agency).where(Agency.name == "Elm Nursery")).one()
        assert agency.domains == "xn--mnchen-3ya.example"
        assert [lead.email for lead in agency.leads] == ["una@xn--mnchen-3ya.example"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"lead_1_email": "Ada.Quill+x@ashbournevale.example", "domains": ""}, "your own address"),
        ({"domains": "elm.example ashbournevale.example"}, "the domain of your own address"),
    ],
)
def test_who_may_not_read_requests_is_not_asked_by_her_own_entry(
    app: Flask, client: FlaskClient, typed: dict[str, str], told: str
) -> None:
    other = factories.browser(app)
    enter(app, client, "Ada Quill")
    with app.app_context():
        factories.sign_in(other, factories.person("Carys Lind"))

    refused = client.post("/directory/add", data=NEW | typed)

    assert refused.status_code == 422
    assert told in refused.text
    assert other.post("/directory/add", data=NEW | typed).status_code == 303


def test_what_stands_in_the_directory_already_may_stay(app: Flask, client: FlaskClient) -> None:
    enter(app, client, "Ada Quill")
    address = f"/directory/{agency_id(app, 'Early Help Hub')}"

    domain = {"domains": "ashbournevale.example", "lead_1_email": "una@ashbournevale.example"}
    answer = client.post(address, data=NEW | domain)

    assert answer.status_code == 303


BAD: tuple[tuple[dict[str, str], str], ...] = (
    ({"name": ""}, "Enter the name of the agency"),
    ({"name": "vale  POLICE"}, "An agency of this name is listed already"),
    ({"name": "x" * 101}, "must be 100 characters or fewer"),
    ({"name": "El\0m"}, "hidden characters"),
    ({"phone": "ring me"}, "Enter a telephone number"),
    ({"domains": "elm.example, not_a_domain"}, "“not_a_domain” is not a domain"),
    ({"lead_1_email": "una@oak.example"}, "The address must end in elm.example"),
    ({"lead_1_email": "una"}, "Enter an e-mail address"),
    ({"lead_1_job": ""}, "Enter the lead’s role"),
    (
        {"lead_2_name": "U", "lead_2_job": "M", "lead_2_email": "UNA@elm.example"},
        "This address is in the list twice",
    ),
    ({"rows": "1..2"}, "Open the page again"),
)


def test_bad_input_comes_back_with_all_that_was_typed(app: Flask, client: FlaskClient) -> None:
    enter(app, client, "Carys Lind")
    for changes, message in BAD:
        page = client.post("/directory/add", data=NEW | changes)
        assert page.status_code == 422, changes
        assert message in page.text, changes
        assert 'value="elm.example' in page.text
    with app.app_context():
        assert db.session.scalars(select(Agency).where(Agency.name == "Elm Nursery")).all() == []


def test_an_agency_is_changed_and_its_own_name_is_not_taken(
    app: Flask, client: FlaskClient
) -> None:
    enter(app, client, "Carys Lind")
    address = f"/directory/{agency_id(app, 'Vale Police')}"
    page = client.get(address)
    assert 'value="Tom Hargreave"' in page.text
    sent = NEW | {"name": "Vale Police", "rows": "1", "do": "save"}
    assert client.post(address, data=sent).status_code == 303
    with app.app_context():
        leads = set(db.session.scalars(select(Lead.name)))
        assert "Una Frost" in leads
        assert "Tom Hargreave" not in leads


def test_lead_rows_come_and_go_without_a_script(app: Flask, client: FlaskClient) -> None:
    enter(app, client, "Carys Lind")
    added = client.post("/directory/add", data=NEW | {"rows": "1", "do": "add"})
    assert added.status_code == 200
    assert 'name="rows" value="1.2"' in added.text
    removed = client.post("/directory/add", data=NEW | {"do": "remove-1"})
    assert "Una Frost" not in removed.text
    part = client.post(
        "/directory/add", data=NEW | {"do": "add"}, headers={"HX-Request": "true"}
    ).text.strip()
    assert part.startswith('<div id="leads">')


def test_a_retired_agency_is_hidden_and_can_be_brought_back(
    app: Flask, client: FlaskClient
) -> None:
    enter(app, client, "Carys Lind")
    address = f"/directory/{agency_id(app, 'Vale Police')}/retire"
    assert "Requests that it already takes part in go on" in client.get(address).text
    for _ in range(2):
        assert client.post(address, data={"wish": "retire"}).status_code == 303
    assert "Retired" in client.get("/directory").text
    other = app.test_client()
    enter(app, other, "Hana Osei")
    assert "Vale Police" not in other.get("/directory").text
    client.post(address, data={"wish": "bring-back"})
    assert "Vale Police" in other.get("/directory").text


def test_an_unknown_agency_is_not_found(app: Flask, client: FlaskClient) -> None:
    enter(app, client, "Carys Lind")
    for address in ("/directory/0123456789abcdef", "/directory/0123456789abcdef/retire"):
        assert client.get(address).status_code == 404
        assert client.post(address, data=NEW).status_code == 404


def settings_shown(client: FlaskClient) -> dict[str, str]:
    """The form of the local settings as it is first shown."""
    page = client.get("/directory/settings")
    assert page.status_code == 200
    return {name: str(getattr(DEFAULTS, name)) for name in RULES}


def test_a_setting_is_changed_and_put_back(app: Flask, client: FlaskClient) -> None:
    enter(app, client, "Ada Quill")
    changes = {
        "minimum_agencies": "4",
        "early_help_agreement_first": "False",
        "threshold_document_url": "https://anytown.example/thresholds?page=1",
    }
    sent = settings_shown(client) | changes
    assert client.post("/directory/settings", data=sent).status_code == 303
    with app.app_context(), app.test_request_context():
        assert policies().minimum_agencies == 4
        assert policies().early_help_agreement_first is False
        assert policies().threshold_document_url == changes["threshold_document_url"]
        names = set(db.session.scalars(select(LocalSetting.name)))
    assert changes.keys() <= names
    assert "notice_days" not in names

    put_back = client.post("/directory/settings", data=sent | {"default": "minimum_agencies"})
    assert put_back.status_code == 303
    with app.app_context(), app.test_request_context():
        assert policies().minimum_agencies == 3
        assert policies().early_help_agreement_first is False


BAD_SETTINGS: tuple[tuple[dict[str, str], str], ...] = (
    ({"minimum_agencies": ""}, "Enter a number for"),
    ({"minimum_agencies": "1"}, "must be between 2 and 15"),
    ({"session_minutes": "long"}, "must be a whole number"),
    ({"early_help_agreement_first": "maybe"}, "Choose yes or no"),
    ({"first_contact_phone": "none"}, "Enter a telephone number"),
    ({"early_help_hub_email": "hub"}, "Enter an e-mail address"),
    ({"threshold_document_url": "javascript:alert(1)"}, "begins with https://"),
    ({"disagreements_url": "http://anytown.example"}, "begins with https://"),
    ({"disagreements_url": "https://a.example/\0"}, "hidden characters"),
)


def test_a_setting_of_the_wrong_kind_is_refused(app: Flask, client: FlaskClient) -> None:
    enter(app, client, "Ada Quill")
    for changes, message in BAD_SETTINGS:
        page = client.post("/directory/settings", data=settings_shown(client) | changes)
        assert page.status_code == 422, changes
        assert message in page.text, changes
    unknown = client.post("/directory/settings", data={"default": "moon_phase"})
    assert unknown.status_code == 404


def test_only_the_administrator_sets(app: Flask, client: FlaskClient) -> None:
    enter(app, client, "Carys Lind")
    assert client.get("/directory/settings").status_code == 403
    assert "Change local settings" not in client.get("/directory").text


def test_school_holidays_are_kept_and_pointed_out_where_dates_are_typed(
    app: Flask, client: FlaskClient
) -> None:
    enter(app, client, "Ada Quill")
    first = clock.today() + timedelta(days=20)
    days = f"{first}/{first + timedelta(days=4)}"
    sent = settings_shown(client)
    wrong = client.post("/directory/settings", data=sent | {"term_breaks": "half-term"})
    assert wrong.status_code == 422
    assert "as first and last day, like 2027-02-15/2027-02-19" in wrong.text

    assert client.post("/directory/settings", data=sent | {"term_breaks": days}).status_code == 303
    with factories.arranging(app):
        hana = factories.person()
        row = factories.a_draft(hana)
        reference = row.reference
    page = factories.browser(app, hana).get(f"/requests/new/{reference}/times").text
    assert "School holiday: people from schools may be away" in page
