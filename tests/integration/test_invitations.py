"""The team of a request: who is asked, asking one more, stopping."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from mars import clock
from mars.database import db
from mars.domain.actors import Actor
from mars.domain.workflow import Event, LetterKind
from mars.store.entries import AuditEntry
from mars.store.letters import OutboxLetter
from mars.store.people import Agency, Lead
from tests import factories, scenes
from tests.integration.conftest import Made
from tests.played import Played

PRIYA = "priya.raman@valemind.nhs.example"


@dataclass
class Scene:
    """A request that was sent, and its requester's browser."""

    app: Flask
    client: FlaskClient
    team: str
    joan: str
    joan_link: str
    agency: str
    lead: str
    hana: Actor
    daniel: Actor

    def sent(self, **changes: str) -> dict[str, str]:
        """What the form sends to ask Priya."""
        first = {"agency": self.agency, "name": "Priya Raman", "job": "Nurse", "email": PRIYA}
        return first | changes


@pytest.fixture
def scene(played: Played) -> Scene:
    return played(_play)


def _play(played: Played) -> Scene:
    app, reference = played.app, played(scenes.request, scenes.half_asked)
    with factories.arranging(app):
        hana, row = factories.person(), factories.supervision(reference)
        agency = db.session.scalars(select(Agency).where(Agency.name.startswith("Vale M"))).one()
        lead = db.session.scalars(select(Lead).where(Lead.email == PRIYA)).one()
        return Scene(
            app,
            factories.browser(app, hana),
            f"/requests/{row.reference}/team",
            factories.invitation_of(row, "Joan Petrie").id,
            factories.link_to("joan.petrie@haven.charity.example"),
            agency.id,
            lead.id,
            hana,
            factories.person("Daniel Reeve"),
        )


def test_the_team_shows_each_person_with_answer_and_letter(scene: Scene) -> None:
    page = scene.client.get(scene.team).text
    for part in ("Joan Petrie", "Vale Police", "Not answered", "Waiting to go"):
        assert part in page
    assert "The team – MARS" in page


def test_the_team_takes_at_most_eight_queries(scene: Scene) -> None:
    # person, supervision; invitations, answers' times, offered times, letters
    with scene.app.app_context():
        engine = db.engine
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        scene.client.get(scene.team)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert len([s for s in seen if s.startswith("SELECT")]) <= 8


def test_one_more_person_is_asked_by_letter(scene: Scene) -> None:
    answer = scene.client.post(f"{scene.team}/add", data=scene.sent(agreed="yes"))
    assert (answer.status_code, answer.location) == (303, scene.team)
    page = scene.client.get(scene.team).text
    assert "Priya Raman" in page
    assert "Said yes in conversation" in page
    with scene.app.app_context():
        assert len(factories.letters_to(PRIYA, LetterKind.PLEASE_ANSWER)) == 1
        events = db.session.scalars(select(AuditEntry.event)).all()
    assert Event.INVITED in events
    again = scene.client.post(f"{scene.team}/add", data=scene.sent())
    assert again.status_code == 422


def test_a_lead_of_the_directory_fills_in_the_form(scene: Scene) -> None:
    page = scene.client.get(f"{scene.team}/add?lead={scene.lead}").text
    assert f'value="{PRIYA}"' in page
    assert scene.client.get(f"{scene.team}/add?lead=unknown").status_code == 200


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"agency": ""}, "Choose an agency"),
        ({"agency": "0123456789abcdef"}, "Choose an agency"),
        ({"name": ""}, "Enter the name"),
        ({"name": "x" * 61}, "60 characters or fewer"),
        ({"job": ""}, "Enter the role"),
        ({"job": "a\0b"}, "hidden characters"),
        ({"email": ""}, "Enter the work e-mail address"),
        ({"email": "priya"}, "correct format"),
        ({"email": "priya@elsewhere.example"}, "01632 960 108"),
        ({"email": "hana.osei@ashbournevale.example"}, "person who asks"),
        ({"email": "Joan.Petrie@haven.charity.example"}, "asked already"),
        ({"email": "yusuf.demir@valemind.nhs.example"}, "asked to facilitate"),
    ],
)
def test_a_person_who_cannot_be_asked_comes_back_with_the_form(
    scene: Scene, changes: dict[str, str], message: str
) -> None:
    answer = scene.client.post(f"{scene.team}/add", data=scene.sent(**changes))
    assert answer.status_code == 422
    assert message in answer.text
    if "name" not in changes:
        assert 'value="Priya Raman"' in answer.text
    with scene.app.app_context():
        assert factories.letters_to(PRIYA) == []


def test_stopping_takes_the_link_and_the_waiting_letters_away(scene: Scene) -> None:
    stop = f"{scene.team}/{scene.joan}/stop"
    assert "Joan Petrie" in scene.client.get(stop).text
    answer = scene.client.post(stop)
    assert (answer.status_code, answer.location) == (303, scene.team)
    assert "No longer asked" in scene.client.get(scene.team).text
    assert scene.client.get(scene.joan_link).status_code == 404
    with scene.app.app_context():
        assert factories.letters_to("joan.petrie@haven.charity.example") == []
    assert scene.client.post(stop).status_code == 404
    assert scene.client.get(stop).status_code == 404


