"""Signing in: the address, the code, the name, the page that was wanted, and out again."""

import re
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from hashlib import sha256

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from mars import clock
from mars.clock import now
from mars.database import db, writing
from mars.domain.workflow import Event, LetterKind
from mars.shapes import Given
from mars.store.doors import Code
from mars.store.entries import AuditEntry
from mars.store.letters import OutboxLetter
from mars.store.people import Person
from tests import factories

ADDRESS = "kim.lamb@anytown.example"
PROXY = {"mars.by_proxy": True}


def ask_for_code(client: FlaskClient, email: str = ADDRESS) -> TestResponse:
    return client.post("/sign-in", data={"email": email})


def give(client: FlaskClient, code: str) -> TestResponse:
    return client.post("/sign-in/code", data={"code": code})


def codes_sent(app: Flask) -> list[str]:
    """The codes in the letters that wait, the oldest first."""
    with app.app_context():
        letters = db.session.scalars(
            select(OutboxLetter)
            .where(OutboxLetter.kind == LetterKind.SIGN_IN_CODE, OutboxLetter.message.is_not(None))
            .order_by(OutboxLetter.created_at, OutboxLetter.revision)
        ).all()
    return [_code_in(letter.message or b"") for letter in letters]


def _code_in(message: bytes) -> str:
    body = message_from_bytes(message, policy=policy.default).get_body(("plain",))
    assert body is not None
    found = re.search(r"\b(\d{4}) (\d{4})\b", body.get_content())
    assert found is not None
    return found[1] + found[2]


def a_person(app: Flask, *, disabled: bool = False) -> None:
    with app.app_context(), writing():
        person = Person(email=ADDRESS, name="Kim Lamb", created_at=now())
        person.disabled_at = now() if disabled else None
        db.session.add(person)
        db.session.commit()


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**8:08}"


def test_a_new_person_signs_in_with_a_code_and_says_their_name(
    app: Flask, client: FlaskClient
) -> None:
    assert ask_for_code(client, "Kim.Lamb@Anytown.example").location == "/sign-in/code"
    [code] = codes_sent(app)

    answer = give(client, f" {code[:4]}-{code[4:]} ")

    assert (answer.status_code, answer.location) == (303, "/sign-in/name")
    assert 'value="Kim Lamb"' in client.get("/sign-in/name").text
    answer = client.post("/sign-in/name", data={"name": "Kimberley Lamb"})
    assert (answer.status_code, answer.location) == (303, "/")
    assert "Kimberley Lamb" in client.get("/").text
    with app.app_context():
        events = list(db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.sequence)))
    assert events == [Event.CODE_SENT, Event.SIGNED_IN, Event.NAME_CHANGED]


def test_each_signing_in_begins_a_visit_of_its_own(app: Flask, client: FlaskClient) -> None:
    a_person(app)
    visits = []
    for _ in range(2):
        ask_for_code(client)
        with client.session_transaction() as before:
            before["planted"] = "from before"
        give(client, codes_sent(app)[-1])
        with client.session_transaction() as after:
            assert "planted" not in after
            visits.append(after["person"]["visit"])
        client.post("/sign-out", data={})

    assert len(set(visits)) == 2


def test_only_a_keyed_hash_of_a_code_is_kept(app: Flask, client: FlaskClient) -> None:
    ask_for_code(client)
    [code] = codes_sent(app)
    with app.app_context():
        row = db.session.scalars(select(Code)).one()
        kept = [str(getattr(row, column.key)) for column in Code.__table__.columns]

    assert not any(code in text or code[:4] + " " + code[4:] in text for text in kept)
    assert sha256(code.encode()).hexdigest() not in kept
    assert give(client, code).status_code == 303


