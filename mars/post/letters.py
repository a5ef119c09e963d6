"""A letter as a value, and the plain values it is made of. Never text about a child or family."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from mars.domain.asking import Place
from mars.domain.errors import UNREADABLE
from mars.domain.workflow import LetterKind

NAME_LIMIT = 100
_MARKS = frozenset(" '’.,&()+-–")
_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}"
)


def plain(text: str) -> str:
    """`text` as fit for a letter: words only, on one line, at most 100 characters.

    What could be a link, a header, markup or an encoded word becomes a space.
    """
    kept = "".join(
        c if c in _MARKS or unicodedata.category(c)[0] in "LMN" else " "
        for c in unicodedata.normalize("NFC", text)
    )
    return " ".join(re.sub(r"\.(?=\w)", ". ", kept).split())[:NAME_LIMIT].strip()


@dataclass(frozen=True, slots=True)
class Recipient:
    """The one person a letter goes to. Raises ValueError for an address that is not plainly one."""

    name: str
    address: str

    def __post_init__(self) -> None:
        """Clean the name, refuse a strange address."""
        plausible = len(self.address) <= 254 and _ADDRESS.fullmatch(self.address)
        if not plausible and self.is_known:
            raise ValueError("not one plain e-mail address")
        object.__setattr__(self, "name", "" if self.name == UNREADABLE else plain(self.name))

    @property
    def is_known(self) -> bool:
        """Whether the address could be read. A letter to one that could not be is held."""
        return self.address != UNREADABLE


@dataclass(frozen=True, slots=True)
class Inviter:
    """Who asks for the session, as the letter names them."""

    name: str
    job: str
    agency: str

    def __str__(self) -> str:
        """For a sentence: “Ana Petrov (health visitor, Harbour Health)”."""
        about = ", ".join(part for part in (plain(self.job), plain(self.agency)) if part)
        return f"{plain(self.name)} ({about})" if about else plain(self.name)


@dataclass(frozen=True, slots=True)
class About:
    """The supervision a letter is about: its key and its reference, nothing else."""

    supervision_id: str
    reference: str


@dataclass(frozen=True, slots=True)
class Appointment:
    """When the session is. `minutes` is its length, `sequence` counts the changes of its date."""

    meeting_id: str
    starts_at: datetime
    minutes: int
    place: Place
    sequence: int = 0


class Method(StrEnum):
    """What a calendar is to do with an appointment."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True, slots=True)
class Calendar:
    """The calendar file that goes with a letter."""

    method: Method
    appointment: Appointment


@dataclass(frozen=True, slots=True)
class Link:
    """The one link of a letter, and what it is called where it can be clicked."""

    url: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter to one person, before it is queued.

    `subject_id`: the key of the row it speaks of. `revision`: with kind, subject and recipient it
    makes the letter unique, so that queueing it twice sends it once. `discreet`: it asks not to
    speak to the family.
    """

    kind: LetterKind
    to: Recipient
    subject_id: str
    about: About | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    link: Link | None = None
    calendar: Calendar | None = None
    revision: int = 0
    discreet: bool = False

    @property
    def subject(self) -> str:
        """The subject line: a constant and the MARS reference."""
        return f"{self.kind.label} ({self.about.reference})" if self.about else self.kind.label

    @property
    def supervision_id(self) -> str | None:
        """The supervision it belongs to, if any."""
        return self.about.supervision_id if self.about else None