def test_stopping_somebody_who_has_the_date_takes_it_out_of_their_calendar(
    app: Flask, made: Made
) -> None:
    reference = made(factories.an_arranged)
    with app.app_context():
        hana, row = factories.person(), factories.supervision(reference)
        joan = factories.invitation_of(row, "Joan Petrie").id
        team = f"/requests/{row.reference}/team"
    browser = factories.browser(app, hana)
    assert "out of their calendar" in browser.get(f"{team}/{joan}/stop").text
    assert browser.post(f"{team}/{joan}/stop").status_code == 303
    with app.app_context():
        letters = factories.letters_to(
            "joan.petrie@haven.charity.example", LetterKind.NO_LONGER_ASKED
        )
        assert len(letters) == 1
        calendar = db.session.scalars(
            select(OutboxLetter.message).where(OutboxLetter.kind == LetterKind.NO_LONGER_ASKED)
        ).one()
        assert b'method="CANCEL"' in (calendar or b"")


def test_stopping_the_last_who_has_not_answered_opens_the_gate(app: Flask) -> None:
    with factories.arranging(app):
        factories.partnership()
        hana = factories.person()
        row = factories.a_ready_but_one(hana, "Joan Petrie")
        joan = factories.invitation_of(row, "Joan Petrie").id
        team = f"/requests/{row.reference}/team"
    assert factories.browser(app, hana).post(f"{team}/{joan}/stop").status_code == 303
    with app.app_context():
        assert len(factories.letters_to(hana.email, LetterKind.READY_TO_FIX)) == 1


def test_others_do_not_see_the_team(scene: Scene) -> None:
    with factories.arranging(scene.app):
        daniel, carys = factories.person("Daniel Reeve"), factories.person("Carys Lind")
    assert factories.browser(scene.app, daniel).get(scene.team).status_code == 404
    assert factories.browser(scene.app, carys).get(scene.team).status_code == 200


def test_after_the_end_nobody_is_asked(scene: Scene) -> None:
    with factories.arranging(scene.app):
        row = factories.supervision(scene.team.split("/")[2])
        factories.withdraw(factories.person(), row)
    assert scene.client.get(f"{scene.team}/add").status_code == 409
    assert scene.client.post(f"{scene.team}/add", data=scene.sent()).status_code == 409


JOAN = "joan.petrie@haven.charity.example"


def audited(scene: Scene) -> list[Event]:
    with scene.app.app_context():
        return list(db.session.scalars(select(AuditEntry.event)))


def test_an_answer_given_by_phone_is_noted_and_marked(scene: Scene) -> None:
    phone = f"{scene.team}/{scene.joan}/phone"
    page = scene.client.get(phone).text
    assert "Note an answer given by phone – MARS" in page
    assert 'value="Joan Petrie"' in page
    with scene.app.app_context():
        times = factories.time_ids(factories.supervision(scene.team.split("/")[2]))
    day = clock.today()
    answer = scene.client.post(
        phone,
        data={
            "choice": "come",
            "times": times[:1],
            "by_whom": "Joan’s deputy",
            "on_day-day": day.day,
            "on_day-month": day.month,
            "on_day-year": day.year,
        },
    )
    assert (answer.status_code, answer.location) == (303, scene.team)
    team = scene.client.get(scene.team).text
    assert "Given by phone" in team
    assert "Joan’s deputy, " in team
    assert Event.ANSWERED_BY_PHONE in audited(scene)
    with scene.app.app_context():
        assert len(factories.letters_to(JOAN, LetterKind.ANSWER_RECEIVED)) == 1

    guest = scene.app.test_client()
    page_url = guest.get(scene.joan_link).location
    assert guest.post(page_url, data={"choice": "come", "times": "none"}).status_code == 303
    assert "Given by phone" not in scene.client.get(scene.team).text


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"choice": ""}, "Choose what they said"),
        ({"choice": "colleague"}, "Choose what they said"),
        ({"times": ""}, "Tick at least one time"),
        ({"choice": "cannot"}, "Choose why they cannot come"),
        ({"choice": "cannot", "reason": "diary", "times": "none"}, "Change one of them"),
        ({"by_whom": ""}, "Enter who gave the answer"),
        ({"by_whom": "x" * 101}, "100 characters or fewer"),
        ({"on_day-day": ""}, "day of the call"),
        ({"on_day-year": "2020"}, "before they were asked"),
        ({"on_day-year": "2090"}, "today or earlier"),
    ],
)
def test_a_call_that_says_too_little_comes_back_with_the_form(
    scene: Scene, changes: dict[str, str], message: str
) -> None:
    day = clock.today()
    sent = {"choice": "come", "times": "none", "by_whom": "Joan Petrie"}
    sent |= {"on_day-day": str(day.day), "on_day-month": str(day.month)}
    sent |= {"on_day-year": str(day.year)} | changes
    answer = scene.client.post(f"{scene.team}/{scene.joan}/phone", data=sent)
    assert answer.status_code == 422
    assert message in answer.text
    assert Event.ANSWERED_BY_PHONE not in audited(scene)


