"""To whom the summary goes: one person for each agency, and nobody who is not concerned."""

from mars.domain.answering import Choice, DeclineReason
from mars.domain.holding import Mark
from mars.domain.recipients import Asked, choose_recipients

COME, CANNOT = Choice.COME, Choice.CANNOT


def test_each_agency_gets_one_copy() -> None:
    asked = [Asked("1", "a", COME, None, Mark.CAME), Asked("2", "b", None, None, Mark.ABSENT)]
    assert choose_recipients(asked, "z") == ("1", "2")


def test_the_one_who_was_in_the_room_comes_before_a_colleague_who_was_not() -> None:
    asked = [
        Asked("1", "a", COME, None, Mark.APOLOGIES),
        Asked("2", "a", CANNOT, DeclineReason.DIARY, Mark.CAME),
    ]
    assert choose_recipients(asked, "z") == ("2",)


def test_an_agency_that_is_not_involved_gets_nothing() -> None:
    asked = [Asked("1", "a", CANNOT, DeclineReason.NOT_INVOLVED, Mark.ABSENT)]
    assert choose_recipients(asked, "z") == ()


def test_an_agency_that_said_not_involved_but_came_gets_its_copy() -> None:
    asked = [Asked("1", "a", CANNOT, DeclineReason.NOT_INVOLVED, Mark.PART)]
    assert choose_recipients(asked, "z") == ("1",)


def test_the_requesters_agency_gets_its_copy_by_the_requester_alone() -> None:
    assert choose_recipients([Asked("1", "z", COME, None, Mark.CAME)], "z") == ()
