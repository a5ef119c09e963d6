"""Where it is not safe to tell the family, everybody involved is asked not to speak to it."""

from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from mars import clock
from mars.asking import verbs as asking
from mars.database import db
from mars.domain.actors import Actor
from mars.domain.drafts import FamilyKnows
from mars.domain.holding import NotSafeReason, Telling, Told
from mars.domain.telling import KEEP_QUIET, RING_WHO_ASKED, say_keep_quiet
from mars.domain.workflow import LetterKind
from mars.families import verbs as families
from mars.store.letters import OutboxLetter
from mars.store.supervisions import Supervision
from tests import factories

Step = Callable[[Actor, Supervision], object]

GRACE, YUSUF = "g.whitlock@hollybush.school.example", "yusuf.demir@valemind.nhs.example"
HANA = "hana.osei@ashbournevale.example"
ON_PAGES = say_keep_quiet("Hana Osei", "01632 960 150")
IN_LETTERS = f"{KEEP_QUIET} {RING_WHO_ASKED}"
WAY: tuple[Step, ...] = (
    factories.send,
    factories.get_ready,
    factories.fix_date,
    factories.hold,
    factories.summarise,
)
OPEN_TO_ALL = {
    "/answer/<link>": 2,  # while asked and while arranged
    "/answer/<link>/code": 5,
    "/answer/<link>/facilitate": 1,
    "/answer/<link>/thanks": 1,
    "/requests/<ref>": 5,
    "/requests/<ref>/team": 2,
    "/requests/<ref>/withdraw": 3,
    "/sessions/<ref>": 3,
    "/summaries/<ref>": 1,
}
"""Some of the pages that everybody involved sees on the way, and how often at least."""


def reach(made: list[str], *, not_safe: bool) -> Supervision:
    """A draft of Hana's, with what the family knows."""
    who = factories.person()
    row = factories.a_draft(who)
    if not_safe:
        knows = FamilyKnows(
            Told.NOT_SAFE,
            reason=NotSafeReason.ADULT,
            manager="Jo Sharp",
            consulted_on=clock.today(),
        )
        asking.save(who, row.id, knows)
    made.append(row.reference)
    return row


def seen(app: Flask, reference: str) -> Iterator[tuple[str, str]]:
    """Every page about this request that the requester, an agency and the facilitator can open."""
    with app.app_context():
        hana = factories.browser(app, factories.person())
        links = [factories.link_to(one) for one in (GRACE, YUSUF) if factories.letters_to(one)]
    yield from pages(app, hana, ref=reference)
    for link in links:
        guest = app.test_client()
        where = guest.get(link).location or ""  # an agency’s link ends with the session
        for known in filter(None, where.split("/")):
            yield from pages(app, guest, link=known)


def pages(app: Flask, client: FlaskClient, **known: str) -> Iterator[tuple[str, str]]:
    """Each page that opens and whose address needs this alone."""
    [(name, value)] = known.items()
    for rule in app.url_map.iter_rules():
        if rule.arguments == {name} and "GET" in (rule.methods or ()):
            answer = client.get(rule.rule.replace(f"<{name}>", value))
            if answer.status_code == 200 and answer.mimetype == "text/html":
                yield rule.rule, answer.text


def letters() -> list[tuple[LetterKind, str]]:
    """Every letter about a request, by what it is, on one line."""
    rows = db.session.scalars(
        select(OutboxLetter).where(
            OutboxLetter.message.is_not(None), OutboxLetter.supervision_id.is_not(None)
        )
    )
    return [(row.kind, " ".join(factories.text_in(row.message or b"").split())) for row in rows]


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_every_page_and_letter_of_everybody_involved_says_it(app: Flask) -> None:
    made: list[str] = []
    opened: Counter[str] = Counter()
    with factories.arranging(app):
        factories.partnership()
        reach(made, not_safe=True)
    for step in WAY:
        with factories.arranging(app):
            step(factories.person(), factories.supervision(made[0]))
        for address, text in seen(app, made[0]):
            opened[address] += 1
            assert ON_PAGES in text, address

    assert {page: opened[page] for page in OPEN_TO_ALL if opened[page] < OPEN_TO_ALL[page]} == {}
    with app.app_context():
        found = letters()
        assert len({kind for kind, _ in found}) > 8
        assert {kind for kind, text in found if IN_LETTERS not in text} == set()
        assert not any("Jo Sharp" in text or "at risk" in text for _, text in found)


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_nothing_of_a_request_whose_family_was_told_says_it(app: Flask) -> None:
    made: list[str] = []
    with factories.arranging(app):
        factories.partnership()
        row = reach(made, not_safe=False)
        for step in WAY[:3]:
            step(factories.person(), row)

    assert {address for address, text in seen(app, made[0]) if KEEP_QUIET in text} == set()
    with app.app_context():
        assert {kind for kind, text in letters() if KEEP_QUIET in text} == set()


def test_a_draft_says_it_to_nobody_yet(app: Flask) -> None:
    made: list[str] = []
    with factories.arranging(app):
        factories.partnership()
        reach(made, not_safe=True)
        hana = factories.browser(app, factories.person())

    assert KEEP_QUIET not in hana.get(f"/ask/{made[0]}/check").text


def note(app: Flask, reference: str, told: Told) -> None:
    """What is noted later of telling the family the purpose."""
    with factories.arranging(app):
        families.note(
            factories.person(),
            factories.supervision(reference).id,
            Telling.PURPOSE,
            told,
            by_whom="Hana Osei",
            on_day=clock.today(),
            reason=NotSafeReason.ADULT,
            manager="Jo Sharp",
            consulted_on=clock.today(),
        )


def test_what_is_noted_later_is_told_once_to_all_who_were_asked_and_can_be_taken_back(
    app: Flask,
) -> None:
    made: list[str] = []
    with factories.arranging(app):
        factories.partnership()
        row = reach(made, not_safe=False)
        factories.send(factories.person(), row)
        factories.ask_facilitator(factories.person(), row)

    note(app, made[0], Told.NOT_SAFE)
    note(app, made[0], Told.NOT_SAFE)

    with app.app_context():
        for address in (GRACE, YUSUF, HANA):
            [text] = factories.letters_to(address, LetterKind.KEEP_QUIET)
            assert IN_LETTERS in " ".join(text.split())
    assert all(ON_PAGES in text for _, text in seen(app, made[0]))

    note(app, made[0], Told.YES)

    assert not any(KEEP_QUIET in text for _, text in seen(app, made[0]))
