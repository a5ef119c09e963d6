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
from mars.domain.workflow import Event, LetterKind
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


def letters(app: Flask, who: Actor, kind: LetterKind) -> list[str]:
    with app.app_context():
        return factories.letters_to(who.email, kind)


def test_somebody_is_added_and_their_role_waits_for_a_second_person(
    app: Flask, client: FlaskClient, ada: Actor
) -> None:
    carys = a_person(app, "Carys Lind", "coordinator")
    sent = {"email": "Kim.Lamb@anytown.example", "name": "Kim Lamb", "roles": ["coordinator"]}

    assert client.post("/people/add", data=sent).location == "/people"

    with app.app_context():
        kim = db.session.scalars(select(Person).where(Person.name == "Kim Lamb")).one()
    assert (kim.email, kim.roles, kim.proposed_roles) == (
        "kim.lamb@anytown.example",
        "",
        "coordinator",
    )
    assert events(app) == [Event.PERSON_ADDED, Event.ROLES_PROPOSED]
    [asking] = letters(app, carys, LetterKind.ROLE_PROPOSED)
    assert "Ada Wilks proposes that Kim Lamb (kim.lamb@anytown.example) becomes coordinator" in (
        " ".join(asking.split())
    )
    assert f"/people/{kim.id}/roles" in asking
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


def test_a_role_counts_from_the_request_after_a_second_person_confirmed_it(
    app: Flask, client: FlaskClient, ada: Actor
) -> None:
    kim, carys = a_person(app, "Kim Lamb"), a_person(app, "Carys Lind", "coordinator")
    hers, others = factories.browser(app, kim), factories.browser(app, carys)
    assert "Kim Lamb" not in others.get("/").text

    client.post(f"/people/{kim.id}", data={"name": "Kim Lamb", "roles": ["coordinator"]})
    assert hers.get("/mail").status_code == 403
    assert "proposed by Ada Wilks and not confirmed yet" in client.get(f"/people/{kim.id}").text
    assert "A role is proposed for Kim Lamb" in others.get("/").text
    assert "A role is proposed for Kim Lamb" not in client.get("/").text
    page = others.get(f"/people/{kim.id}/roles").text
    for shown in ("Kim Lamb", kim.email, "Coordinator", "Ada Wilks"):
        assert shown in page
    answer = others.post(f"/people/{kim.id}/roles", data={"answer": "yes"})

    assert (answer.status_code, answer.location) == (303, "/")
    assert hers.get("/mail").status_code == 200
    for coordinator in (carys, kim):
        [told] = letters(app, coordinator, LetterKind.ROLE_GIVEN)
        told = " ".join(told.split())
        assert f"Kim Lamb ({kim.email}) is now coordinator" in told
        assert "Given by: Ada Wilks, confirmed by Carys Lind" in told
    assert letters(app, ada, LetterKind.ROLE_GIVEN) == []
    client.post(f"/people/{kim.id}", data={"name": "Kim Hart"})
    assert hers.get("/mail").status_code == 403
    assert stored(app, kim).name == "Kim Hart"
    assert events(app) == [
        Event.ROLES_PROPOSED,
        Event.ROLES_CHANGED,
        Event.PERSON_CHANGED,
        Event.ROLES_CHANGED,
    ]


def test_a_proposed_role_can_be_refused(app: Flask, client: FlaskClient, ada: Actor) -> None:
    kim, bea = a_person(app, "Kim Lamb"), a_person(app, "Bea Stone", "administrator")
    client.post(f"/people/{kim.id}", data={"name": "Kim Lamb", "roles": ["auditor"]})
    hers = factories.browser(app, bea)

    assert hers.post(f"/people/{kim.id}/roles", data={}).status_code == 422
    assert hers.post(f"/people/{kim.id}/roles", data={"answer": "no"}).status_code == 303

    assert (stored(app, kim).roles, stored(app, kim).proposed_roles) == ("", "")
    assert hers.post(f"/people/{kim.id}/roles", data={"answer": "yes"}).status_code == 409
    assert "No role of this person waits" in hers.get(f"/people/{kim.id}/roles").text
    assert events(app) == [Event.ROLES_PROPOSED, Event.ROLES_REFUSED]


