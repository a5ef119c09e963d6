"""The workflow's tables are total: each status has an owner and a way out, each letter a sender."""

import pytest

from mars.domain.changes import CHANGES, check_step, find_change
from mars.domain.errors import NotNowError
from mars.domain.statuses import ENDS, STANDINGS, Owner, Status
from mars.domain.workflow import Event, LetterKind, Step


@pytest.mark.parametrize("status", Status)
def test_every_status_says_what_it_means(status: Status) -> None:
    assert status.label
    assert STANDINGS[status].next.endswith(".")


@pytest.mark.parametrize("status", Status)
def test_every_status_has_a_way_out_unless_it_is_an_end(status: Status) -> None:
    leads_on = [c for c in CHANGES if c.before is status and c.after is not status]
    assert bool(leads_on) == (status not in ENDS)
    assert (STANDINGS[status].owner is Owner.NOBODY) == (status in ENDS)


@pytest.mark.parametrize("status", Status)
def test_every_status_can_be_reached_from_the_beginning(status: Status) -> None:
    reached: set[Status | None] = {None}
    for _ in Status:
        reached |= {c.after for c in CHANGES if c.before in reached and c.after}
    assert status in reached


def test_a_step_from_a_status_means_one_thing() -> None:
    rows = [(c.step, c.before) for c in CHANGES]
    assert len(rows) == len(set(rows))


@pytest.mark.parametrize("step", Step)
def test_every_step_is_in_the_table(step: Step) -> None:
    assert any(c.step is step for c in CHANGES)


def test_every_change_leaves_an_event_and_has_a_doer() -> None:
    assert {c.event for c in CHANGES} <= set(Event)
    assert all(c.doers for c in CHANGES)


@pytest.mark.parametrize("kind", LetterKind)
def test_a_subject_is_a_constant_about_nobody(kind: LetterKind) -> None:
    assert kind.label
    assert "{" not in kind.label
    assert "child" not in kind.label.lower()


def test_a_step_that_is_not_possible_says_where_things_stand() -> None:
    with pytest.raises(NotNowError, match="“closed”"):
        check_step(Step.WITHDRAW, Status.CLOSED)
    assert find_change(Step.WITHDRAW, Status.CLOSED) is None
    assert check_step(Step.WITHDRAW, Status.ASKED).after is Status.WITHDRAWN
