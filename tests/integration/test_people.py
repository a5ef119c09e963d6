"""The people page: who may sign in, with which roles, who no more; the first administrator."""

import threading
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from mars import cli, clock
from mars.database import db, writing
from mars.domain.actors import Actor, ActorKind, Role
from mars.domain.errors import InvalidError
from mars.domain.workflow import Event
from mars.people import verbs
from mars.store.entries import AuditEntry
from mars.store.people import Person
from tests import factories
from tests.starting import put_keys


def a_person(app: Flask, name: str, roles: str = "") -> Actor:
    """Somebody in the list."""
    with app.app_context(), writing():
        email = f"{name.lower().replace(' ', '.')}@anytown.example"
        person = Person(email=email, name=name, roles=roles, created_at=clock.now())
        db.session.add(person)
        db.session.commit()
        held = frozenset(Role(word) for word in roles.split())
        return Actor(ActorKind.STAFF, person.id, name, email, held)


@pytest.fixture
def ada(app: Flask, client: FlaskClient) -> Actor:
    """The only administrator, who is signed in."""
    found = a_person(app, "Ada Wilks", "administrator")
    factories.sign_in(client, found)
    return found


def events(app: Flask) -> list[Event]:
    with app.app_context():
        return list(db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.sequence)))


def stored(app: Flask, who: Actor) -> Person:
    with app.app_context():
        return db.session.get_one(Person, who.id)


def test_the_list_is_searched_and_paged(app: Flask, client: FlaskClient, ada: Actor) -> None:
    with app.app_context(), writing():
        for n in range(24):
            email = f"p{n:02}@anytown.example"
            db.session.add(Person(email=email, name=f"Person {n:02}", created_at=clock.now()))
        db.session.commit()

    first, second = client.get("/people").text, client.get("/people?page=2").text

    assert "25 people" in first
    assert ("Ada Wilks" in first, "Person 23" in first, "Person 23" in second) == (
        True,
        False,
        True,
    )
    assert "Person 07" in client.get("/people?q=p07@").text
    assert "Nobody is found" in client.get("/people?q=zzz").text


def test_somebody_is_added_with_roles(app: Flask, client: FlaskClient, ada: Actor) -> None:
    sent = {"email": "Kim.Lamb@anytown.example", "name": "Kim Lamb", "roles": ["coordinator"]}

    assert client.post("/people/add", data=sent).location == "/people"

    with app.app_context():
        kim = db.session.scalars(select(Person).where(Person.name == "Kim Lamb")).one()
    assert (kim.email, kim.roles) == ("kim.lamb@anytown.example", "coordinator")
    assert events(app) == [Event.PERSON_ADDED]
    again = client.post("/people/add", data=sent)
    assert again.status_code == 422
    assert "Somebody with this address is in the list already" in again.text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"email": ""}, "Enter the person’s work e-mail address"),
        ({"email": "kim@elsewhere.example"}, "Enter your work address at the council"),
        ({"name": ""}, "Enter the person’s name"),
        ({"name": "N" * 61}, "must be 60 characters or fewer"),
        ({"name": "Kim\x00"}, "hidden characters"),
    ],
)
def test_what_cannot_be_added_comes_back(
    client: FlaskClient, ada: Actor, change: dict[str, str], sentence: str
) -> None:
    sent = {"email": "kim@anytown.example", "name": "Kim Lamb", "roles": "auditor"} | change

    answer = client.post("/people/add", data=sent)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="auditor" checked' in answer.text


def test_a_role_counts_from_the_next_request(app: Flask, client: FlaskClient, ada: Actor) -> None:
    kim = a_person(app, "Kim Lamb")
    hers = factories.browser(app, kim)
    assert hers.get("/people").status_code == 403

    client.post(f"/people/{kim.id}", data={"name": "Kim Lamb", "roles": ["administrator"]})
    assert hers.get("/people").status_code == 200
    client.post(f"/people/{kim.id}", data={"name": "Kim Hart"})

    assert hers.get("/people").status_code == 403
    assert stored(app, kim).name == "Kim Hart"
    assert events(app) == [Event.ROLES_CHANGED, Event.PERSON_CHANGED, Event.ROLES_CHANGED]