def test_somebody_known_goes_to_the_page_they_wanted(app: Flask, client: FlaskClient) -> None:
    a_person(app)
    assert client.get("/requests").location == "/sign-in"

    ask_for_code(client)
    answer = give(client, codes_sent(app)[0])

    assert (answer.status_code, answer.location) == (303, "/requests")


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "https://evil.example/", "/nowhere", "/sign-out", "javascript:x"]
)
def test_only_a_page_of_ours_follows_signing_in(
    app: Flask, client: FlaskClient, wanted: str
) -> None:
    a_person(app)
    ask_for_code(client)
    with client.session_transaction() as session:
        session["next"] = wanted

    answer = give(client, codes_sent(app)[0])

    assert (answer.status_code, answer.location) == (303, "/")


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("", "Enter your work e-mail address"),
        ("kim", "Enter an e-mail address in the correct format"),
        ("kim@elsewhere.example", "Enter your work address at the council"),
        ("kim@sub.anytown.example", "Enter your work address at the council"),
        ("kim\x00@anytown.example", "hidden characters"),
        ("k" * 250 + "@anytown.example", "Enter an e-mail address in the correct format"),
    ],
)
def test_an_address_that_cannot_sign_in_is_told_so(
    app: Flask, client: FlaskClient, email: str, sentence: str
) -> None:
    answer = ask_for_code(client, email)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'href="#email"' in answer.text
    assert codes_sent(app) == []


@pytest.mark.parametrize(
    "email", [f"Lamb, Kim <{ADDRESS}>;", f"mailto:{ADDRESS}", f"{ADDRESS}\u200b"]
)
def test_an_address_is_taken_as_it_was_pasted_and_shown(
    app: Flask, client: FlaskClient, email: str
) -> None:
    assert ask_for_code(client, email).status_code == 303

    assert f"<strong>{ADDRESS}</strong>" in client.get("/sign-in/code").text
    assert give(client, codes_sent(app)[0]).status_code == 303


def test_staff_of_a_domain_with_other_letters_sign_in_under_one_address(
    app: Flask, client: FlaskClient
) -> None:
    domains = Given({"D": "münchen.example, Anytown.example"}).domains("D")
    app.config["MARS"] = replace(app.config["MARS"], staff_domains=domains)

    for email in ("jo@münchen.example", "JO@xn--mnchen-3ya.example"):
        assert ask_for_code(client, email).status_code == 303
        with client.session_transaction() as session:
            assert session["address"] == "jo@xn--mnchen-3ya.example"


@pytest.mark.parametrize("disabled", [True, False])
def test_every_listed_address_gets_the_same_answer(
    app: Flask, client: FlaskClient, disabled: bool
) -> None:
    unknown = ask_for_code(app.test_client(), "nobody@anytown.example")
    a_person(app, disabled=disabled)

    known = ask_for_code(client)

    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    assert len(codes_sent(app)) == (1 if disabled else 2)


def test_asking_for_a_code_does_the_same_for_whoever_is_known_new_or_disabled(
    app: Flask, client: FlaskClient
) -> None:
    told, gone = [], "una.gone@anytown.example"
    a_person(app)
    with app.app_context(), writing():
        db.session.add(Person(email=gone, name="Una Gone", created_at=now(), disabled_at=now()))
        db.session.commit()
    client.post("/sign-in", data={"email": "first@anytown.example"})
    for email in (ADDRESS, "new@anytown.example", gone):
        with factories.counting(app) as statements:
            client.post("/sign-in", data={"email": email})
        told.append(statements)
    assert told[0] == told[1] == told[2]
    with app.app_context():
        assert factories.letters_to(gone) == []


def test_a_disabled_person_does_not_get_in(app: Flask, client: FlaskClient) -> None:
    a_person(app)
    ask_for_code(client)
    with app.app_context(), writing():
        db.session.execute(Person.__table__.update().values(disabled_at=now()))  # type: ignore[attr-defined]
        db.session.commit()

    assert give(client, codes_sent(app)[0]).status_code == 422
    assert client.get("/").location == "/sign-in"


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("", "Enter the code from the e-mail"),
        ("1" * 41, "must be 40 characters or fewer"),
        ("abc", "The code is not right"),
        ("12\x0034", "hidden characters"),
    ],
)
def test_a_code_that_is_not_one_comes_back(
    app: Flask, client: FlaskClient, code: str, sentence: str
) -> None:
    ask_for_code(client)

    answer = give(client, code)

    assert answer.status_code == 422
    assert sentence in answer.text


