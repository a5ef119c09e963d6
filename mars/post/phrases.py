"""How a letter says a day, a time and a length. Knows London's clocks; nothing about a letter."""

from datetime import date, datetime, timedelta

from mars import clock


def say_day(day: date) -> str:
    """“Friday 6 March 2026”."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def say_time(moment: datetime) -> str:
    """The time an aware moment has in London: “2pm”, “9:30am”, “midday”."""
    local = clock.local(moment)
    if (local.hour, local.minute) == (12, 0):
        return "midday"
    minutes = f":{local:%M}" if local.minute else ""
    which = clock.which_of_two(moment)
    told = f"{(local.hour - 1) % 12 + 1}{minutes}{'pm' if local.hour >= 12 else 'am'}"
    return f"{told} ({which})" if which else told


def say_when(starts_at: datetime, minutes: int) -> str:
    """“Friday 6 March 2026, 2pm to 3pm”, for an aware start and a length in minutes."""
    ends_at = starts_at + timedelta(minutes=minutes)
    return f"{say_day(clock.local(starts_at).date())}, {say_time(starts_at)} to {say_time(ends_at)}"