@pytest.mark.parametrize("role", Role)
def test_nobody_confirms_what_they_proposed_or_what_is_about_themselves(
    app: Flask, client: FlaskClient, ada: Actor, role: Role
) -> None:
    kim = a_person(app, "Kim Lamb", "administrator" if role is not Role.ADMINISTRATOR else "")
    a_person(app, "Carys Lind", "coordinator")
    held = stored(app, kim).roles.split()
    client.post(f"/people/{kim.id}", data={"name": "Kim Lamb", "roles": [*held, role.value]})
    assert stored(app, kim).proposed_roles == role.value

    own = client.post(f"/people/{kim.id}/roles", data={"answer": "yes"})
    concerned = factories.browser(app, kim).post(f"/people/{kim.id}/roles", data={"answer": "yes"})

    assert (own.status_code, "You proposed this yourself" in own.text) == (422, True)
    if held:
        assert (concerned.status_code, "This is about you" in concerned.text) == (422, True)
    else:
        assert concerned.status_code == 403
    assert role.value not in stored(app, kim).roles.split()


def test_a_role_that_nobody_could_confirm_is_given_on_the_machine(
    app: Flask, client: FlaskClient, ada: Actor
) -> None:
    kim = a_person(app, "Kim Lamb")

    answer = client.post(f"/people/{kim.id}", data={"name": "Kim Lamb", "roles": ["coordinator"]})

    assert answer.status_code == 422
    assert "there is none. Whoever runs MARS can give it on the machine" in answer.text
    assert (stored(app, kim).roles, stored(app, kim).proposed_roles) == ("", "")


def test_a_coordinator_who_looks_after_people_gives_a_role_at_once(
    app: Flask, client: FlaskClient
) -> None:
    bea = a_person(app, "Bea Stone", "coordinator administrator")
    kim = a_person(app, "Kim Lamb")
    factories.sign_in(client, bea)

    client.post(f"/people/{kim.id}", data={"name": "Kim Lamb", "roles": ["coordinator"]})

    assert stored(app, kim).roles == "coordinator"
    for coordinator in (bea, kim):
        [told] = letters(app, coordinator, LetterKind.ROLE_GIVEN)
        assert "Given by: Bea Stone" in told


@pytest.mark.parametrize("waiting", ["", "auditor"])
def test_nobody_changes_their_own_roles(app: Flask, client: FlaskClient, waiting: str) -> None:
    bea = a_person(app, "Bea Stone", "coordinator administrator")
    ada = a_person(app, "Ada Wilks", "administrator")
    with app.app_context(), writing():
        row = db.session.get_one(Person, bea.id)
        row.proposed_roles, row.proposed_by_id = waiting, ada.id if waiting else None
        db.session.commit()
    factories.sign_in(client, bea)
    assert 'name="roles"' not in client.get(f"/people/{bea.id}").text

    sent = {"name": "Bea Stone", "roles": ["coordinator", "administrator", "auditor"]}
    assert client.post(f"/people/{bea.id}", data=sent).status_code == 400
    assert client.post(f"/people/{bea.id}", data={"name": "Bea Hart"}).status_code == 303

    assert stored(app, bea).name == "Bea Hart"
    assert stored(app, bea).roles == "coordinator administrator"
    assert stored(app, bea).proposed_roles == waiting
    with app.app_context(), writing(), pytest.raises(InvalidError, match="your own roles"):
        verbs.change(bea, bea.id, "Bea Hart", [Role.AUDITOR, *bea.roles])


def test_the_last_administrator_stays_one(app: Flask, client: FlaskClient, ada: Actor) -> None:
    bea = a_person(app, "Bea Stone", "coordinator")
    with app.app_context(), writing(), pytest.raises(InvalidError, match="only administrator"):
        verbs.change(bea, ada.id, "Ada Wilks", [])
    answer = client.post(f"/people/{ada.id}/disable", data={"wish": "disable"})
    assert answer.status_code == 422
    assert "You cannot disable yourself" in answer.text
    assert (stored(app, ada).roles, stored(app, ada).disabled_at) == ("administrator", None)
    assert events(app) == []


