"""What a draft lacks: nothing when it is whole, one sentence with its page for each gap."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from mars.domain.asking import AgeBand, AskStep, Hope, OpenTo, Place
from mars.domain.completeness import Limits, can_send, missing
from mars.domain.drafts import (
    Asker,
    Candidate,
    Child,
    Children,
    Draft,
    FamilyKnows,
    Member,
    Offer,
    Plan,
    RightPlace,
    Shape,
    Stuck,
    Way,
    wants_more,
)
from mars.domain.holding import NotSafeReason, Told
from mars.domain.practice_models import Model

TODAY = date(2026, 3, 2)
LIMITS = Limits(TODAY, TODAY + timedelta(days=7), agreement_first=True)
TIMES = tuple(datetime(2026, 3, day, 14, tzinfo=UTC) for day in (12, 13))
WHOLE = Draft(
    reference="MARS-CCCCCC",
    requester_email="ana@council.example",
    right_place=RightPlace(Hope.REFLECT),
    asker=Asker("Ana", "Nurse", "a1", "Health", "01632 960 001"),
    children=Children((Child("K.L.", "44-F"),), "LCS", 1, AgeBand.UNDER_FIVE),
    plan=Plan(OpenTo.CHILD_IN_NEED),
    stuck=Stuck("We go round in circles.", "To see it together."),
    shape=Shape(Model.SYSTEMIC),
    team=(Member("a2", "Bo", "Teacher", "bo@school.example"),),
    candidate=Candidate(Way.FIND),
    family=FamilyKnows(Told.YES, "Ana", TODAY),
    offer=Offer(TIMES, Place.ONLINE, "", 60),
)
SOMEBODY = Candidate(
    Way.REGISTER,
    "f1",
    "Cy",
    "Trainer",
    email="cy@trust.example",
    same_team=False,
    line_manager=False,
    knows_family=False,
)
EARLY = Plan(OpenTo.EARLY_HELP, "The group is full.")


def gaps(**changes: Any) -> list[tuple[AskStep, bool]]:
    draft = replace(WHOLE, **changes)
    slots = tuple((moment.date(), moment) for moment in draft.offer.times)
    found = missing(draft, slots, LIMITS)
    assert can_send(draft, slots, LIMITS) is (not found)
    return [(gap.step, gap.more) for gap in found]


def test_a_whole_draft_lacks_nothing() -> None:
    assert gaps() == []
    assert gaps(candidate=SOMEBODY) == []
    assert gaps(plan=EARLY, family=replace(WHOLE.family, family_agrees=True)) == []


def test_an_empty_draft_lacks_something_on_every_page_but_the_last() -> None:
    found = missing(Draft("MARS-CCCCCC", "ana@council.example"), (), LIMITS)
    assert {gap.step for gap in found} == set(AskStep) - {AskStep.CHECK}


@pytest.mark.parametrize(
    ("change", "step", "more"),
    [
        ({"right_place": RightPlace(Hope.THRESHOLD)}, AskStep.PLACE, False),
        ({"asker": replace(WHOLE.asker, name="")}, AskStep.WHO, False),
        ({"asker": replace(WHOLE.asker, job="")}, AskStep.WHO, False),
        ({"asker": replace(WHOLE.asker, agency_id=None)}, AskStep.WHO, False),
        ({"asker": replace(WHOLE.asker, phone="")}, AskStep.WHO, False),
        ({"children": replace(WHOLE.children, named=(Child("", "44-F"),))}, AskStep.CHILD, False),
        (
            {"children": replace(WHOLE.children, named=(Child("Kayleigh", "44-F"),))},
            AskStep.CHILD,
            False,
        ),
        ({"children": replace(WHOLE.children, named=(Child("K.L."),))}, AskStep.CHILD, False),
        ({"children": replace(WHOLE.children, system_name="")}, AskStep.CHILD, False),
        ({"children": replace(WHOLE.children, count=None)}, AskStep.CHILD, False),
        ({"children": replace(WHOLE.children, age_band=None)}, AskStep.CHILD, False),
        ({"plan": Plan()}, AskStep.OPEN_TO, False),
        ({"stuck": replace(WHOLE.stuck, stuck="")}, AskStep.STUCK, False),
        ({"stuck": replace(WHOLE.stuck, hope="")}, AskStep.STUCK, False),
        ({"shape": Shape()}, AskStep.MODEL, False),
        ({"shape": Shape(Model.OWN)}, AskStep.MODEL, False),
        ({"team": ()}, AskStep.TEAM, False),
        ({"candidate": Candidate()}, AskStep.FACILITATOR, False),
        ({"candidate": replace(SOMEBODY, same_team=None)}, AskStep.FACILITATOR, True),
        ({"candidate": replace(SOMEBODY, same_team=True)}, AskStep.FACILITATOR, True),
        ({"candidate": Candidate(Way.NAMED)}, AskStep.FACILITATOR, True),
        ({"candidate": replace(SOMEBODY, email="bo@school.example")}, AskStep.FACILITATOR, False),
        ({"candidate": replace(SOMEBODY, email="ANA@council.example")}, AskStep.FACILITATOR, False),
        ({"family": FamilyKnows()}, AskStep.FAMILY, False),
        ({"family": FamilyKnows(Told.YES)}, AskStep.FAMILY, True),
        ({"family": FamilyKnows(Told.NOT_YET, on_day=date(2026, 3, 1))}, AskStep.FAMILY, True),
        (
            {"family": FamilyKnows(Told.NOT_SAFE, reason=NotSafeReason.CHILD)},
            AskStep.FAMILY,
            True,
        ),
        ({"offer": replace(WHOLE.offer, place=None)}, AskStep.TIMES, False),
        ({"offer": replace(WHOLE.offer, minutes=None)}, AskStep.TIMES, False),
        ({"offer": replace(WHOLE.offer, times=TIMES[:1])}, AskStep.TIMES, False),
    ],
)
def test_each_gap_leads_to_its_page(change: dict[str, Any], step: AskStep, more: bool) -> None:
    assert gaps(**change) == [(step, more)]


def test_early_help_needs_a_reason_and_the_familys_agreement() -> None:
    assert gaps(plan=Plan(OpenTo.EARLY_HELP)) == [(AskStep.OPEN_TO, True), (AskStep.FAMILY, False)]
    refused = replace(WHOLE.family, family_agrees=False)
    assert gaps(plan=EARLY, family=refused) == [(AskStep.FAMILY, False)]
    lenient = replace(LIMITS, agreement_first=False)
    slots = tuple((moment.date(), moment) for moment in TIMES)
    assert missing(replace(WHOLE, plan=EARLY), slots, lenient) == ()


def test_times_that_came_too_near_are_missing_again() -> None:
    late = replace(LIMITS, earliest=date(2026, 3, 13))
    slots = tuple((moment.date(), moment) for moment in TIMES)
    assert [gap.step for gap in missing(WHOLE, slots, late)] == [AskStep.TIMES]


def test_only_some_pages_want_a_second_screen() -> None:
    assert wants_more(EARLY)
    assert wants_more(SOMEBODY)
    assert wants_more(FamilyKnows(Told.NOT_YET))
    assert not wants_more(Plan(OpenTo.NONE))
    assert not wants_more(Candidate(Way.FIND))
    assert not wants_more(WHOLE.stuck)