def test_wrong_tries_are_counted_and_kill_the_code(app: Flask, client: FlaskClient) -> None:
    ask_for_code(client)
    [code] = codes_sent(app)

    answers = [give(client, wrong(code)) for _ in range(5)]

    assert [answer.status_code for answer in answers] == [422] * 5
    assert "4 more tries" in answers[0].text
    assert "Ask for a new one" in answers[4].text
    assert give(client, code).status_code == 422


def test_a_code_works_once_and_in_its_own_browser_only(app: Flask, client: FlaskClient) -> None:
    ask_for_code(client)
    [code] = codes_sent(app)
    stranger = app.test_client()
    with stranger.session_transaction() as session:
        session["address"] = ADDRESS

    assert give(stranger, code).status_code == 422
    assert give(client, code).status_code == 303
    with client.session_transaction() as session:
        session["address"] = ADDRESS
    assert give(client, code).status_code == 422


def elsewhere(app: Flask, network: str = "198.51.100.7") -> FlaskClient:
    """The browser of a stranger, who keeps no cookie that tells it apart."""
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = network
    return client


def test_a_stranger_cannot_kill_the_code_that_somebody_is_about_to_type(
    app: Flask, client: FlaskClient
) -> None:
    ask_for_code(client)
    [code] = codes_sent(app)

    assert [ask_for_code(elsewhere(app)).status_code for _ in range(4)] == [303] * 3 + [429]

    assert code in codes_sent(app)
    assert give(client, code).status_code == 303


def test_a_stranger_uses_up_the_codes_of_their_own_network_alone(
    app: Flask, client: FlaskClient
) -> None:
    asked = [ask_for_code(elsewhere(app)).status_code for _ in range(4)]

    assert asked == [303] * 3 + [429]
    assert ask_for_code(client).status_code == 303


def test_letters_to_one_address_end_and_a_known_browser_keeps_its_own(
    app: Flask, client: FlaskClient
) -> None:
    a_person(app)
    ask_for_code(client)
    give(client, codes_sent(app)[0])
    client.post("/sign-out")
    asked = [
        ask_for_code(elsewhere(app, f"198.51.100.{number}")).status_code for number in range(8)
    ]

    assert asked == [303] * 5 + [429] * 3, "with the first, six to all networks together"
    assert ask_for_code(elsewhere(app, "192.0.2.1")).status_code == 429
    assert [ask_for_code(client).status_code for _ in range(4)] == [303] * 3 + [429]
    assert give(client, codes_sent(app)[-1]).status_code == 303


def test_a_browser_known_for_one_address_is_a_stranger_to_another(
    app: Flask, client: FlaskClient
) -> None:
    ask_for_code(client)
    give(client, codes_sent(app)[0])
    for number in range(6):
        ask_for_code(elsewhere(app, f"198.51.100.{number}"), "sam.hill@anytown.example")

    assert ask_for_code(client, "sam.hill@anytown.example").status_code == 429


def test_a_browser_is_known_for_ninety_days_and_by_our_signature_alone(
    app: Flask, client: FlaskClient
) -> None:
    ask_for_code(client)
    give(client, codes_sent(app)[0])
    cookie = client.get_cookie("mars-known")
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site, cookie.path) == (True, "Lax", "/")
    assert "lamb" not in cookie.decoded_value.lower()
    forged = elsewhere(app)
    forged.set_cookie("mars-known", cookie.decoded_value[:-2] + "xx")
    late = elsewhere(app)
    late.set_cookie("mars-known", cookie.decoded_value)
    for number in range(6):
        ask_for_code(elsewhere(app, f"203.0.113.{number}"))

    assert ask_for_code(forged).status_code == 429
    clock.set_ahead(timedelta(days=91))
    for number in range(6):
        ask_for_code(elsewhere(app, f"203.0.113.{number}"))
    assert ask_for_code(late).status_code == 429


