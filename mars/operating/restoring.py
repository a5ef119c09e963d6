"""After a backup was put back: what might repeat itself waits, what was revoked stays so.

Knows the outbox and the links as a whole; never one letter or one link.
"""

from dataclasses import dataclass

from mars import audit, links
from mars.database import db
from mars.domain.actors import CLOCK
from mars.domain.workflow import Event
from mars.post import releasing


@dataclass(frozen=True, slots=True)
class Restored:
    """How many letters are held now, and how many links were closed."""

    letters: int
    links: int


def restored() -> Restored:
    """Hold every letter that has not gone and close every link, since the backup may be behind.

    A letter that waits in it may have been sent since, and a link that lives in it may have been
    revoked. Needs `database.writing()`.
    """
    found = Restored(releasing.hold_all(), links.revoke_all())
    audit.record(CLOCK, Event.RESTORED)

    db.session.commit()
    return found
