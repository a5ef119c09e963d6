"""Who acts: a signed-in person, a guest by link, or MARS's clock. Never anonymous in the audit."""

from dataclasses import dataclass

from mars.domain.labels import Labelled


class Role(Labelled):
    """What a signed-in person may be besides a practitioner; rights are the union."""

    COORDINATOR = "coordinator", "Coordinator"
    AUDITOR = "auditor", "Auditor"
    ADMINISTRATOR = "administrator", "Administrator"


class ActorKind(Labelled):
    """How the actor is known."""

    STAFF = "staff", "signed in"
    GUEST = "guest", "by link"
    CLOCK = "clock", "MARS itself"


@dataclass(frozen=True, slots=True)
class Actor:
    """One who acts. `id` is a person's key, a link's key, or the clock's name."""

    kind: ActorKind
    id: str
    name: str
    email: str
    roles: frozenset[Role] = frozenset()

    @property
    def is_staff(self) -> bool:
        """Whether this is a signed-in member of the council's staff."""
        return self.kind is ActorKind.STAFF


CLOCK = Actor(ActorKind.CLOCK, "clock", "MARS", "")


class Purpose(Labelled):
    """What a guest's link opens. A link opens this one thing."""

    ANSWER = "answer", "answer an invitation"
    FACILITATE = "facilitate", "accept, hold the session and write the summary"
    READ = "read", "read the summary and tick that it is recorded"
    CONFIRM = "confirm", "say whether somebody else may answer"
