"""Answering from an e-mail: the link, the answer, a colleague, the code, the facilitator."""

import re
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from mars.answers import colleagues, verbs
from mars.database import db
from mars.domain.answering import Choice, NominationState
from mars.domain.workflow import LetterKind
from mars.store.invitations import Answer, AnswerTime, Invitation
from mars.store.letters import OutboxLetter
from mars.store.supervisions import Nomination
from tests import factories, scenes
from tests.integration.conftest import Made
from tests.looking import ticks
from tests.played import Played

JOAN = "joan.petrie@haven.charity.example"
YUSUF = "yusuf.demir@valemind.nhs.example"
SECRETS = (factories.INITIALS, factories.STUCK, factories.HOPE, "LCS 4410-F")


@dataclass
class Scene:
    """A request on which Joan and Yusuf have not answered."""

    app: Flask
    client: FlaskClient
    reference: str
    joan: str
    yusuf: str
    times: list[str]

    def open(self, path: str) -> str:
        """Follow a link from a letter; the address it leads to."""
        answer = self.client.get(path)
        assert answer.status_code == 303
        return str(answer.location)

    def prove(self, address: str, email: str = JOAN) -> str:
        """Give the code that went to the address on file. Returns the page's address."""
        factories.give_code(self.client, address, email)
        return address

    def answer(self) -> Answer | None:
        """Joan's latest answer."""
        with self.app.app_context():
            return db.session.scalar(
                select(Answer)
                .join(Invitation, Invitation.id == Answer.invitation_id)
                .where(Invitation.email == JOAN)
            )

    def letters(self, address: str, kind: LetterKind) -> list[str]:
        with self.app.app_context():
            return factories.letters_to(address, kind)

    def link(self, address: str, kind: LetterKind | None = None) -> str:
        with self.app.app_context():
            return factories.link_to(address, kind)


@pytest.fixture
def scene(played: Played) -> Scene:
    return played(_play)


def _play(played: Played) -> Scene:
    app, reference = played.app, played(scenes.request, scenes.half_asked)
    with factories.arranging(app):
        row = factories.supervision(reference)
        return Scene(
            app,
            factories.browser(app),
            row.reference,
            factories.link_to(JOAN),
            factories.link_to(YUSUF),
            factories.time_ids(row),
        )


def test_a_link_leaves_the_address_bar_and_changes_nothing(scene: Scene) -> None:
    address = scene.open(scene.joan)
    assert re.fullmatch(r"/answer/[0-9a-f]{16}", address)
    assert scene.client.head(scene.joan).status_code == 303
    assert scene.open(scene.joan) == address
    assert scene.answer() is None


def test_the_answer_page_says_who_asks_and_nothing_of_the_child(scene: Scene) -> None:
    page = scene.client.get(scene.open(scene.joan)).text
    assert "Hana Osei" in page
    assert "Haven Domestic Abuse Service" in page
    assert not any(secret in page for secret in SECRETS)
    assert len(page.encode()) < 30_000
    assert " checked" not in page


@pytest.mark.parametrize(
    "token",
    ["x", "x" * 43, "x" * 500, "%00" * 3, "é" * 43],
)
def test_every_link_that_does_not_open_gives_the_same_page(scene: Scene, token: str) -> None:
    unknown = scene.client.get("/a/" + "a" * 43)
    found = scene.client.get(f"/a/{token}")
    assert found.status_code == unknown.status_code == 404
    assert "01632 960 199" in found.text
    assert found.text == unknown.text


def test_a_revoked_link_looks_like_an_unknown_one(scene: Scene) -> None:
    address = scene.prove(scene.open(scene.joan))
    scene.client.post(f"{address}?choice=colleague", data=COLLEAGUE)
    unknown = scene.client.get("/a/" + "a" * 43)
    assert scene.client.get(scene.joan).text == unknown.text
    assert scene.client.get(address).text == unknown.text
    assert scene.client.get("/answer/0123456789abcdef").text == unknown.text


def test_a_link_of_another_purpose_opens_nothing_here(scene: Scene) -> None:
    answering, facilitating = scene.open(scene.joan), scene.open(scene.yusuf)
    assert scene.client.get(facilitating.removesuffix("/facilitate")).status_code == 404
    assert scene.client.get(f"{answering}/facilitate").status_code == 404


def test_coming_records_the_times_and_sends_a_receipt(scene: Scene) -> None:
    address = scene.open(scene.joan)
    answer = scene.client.post(address, data={"choice": "come", "times": scene.times[:2]})
    assert (answer.status_code, answer.location) == (303, f"{address}/thanks")
    assert "Your answer is recorded" in scene.client.get(answer.location).text
    kept = scene.answer()
    assert kept is not None
    assert kept.choice is Choice.COME
    with scene.app.app_context():
        chosen = db.session.scalars(
            select(AnswerTime.offered_time_id).where(AnswerTime.answer_id == kept.id)
        )
        assert set(chosen) == set(scene.times[:2])
    assert len(scene.letters(JOAN, LetterKind.ANSWER_RECEIVED)) == 1