def test_somebody_disabled_is_out_at_once_and_their_role_is_given_anew(
    app: Flask, client: FlaskClient, ada: Actor
) -> None:
    kim, bea = a_person(app, "Kim Lamb", "coordinator"), a_person(app, "Bea Stone", "administrator")
    hers = factories.browser(app, kim)
    assert hers.get("/").status_code == 200
    assert "Disable this person?" in client.get(f"/people/{kim.id}/disable").text

    client.post(f"/people/{kim.id}/disable", data={"wish": "disable"})

    assert hers.get("/").location == "/sign-in"
    assert "is disabled since" in client.get(f"/people/{kim.id}").text
    client.post(f"/people/{kim.id}/disable", data={"wish": "disable"})
    client.post(f"/people/{kim.id}/disable", data={"wish": "enable"})
    assert stored(app, kim).disabled_at is None
    assert (stored(app, kim).roles, stored(app, kim).proposed_roles) == ("", "coordinator")
    assert hers.get("/").location == "/sign-in"
    factories.browser(app, bea).post(f"/people/{kim.id}/roles", data={"answer": "yes"})
    assert stored(app, kim).roles == "coordinator"
    assert events(app) == [
        Event.PERSON_DISABLED,
        Event.PERSON_ENABLED,
        Event.ROLES_PROPOSED,
        Event.ROLES_CHANGED,
    ]


def test_somebody_with_a_role_is_not_let_in_again_by_one_alone(
    app: Flask, client: FlaskClient, ada: Actor
) -> None:
    kim, sam = a_person(app, "Kim Lamb", "coordinator"), a_person(app, "Sam Hill")
    for who in (kim, sam):
        client.post(f"/people/{who.id}/disable", data={"wish": "disable"})

    refused = client.post(f"/people/{kim.id}/disable", data={"wish": "enable"})
    client.post(f"/people/{sam.id}/disable", data={"wish": "enable"})

    assert (refused.status_code, "on the machine" in refused.text) == (422, True)
    assert stored(app, kim).disabled_at is not None
    assert stored(app, sam).disabled_at is None


def test_a_proposal_dies_with_whoever_is_disabled(
    app: Flask, client: FlaskClient, ada: Actor
) -> None:
    kim = a_person(app, "Kim Lamb")
    a_person(app, "Carys Lind", "coordinator")
    client.post(f"/people/{kim.id}", data={"name": "Kim Lamb", "roles": ["auditor"]})

    client.post(f"/people/{kim.id}/disable", data={"wish": "disable"})
    client.post(f"/people/{kim.id}/disable", data={"wish": "enable"})

    assert (stored(app, kim).roles, stored(app, kim).proposed_roles) == ("", "")


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
    for way in ("", "/disable", "/roles"):
        assert client.get(f"/people/0123456789abcdef{way}").status_code == 404
    assert client.post("/people/0123456789abcdef/sign-out").status_code == 404


def test_two_administrators_at_once_cannot_both_take_it_from_the_other(app: Flask) -> None:
    both = [a_person(app, name, "administrator") for name in ("Ada Wilks", "Bea Stone")]
    start, refused = threading.Barrier(2), []

    def take_from(who: Actor) -> None:
        [other] = [one for one in both if one != who]
        with app.app_context(), writing():
            start.wait(5) if db.engine.dialect.name == "postgresql" else None
            try:
                verbs.change(who, other.id, other.name, [])
            except InvalidError:
                refused.append(who.name)
            db.session.remove()

    threads = [threading.Thread(target=take_from, args=(who,)) for who in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 1
    assert sum(stored(app, who).roles == "administrator" for who in both) == 1


def test_what_is_given_on_the_machine_is_told_to_every_coordinator(app: Flask) -> None:
    carys, kim = a_person(app, "Carys Lind", "coordinator"), a_person(app, "Kim Lamb")
    domains = app.config["MARS"].staff_domains

    with app.app_context(), writing():
        verbs.appoint(kim.email, "", Role.COORDINATOR, domains)

    assert stored(app, kim).roles == "coordinator"
    for coordinator in (carys, kim):
        [told] = letters(app, coordinator, LetterKind.ROLE_GIVEN)
        assert "Given by: the command line" in told


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
