"""What one request of the rehearsal says, in the words of whoever asks. All of it is made up."""

from dataclasses import dataclass

from sqlalchemy import select

from mars import clock
from mars.database import db
from mars.domain import drafts
from mars.domain.asking import AgeBand, Hope, OpenTo, Place
from mars.domain.holding import Told
from mars.domain.practice_models import Model
from mars.store.people import Person

SCHOOL, POLICE, GP = "Grace Whitlock", "Tom Hargreave", "Dr Leila Nasser"
CHARITY, SOCIAL_CARE, MIND = "Joan Petrie", "Ines Farrow", "Priya Raman"
HEALTH = "Ruth Adeyemi"


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """One request. `days` and `hour`: when the first of three times is offered, in working days."""

    requester: str
    initials: str
    reference: str
    siblings: tuple[drafts.Child, ...] = ()
    stuck: str
    hope: str
    team: tuple[str, ...]
    facilitator: str
    open_to: OpenTo = OpenTo.CHILD_PROTECTION
    ages: AgeBand = AgeBand.FIVE_TO_TEN
    model: Model = Model.SIGNS_OF_SAFETY
    minutes: int = 60
    days: int = 7
    hour: int = 14

    def pieces(self) -> tuple[drafts.Piece, ...]:
        """The pages of the form, filled in."""
        person = db.session.scalars(select(Person).where(Person.name == self.requester)).one()
        times = tuple(
            clock.from_local(
                clock.add_working_days(clock.today(), self.days + n),
                clock.local(clock.now()).time().replace(self.hour, 0, 0, 0),
            )
            for n in range(3)
        )
        named = (drafts.Child(self.initials, self.reference), *self.siblings)
        return (
            drafts.RightPlace(Hope.REFLECT),
            drafts.Asker(person.name, person.job, person.agency_id, phone=person.phone),
            drafts.Children(named, "LCS", 2, self.ages),
            drafts.Plan(self.open_to),
            drafts.Stuck(self.stuck, self.hope),
            drafts.Shape(self.model),
            drafts.Candidate(drafts.Way.FIND),
            drafts.FamilyKnows(Told.YES, self.requester, clock.today()),
            drafts.Offer(times, Place.ONLINE, "", self.minutes),
        )


BASELINE = Script(
    requester="Hana Osei",
    initials="K.L.",
    reference="4410-F",
    stuck="The plan has run for fourteen months. Visits go well and nothing changes. We each "
    "hold a different piece and I no longer know what I am hoping to see.",
    hope="To hear how the others see it, and to find one question that gets us moving again.",
    team=(SOCIAL_CARE, SCHOOL, POLICE, GP, CHARITY),
    facilitator="Yusuf Demir",
)
READY = Script(
    requester="Daniel Reeve",
    initials="T.M.",
    reference="3127-B",
    stuck="School and home describe two different children. Our meetings turn into defending what "
    "each of us sees.",
    hope="To be curious about the difference instead of arguing about it.",
    team=(SCHOOL, HEALTH, MIND),
    facilitator="Yusuf Demir",
    model=Model.SYSTEMIC,
    open_to=OpenTo.CHILD_IN_NEED,
)
FIXED = Script(
    requester="Hana Osei",
    initials="A.B.",
    reference="2208-C",
    stuck="We have offered every service we know and the family has stopped answering the door.",
    hope="To think about what our offers look like from inside the house.",
    team=(SOCIAL_CARE, SCHOOL, CHARITY),
    facilitator="Owen Tate",
    model=Model.SOLUTION_CIRCLE,
    minutes=30,
    ages=AgeBand.UNDER_FIVE,
)
PAST = Script(
    requester="Daniel Reeve",
    initials="R.S.",
    reference="1975-K",
    stuck="A placement that nobody thought would last is lasting, and we are afraid to touch it.",
    hope="To understand what is working, so that we can protect it.",
    team=(SCHOOL, MIND, CHARITY),
    facilitator="Nadia Brook",
    model=Model.APPRECIATIVE_ENQUIRY,
    open_to=OpenTo.LOOKED_AFTER,
    ages=AgeBand.ELEVEN_TO_FIFTEEN,
    minutes=75,
)