def test_an_answer_can_be_changed_and_its_newest_receipt_leaves(scene: Scene) -> None:
    address = scene.open(scene.joan)
    scene.client.post(address, data={"choice": "come", "times": scene.times})
    scene.client.post(f"{address}?choice=cannot", data={"reason": "diary"})
    kept = scene.answer()
    assert kept is not None
    assert kept.choice is Choice.CANNOT
    scene.client.post(address, data={"choice": "come", "times": "none"})
    kept = scene.answer()
    assert kept is not None
    assert (kept.choice, kept.reason) == (Choice.COME, None)
    [receipt] = scene.letters(JOAN, LetterKind.ANSWER_RECEIVED)
    assert "you agree and will come" in receipt
    assert "I agree and will come" in scene.client.get(address).text


def test_the_same_answer_again_sends_nothing(scene: Scene) -> None:
    address = scene.open(scene.joan)
    receipts = select(OutboxLetter.id).where(OutboxLetter.kind == LetterKind.ANSWER_RECEIVED)
    for count, times in enumerate((scene.times, scene.times[:1], "none"), start=1):
        for _ in range(3):
            scene.client.post(address, data={"choice": "come", "times": times})
        with scene.app.app_context():
            assert len(db.session.scalars(receipts).all()) == count
    for _ in range(3):
        scene.client.post(f"{address}?choice=cannot", data={"reason": "diary"})
    with scene.app.app_context():
        assert len(db.session.scalars(receipts).all()) == 4


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "Choose your answer"),
        ({"choice": "maybe"}, "Choose your answer"),
        ({"choice": "come"}, "Tick at least one time"),
        ({"choice": "come", "times": "0123456789abcdef"}, "Choose the times"),
        ({"choice": "come", "times": ["FIRST", "none"]}, "not both"),
        ({"choice": "cannot", "times": "FIRST"}, "will not come"),
        ({"choice": "come", "times": "none", "access_needs": "x" * 301}, "300 characters"),
        ({"choice": "come", "times": "none", "access_needs": "a\0b"}, "hidden characters"),
        ({"choice": "come", "times": "none", "access_needs": "Ring me: 07700 900 123"}, "07700"),
    ],
)
def test_an_answer_that_says_too_little_comes_back(
    scene: Scene, data: dict[str, object], message: str
) -> None:
    first = scene.times[0]
    sent = {
        key: [first if v == "FIRST" else v for v in ([value] if isinstance(value, str) else value)]  # type: ignore[attr-defined]
        for key, value in data.items()
    }
    answer = scene.client.post(scene.open(scene.joan), data=sent)
    assert answer.status_code == 422
    assert message in answer.text
    assert "There is a problem" in answer.text
    assert scene.answer() is None


def test_what_was_typed_is_still_there(scene: Scene) -> None:
    sent = {"times": scene.times[1], "access_needs": "A hearing loop"}
    page = scene.client.post(scene.open(scene.joan), data=sent).text
    assert f'value="{scene.times[1]}" checked' in page
    assert "A hearing loop" in page


def test_a_note_is_kept_once_it_was_looked_at_again(scene: Scene) -> None:
    address = scene.open(scene.joan)
    sent = {"choice": "come", "times": "none", "access_needs": "Ring me: 07700 900 123"}
    page = scene.client.post(address, data=sent)
    assert page.status_code == 422
    assert scene.client.post(address, data=sent | ticks(page.text)).status_code == 303


def test_the_second_screen_asks_why(scene: Scene) -> None:
    address = scene.open(scene.joan)
    answer = scene.client.post(address, data={"choice": "cannot"})
    assert answer.location == f"{address}?choice=cannot"
    assert scene.answer() is None
    refused = scene.client.post(answer.location, data={})
    assert refused.status_code == 422
    assert "Choose why you cannot come" in refused.text
    assert scene.client.post(answer.location, data={"reason": "no-capacity"}).status_code == 303
    kept = scene.answer()
    assert kept is not None
    assert kept.reason == "no-capacity"


MINE = {"reader": "myself"}
COLLEAGUE = {"name": "Mia Stone", "job": "Worker", "email": "mia.stone@haven.charity.example"}


