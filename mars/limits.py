"""How often somebody may try something, counted in the database so that all processes count alike.

Knows neither what is tried nor who tries: who it is comes as words and is kept as a keyed hash.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, case, delete, select

from mars.clock import now
from mars.database import db, insertion, writing
from mars.domain.errors import TooManyError
from mars.keys import current_keys
from mars.store.limits import TryCount

LONGEST = timedelta(days=1)


def hit(what: str, who: str, most: int, window: timedelta, *, by: int = 1, cure: str = "") -> None:
    """Count `by` tries of `what` by `who`. Raises TooManyError for more than `most` in `window`,
    with the sentence `cure` if there is something better to do than to wait.

    The window (a day at most) begins with the first try and is counted anew after it. The count is
    committed by itself, even while a page is shown: call it before anything else is changed.
    """
    who_hash, moment = _keyed(who), now()
    since, count = _tries(what, who_hash, moment - window) or (moment, 0)
    if count + by > most:
        raise TooManyError(
            " ".join(filter(None, (cure, _sentence(window)))), wait=since + window - moment
        )
    with writing():
        db.session.execute(delete(TryCount).where(TryCount.since <= moment - LONGEST))
        db.session.execute(_more(what, who_hash, moment, window, by))
        db.session.commit()


def _tries(what: str, who_hash: str, after: datetime) -> Row[datetime, int] | None:
    """Since when was it tried, and how often."""
    return db.session.execute(
        select(TryCount.since, TryCount.count).where(
            TryCount.what == what, TryCount.who_hash == who_hash, TryCount.since > after
        )
    ).first()


def _more(what: str, who_hash: str, moment: datetime, window: timedelta, by: int) -> Any:
    """Insert the first tries or add more: a single statement, so that two at once both count."""
    row = {"what": what, "who_hash": who_hash, "since": moment, "count": by}
    is_over = TryCount.since <= moment - window
    return (
        insertion(TryCount)
        .values(**row)
        .on_conflict_do_update(
            index_elements=["what", "who_hash"],
            set_={
                "since": case((is_over, moment), else_=TryCount.since),
                "count": case((is_over, by), else_=TryCount.count + by),
            },
        )
    )


def _sentence(window: timedelta) -> str:
    minutes = int(window.total_seconds()) // 60
    wait = {1: "a minute", 60: "an hour"}.get(minutes, f"{minutes} minutes")
    return f"This was tried too often. Wait {wait}, then try again."


def _keyed(who: str) -> str:
    return current_keys().mac("limit", who.casefold().encode()).hex()
