"""The partnership's own settings: the defaults with what it has changed. One query a request."""

from collections.abc import Collection
from dataclasses import fields, replace
from datetime import date, datetime
from typing import Any

from flask import g
from sqlalchemy import select

from mars.clock import is_working_day, local, today
from mars.database import db
from mars.domain.calendar_hints import Week, hints, read_breaks, weeks_holding, weeks_to_watch
from mars.domain.policies import DEFAULTS, Policies
from mars.store.people import LocalSetting


def policies() -> Policies:
    """The policies in force."""
    if "policies" not in g:
        rows = db.session.execute(select(LocalSetting.name, LocalSetting.value))
        changed: dict[str, Any] = {name: _typed(name, value) for name, value in rows}
        g.policies = replace(DEFAULTS, **changed)
    return g.policies  # type: ignore[no-any-return]


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
