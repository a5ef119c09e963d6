"""What is noted so far of one moment of telling the family."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from mars.database import db
from mars.domain.holding import NotSafeReason, Telling, Told
from mars.store.supervisions import FamilyUpdate
from mars.web.filters import short_day


@dataclass(frozen=True, slots=True)
class TellingPage:
    """The note as it stands; `told` is None when nothing is noted."""

    reference: str
    telling: Telling
    told: Told | None = None
    by_whom: str = ""
    on_day: date | None = None
    reason: NotSafeReason | None = None
    manager: str = ""
    consulted_on: date | None = None

    @property
    def noted(self) -> str:
        """The note in words; empty when there is none."""
        said = (self.told, self.reason)
        labels = [one.label if one else "" for one in said]
        return ", ".join(filter(None, (*labels, self.by_whom, short_day(self.on_day))))

    def answers(self, told: Told) -> dict[str, Any]:
        """What the form for `told` shows at first: the note, if it was the same answer."""
        if told is not self.told:
            return {}
        names = ("by_whom", "on_day", "reason", "manager", "consulted_on")
        return {name: getattr(self, name) for name in names}


def show(supervision_id: str, reference: str, telling: Telling) -> TellingPage:
    """The page of one moment of telling. 1 query."""
    row = db.session.execute(
        select(
            FamilyUpdate.told,
            FamilyUpdate.by_whom,
            FamilyUpdate.on_day,
            FamilyUpdate.reason,
            FamilyUpdate.manager,
            FamilyUpdate.consulted_on,
        )
        .where(FamilyUpdate.supervision_id == supervision_id, FamilyUpdate.telling == telling)
        .order_by(FamilyUpdate.noted_at.desc())
        .limit(1)
    ).first()
    return TellingPage(reference, telling, **(row._asdict() if row else {}))
