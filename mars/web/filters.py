"""How dates, counts and people's text look on every page."""

from datetime import date, datetime

from flask import Flask

from mars.clock import local, which_of_two


def day(value: date | datetime | None) -> str:
    """Monday 5 January 2026."""
    if value is None:
        return ""
    shown = local(value) if isinstance(value, datetime) else value
    return f"{shown:%A} {shown.day} {shown:%B} {shown.year}"


def short_day(value: date | datetime | None) -> str:
    """5 Jan 2026."""
    if value is None:
        return ""
    shown = local(value) if isinstance(value, datetime) else value
    return f"{shown.day} {shown:%b} {shown.year}"


def month(value: date | datetime | None) -> str:
    """January 2026."""
    if value is None:
        return ""
    shown = local(value) if isinstance(value, datetime) else value
    return f"{shown:%B} {shown.year}"


def clock_time(value: datetime | None) -> str:
    """2:30pm; in the hour that the clocks show twice it says which one is meant."""
    if value is None:
        return ""
    shown = local(value)
    minutes = f":{shown:%M}" if shown.minute else ""
    which = which_of_two(value)
    told = f"{shown.hour % 12 or 12}{minutes}{'am' if shown.hour < 12 else 'pm'}"
    return f"{told} ({which})" if which else told


def moment(value: datetime | None) -> str:
    """Monday 5 January 2026 at 2:30pm."""
    return "" if value is None else f"{day(value)} at {clock_time(value)}"


def near_moment(value: datetime) -> str:
    """Monday 5 January at 2:30pm: short enough for a line of a phone, for the weeks to come."""
    shown = local(value)
    return f"{shown:%A} {shown.day} {shown:%B} at {clock_time(value)}"


def count(number: int, one: str, many: str = "") -> str:
    """1 agency, 2 agencies: the number with the right word (`many` is `one` with an s if empty)."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def init_app(app: Flask) -> None:
    """Make the filters known to the templates."""
    for function in (day, short_day, month, clock_time, moment, count):
        app.jinja_env.filters[function.__name__] = function
