"""The register of facilitators, and finding one for a request."""

from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from mars.answers import verbs as answers
from mars.database import db
from mars.domain.answering import NominationState
from mars.domain.practice_models import Model
from mars.domain.workflow import LetterKind
from mars.facilitators import register
from mars.store.people import Agency, Facilitator
from mars.store.supervisions import Nomination
from tests import factories, scenes
from tests.integration.conftest import Made
from tests.played import Played

INDEPENDENT = {"same_team": "no", "line_manager": "no", "knows_family": "no"}
YUSUF = "yusuf.demir@valemind.nhs.example"


@dataclass
class Scene:
    """A request without a facilitator, its requester's browser and the coordinator's."""

    app: Flask
    hana: FlaskClient
    carys: FlaskClient
    page: str
    yusuf: str
    agency: str

    def nominations(self) -> list[Nomination]:
        with self.app.app_context():
            return list(db.session.scalars(select(Nomination)))


@pytest.fixture
def scene(played: Played) -> Scene:
    return played(_play)


def _play(played: Played) -> Scene:
    app, reference = played.app, played(scenes.request, factories.an_asked)
    with factories.arranging(app):
        hana, row = factories.person(), factories.supervision(reference)
        yusuf = db.session.scalars(select(Facilitator).where(Facilitator.email == YUSUF)).one()
        agency = db.session.scalars(select(Agency.id).where(Agency.name == "Vale Police")).one()
        return Scene(
            app,
            factories.browser(app, hana),
            factories.browser(app, factories.person("Carys Lind")),
            f"/requests/{row.reference}/facilitator",
            yusuf.id,
            agency,
        )


def entry(scene: Scene, **changes: object) -> dict[str, object]:
    first = {
        "name": "Ida North",
        "job": "Trainer",
        "agency": scene.agency,
        "email": "ida.north@vale.police.example",
        "models": [Model.SYSTEMIC.value],
        "note": "Fridays",
    }
    return first | changes


def named(scene: Scene, **changes: object) -> dict[str, object]:
    """Somebody who is not on the register: MARS asks less of them."""
    of_the_register = {"models", "note"}
    return {k: v for k, v in entry(scene, **changes).items() if k not in of_the_register}


def test_the_register_is_searched_by_name_agency_and_model(scene: Scene) -> None:
    assert "Yusuf Demir" in scene.hana.get("/facilitators").text
    for words in ("yusuf", "mental HEALTH", "systemic", "demir systemic"):
        page = scene.hana.get("/facilitators", query_string={"q": words}).text
        assert "Yusuf Demir" in page, words
        assert "Bryn Maddox" not in page, words
    for words in ("%", "_", "nobody", "\\", "x" * 61, "a\0b"):
        assert scene.hana.get("/facilitators", query_string={"q": words}).status_code == 200
    assert "Nobody found" in scene.hana.get("/facilitators?q=%25").text


def test_the_fragment_is_part_of_the_page(scene: Scene) -> None:
    part = scene.hana.get("/facilitators?q=yusuf", headers={"HX-Request": "true"}).text
    assert part.strip() in scene.hana.get("/facilitators?q=yusuf").text
    assert "<html" not in part


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "²", "1" * 50])
def test_a_strange_page_number_shows_a_page(scene: Scene, page: str) -> None:
    assert scene.hana.get("/facilitators", query_string={"page": page}).status_code == 200


def test_the_register_shows_who_facilitated_how_often(app: Flask, made: Made) -> None:
    reference = made(factories.a_held)
    with app.app_context():
        row = factories.supervision(reference)
        [found] = register.find("yusuf").rows
        assert (found.count, found.last) == (1, factories.meeting_of(row).starts_at)


def test_the_coordinator_keeps_the_register(scene: Scene) -> None:
    assert scene.carys.post("/facilitators/add", data=entry(scene)).status_code == 303
    with scene.app.app_context():
        email = "ida.north@vale.police.example"
        ida = db.session.scalars(select(Facilitator).where(Facilitator.email == email)).one()
    address = f"/facilitators/{ida.id}"
    assert 'value="Fridays"' in scene.carys.get(address).text
    assert scene.carys.post(address, data=entry(scene, note="Mondays")).status_code == 303
    assert "Mondays" in scene.hana.get("/facilitators").text
    assert scene.carys.post(address, data={"act": "retire"}).status_code == 303
    assert "Ida North" not in scene.hana.get(scene.page).text
    assert "Retired" in scene.hana.get("/facilitators?q=ida").text
    assert scene.carys.post(address, data={"act": "restore"}).status_code == 303
    assert "Ida North" in scene.hana.get(scene.page).text


def test_only_the_coordinator_keeps_the_register(scene: Scene) -> None:
    assert scene.hana.get("/facilitators/add").status_code == 403
    assert (
        scene.hana.post(f"/facilitators/{scene.yusuf}", data={"act": "retire"}).status_code == 403
    )
    assert scene.carys.get("/facilitators/0123456789abcdef").status_code == 404


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": ""}, "Enter the facilitator’s name"),
        ({"job": "x" * 101}, "100 characters or fewer"),
        ({"agency": "nowhere"}, "Choose the facilitator’s agency"),
        ({"email": "ida"}, "correct format"),
        ({"email": "Yusuf.Demir@valemind.nhs.example"}, "on the register already"),
        ({"models": ["astrology"]}, "Choose the models"),
        ({"note": "x" * 201}, "200 characters or fewer"),
    ],
)
def test_a_bad_entry_comes_back(scene: Scene, changes: dict[str, object], message: str) -> None:
    answer = scene.carys.post("/facilitators/add", data=entry(scene, **changes))
    assert answer.status_code == 422
    assert message in answer.text
    assert "ida.north" in answer.text or "email" in changes


