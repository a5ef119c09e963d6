"""One round of chasing over every open supervision: safe to repeat, and beside another worker.

A supervision is locked before anything is queued, and looked at again under the lock.
"""

import logging
from collections.abc import Sequence

from sqlalchemy.exc import SQLAlchemyError

from mars import audit
from mars.chasing import letters, reading, rows
from mars.clock import is_working_day, today
from mars.database import db, writing
from mars.domain.actors import CLOCK
from mars.domain.chased import Chase, Day, Facts
from mars.domain.chasing import KINDS, due
from mars.domain.errors import MarsError
from mars.domain.workflow import Event, LetterKind
from mars.partnership import policies
from mars.post import hours, outbox
from mars.supervisions import for_change

BATCH = 100
log = logging.getLogger(__name__)


def go_round() -> int:
    """Chase what is due in all supervisions. Returns for how many reasons somebody was written to.

    Does nothing at night and on days without work. A fault in one supervision is logged, without
    its values, and leaves the others alone. Needs an application context and no open transaction.
    """
    day = Day(today(), is_working_day, policies())
    if not (hours.are_open() and day.works(day.today)):
        return 0
    count, after = 0, ""
    while keys := rows.open_keys(after, BATCH):
        for key in _with_news(keys, day):
            count += _chase_safely(key, day)
        after = keys[-1]
    db.session.rollback()
    return count


def _with_news(keys: Sequence[str], day: Day) -> list[str]:
    """Those for which something is to be queued, or taken back."""
    found = reading.facts_of(keys)
    queued = rows.queued(keys)
    db.session.rollback()
    return [facts.key for facts in found if any(_compare(facts, day, queued))]


def _chase_safely(key: str, day: Day) -> int:
    try:
        with writing():
            return _chase(key, day)
    except (SQLAlchemyError, MarsError, ValueError) as fault:
        log.error("supervision %s was not chased: %s", key, type(fault).__name__)
        return 0


def _chase(key: str, day: Day) -> int:
    """Queue what is due of one supervision, and take back what waits for no reason any more."""
    supervision = for_change(key)
    news, over = _compare(reading.facts_of([key])[0], day, rows.queued([key]))

    for chase in news:
        audit.record(CLOCK, Event.REMINDED, key, chase.subject)

    for kind, subject in over:
        outbox.supersede(subject_id=subject, kinds=[kind])
    for chase in news:
        letters.queue(supervision, chase)

    db.session.commit()
    return len(news)


def _compare(
    facts: Facts, day: Day, queued: Sequence[rows.Queued]
) -> tuple[list[Chase], set[tuple[LetterKind, str]]]:
    """What is due and not yet queued; the kind and subject of what waits for no reason any more."""
    chases = {
        (KINDS[found.reason], found.subject, found.revision): found for found in due(facts, day)
    }
    there = {(row.kind, row.subject_id, row.revision) for row in queued}
    over = {
        (row.kind, row.subject_id)
        for row in queued
        if row.supervision_id == facts.key
        and row.waits
        and (row.kind, row.subject_id, row.revision) not in chases
    }
    return [chase for name, chase in chases.items() if name not in there], over
