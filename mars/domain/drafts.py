"""A request while it is being written: one frozen piece for each page. Knows no form."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime

from mars.domain.asking import AgeBand, Hope, OpenTo, Place
from mars.domain.errors import InvalidError
from mars.domain.holding import NotSafeReason, Told
from mars.domain.labels import Labelled
from mars.domain.practice_models import Model

LETTERS = re.compile(r"[^\W\d_]+")
SEVERAL = re.compile(r"[,;/&+]|\band\b", re.IGNORECASE)
LONGEST_INITIALS = 4
CHILDREN_NAMED = 6
"""How many children of one request have a row. Source: local setting."""


class Way(Labelled):
    """How a facilitator is to be found."""

    REGISTER = "register", "I choose somebody from the register"
    NAMED = "named", "I name somebody who is not on the register"
    FIND = "find", "Find one for me"


@dataclass(frozen=True, slots=True)
class RightPlace:
    """What the session is hoped to give."""

    hope_for: Hope | None = None


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks. The address is not among it: it is the one they signed in with."""

    name: str = ""
    job: str = ""
    agency_id: str | None = None
    agency: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Child:
    """One child, or the family, by initials and the requester's own reference."""

    initials: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Children:
    """Who it is about: one to six by name of nobody, how many there are and how old."""

    named: tuple[Child, ...] = ()
    system_name: str = ""
    count: int | None = None
    age_band: AgeBand | None = None

    @property
    def initials(self) -> tuple[str, ...]:
        """Those of each child."""
        return tuple(child.initials for child in self.named)

    @property
    def lines(self) -> tuple[str, ...]:
        """Each child in a line, as pages show them."""
        return tuple(say_child(one.initials, self.system_name, one.reference) for one in self.named)


@dataclass(frozen=True, slots=True)
class Plan:
    """What the family is open to; for Early Help, why not the monthly group."""

    open_to: OpenTo | None = None
    own_session_reason: str = ""

    @property
    def offers_group(self) -> bool:
        """Whether the monthly group is offered (guidance, Early Help)."""
        return self.open_to is OpenTo.EARLY_HELP


@dataclass(frozen=True, slots=True)
class Stuck:
    """What the team is stuck on and hopes for, in the requester's words."""

    stuck: str = ""
    hope: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """The model of practice, and its name when it is the organisation's own."""

    model: Model | None = None
    own_model: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """One person to be asked for one agency. `id` is empty until kept."""

    agency_id: str
    name: str
    job: str
    email: str
    agreed_already: bool = False
    agency: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """The facilitator in mind, or that one is to be found. Nothing chosen: `way` is None."""

    way: Way | None = None
    facilitator_id: str | None = None
    name: str = ""
    job: str = ""
    agency: str = ""
    email: str = ""
    same_team: bool | None = None
    line_manager: bool | None = None
    knows_family: bool | None = None
    reason: str = ""

    @property
    def in_mind(self) -> bool:
        """Whether somebody was named, so that independence has to be considered."""
        return self.way in {Way.REGISTER, Way.NAMED}


@dataclass(frozen=True, slots=True)
class FamilyKnows:
    """What the family knows of the session's purpose: who told them and when, or why not."""

    told: Told | None = None
    by_whom: str = ""
    on_day: date | None = None
    reason: NotSafeReason | None = None
    manager: str = ""
    consulted_on: date | None = None
    family_agrees: bool | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """When, where and for how long the session could take place."""

    times: tuple[datetime, ...] = ()
    place: Place | None = None
    where: str = ""
    minutes: int | None = None
    access_needs: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """The whole request as far as it is written."""

    reference: str
    requester_email: str
    right_place: RightPlace = field(default_factory=RightPlace)
    asker: Asker = field(default_factory=Asker)
    children: Children = field(default_factory=Children)
    plan: Plan = field(default_factory=Plan)
    stuck: Stuck = field(default_factory=Stuck)
    shape: Shape = field(default_factory=Shape)
    team: tuple[Member, ...] = ()
    candidate: Candidate = field(default_factory=Candidate)
    family: FamilyKnows = field(default_factory=FamilyKnows)
    offer: Offer = field(default_factory=Offer)

    @property
    def texts(self) -> dict[str, str]:
        """Every free text about the family, by the name of its field."""
        return {
            **{f"reference_{n}": one.reference for n, one in enumerate(self.children.named, 1)},
            "system_name": self.children.system_name,
            "own_session_reason": self.plan.own_session_reason,
            "stuck": self.stuck.stuck,
            "hope": self.stuck.hope,
            "own_model": self.shape.own_model,
            "reason": self.candidate.reason,
            "where": self.offer.where,
            "access_needs": self.offer.access_needs,
        }


LABELS = {
    **{f"reference_{n}": "your reference" for n in range(1, CHILDREN_NAMED + 1)},
    "system_name": "the system",
    "own_session_reason": "why a session of your own",
    "stuck": "what you are stuck on",
    "hope": "what you hope for",
    "own_model": "your own model",
    "reason": "why this facilitator",
    "where": "where",
    "access_needs": "what people need to take part",
}
"""What each free text of a draft is called, by the name of its field."""


Piece = RightPlace | Asker | Children | Plan | Stuck | Shape | Candidate | FamilyKnows | Offer
"""What one page of the form gives. The team is kept person by person."""


def wants_more(piece: Piece) -> bool:
    """Whether what a page says calls for a second screen with its details."""
    match piece:
        case Plan():
            return piece.offers_group
        case Candidate():
            return piece.in_mind
        case FamilyKnows():
            return piece.told is not None
        case _:
            return False


def say_child(initials: str, system: str, reference: str) -> str:
    """One child in a line: initials, then the reference with the system it is from."""
    known = " ".join(part for part in (system, reference) if part) if reference else ""
    return ", ".join(part for part in (initials, known) if part)


def looks_like_initials(text: str) -> bool:
    """Whether `text` is initials and not a name: K.L., KL. Source: local setting."""
    runs = LETTERS.findall(text)
    return bool(runs) and all(
        len(run) <= 2 or (run.isupper() and len(run) <= LONGEST_INITIALS) for run in runs
    )


def check_initials(text: str, field: str) -> None:
    """Raise InvalidError on `field` if `text` looks like a name, or like two children."""
    if SEVERAL.search(text):
        raise InvalidError("Enter the initials of one child in each row", field=field)
    if not looks_like_initials(text):
        raise InvalidError("Enter initials only, like K.L., and no name", field=field)