def test_somebody_from_the_register_is_asked(scene: Scene) -> None:
    answer = scene.hana.post(scene.page, data=INDEPENDENT | {"facilitator": scene.yusuf})
    assert (answer.status_code, answer.location) == (303, scene.page)
    page = scene.hana.get(scene.page).text
    assert "Yusuf Demir" in page
    assert "Asked, no answer yet" in page
    with scene.app.app_context():
        assert len(factories.letters_to(YUSUF, LetterKind.FACILITATOR_ASKED)) == 1
    again = scene.hana.post(scene.page, data=INDEPENDENT | {"facilitator": scene.yusuf})
    assert again.status_code == 409
    assert len(scene.nominations()) == 1


def test_a_coordinator_does_not_ask_herself(scene: Scene) -> None:
    with scene.app.app_context():
        carys = factories.person("Carys Lind")
    hers = factories.browser(scene.app, carys)

    sent = INDEPENDENT | named(scene, email=carys.email.replace("@", "+mars@"))
    answer = hers.post(f"{scene.page}?named=yes", data=sent)

    assert answer.status_code == 422
    assert "This is you. Somebody else has to ask you" in answer.text
    assert scene.nominations() == []


def test_somebody_not_on_the_register_is_asked(scene: Scene) -> None:
    answer = scene.hana.post(f"{scene.page}?named=yes", data=INDEPENDENT | named(scene))
    assert answer.status_code == 303
    [nomination] = scene.nominations()
    assert (nomination.facilitator_id, nomination.name) == (None, "Ida North")


def test_a_lack_of_independence_needs_a_reason(scene: Scene) -> None:
    sent = INDEPENDENT | {"facilitator": scene.yusuf, "same_team": "yes"}
    refused = scene.hana.post(scene.page, data=sent)
    assert refused.status_code == 422
    assert "Enter why you choose them all the same" in refused.text
    answer = scene.hana.post(scene.page, data=sent | {"reason": "Nobody else is free"})
    assert answer.status_code == 303
    page = scene.hana.get(scene.page).text
    assert "They work in the same team" in page
    assert "Nobody else is free" in page


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"facilitator": ""}, "Choose a facilitator"),
        ({"facilitator": "0123456789abcdef"}, "Choose a facilitator"),
        ({"same_team": ""}, "Choose whether they work in the same team"),
        ({"line_manager": "perhaps"}, "Choose whether they are the line manager"),
        ({"knows_family": ""}, "Choose whether they know the family"),
        ({"knows_family": "yes", "reason": "x" * 301}, "300 characters or fewer"),
        ({"knows_family": "yes", "reason": "NHS 943 476 5919"}, "943 476 5919"),
    ],
)
def test_a_bad_choice_comes_back(scene: Scene, changes: dict[str, str], message: str) -> None:
    sent = INDEPENDENT | {"facilitator": scene.yusuf} | changes
    answer = scene.hana.post(scene.page, data=sent)
    assert answer.status_code == 422
    assert message in answer.text
    assert scene.nominations() == []


@pytest.mark.parametrize(
    ("email", "message"),
    [
        ("hana.osei@ashbournevale.example", "person who asks"),
        ("Tom.Hargreave@vale.police.example", "for an agency"),
        ("nonsense", "correct format"),
        ("", "work e-mail address"),
    ],
)
def test_the_requester_and_the_team_do_not_facilitate(
    scene: Scene, email: str, message: str
) -> None:
    sent = INDEPENDENT | named(scene, email=email)
    answer = scene.hana.post(f"{scene.page}?named=yes", data=sent)
    assert answer.status_code == 422
    assert message in answer.text
    assert scene.nominations() == []


def test_releasing_kills_the_link_and_lets_one_look_again(scene: Scene) -> None:
    scene.hana.post(scene.page, data=INDEPENDENT | {"facilitator": scene.yusuf})
    with scene.app.app_context():
        link = factories.link_to(YUSUF)
    assert "Yusuf Demir" in scene.hana.get(f"{scene.page}/release").text
    assert scene.hana.post(f"{scene.page}/release").status_code == 303
    assert scene.hana.get(link).status_code == 404
    page = scene.hana.get(scene.page).text
    assert "Asked before" in page
    assert "No longer asked" in page
    assert scene.hana.post(f"{scene.page}/release").status_code == 409
    assert scene.hana.get(f"{scene.page}/release").status_code == 303


def test_who_declined_before_is_shown(scene: Scene) -> None:
    with factories.arranging(scene.app):
        row = factories.supervision(scene.page.split("/")[2])
        nomination = factories.ask_facilitator(factories.person(), row)
        answers.decline_facilitating(factories.by_link("Yusuf Demir", YUSUF), nomination.id)
    assert "Declined" in scene.hana.get(scene.page).text
    assert [n.state for n in scene.nominations()] == [NominationState.DECLINED]
