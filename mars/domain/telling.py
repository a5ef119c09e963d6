"""What is noted of telling the family: by whom and when, or why not. Never what was said."""

from datetime import date

from mars.domain.errors import InvalidError, NotNowError
from mars.domain.holding import NotSafeReason, Telling, Told
from mars.domain.statuses import Status

KEEP_QUIET = "Please do not speak to the family about this session."
"""What everybody involved is told where it is not safe to tell the family; never why."""
RING_WHO_ASKED = "If anything is unclear, ring the person who asked for it."
"""What a letter says after it. Pages say who that is."""


def check_telling(
    told: Told,
    by_whom: str,
    on_day: date | None,
    reason: NotSafeReason | None,
    manager: str,
    consulted_on: date | None,
    today: date,
) -> None:
    """Refuse a note that says too little or cannot be true.

    `on_day`: when they were told (today at the latest), or when it is planned (today at the
    earliest). `manager`: who was consulted where telling them is not safe. Raises InvalidError
    with the field it is about: by_whom, on_day, reason, manager or consulted_on. Source: guidance,
    principle 7; what is asked is a local setting.
    """
    match told:
        case Told.YES:
            _check_done(by_whom, on_day, today)
        case Told.NOT_YET:
            _check_planned(on_day, today)
        case Told.NOT_SAFE:
            _check_not_safe(reason, manager, consulted_on, today)


def _check_done(by_whom: str, on_day: date | None, today: date) -> None:
    if not by_whom:
        raise InvalidError("Enter who told the family", field="by_whom")
    if on_day is None:
        raise InvalidError("Enter the day the family was told", field="on_day")
    if on_day > today:
        raise InvalidError("The day the family was told must be today or earlier", field="on_day")


def _check_planned(on_day: date | None, today: date) -> None:
    if on_day is None:
        raise InvalidError("Enter the day you plan to tell the family", field="on_day")
    if on_day < today:
        raise InvalidError(
            "The day you plan to tell the family must be today or later", field="on_day"
        )


def _check_not_safe(
    reason: NotSafeReason | None, manager: str, consulted_on: date | None, today: date
) -> None:
    if reason is None:
        raise InvalidError("Choose why it is not safe to tell the family", field="reason")
    if not manager:
        raise InvalidError("Enter the manager you have spoken to", field="manager")
    if consulted_on is None:
        raise InvalidError("Enter the day you spoke to your manager", field="consulted_on")
    if consulted_on > today:
        raise InvalidError(
            "The day you spoke to your manager must be today or earlier", field="consulted_on"
        )


def check_moment(telling: Telling, status: Status) -> None:
    """The outcome can be told only after the session was held. Raises NotNowError."""
    if not can_tell(telling, status):
        raise NotNowError("The family can hear the outcome once the session has been held.")


def can_tell(telling: Telling, status: Status) -> bool:
    """Whether this moment of telling can be noted at this status."""
    return telling is Telling.PURPOSE or status in {Status.HELD, Status.SUMMARISED}


def say_keep_quiet(name: str, phone: str) -> str:
    """The warning as pages say it, with who asked for the session and where to ring them."""
    return f"{KEEP_QUIET} If anything is unclear, ring {name}{f' on {phone}' if phone else ''}."
