"""What is noted of telling the family: by whom and when, or why not. Never what was said."""

from datetime import date

from mars.domain.errors import InvalidError, NotNowError
from mars.domain.holding import NotSafeReason, Telling, Told
from mars.domain.statuses import Status


def check_telling(
    told: Told,
    by_whom: str,
    on_day: date | None,
    reason: NotSafeReason | None,
    manager_consulted: bool,
    today: date,
) -> None:
    """Refuse a note that says too little or cannot be true.

    `on_day`: when they were told (today at the latest), or when it is planned (today at the
    earliest). Raises InvalidError with the field it is about: by_whom, on_day, reason or
    manager_consulted. Source: guidance, principle 7; what is asked is a local setting.
    """
    match told:
        case Told.YES:
            _check_done(by_whom, on_day, today)
        case Told.NOT_YET:
            _check_planned(on_day, today)
        case Told.NOT_SAFE:
            _check_not_safe(reason, manager_consulted)


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


def _check_not_safe(reason: NotSafeReason | None, manager_consulted: bool) -> None:
    if reason is None:
        raise InvalidError("Choose why it is not safe to tell the family", field="reason")
    if not manager_consulted:
        raise InvalidError(
            "Speak to your manager first, then tick that you have", field="manager_consulted"
        )


def check_moment(telling: Telling, status: Status) -> None:
    """The outcome can be told only after the session was held. Raises NotNowError."""
    if not can_tell(telling, status):
        raise NotNowError("The family can hear the outcome once the session has been held.")


def can_tell(telling: Telling, status: Status) -> bool:
    """Whether this moment of telling can be noted at this status."""
    return telling is Telling.PURPOSE or status in {Status.HELD, Status.SUMMARISED}
