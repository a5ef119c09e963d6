"""Refusals are heard: by those who asked, with who it is; and whoever said no hears the date."""

import pytest
from flask import Flask

from mars.answers import verbs as answers
from mars.database import db
from mars.domain.answering import DeclineReason
from mars.domain.workflow import LetterKind
from mars.store.supervisions import Supervision
from tests import factories

HANA, COORDINATOR = "hana.osei@ashbournevale.example", "coordinator@anytown.example"
JOAN = "Joan Petrie"
CANNOT, LOST = LetterKind.AGENCY_CANNOT, LetterKind.NO_LONGER_COMING
TO_BOTH = (HANA, COORDINATOR)


def letters(address: str, kind: LetterKind) -> list[str]:
    return [" ".join(text.split()) for text in factories.letters_to(address, kind)]


def say_no(row: Supervision, reason: DeclineReason = DeclineReason.DIARY) -> str:
    """Joan says no. Returns her agency and her address."""
    factories.decline(row, JOAN, reason)
    db.session.refresh(row)
    return factories.invitation_of(row, JOAN).agency.name


def test_a_no_tells_those_who_asked_who_it_is_and_what_they_can_do_but_not_why(app: Flask) -> None:
    with factories.arranging(app):
        factories.partnership()
        row = factories.an_asked(factories.person())

        agency = say_no(row, DeclineReason.NO_CAPACITY)
        say_no(row, DeclineReason.NO_CAPACITY)  # the same again is no news

        for address in TO_BOTH:
            [letter] = letters(address, CANNOT)
            assert f"{JOAN} ({agency})" in letter
            assert "Ask somebody else of the same agency." in letter
            assert "Ask them for a note" in letter
            assert "Ring the agency’s lead, once." in letter
            assert DeclineReason.NO_CAPACITY.label not in letter


def test_whoever_can_no_longer_come_is_named_to_both(app: Flask) -> None:
    with factories.arranging(app):
        factories.partnership()
        row = factories.an_arranged(factories.person())

        agency = say_no(row)

        for address in TO_BOTH:
            [letter] = letters(address, LOST)
            assert f"{JOAN} ({agency}) was coming" in letter
            assert letters(address, CANNOT) == []


def test_a_no_that_the_requester_noted_herself_tells_the_coordinator_alone(app: Flask) -> None:
    with factories.arranging(app):
        factories.partnership()
        who = factories.person()
        row = factories.an_asked(who)

        answers.decline(who, factories.invitation_of(row, JOAN).id, DeclineReason.OTHER)

        assert letters(HANA, CANNOT) == []
        assert len(letters(COORDINATOR, CANNOT)) == 1


@pytest.mark.parametrize(
    ("reason", "heard"), [(DeclineReason.DIARY, 1), (DeclineReason.NOT_INVOLVED, 0)]
)
def test_who_said_no_for_their_diary_hears_the_date_and_is_still_welcome(
    app: Flask, reason: DeclineReason, heard: int
) -> None:
    with factories.arranging(app):
        factories.partnership()
        row = factories.a_ready(factories.person())
        say_no(row, reason)
        address = factories.invitation_of(row, JOAN).email

        factories.fix_date(factories.person(), row)

        found = letters(address, LetterKind.DATE_FIXED)
        assert len(found) == heard
        assert all("you are still welcome" in letter for letter in found)
        [told] = letters(HANA, LetterKind.DATE_FIXED)
        assert "still welcome" not in told
