"""The team of a request: who is asked, asking one more, stopping."""

from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from mars.database import db
from mars.domain.workflow import Event, LetterKind
from mars.store.entries import AuditEntry
from mars.store.people import Agency, Lead
from tests import factories

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

    def sent(self, **changes: str) -> dict[str, str]:
        """What the form sends to ask Priya."""
        first = {"agency": self.agency, "name": "Priya Raman", "job": "Nurse", "email": PRIYA}
        return first | changes


@pytest.fixture
def scene(app: Flask) -> Scene:
    with factories.arranging(app):
        factories.partnership()
        hana = factories.person()
        row = factories.an_asked(hana)
        factories.ask_facilitator(hana, row)
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
        ({"name": "x" * 101}, "100 characters or fewer"),
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
    assert "You stopped asking them" in scene.client.get(scene.team).text
    assert scene.client.get(scene.joan_link).status_code == 404
    with scene.app.app_context():
        assert factories.letters_to("joan.petrie@haven.charity.example") == []
    assert scene.client.post(stop).status_code == 404
    assert scene.client.get(stop).status_code == 404


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
