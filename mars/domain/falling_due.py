"""When each thing to chase falls due, and what makes it stop: one rule for each row of the table.

Knows days and keys; the table in chasing.py says in words what each rule does.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from mars.domain.chased import Chase, Day, Facts, Person, Reason
from mars.domain.turns import is_amber

Found = Iterator[Chase]


def answers(facts: Facts, day: Day) -> Found:
    """Whoever was asked and has not answered, after either reminder's days."""
    steps = (day.local.first_reminder_days, day.local.second_reminder_days)
    for person in facts.team:
        if _waits(person, facts, day):
            yield from _latest(Reason.ANSWER, person.key, person.asked_on, steps, day)


def leads(facts: Facts, day: Day) -> Found:
    """The agency's lead, where the one who was asked stays silent."""
    for person in facts.team:
        if _waits(person, facts, day) and person.lead:
            steps = (day.local.lead_days,)
            yield from _latest(Reason.LEAD, person.key, person.asked_on, steps, day, person.lead)


def silence(facts: Facts, day: Day) -> Found:
    """The same for those who asked, whether or not the agency has named somebody else.

    Of all who were asked on the same day in one.
    """
    silent: dict[date, list[Person]] = {}
    for person in facts.team:
        if _waits(person, facts, day):
            silent.setdefault(person.asked_on, []).append(person)
    for since, people in silent.items():
        for chase in _latest(Reason.SILENCE, facts.key, since, (day.local.lead_days,), day):
            yield replace(chase, people=tuple(people))


def facilitator(facts: Facts, day: Day) -> Found:
    """A facilitator who was asked and has not answered."""
    person = facts.facilitator
    if person and _waits(person, facts, day):
        steps = (day.local.first_reminder_days, day.local.second_reminder_days)
        yield from _latest(Reason.FACILITATOR, person.key, person.asked_on, steps, day)


def facilitator_silence(facts: Facts, day: Day) -> Found:
    """The same for the requester, after the lead's days."""
    person = facts.facilitator
    if person and _waits(person, facts, day):
        steps = (day.local.lead_days,)
        yield from _latest(Reason.FACILITATOR_SILENCE, person.key, person.asked_on, steps, day)


def search(facts: Facts, day: Day) -> Found:
    """The partnership, which is to find a facilitator while nobody is asked."""
    if facts.search_since and not facts.begun:
        steps = (day.local.first_reminder_days, day.local.second_reminder_days)
        yield from _latest(Reason.SEARCH, facts.key, facts.search_since, steps, day)


def unled(facts: Facts, day: Day) -> Found:
    """A session that is near and that nobody has agreed to facilitate."""
    led = facts.facilitator is not None and facts.facilitator.comes
    was_told = facts.asker_written_on == day.today
    if not (led or was_told) and _is_near(facts, day.local.warning_days, day):
        yield _of_session(Reason.UNLED, facts, facts.key)


def too_few(facts: Facts, day: Day) -> Found:
    """A session that is near and to which too few agencies come."""
    if not facts.enough and _is_near(facts, day.local.warning_days, day):
        yield _of_session(Reason.TOO_FEW, facts, facts.key)


def purpose(facts: Facts, day: Day) -> Found:
    """A session that is near, before which the family may not know its purpose."""
    is_today = facts.session_on == day.today
    if not is_amber(facts.purpose) or (facts.purpose_later and not is_today):
        return
    if _is_near(facts, day.local.warning_days, day):
        number = 2 if is_today else 1
        yield _of_session(Reason.PURPOSE, facts, facts.key, number)


def near(facts: Facts, day: Day) -> Found:
    """Everybody who comes, on the working day before the session."""
    if facts.session_on == day.today or not _is_near(facts, 1, day):
        return
    people = (*facts.team, *((facts.facilitator,) if facts.facilitator else ()))
    for person in people:
        if person.comes and person.written_on != day.today:
            yield _of_session(Reason.NEAR, facts, person.key)
    if facts.asker_written_on != day.today:
        yield _of_session(Reason.NEAR, facts, facts.key)


def attendance(facts: Facts, day: Day) -> Found:
    """A session that is over and of which nobody recorded who came."""
    facilitator = facts.facilitator
    if facilitator and facilitator.comes and facts.begun and facts.session_on:
        yield from _latest(Reason.ATTENDANCE, facilitator.key, facts.session_on, (1,), day)


def summary(facts: Facts, day: Day) -> Found:
    """A summary that is not sent."""
    if facts.facilitator and facts.recorded_on:
        steps = (day.local.summary_reminder_days, day.local.summary_days)
        yield from _latest(Reason.SUMMARY, facts.facilitator.key, facts.recorded_on, steps, day)


def recording(facts: Facts, day: Day) -> Found:
    """Each copy of the summary that is not recorded."""
    for copy in facts.copies:
        if not copy.recorded:
            steps = (day.local.recorded_days, 2 * day.local.recorded_days)
            yield from _latest(Reason.RECORDING, copy.key, copy.sent_on, steps, day)


def outcome(facts: Facts, day: Day) -> Found:
    """A family that may not know the outcome."""
    if is_amber(facts.outcome) and facts.recorded_on and not facts.outcome_later:
        steps = (day.local.outcome_days,)
        yield from _latest(Reason.OUTCOME, facts.key, facts.recorded_on, steps, day)


def _waits(person: Person, facts: Facts, day: Day) -> bool:
    """Whether an answer is missing, before the session, and nobody wrote to them today."""
    return not person.answered and not facts.begun and person.written_on != day.today


def _is_near(facts: Facts, days: int, day: Day) -> bool:
    """Whether the session is to come, within so many working days."""
    if facts.session_on is None or facts.begun or facts.session_on < day.today:
        return False
    return day.between(day.today, facts.session_on) <= days


def _latest(
    reason: Reason, key: str, since: date, steps: tuple[int, ...], day: Day, other: str = ""
) -> Found:
    """The last of the steps whose day has come: an earlier one that was missed is left out."""
    passed = day.between(since, day.today)
    number = sum(passed >= step for step in steps)
    if number:
        yield Chase(reason, key, since, number, other)


def _of_session(reason: Reason, facts: Facts, key: str, number: int = 1) -> Chase:
    return Chase(reason, key, facts.session_on or date.min, number)
