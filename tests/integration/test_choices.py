"""What becomes of every answer that the asking form offers: turns, letters, what each person reads.

A few requests are sent, each with another choice of every question, and each choice is followed to
the people whom it concerns. A question without a row here is a fault of the last test.
"""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from itertools import cycle, islice
from types import ModuleType

import pytest
from flask import Flask
from sqlalchemy import select

from mars import clock
from mars.answers import verbs as answers
from mars.asking import (
    facilitator_forms,
    family_forms,
    forms,
    gate_forms,
    team_forms,
    times_form,
    verbs,
)
from mars.database import db
from mars.domain.actors import Actor
from mars.domain.answering import DeclineReason
from mars.domain.asking import AgeBand, OpenTo, Place
from mars.domain.drafts import (
    Candidate,
    Child,
    Children,
    FamilyKnows,
    Offer,
    Piece,
    Plan,
    Shape,
    Way,
)
from mars.domain.holding import NotSafeReason, Told
from mars.domain.practice_models import Model
from mars.domain.workflow import LetterKind
from mars.store.invitations import Invitation
from mars.store.letters import OutboxLetter
from mars.store.people import Facilitator
from mars.store.supervisions import Supervision
from mars.web.fields import MarsField
from mars.web.forms import Choice, Choices, MarsForm, Tick
from tests import factories, scenes
from tests.played import Played

YUSUF, OLA = "yusuf.demir@valemind.nhs.example", "ola@berg.example"
GRACE, COORDINATOR = "g.whitlock@hollybush.school.example", "Carys Lind"
LATER = timedelta(days=9)
LOOKING = "The partnership is looking for a facilitator"


@dataclass(frozen=True)
class Follows:
    """What follows when one choice is sent: what the asker, the coordinator, and a guest read.

    `asker`: on the request's page; `never`: not there. `start`: on the asker's start page; `calm`:
    not there. `guest`: on the page behind an invited person's link; `facilitator`: behind the
    facilitator's. `letter`: its kind, to whom. `later`: on the asker's start page nine days on.
    """

    piece: Callable[[], Piece]
    asker: str = ""
    never: str = "no such words"
    start: str = ""
    calm: str = "no such words"
    coordinator: str = ""
    guest: str = ""
    facilitator: str = ""
    letter: dict[LetterKind, str] = field(default_factory=dict)
    no_letter: tuple[LetterKind, ...] = ()
    later: str = ""


FAR = Candidate(same_team=False, line_manager=False, knows_family=False)


def listed(near: str = "") -> Candidate:
    """Yusuf Demir from the register; `near`: which of the three questions is answered yes."""
    key = db.session.scalars(select(Facilitator.id).where(Facilitator.name == "Yusuf Demir")).one()
    return Candidate(
        Way.REGISTER,
        key,
        reason="Nobody else is free" if near else "",
        same_team=near == "same_team",
        line_manager=near == "line_manager",
        knows_family=near == "knows_family",
    )


def named() -> Candidate:
    """Somebody who is not on the register."""
    return replace(FAR, way=Way.NAMED, name="Ola Berg", job="Trainer", email=OLA)


def shape(model: Model) -> Shape:
    return Shape(model, "Ashbourne circle" if model is Model.OWN else "")


def plan(open_to: OpenTo) -> Plan:
    return Plan(open_to, "It cannot wait" if open_to is OpenTo.EARLY_HELP else "")


def not_safe(reason: NotSafeReason) -> FamilyKnows:
    return FamilyKnows(
        Told.NOT_SAFE,
        reason=reason,
        manager="Jo Sharp",
        consulted_on=clock.today(),
        family_agrees=True,
    )


def planned() -> FamilyKnows:
    return FamilyKnows(Told.NOT_YET, on_day=clock.today() + LATER, family_agrees=True)


def told() -> FamilyKnows:
    return FamilyKnows(Told.YES, "Hana Osei", clock.today(), family_agrees=True)


def offer(place: Place) -> Offer:
    return Offer((factories.ahead(12), factories.ahead(13)), place, "Room 2", 60)


NOTE = "Note that the family was told the purpose"
WANTED, ASKED = LetterKind.FACILITATOR_WANTED, LetterKind.FACILITATOR_ASKED
OF_REGISTER = Follows(
    listed,
    asker="Yusuf Demir",
    never=LOOKING,
    calm="Choose a facilitator",
    letter={ASKED: YUSUF},
    no_letter=(WANTED,),
    coordinator="Yusuf Demir",
    facilitator="You do not know the family",
)