def test_only_those_ticked_are_reminded(scene: Scene) -> None:
    remind = f"{scene.team}/remind"
    assert "within the last hour" in scene.client.get(remind).text
    assert scene.client.post(remind, data={"who": scene.joan}).status_code == 422

    clock.set_ahead(timedelta(hours=2))
    factories.sign_in(scene.client, scene.hana)
    page = scene.client.get(remind).text
    assert page.count('type="checkbox"') == 4
    assert "checked" not in page
    assert scene.client.post(remind).status_code == 422
    answer = scene.client.post(remind, data={"who": scene.joan})
    assert (answer.status_code, answer.location) == (303, scene.team)
    with scene.app.app_context():
        rows = db.session.execute(
            select(OutboxLetter.recipient, OutboxLetter.revision).where(
                OutboxLetter.kind == LetterKind.PLEASE_ANSWER,
                OutboxLetter.message.is_not(None),
            )
        ).all()
    assert sorted(revision for _, revision in rows) == [0, 0, 0, 1]
    assert (JOAN, 1) in rows
    assert scene.app.test_client().get(scene.joan_link).status_code == 303
    assert scene.client.post(remind, data={"who": scene.joan}).status_code == 422


def test_the_e_mail_is_sent_again_and_can_close_the_earlier_links(scene: Scene) -> None:
    resend = f"{scene.team}/{scene.joan}/resend"
    assert JOAN in scene.client.get(resend).text
    assert scene.client.post(resend).status_code == 303
    assert scene.app.test_client().get(scene.joan_link).status_code == 303
    assert scene.client.post(resend, data={"close_old": "yes"}).status_code == 303
    assert scene.app.test_client().get(scene.joan_link).status_code == 404
    with scene.app.app_context():
        newest = factories.link_to(JOAN, LetterKind.PLEASE_ANSWER)
    assert scene.app.test_client().get(newest).status_code == 303
    assert audited(scene).count(Event.ASKED_AGAIN) == 2


def test_a_corrected_address_closes_the_old_link_and_gets_a_new_one(scene: Scene) -> None:
    right = "j.petrie@haven.charity.example"
    address = f"{scene.team}/{scene.joan}/address"
    assert JOAN in scene.client.get(address).text
    answer = scene.client.post(address, data={"name": "Joan Petrie", "email": right})
    assert (answer.status_code, answer.location) == (303, scene.team)
    assert right in scene.client.get(scene.team).text
    assert scene.app.test_client().get(scene.joan_link).status_code == 404
    with scene.app.app_context():
        assert factories.letters_to(JOAN) == []
        link = factories.link_to(right, LetterKind.PLEASE_ANSWER)
    assert scene.app.test_client().get(link).status_code == 303
    assert Event.ADDRESS_CORRECTED in audited(scene)


def test_a_corrected_address_of_somebody_who_comes_gets_the_date(app: Flask, made: Made) -> None:
    right = "j.petrie@haven.charity.example"
    reference = made(factories.an_arranged)
    with app.app_context():
        hana, row = factories.person(), factories.supervision(reference)
        joan = factories.invitation_of(row, "Joan Petrie").id
        team = f"/requests/{row.reference}/team"
    client = factories.browser(app, hana)
    address = f"{team}/{joan}/address"
    assert client.post(address, data={"name": "Joan Petrie", "email": right}).status_code == 303
    assert "Comes" in client.get(team).text
    with app.app_context():
        assert len(factories.letters_to(right, LetterKind.DATE_FIXED)) == 1
        assert len(factories.letters_to(right, LetterKind.NEW_LINK)) == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"email": JOAN}, "the address that we have"),
        ({"email": "Joan.Petrie@HAVEN.charity.example"}, "the address that we have"),
        ({"email": ""}, "e-mail address"),
        ({"email": "joan@elsewhere.example"}, "uses addresses that end in"),
        ({"email": "hana.osei@ashbournevale.example"}, "person who asks"),
        ({"name": ""}, "Enter the person’s name"),
        ({"name": "a\0b"}, "hidden characters"),
    ],
)
def test_an_address_that_will_not_do_comes_back_with_the_form(
    scene: Scene, changes: dict[str, str], message: str
) -> None:
    sent = {"name": "Joan Petrie", "email": "j.petrie@haven.charity.example"} | changes
    answer = scene.client.post(f"{scene.team}/{scene.joan}/address", data=sent)
    assert answer.status_code == 422
    assert message in answer.text
    assert scene.app.test_client().get(scene.joan_link).status_code == 303


@pytest.mark.parametrize("act", ["phone", "resend", "address"])
def test_somebody_who_is_not_asked_cannot_be_written_to(scene: Scene, act: str) -> None:
    scene.client.post(f"{scene.team}/{scene.joan}/stop")
    assert scene.client.get(f"{scene.team}/{scene.joan}/{act}").status_code == 404
    assert scene.client.post(f"{scene.team}/{scene.joan}/{act}").status_code == 404
    daniel = factories.browser(scene.app, scene.daniel)
    assert daniel.get(f"{scene.team}/{scene.joan}/{act}").status_code == 404
