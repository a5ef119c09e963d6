"""The partnership's own settings, one query a request; and who of its people is shut out."""

from collections.abc import Collection
from dataclasses import fields, replace
from datetime import date, datetime
from typing import Any

from flask import g
from sqlalchemy import select

from mars.clock import is_working_day, local, today, working_days_ago
from mars.database import db
from mars.domain.calendar_hints import Week, hints, read_breaks, weeks_holding, weeks_to_watch
from mars.domain.errors import InvalidError
from mars.domain.inviting import plain_address
from mars.domain.policies import DEFAULTS, Policies
from mars.domain.statuses import Status
from mars.store.people import LocalSetting, Person


def policies() -> Policies:
    """The policies in force."""
    if "policies" not in g:
        rows = db.session.execute(select(LocalSetting.name, LocalSetting.value))
        changed: dict[str, Any] = {name: _typed(name, value) for name, value in rows}
        g.policies = replace(DEFAULTS, **changed)
    return g.policies  # type: ignore[no-any-return]


def check_not_shut_out(address: str, field: str | None = "email", who: str = "This person") -> None:
    """Raise InvalidError on `field` if this is the address of somebody who was disabled."""
    if is_shut_out(address):
        raise InvalidError(
            f"{who}’s access to MARS was closed, so they cannot be asked. Enter somebody else",
            field=field,
        )


def is_shut_out(address: str) -> bool:
    """Whether this is the address of somebody who was disabled, however it is spelt. 1 query."""
    spelt = {address.strip().lower(), plain_address(address)}
    found = select(Person.id).where(Person.email.in_(spelt), Person.disabled_at.is_not(None))
    return db.session.scalar(found.limit(1)) is not None


def weeks_ahead() -> tuple[Week, ...]:
    """What is particular about the weeks to come, before dates are typed."""
    return weeks_to_watch(today(), read_breaks(policies().term_breaks))


def weeks_of(days: Collection[date]) -> tuple[Week, ...]:
    """What is particular about the weeks of these days."""
    return weeks_holding(days, read_breaks(policies().term_breaks))


def day_hints(moment: datetime) -> tuple[str, ...]:
    """What is particular about the day of this moment, as London calls it."""
    return hints(local(moment).date(), read_breaks(policies().term_breaks), is_working_day)


def _typed(name: str, value: str) -> int | bool | str:
    kinds = {field.name: type(getattr(DEFAULTS, field.name)) for field in fields(Policies)}
    if kinds[name] is bool:
        return value == "yes"
    return int(value) if kinds[name] is int else value


def is_overdue(
    status: Status,
    starts_at: datetime | None,
    recorded_at: datetime | None,
    sent_at: datetime | None,
) -> bool:
    """Whether what this status waits for is late by the partnership's own working days.

    Who came after the session, the summary after that, and the closing after the summary.
    """
    own = policies()
    since, days = {
        Status.ARRANGED: (starts_at, own.record_days),
        Status.HELD: (recorded_at, own.summary_days),
        Status.SUMMARISED: (sent_at, own.outcome_days),
    }.get(status, (None, 0))
    return since is not None and since < working_days_ago(days)
