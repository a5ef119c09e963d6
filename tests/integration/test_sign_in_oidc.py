"""Signing in by the council's own service: a real provider over real HTTP, in all its moods."""

import logging
import threading
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from mars.accounts import provider, verbs
from mars.clock import now
from mars.config import IdentityProvider
from mars.database import db, writing
from mars.domain.signing_in import EXPLANATIONS, Account, Refusal
from mars.domain.workflow import Event, LetterKind
from mars.store.entries import AuditEntry
from mars.store.people import Person
from tests import factories, identity
from tests.identity import Identity
from tests.integration.test_accounts import a_person, codes_sent

ROLES = (
    ("MARS.User", "practitioner"),
    ("MARS.Coordinator", "coordinator"),
    ("MARS.Administrator", "administrator"),
)
ONE = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
"""What ends before the database is asked needs one kind only."""


@pytest.fixture(scope="module")
def served() -> Iterator[Identity]:
    """The provider of this module."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTHLIB_INSECURE_TRANSPORT", "yes")
        with identity.serving("http://localhost/sign-in/back") as found:
            yield found


@pytest.fixture
def service(served: Identity, app: Flask, monkeypatch: pytest.MonkeyPatch) -> Identity:
    """The provider in a good mood, and MARS set to use it."""
    served.calm_down()
    monkeypatch.setattr(provider, "SECONDS", (1.0, 0.3))
    app.config["MARS"] = replace(
        app.config["MARS"],
        sign_in="oidc",
        provider=IdentityProvider(
            issuer=served.address,
            tenant=identity.TENANT,
            client_id=identity.CLIENT,
            client_secret=identity.SECRET,
            roles=ROLES,
        ),
    )
    return served


def come_back(client: FlaskClient) -> str:
    """Go to the provider and let it lead back. Returns where to."""
    there = client.get("/sign-in/start")
    assert there.status_code == 303
    back = requests.get(there.location, allow_redirects=False, timeout=5)
    assert back.status_code == 302, back.text
    return back.headers["Location"].removeprefix("http://localhost")


def sign_in(client: FlaskClient) -> TestResponse:
    return client.get(come_back(client))


def why(client: FlaskClient, answer: TestResponse) -> Refusal:
    """The reason of the page that a failed try ends on; it has the status and words it should."""
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in/refused/"), answer.location
    page = client.get(answer.location)
    refusal = Refusal(answer.location.rpartition("/")[2])
    assert page.status_code == EXPLANATIONS[refusal].status
    assert refusal.label in page.text
    assert client.get("/").location == "/sign-in"
    return refusal


def people(app: Flask) -> list[tuple[str, str, str | None, str]]:
    with app.app_context():
        rows = db.session.execute(
            select(Person.name, Person.email, Person.account, Person.roles).order_by(Person.email)
        )
        return [(row.name, row.email, row.account, row.roles) for row in rows]


def test_somebody_new_signs_in_and_comes_to_the_page_they_wanted(
    app: Flask, client: FlaskClient, service: Identity
) -> None:
    assert client.get("/requests").location == "/sign-in"
    assert "Sign in with your council account" in client.get("/sign-in").text
    asked = parse_qs(urlsplit(client.get("/sign-in/start").location).query)

    answer = sign_in(client)

    assert (answer.status_code, answer.location) == (303, "/requests")
    assert people(app) == [("Kim Lamb", "kim.lamb@anytown.example", "tenant-1:object-1", "")]
    assert asked["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= asked.keys()
    with app.app_context():
        events = list(db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.sequence)))
    assert events == [Event.SIGNED_IN]


def test_roles_name_and_address_follow_the_service_at_each_sign_in(
    app: Flask, client: FlaskClient, service: Identity
) -> None:
    service.claims["roles"] = ["MARS.Administrator", "MARS.Coordinator", "Something.Else"]
    sign_in(client)
    assert people(app)[0][3] == "coordinator administrator"
    page = client.get("/people")
    assert (page.status_code, "Add a person" in page.text) == (200, False)
    [person] = [part for part in page.text.split('"') if part.startswith("/people/")][:1]
    form = client.get(person).text
    assert 'name="roles"' not in form
    assert client.get("/people/add").status_code == 409

    service.claims |= {"roles": ["MARS.User"], "name": "K. Hart", "email": "k.hart@anytown.example"}
    sign_in(app.test_client())

    assert people(app) == [("K. Hart", "k.hart@anytown.example", "tenant-1:object-1", "")]
    assert client.get("/people").status_code == 403


def test_somebody_known_by_address_is_known_again_once(
    app: Flask, client: FlaskClient, service: Identity
) -> None:
    a_person(app)
    sign_in(client)
    assert people(app) == [("Kim Lamb", "kim.lamb@anytown.example", "tenant-1:object-1", "")]

    service.claims["oid"] = "object-2"
    stranger = app.test_client()

    assert why(stranger, sign_in(stranger)) is Refusal.OTHER_ACCOUNT


@ONE
@pytest.mark.parametrize(
    ("mood", "refusal"),
    [
        ("wrong signature", Refusal.WRONG_SIGNATURE),
        ("not signed", Refusal.WRONG_SIGNATURE),
        ("wrong audience", Refusal.WRONG_AUDIENCE),
        ("two audiences", Refusal.WRONG_AUDIENCE),
        ("wrong issuer", Refusal.WRONG_ISSUER),
        ("wrong nonce", Refusal.WRONG_ANSWER),
        ("too old", Refusal.TOO_OLD),
        ("denied", Refusal.DENIED),
        ("fault at /token", Refusal.DOWN),
        ("nonsense at /token", Refusal.NOT_UNDERSTOOD),
        ("slow at /token", Refusal.SLOW),
        ("fault at /keys", Refusal.DOWN),
        ("nonsense at /keys", Refusal.NOT_UNDERSTOOD),
        ("slow at /keys", Refusal.SLOW),
    ],
)
def test_each_mood_on_the_way_back_has_its_page(
    app: Flask,
    client: FlaskClient,
    service: Identity,
    caplog: pytest.LogCaptureFixture,
    mood: str,
    refusal: Refusal,
) -> None:
    caplog.set_level(logging.DEBUG)
    service.mood = mood
    back = come_back(client)

    answer = client.get(back)

    assert why(client, answer) is refusal
    assert people(app) == []
    secrets = [value for values in parse_qs(urlsplit(back).query).values() for value in values]
    told = "\n".join(r.getMessage() for r in caplog.records if r.name.startswith("mars"))
    assert refusal.value in told
    assert not [secret for secret in secrets if secret in told + answer.location]
    service.mood = ""
    assert why(client, client.get(back)) is Refusal.STATE_LOST
    assert sign_in(client).location == "/"


@ONE
@pytest.mark.parametrize(
    ("mood", "refusal"),
    [
        ("fault at /.well-known/openid-configuration", Refusal.DOWN),
        ("nonsense at /.well-known/openid-configuration", Refusal.NOT_UNDERSTOOD),
        ("slow at /.well-known/openid-configuration", Refusal.SLOW),
        ("other issuer", Refusal.WRONG_ISSUER),
    ],
)
def test_each_mood_on_the_way_there_has_its_page(
    client: FlaskClient, service: Identity, mood: str, refusal: Refusal
) -> None:
    service.mood = mood

    assert why(client, client.get("/sign-in/start")) is refusal


def test_a_service_that_is_not_there_has_its_page(
    app: Flask, client: FlaskClient, service: Identity
) -> None:
    settings = app.config["MARS"]
    gone = replace(settings.provider, issuer="http://127.0.0.1:9")
    app.config["MARS"] = replace(settings, provider=gone)

    assert why(client, client.get("/sign-in/start")) is Refusal.DOWN


@ONE
@pytest.mark.parametrize(
    ("claims", "refusal"),
    [
        ({"roles": []}, Refusal.NO_ROLE),
        ({"roles": "MARS.User"}, Refusal.NO_ROLE),
        ({"roles": ["Something.Else"]}, Refusal.NO_ROLE),
        ({"tid": "tenant-2"}, Refusal.WRONG_TENANT),
        ({"oid": ""}, Refusal.NOT_UNDERSTOOD),
        ({"oid": "x\x00'; drop"}, Refusal.NOT_UNDERSTOOD),
        ({"email": "kim@elsewhere.example"}, Refusal.WRONG_ADDRESS),
        ({"email": "kim@anytown.example\r\nBcc: x@y.example"}, Refusal.WRONG_ADDRESS),
        ({"email": None}, Refusal.WRONG_ADDRESS),
    ],
)
def test_an_account_that_is_not_for_here_has_its_page(
    app: Flask, client: FlaskClient, service: Identity, claims: dict[str, object], refusal: Refusal
) -> None:
    service.claims |= claims

    assert why(client, sign_in(client)) is refusal
    assert people(app) == []


def test_an_account_is_known_by_its_domain_as_mail_systems_know_it(
    app: Flask, client: FlaskClient, service: Identity
) -> None:
    app.config["MARS"] = replace(app.config["MARS"], staff_domains=("xn--mnchen-3ya.example",))
    service.claims["email"] = "Kim@MÜNCHEN.example"

    assert sign_in(client).location == "/"
    [(_, email, *_)] = people(app)
    assert email == "kim@xn--mnchen-3ya.example"


def test_a_role_that_the_service_gives_is_told_to_every_coordinator(
    app: Flask, client: FlaskClient, service: Identity
) -> None:
    service.claims["roles"] = ["MARS.Coordinator"]
    for _ in range(2):
        sign_in(client)

    with app.app_context():
        [(_, email, *_)] = people(app)
        [told] = factories.letters_to(email, LetterKind.ROLE_GIVEN)
    assert "Given by: the council’s sign-in service" in told


def test_a_strange_name_is_made_harmless(
    app: Flask, client: FlaskClient, service: Identity
) -> None:
    service.claims["name"] = "LAMB, Kim\x00\u202e <b>(Health)</b>\r\n"

    assert sign_in(client).location == "/"
    [(name, *_)] = people(app)
    assert name == "Kim LAMB"


@pytest.mark.parametrize("name", ["Your mail is locked: evil.com", "ring 0800 123", "", 7, None])
def test_what_is_no_name_gives_way_to_the_one_in_the_address(
    app: Flask, client: FlaskClient, service: Identity, name: object
) -> None:
    service.claims |= {"name": name, "email": "kim.lamb@anytown.example"}

    assert sign_in(client).location == "/"
    assert people(app)[0][0] == "Kim Lamb"


def test_a_disabled_person_is_told_so_and_is_out_at_once(
    app: Flask, client: FlaskClient, service: Identity
) -> None:
    sign_in(client)
    with app.app_context(), writing():
        db.session.scalars(select(Person)).one().disabled_at = now()
        db.session.commit()

    assert client.get("/").location == "/sign-in"
    assert why(client, sign_in(client)) is Refusal.DISABLED


def test_a_state_of_another_browser_or_of_yesterday_is_lost(
    app: Flask, client: FlaskClient, service: Identity
) -> None:
    back = come_back(client)
    stranger = app.test_client()
    assert why(stranger, stranger.get(back)) is Refusal.STATE_LOST
    client.get("/sign-in/start")
    assert why(client, client.get(back)) is Refusal.STATE_LOST
    assert why(client, client.get("/sign-in/back")) is Refusal.STATE_LOST
    back = come_back(client)
    with client.session_transaction() as session:
        session["journey"] = session["journey"] | {"at": now().timestamp() - 901}
    assert why(client, client.get(back)) is Refusal.STATE_LOST
    back = come_back(client)
    issuer = "&iss=https://elsewhere.example"
    assert why(client, client.get(back + issuer)) is Refusal.WRONG_ISSUER


def test_a_code_works_once_and_with_its_own_proof_only(
    client: FlaskClient, service: Identity
) -> None:
    back = come_back(client)
    with client.session_transaction() as session:
        session["journey"] = session["journey"] | {"verifier": "w" * 64}

    assert why(client, client.get(back)) is Refusal.SAID_NO


def test_new_keys_are_fetched_when_one_signs_and_the_description_once(
    app: Flask, client: FlaskClient, service: Identity
) -> None:
    sign_in(client)
    sign_in(app.test_client())
    assert service.asked.count("/keys") == 1
    assert service.asked.count("/.well-known/openid-configuration") == 1

    service.key = identity.new_key("key-2")

    assert sign_in(app.test_client()).location == "/"
    assert service.asked.count("/keys") == 2


def test_no_code_is_sent_where_the_service_signs_people_in(
    app: Flask, client: FlaskClient, service: Identity
) -> None:
    with client.session_transaction() as session:
        session["address"] = "kim.lamb@anytown.example"

    answer = client.post("/sign-in", data={"email": "kim.lamb@anytown.example"})

    assert answer.status_code == 400
    assert codes_sent(app) == []
    assert client.get("/sign-in/code").location == "/sign-in"


def test_where_there_is_no_service_its_pages_lead_to_the_sign_in_page(client: FlaskClient) -> None:
    assert client.get("/sign-in/start").location == "/sign-in"
    assert client.get("/sign-in/back?code=x&state=y").location == "/sign-in"
    assert client.get("/sign-in/refused/nonsense").status_code == 404


@ONE
def test_another_site_cannot_begin_it(client: FlaskClient, service: Identity) -> None:
    there = client.get("/sign-in/start", headers={"Sec-Fetch-Site": "cross-site"})

    assert there.location == "/sign-in"


def test_somebody_new_in_four_browsers_at_once_is_one_person(app: Flask) -> None:
    account = Account("tenant-1:object-1", "kim.lamb@anytown.example", "Kim Lamb", frozenset())
    start, keys = threading.Barrier(4), []

    def enter() -> None:
        with app.app_context():
            start.wait(5)
            keys.append(verbs.admit(account, ["anytown.example"]))
            db.session.remove()

    threads = [threading.Thread(target=enter) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(keys), len(set(keys))) == (4, 1)
    assert len(people(app)) == 1