def test_a_colleague_gets_a_link_and_the_old_one_dies(scene: Scene) -> None:
    address = scene.prove(scene.open(scene.joan))
    step = scene.client.post(address, data={"choice": "colleague"})
    answer = scene.client.post(step.location, data=COLLEAGUE)
    assert answer.location == "/answer/done/colleague"
    assert "Your colleague has been asked" in scene.client.get(answer.location).text
    assert scene.client.get(address).status_code == 404
    assert len(scene.letters(JOAN, LetterKind.COLLEAGUE_TOLD)) == 1
    assert scene.letters(JOAN, LetterKind.PLEASE_ANSWER) == []
    new = scene.open(scene.link(COLLEAGUE["email"], LetterKind.COLLEAGUE_ASKED))
    done = scene.client.post(new, data={"choice": "come", "times": scene.times})
    assert done.status_code == 303


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": ""}, "Enter your colleague’s name"),
        ({"job": "x" * 101}, "100 characters or fewer"),
        ({"email": "nonsense"}, "correct format"),
        ({"email": "mia@elsewhere.example"}, "01632 960 106"),
        ({"email": "Joan.Petrie+x@haven.charity.example"}, "asked already"),
        ({"email": "hana.osei@ashbournevale.example"}, "person who asks"),
        ({"email": "tom.hargreave@vale.police.example"}, "asked already"),
        ({"email": YUSUF}, "asked to facilitate"),
    ],
)
def test_a_colleague_who_cannot_be_asked_is_refused(
    scene: Scene, changes: dict[str, str], message: str
) -> None:
    address = scene.open(scene.joan)
    answer = scene.client.post(f"{address}?choice=colleague", data=COLLEAGUE | changes)
    assert answer.status_code == 422
    assert message in answer.text
    assert scene.client.get(address).status_code == 200
    with scene.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Invitation)) == 4


def test_an_invitation_is_passed_on_three_times_at_most_and_never_back(scene: Scene) -> None:
    address = scene.prove(scene.open(scene.joan))
    for name in ("one", "two", "three"):
        email = f"{name}@haven.charity.example"
        sent = COLLEAGUE | {"email": email}
        assert scene.client.post(f"{address}?choice=colleague", data=sent).status_code == 303
        address = scene.prove(scene.open(scene.link(email)), email)
        back = scene.client.post(f"{address}?choice=colleague", data=COLLEAGUE | {"email": JOAN})
        assert back.status_code == 422
    page = scene.client.get(f"{address}?choice=colleague")
    assert "cannot be passed on again" in page.text
    last = scene.client.post(f"{address}?choice=colleague", data=COLLEAGUE)
    assert last.status_code == 422
    assert "passed on 3 times" in last.text


def test_what_it_is_about_needs_the_code(scene: Scene) -> None:
    address = scene.open(scene.joan)
    led = scene.client.get(f"{address}/about")
    assert (led.status_code, led.location) == (303, f"{address}/code")
    offer = scene.client.get(led.location).text
    assert "j•••@haven.charity.example" in offer
    assert not any(secret in offer for secret in SECRETS)
    sent = scene.client.post(f"{address}/code", data=MINE)
    assert sent.status_code == 303
    with scene.app.app_context():
        digits = factories.code_to(JOAN)
    done = scene.client.post(f"{address}/code/check", data={"code": f"{digits[:4]} {digits[4:]}"})
    assert (done.status_code, done.location) == (303, f"{address}/about")
    page = scene.client.get(done.location)
    assert all(secret in page.text for secret in SECRETS)
    assert "01632 960 150" in page.text
    assert factories.INITIALS not in re.findall("<title>(.*?)</title>", page.text)[0]


def test_wrong_codes_are_counted_and_then_the_code_is_dead(scene: Scene) -> None:
    address = scene.open(scene.joan)
    scene.client.post(f"{address}/code", data=MINE)
    with scene.app.app_context():
        digits = factories.code_to(JOAN)
    wrong = f"{(int(digits) + 1) % 10**8:08}"
    for _ in range(5):
        answer = scene.client.post(f"{address}/code/check", data={"code": wrong})
        assert answer.status_code == 422
    assert "Ask for a new one" in answer.text
    assert scene.client.post(f"{address}/code/check", data={"code": digits}).status_code == 422
    assert scene.client.get(f"{address}/about").status_code == 303


def test_a_code_works_only_in_the_browser_that_asked(scene: Scene) -> None:
    address = scene.open(scene.joan)
    scene.client.post(f"{address}/code", data=MINE)
    with scene.app.app_context():
        digits = factories.code_to(JOAN)
    scene.client = factories.browser(scene.app)
    scene.open(scene.joan)
    assert scene.client.post(f"{address}/code/check", data={"code": digits}).status_code == 422


def test_the_fourth_code_in_an_hour_is_refused(scene: Scene) -> None:
    address = scene.open(scene.joan)
    assert [scene.client.post(f"{address}/code", data=MINE).status_code for _ in range(4)] == [
        303,
        303,
        303,
        429,
    ]