FOLLOWS: dict[str, tuple[Follows, ...]] = {
    "way": (
        Follows(
            lambda: Candidate(Way.FIND),
            asker=LOOKING,
            never="Choose a facilitator",
            start=LOOKING,
            calm="Choose a facilitator",
            coordinator="Find a facilitator for the person who asked",
            letter={WANTED: "coordinator@anytown.example"},
            no_letter=(ASKED,),
        ),
        OF_REGISTER,
        Follows(
            named,
            asker="Ola Berg",
            never=LOOKING,
            coordinator="Ola Berg",
            facilitator="You do not work in the same team",
            letter={ASKED: OLA},
            no_letter=(WANTED,),
        ),
        *(
            replace(OF_REGISTER, piece=partial(listed, near), facilitator=says)
            for near, says in (
                ("same_team", "You work in the same team"),
                ("line_manager", "You are their line manager"),
                ("knows_family", "You know the family"),
            )
        ),
    ),
    "told": (
        Follows(told, asker="Told", never=NOTE, calm=NOTE),
        Follows(planned, asker="Planned for", never=NOTE, calm=NOTE, later=NOTE),
        *(
            Follows(partial(not_safe, r), asker=r.label, never=NOTE, calm=NOTE)
            for r in NotSafeReason
        ),
    ),
    "open_to": tuple(Follows(partial(plan, o), asker=o.label, coordinator=o.label) for o in OpenTo),
    "model": tuple(
        Follows(
            partial(shape, m),
            asker=shape(m).own_model or m.label,
            guest=shape(m).own_model or m.label,
        )
        for m in Model
    ),
    "age_band": tuple(
        Follows(partial(Children, (Child("Q.Z.", "4410"),), "LCS", 1, a), asker=a.label.lower())
        for a in AgeBand
    ),
    "place": tuple(Follows(partial(offer, p), guest=p.label.lower()) for p in Place),
}
"""Each question of the form, and what follows of each of its choices."""

FOLLOWED_ELSEWHERE = {
    "hope_for": "another hope than to reflect leads elsewhere: test_asking",
    "reason": "with “told”, where it is not safe",
    "agrees": "a family open to Early Help must agree first: test_completeness",
    "same_team": "with “way”",
    "line_manager": "with “way”",
    "knows_family": "with “way”",
    "agreed_already": "they are asked all the same: the test below",
    **dict.fromkeys(("facilitator_id", "lead", "agency_id"), "who, not what: the directory's own"),
    **dict.fromkeys(("danger", "way_out", "wish", "sure", "declared"), "leads on at once"),
    **dict.fromkeys(("not_emergency", "identifies_nobody"), "of this page alone: kept nowhere"),
}

ROUNDS = max(len(choices) for choices in FOLLOWS.values())


def sent(app: Flask, number: int) -> tuple[str, list[Follows]]:
    """The reference of a request in which every question has its choice of this number."""
    chosen = [next(islice(cycle(choices), number, None)) for choices in FOLLOWS.values()]
    with factories.arranging(app):
        hana = factories.person()
        row = db.session.scalars(select(Supervision)).one()
        for choice in chosen:
            verbs.save(hana, row.id, choice.piece())
        verbs.ask(hana, row.id)
        return row.reference, chosen


@pytest.mark.parametrize("number", range(ROUNDS))
def test_every_choice_is_followed_to_whom_it_concerns(
    app: Flask, played: Played, number: int
) -> None:
    played(scenes.request, factories.a_draft)
    reference, chosen = sent(app, number)
    pages = Pages.of(app, reference)
    for choice in chosen:
        assert choice.asker in pages.asker
        assert choice.never not in pages.asker
        assert choice.start in pages.start
        assert choice.calm not in pages.start
        assert choice.coordinator in pages.coordinator
        assert choice.guest in pages.guest
        assert choice.facilitator in pages.facilitator
        for kind, address in choice.letter.items():
            assert pages.letters[kind] == [address]
        assert not set(choice.no_letter) & set(pages.letters)
    clock.set_ahead(clock.ahead() + LATER)
    start = pages.opened_anew()
    assert all(choice.later in start for choice in chosen)


