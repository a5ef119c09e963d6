"""The page about the times offered, and where the session could be."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from mars.asking.words import REASON_LIMIT, StepForm
from mars.domain.asking import Place
from mars.domain.drafts import Draft, Offer
from mars.domain.errors import InvalidError
from mars.web.forms import Choice, LongText, Text, Whole
from mars.web.slots import SlotsForm, shown

WHERE_LIMIT = 200
SHORTEST, LONGEST = 15, 180


class TimesForm(SlotsForm, StepForm):
    """The times offered, and where the session could be."""

    watched = ("where", "access_needs")

    minutes = Whole(
        "How long should it be?",
        least=SHORTEST,
        most=LONGEST,
        missing="Enter how many minutes it should be",
        called="the length",
    )
    place = Choice("In person or online?", Place, missing="Choose in person or online")
    where = Text(
        "Where?",
        limit=WHERE_LIMIT,
        called="where",
        hint="The room, or the link to the online meeting. You can leave this for later",
    )
    access_needs = LongText(
        "What do people need so that they can take part?",
        limit=REASON_LIMIT,
        called="what people need",
        hint="Such as step-free access, captions or an interpreter. You can leave this empty",
    )

    def __init__(self, draft: Draft, earliest: date, minutes: int, **first: Any) -> None:
        self.earliest = earliest
        offer = draft.offer
        at_first = shown(offer.times) | {
            "place": offer.place,
            "where": offer.where,
            "minutes": offer.minutes,
            "access_needs": offer.access_needs,
        }
        usual = {} if offer.minutes else {"minutes": minutes}
        super().__init__(draft, data=at_first, suggested=usual, **first)

    def given(self) -> Offer:
        return Offer(
            self.offered(),
            self.place.data,
            self.where.data,
            self.minutes.data,
            self.access_needs.data,
        )

    def unkeepable(self) -> Iterator[InvalidError]:
        yield from self.half_filled()

    def refuse(self) -> Iterator[InvalidError]:
        yield from self.faults()
