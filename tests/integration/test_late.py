"""Time goes by: for each status, late by a day, a week and eight weeks, all that is said is true.

And somebody has a next step: the one who asked on the start page, or the coordinator.
"""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from mars import clock
from mars.domain.actors import Actor
from mars.domain.holding import NotHeldReason
from mars.domain.stalls import Stall
from mars.domain.turns import Turn
from mars.domain.what_next import NO_SUMMARY, NOT_CLOSED, NOT_RECORDED, PASSED
from mars.sessions import verbs as sessions
from mars.store.supervisions import Supervision
from tests import factories, scenes
from tests.played import Played
from tests.scenes import Maker

DAY, WEEK, WEEKS = timedelta(days=1), timedelta(weeks=1), timedelta(weeks=8)
NOTHING = "Nothing needs you today"
HELD = "The facilitator writes the one-page summary"
HAS_COME = "The session’s time has come. The facilitator records who came"


@scenes.upon(factories.an_arranged)
def not_held(who: Actor, row: Supervision) -> None:
    """A session that was not held."""
    factories.pass_session(row)
    sessions.record_not_held(factories.facilitator_of(row), row.id, NotHeldReason.FAMILY)


def last_time(row: Supervision) -> datetime:
    return max(time.starts_at for time in row.times)


LATE: tuple[tuple[Maker, timedelta, str, Turn | None, Stall | None], ...] = (
    (factories.an_asked, DAY, PASSED, Turn.OFFER_TIMES, Stall.TO_FIND),
    (factories.an_asked, WEEK, PASSED, Turn.OFFER_TIMES, Stall.TO_FIND),
    (factories.an_asked, WEEKS, PASSED, Turn.OFFER_TIMES, Stall.TO_FIND),
    (factories.a_ready, DAY, PASSED, Turn.OFFER_TIMES, Stall.TIMES_PASSED),
    (factories.a_ready, WEEK, PASSED, Turn.OFFER_TIMES, Stall.TIMES_PASSED),
    (factories.a_ready, WEEKS, PASSED, Turn.OFFER_TIMES, Stall.TIMES_PASSED),
    (factories.an_arranged, DAY, HAS_COME, None, Stall.NOT_RECORDED),
    (factories.an_arranged, WEEK, NOT_RECORDED, Turn.CHASE_RECORD, Stall.NOT_RECORDED),
    (factories.an_arranged, WEEKS, NOT_RECORDED, Turn.CHASE_RECORD, Stall.NOT_RECORDED),
    (not_held, DAY, "The session was not held", Turn.DECIDE, None),
    (not_held, WEEK, "The session was not held", Turn.DECIDE, None),
    (not_held, WEEKS, "The session was not held", Turn.DECIDE, Stall.NOT_DECIDED),
    (factories.a_held, DAY, HELD, Turn.TELL_OUTCOME, None),
    (factories.a_held, WEEK, HELD, Turn.TELL_OUTCOME, None),
    (factories.a_held, WEEKS, NO_SUMMARY, Turn.CHASE_SUMMARY, Stall.SUMMARY_LATE),
    (factories.a_summarised, DAY, "Each agency records", Turn.TELL_OUTCOME, None),
    (factories.a_summarised, WEEK, "Each agency records", Turn.TELL_OUTCOME, None),
    (factories.a_summarised, WEEKS, NOT_CLOSED, Turn.CLOSE, Stall.NOT_CLOSED),
)
"""Where it stands, how late, what is said, the asker's next step, and why it is the coordinator's.

Late is counted from the last offered time or the session, which are ahead, or from today.
"""
AHEAD: tuple[Maker, ...] = (factories.an_asked, factories.a_ready, factories.an_arranged)


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("maker", "late", "said", "turn", "stall"), LATE)
def test_however_late_what_is_said_is_true_and_somebody_has_a_next_step(
    app: Flask,
    played: Played,
    maker: Maker,
    late: timedelta,
    said: str,
    turn: Turn | None,
    stall: Stall | None,
) -> None:
    reference = played(scenes.request, maker)
    with factories.arranging(app):
        hana, carys = factories.person(), factories.person("Carys Lind")
        since = last_time(factories.supervision(reference)) if maker in AHEAD else clock.now()
        clock.set_ahead(clock.ahead() + since - clock.now() + late)
        browser, coordinator = factories.browser(app, hana), factories.browser(app, carys)

    start, page = browser.get("/").text, browser.get(f"/requests/{reference}").text

    assert said in page.replace("&#39;", "'")
    assert "The session takes place" not in page + start
    assert "is still to come" not in page + start
    assert (turn is None) == (NOTHING in start)
    if turn is not None:
        assert turn.label in start
        assert turn.label in page
    else:
        assert said in start
    what_is_stuck = coordinator.get("/").text
    assert stall is None or stall.label in what_is_stuck
    assert turn is not None or stall is not None


def test_a_session_still_to_come_is_said_to_be(app: Flask, played: Played) -> None:
    reference = played(scenes.request, factories.an_arranged)
    with factories.arranging(app):
        browser = factories.browser(app, factories.person())

    assert "The session is still to come." in browser.get(f"/requests/{reference}").text