@dataclass
class Pages:
    """What each person reads of one request, and the letters that went, by kind."""

    app: Flask
    asker: str
    start: str
    coordinator: str
    guest: str
    facilitator: str
    letters: dict[LetterKind, list[str]]

    @classmethod
    def of(cls, app: Flask, reference: str) -> "Pages":
        with factories.arranging(app):
            hana, carys = factories.person(), factories.person(COORDINATOR)
            letters: dict[LetterKind, list[str]] = {}
            for row in db.session.execute(select(OutboxLetter.kind, OutboxLetter.recipient)):
                letters.setdefault(row.kind, []).append(row.recipient)
            links = [factories.link_to(GRACE)]
            links += [factories.link_to(letters[ASKED][0])] if ASKED in letters else []
        browser, page = factories.browser(app, hana), f"/requests/{reference}"
        guests = [app.test_client().get(link, follow_redirects=True).text for link in links]
        return cls(
            app,
            browser.get(page).text,
            browser.get("/").text,
            factories.browser(app, carys).get(page).text,
            guests[0],
            guests[-1],
            letters,
        )

    def opened_anew(self) -> str:
        """The asker's start page at the hour that it is by now."""
        with factories.arranging(self.app):
            hana = factories.person()
        return factories.browser(self.app, hana).get("/").text


def test_who_agreed_in_conversation_is_asked_all_the_same(app: Flask, played: Played) -> None:
    reference = played(scenes.request, factories.a_draft)
    with factories.arranging(app):
        hana, row = factories.person(), factories.supervision(reference)
        for invitation in db.session.scalars(select(Invitation)):
            invitation.agreed_already = True
        verbs.ask(hana, row.id)
        assert factories.letters_to(GRACE, LetterKind.PLEASE_ANSWER)
    page = factories.browser(app, hana).get(f"/requests/{reference}/team").text
    assert page.count("Said yes in conversation") == len(factories.TEAM)


Answered = Callable[[Invitation], object]


def by(row: Invitation) -> Actor:
    return factories.by_link(row.name, row.email)


def come(row: Invitation, *, partly: bool = False, ring_first: bool = False) -> None:
    times = factories.time_ids(row.supervision)
    answers.agree(by(row), row.id, times, partly=partly, ring_first=ring_first)


def decline(reason: DeclineReason, row: Invitation, *, sends_note: bool = False) -> None:
    answers.decline(by(row), row.id, reason, sends_note=sends_note)


CANNOT = LetterKind.AGENCY_CANNOT
RING = "Ring somebody who asked to be rung first"
OF_ANSWERS: tuple[tuple[Answered, str, str, LetterKind | None], ...] = (
    (come, "Will come", "", None),
    (partial(come, partly=True), "Will come for part of it", "", None),
    (partial(come, ring_first=True), "Ring them first", "", LetterKind.PLEASE_RING),
    (lambda row: answers.ask_to_be_rung(by(row), row.id), RING, RING, LetterKind.PLEASE_RING),
    (partial(decline, DeclineReason.OTHER, sends_note=True), "sends a note", "", CANNOT),
    *((partial(decline, reason), reason.label, "", CANNOT) for reason in DeclineReason),
)
"""An answer; what the request's page says of it, the asker's start page, and the letter to them."""


@pytest.mark.parametrize(("answer", "shown", "start", "kind"), OF_ANSWERS)
def test_every_answer_of_an_agency_is_followed_to_the_asker(
    app: Flask, played: Played, answer: Answered, shown: str, start: str, kind: LetterKind | None
) -> None:
    reference = played(scenes.request, factories.an_asked)
    with factories.arranging(app):
        hana = factories.person()
        answer(factories.invitation_of(factories.supervision(reference), "Grace Whitlock"))
        told = factories.letters_to(hana.email, kind) if kind else []
    browser = factories.browser(app, hana)
    assert shown in browser.get(f"/requests/{reference}").text
    assert start in browser.get("/").text
    assert start or RING not in browser.get("/").text
    assert len(told) == (kind is not None)


FORMS = (facilitator_forms, family_forms, forms, gate_forms, team_forms, times_form)


def questions(module: ModuleType) -> Iterator[str]:
    """The names of the questions with choices that the forms of a module ask."""
    for _, form in inspect.getmembers(module, inspect.isclass):
        if issubclass(form, MarsForm) and form.__module__ == module.__name__:
            for name, member in inspect.getmembers(form):
                kind = getattr(member, "field_class", MarsField)
                if kind in {Choice, Choices, Tick}:
                    yield name


@pytest.mark.parametrize("module", FORMS, ids=lambda module: module.__name__)
def test_every_question_with_choices_is_followed(module: ModuleType) -> None:
    assert set(questions(module)) <= set(FOLLOWS) | set(FOLLOWED_ELSEWHERE)


def test_every_choice_of_a_question_has_what_follows() -> None:
    for name, choices in {
        "open_to": OpenTo,
        "model": Model,
        "age_band": AgeBand,
        "place": Place,
    }.items():
        assert len(FOLLOWS[name]) == len(choices)
    assert len(FOLLOWS["way"]) == len(Way) + 3
    assert len(FOLLOWS["told"]) == len(Told) - 1 + len(NotSafeReason)