def test_the_last_administrator_stays_one(app: Flask, client: FlaskClient, ada: Actor) -> None:
    answer = client.post(f"/people/{ada.id}", data={"name": "Ada Wilks"})
    assert answer.status_code == 422
    assert "This is the only administrator" in answer.text
    answer = client.post(f"/people/{ada.id}/disable", data={"wish": "disable"})
    assert answer.status_code == 422
    assert "You cannot disable yourself" in answer.text
    assert (stored(app, ada).roles, stored(app, ada).disabled_at) == ("administrator", None)
    assert events(app) == []


def test_somebody_disabled_is_out_at_once_and_can_be_let_in_again(
    app: Flask, client: FlaskClient, ada: Actor
) -> None:
    kim = a_person(app, "Kim Lamb", "coordinator")
    hers = factories.browser(app, kim)
    assert hers.get("/").status_code == 200
    assert "Disable this person?" in client.get(f"/people/{kim.id}/disable").text

    client.post(f"/people/{kim.id}/disable", data={"wish": "disable"})

    assert hers.get("/").location == "/sign-in"
    assert "is disabled since" in client.get(f"/people/{kim.id}").text
    client.post(f"/people/{kim.id}/disable", data={"wish": "disable"})
    client.post(f"/people/{kim.id}/disable", data={"wish": "enable"})
    assert stored(app, kim).disabled_at is None
    assert stored(app, kim).roles == "coordinator"
    assert hers.get("/").location == "/sign-in"
    assert events(app) == [Event.PERSON_DISABLED, Event.PERSON_ENABLED]


def test_an_administrator_signs_somebody_out_everywhere(
    app: Flask, client: FlaskClient, ada: Actor
) -> None:
    kim = a_person(app, "Kim Lamb")
    one, two = factories.browser(app, kim), factories.browser(app, kim)

    answer = client.post(f"/people/{kim.id}/sign-out")

    assert answer.location == f"/people/{kim.id}"
    assert (one.get("/").location, two.get("/").location) == ("/sign-in", "/sign-in")
    assert client.get("/").status_code == 200
    assert client.post(f"/people/{ada.id}/sign-out").location == "/sign-in"
    assert client.get("/").location == "/sign-in"


def test_there_is_nobody_by_a_made_up_key(client: FlaskClient, ada: Actor) -> None:
    for way in ("", "/disable"):
        assert client.get(f"/people/0123456789abcdef{way}").status_code == 404
    assert client.post("/people/0123456789abcdef/sign-out").status_code == 404


def test_two_administrators_at_once_cannot_both_step_down(app: Flask) -> None:
    both = [a_person(app, name, "administrator") for name in ("Ada Wilks", "Bea Stone")]
    start, refused = threading.Barrier(2), []

    def step_down(who: Actor) -> None:
        with app.app_context(), writing():
            start.wait(5) if db.engine.dialect.name == "postgresql" else None
            try:
                verbs.change(who, who.id, who.name, [])
            except InvalidError:
                refused.append(who.name)
            db.session.remove()

    threads = [threading.Thread(target=step_down, args=(who,)) for who in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 1
    assert sum(stored(app, who).roles == "administrator" for who in both) == 1


def test_the_first_administrator_comes_from_the_command_line(
    tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("k" * 43, encoding="ascii")
    secret.chmod(0o600)
    for name, value in {
        "BASE_URL": "http://localhost",
        "COUNCIL_NAME": "Anytown Council",
        "STAFF_DOMAINS": "anytown.example",
        "SECRET_KEY_FILE": str(secret),
        "KEYS_FILE": str(put_keys(tmp_path / "keys")),
        "DATABASE_URL": sqlite_url,
        "MAIL_HOST": "localhost",
        "MAIL_SECURITY": "none",
        "MAIL_FROM": "mars@anytown.example",
        "MAIL_REPLY_TO": "coordinator@anytown.example",
    }.items():
        monkeypatch.setenv(f"MARS_{name}", value)

    def add(*words: str) -> tuple[int, str]:
        result = CliRunner().invoke(cli.main, ["person", "add", *words])
        return result.exit_code, result.output.strip()

    kim = "Kim.Lamb@anytown.example"
    assert add("--role", "administrator", kim) == (
        0,
        "kim.lamb@anytown.example is added and is administrator.",
    )
    assert add("--role", "coordinator", kim) == (0, "kim.lamb@anytown.example is coordinator.")
    status, said = add("--role", "administrator", "kim@elsewhere.example")
    assert (status, "Enter your work address at the council" in said) == (1, True)
    assert add("--role", "king", kim)[0] == 2