def test_a_new_code_takes_the_place_of_the_old(app: Flask, client: FlaskClient) -> None:
    ask_for_code(client)
    [old] = codes_sent(app)

    ask_for_code(client)

    [new] = codes_sent(app)
    assert give(client, old).status_code == 422
    assert give(client, new).status_code == 303


def test_a_fourth_code_in_an_hour_is_refused(client: FlaskClient) -> None:
    answers = [ask_for_code(client) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [303, 303, 303, 429]
    assert "Use the newest code that you have" in answers[3].text
    assert "another one in 60 minutes" in answers[3].text
    assert 'href="/sign-in/code"' in answers[3].text


def test_the_code_page_needs_an_address_first(client: FlaskClient) -> None:
    assert client.get("/sign-in/code").location == "/sign-in"
    assert give(client, "12345678").location == "/sign-in"


@pytest.mark.parametrize("name", ["", "N" * 101, "Kim\x00Lamb"])
def test_a_name_must_be_one(app: Flask, client: FlaskClient, name: str) -> None:
    ask_for_code(client)
    give(client, codes_sent(app)[0])

    assert client.post("/sign-in/name", data={"name": name}).status_code == 422


def test_signing_out_forgets_the_visit_and_clears_the_browser(
    app: Flask, client: FlaskClient
) -> None:
    a_person(app)
    ask_for_code(client)
    give(client, codes_sent(app)[0])

    answer = client.post("/sign-out")

    assert answer.location == "/sign-in"
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "You are signed out." in client.get("/sign-in").text
    assert client.get("/").location == "/sign-in"


def test_signing_out_twice_is_no_fault(client: FlaskClient) -> None:
    assert client.post("/sign-out").location == "/sign-in"


def test_sign_in_page_names_no_demonstration_outside_it(client: FlaskClient) -> None:
    assert "demonstration" not in client.get("/sign-in").text.lower()


def test_a_page_that_asks_by_itself_does_not_keep_a_visit_alive(
    app: Flask, client: FlaskClient
) -> None:
    a_person(app)
    ask_for_code(client)
    give(client, codes_sent(app)[0])
    with client.session_transaction() as session:
        session["person"] = session["person"] | {"seen": session["person"]["seen"] - 60}
        before = session["person"]["seen"]

    client.get("/requests", headers={"HX-Request": "true", "MARS-By-Itself": "yes"})
    with client.session_transaction() as session:
        assert session["person"]["seen"] == before
    client.get("/requests")
    with client.session_transaction() as session:
        assert session["person"]["seen"] > before


def at(**ago: int) -> float:
    return (now() - timedelta(**ago)).timestamp()


@pytest.mark.parametrize(
    ("since", "seen", "is_in"),
    [
        ({"minutes": 30}, {"minutes": 29, "seconds": 50}, True),
        ({"minutes": 30}, {"minutes": 30, "seconds": 1}, False),
        ({"hours": 9, "minutes": 59, "seconds": 50}, {"minutes": 1}, True),
        ({"hours": 10, "seconds": 1}, {"minutes": 1}, False),
    ],
)
def test_a_visit_ends_after_30_minutes_idle_or_10_hours(
    app: Flask, client: FlaskClient, since: dict[str, int], seen: dict[str, int], is_in: bool
) -> None:
    a_person(app)
    with app.app_context():
        key = db.session.scalar(select(Person.id))
    with client.session_transaction() as session:
        session["person"] = {"id": key, "since": at(**since), "seen": at(**seen)}

    assert client.get("/").status_code == (200 if is_in else 303)


def test_signing_out_everywhere_ends_every_visit_and_one_can_sign_in_again(
    app: Flask, client: FlaskClient
) -> None:
    a_person(app)
    ask_for_code(client)
    give(client, codes_sent(app)[0])
    with client.session_transaction() as session:
        kept = dict(session)
    other = app.test_client()
    with other.session_transaction() as session:
        session.update(kept)
    assert other.get("/").status_code == 200
    page = client.get("/account").text
    assert "Kim Lamb" in page
    assert ADDRESS in page

    answer = client.post("/account/sign-out-everywhere")

    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert "storage" in answer.headers["Clear-Site-Data"]
    assert other.get("/").location == "/sign-in"
    with client.session_transaction() as session:
        session.update(kept)
    assert client.get("/").location == "/sign-in"
    ask_for_code(client)
    give(client, codes_sent(app)[-1])
    assert client.get("/").status_code == 200


def test_signing_out_is_not_done_by_looking(app: Flask, client: FlaskClient) -> None:
    assert client.get("/sign-out").status_code == 405
    assert client.get("/account/sign-out-everywhere").status_code == 405
    assert client.get("/").headers["Cache-Control"] == "no-store"


def by_header(app: Flask) -> None:
    """Let the settings be those of a council whose proxy signs people in."""
    app.config["MARS"] = replace(
        app.config["MARS"], sign_in="header", sign_in_header="X-Remote-User"
    )


def test_a_proxy_that_is_trusted_says_who_it_is(app: Flask, client: FlaskClient) -> None:
    by_header(app)
    kim = {"headers": {"X-Remote-User": "Kim.Lamb@anytown.example"}, "environ_base": PROXY}
    assert ADDRESS in client.get("/sign-in", **kim).text

    assert client.post("/sign-in", data={"email": ""}, **kim).status_code == 400
    assert client.post("/sign-in", data={"end": "1"}, **kim).location == "/"

    assert "Kim Lamb" in client.get("/", **kim).text
    with app.app_context():
        assert db.session.scalars(select(AuditEntry.event)).all() == [Event.SIGNED_IN]
    lee = {"headers": {"X-Remote-User": "lee@anytown.example"}, "environ_base": PROXY}
    assert client.get("/", **lee).location == "/sign-in"
    assert client.get("/", **kim).location == "/sign-in"


@pytest.mark.parametrize(
    ("headers", "peer", "why"),
    [
        ({"X-Remote-User": ADDRESS}, {"mars.by_proxy": False}, "not-by-proxy"),
        ({"X-Remote-User": ADDRESS}, {}, "not-by-proxy"),
        ({}, {"mars.by_proxy": True}, "nobody-named"),
        ({"X-Other": ADDRESS}, {"mars.by_proxy": True}, "nobody-named"),
    ],
)
def test_without_the_proxy_s_word_there_is_a_page_that_says_so(
    app: Flask, client: FlaskClient, headers: dict[str, str], peer: dict[str, bool], why: str
) -> None:
    by_header(app)
    for method in ("GET", "POST"):
        answer = client.open(
            "/sign-in", method=method, headers=headers, environ_base=peer, data={"end": "1"}
        )
        assert answer.location == f"/sign-in/refused/{why}"
    page = client.get(answer.location)
    assert page.status_code == 403
    assert "Sign in" in page.text


@pytest.mark.parametrize(
    "named", ["kim@elsewhere.example", f"{ADDRESS}, x@anytown.example", "ANYTOWN\\kim", "a" * 400]
)
def test_a_proxy_that_names_nobody_of_ours_is_not_followed(
    app: Flask, client: FlaskClient, named: str
) -> None:
    by_header(app)
    sent = {"headers": {"X-Remote-User": named}, "environ_base": PROXY}

    answer = client.post("/sign-in", data={"end": "1"}, **sent)

    assert answer.location == "/sign-in/refused/wrong-address"
    with app.app_context():
        assert db.session.scalars(select(Person.id)).all() == []