def test_a_facilitator_accepts_and_the_requester_hears(scene: Scene) -> None:
    address = scene.open(scene.yusuf)
    assert address.endswith("/facilitate")
    page = scene.client.get(address).text
    assert "You do not know the family." in page
    assert not any(secret in page for secret in SECRETS)
    answer = scene.client.post(address, data={"willing": "yes", "times": scene.times[:1]})
    assert answer.status_code == 303
    after = scene.client.get(address).text
    assert '<h1 class="govuk-heading-l">You will facilitate</h1>' in after
    assert "What happens next" in after
    assert "Change your answer" in after
    assert after.count(" selected") == 1
    assert after.count(" checked") == 1
    assert "Will you facilitate?</h1>" not in after
    letters = scene.letters("hana.osei@ashbournevale.example", LetterKind.FACILITATOR_ANSWERED)
    assert len(letters) == 1
    scene.client.post(address, data={"willing": "yes", "times": scene.times})
    letters = scene.letters("hana.osei@ashbournevale.example", LetterKind.FACILITATOR_ANSWERED)
    assert len(letters) == 1


def test_a_facilitator_declines_and_the_link_dies(scene: Scene) -> None:
    address = scene.open(scene.yusuf)
    answer = scene.client.post(address, data={"willing": "no"})
    assert answer.location == "/answer/done/declined"
    assert scene.client.get(answer.location).status_code == 200
    assert scene.client.get(address).status_code == 404
    with scene.app.app_context():
        state = db.session.scalar(select(Nomination.state))
    assert state is NominationState.DECLINED


@pytest.mark.parametrize("data", [{}, {"willing": "perhaps"}, {"willing": "no", "times": "ALL"}])
def test_a_facilitator_says_yes_or_no(scene: Scene, data: dict[str, str]) -> None:
    sent = {key: scene.times if value == "ALL" else value for key, value in data.items()}
    assert scene.client.post(scene.open(scene.yusuf), data=sent).status_code == 422


def test_the_requester_hears_once_when_the_gates_are_passed(scene: Scene) -> None:
    scene.client.post(scene.open(scene.yusuf), data={"willing": "yes"})
    with factories.arranging(scene.app):
        row = db.session.scalars(select(Nomination)).one()
        supervision = factories.supervision(scene.reference)
        factories.agree_all(supervision, but=["Joan Petrie"])
        assert row.state is NominationState.ACCEPTED
    hana = "hana.osei@ashbournevale.example"
    assert scene.letters(hana, LetterKind.READY_TO_FIX) == []
    address = scene.open(scene.joan)
    for _ in range(2):
        scene.client.post(address, data={"choice": "come", "times": scene.times})
    assert len(scene.letters(hana, LetterKind.READY_TO_FIX)) == 1


def test_once_the_date_is_fixed_the_page_shows_it_and_asks_no_times(app: Flask, made: Made) -> None:
    made(factories.an_arranged)
    with app.app_context():
        path, facilitating = factories.link_to(JOAN), factories.link_to(YUSUF)
    client = factories.browser(app)
    address = client.get(path).location
    page = client.get(address).text
    assert "It is on" in page
    assert "Times that suit you" not in page
    assert client.post(f"{address}?choice=cannot", data={"reason": "diary"}).status_code == 303
    assert client.post(address, data={"choice": "come"}).status_code == 303
    led = client.get(facilitating)
    assert led.location.startswith("/sessions/")


def test_a_colleague_who_agrees_after_the_date_is_fixed_gets_it(app: Flask, made: Made) -> None:
    reference = made(factories.an_arranged)
    with factories.arranging(app):
        joan = factories.invitation_of(factories.supervision(reference), "Joan Petrie")
        guest = factories.by_link(joan.name, joan.email)
        colleagues.name(guest, joan.id, colleagues.Named(**COLLEAGUE), proved=True)
        [asked] = factories.letters_to(COLLEAGUE["email"], LetterKind.COLLEAGUE_ASKED)
        mia = factories.invitation_of(factories.supervision(reference), "Mia Stone")
        verbs.agree(factories.by_link(mia.name, mia.email), mia.id)
        assert len(factories.letters_to(COLLEAGUE["email"], LetterKind.DATE_FIXED)) == 1
    assert "Please say whether you can come." in " ".join(asked.split())
    assert "times suit" not in asked


def test_nobody_answers_after_the_end(scene: Scene) -> None:
    address = scene.open(scene.joan)
    with factories.arranging(scene.app):
        factories.withdraw(factories.person(), factories.supervision(scene.reference))
    assert scene.client.get(address).status_code == 404
    assert scene.client.post(address, data={"choice": "come"}).status_code == 404


def test_an_unknown_end_is_not_found(scene: Scene) -> None:
    assert scene.client.get("/answer/done/other").status_code == 404
