"""What those do who look after the mail. Never reads a letter's words."""

from mars import audit, links
from mars.database import db
from mars.domain.actors import Actor
from mars.domain.errors import NotNowError
from mars.domain.workflow import Event
from mars.post import releasing


def send(actor: Actor, letter_id: str) -> None:
    """Let MARS try a held or refused letter afresh.

    Raises NotFoundError, and NotNowError for another letter or one whose link is closed.
    """
    letter = releasing.find(letter_id)
    if links.are_closed(letter.subject_id):
        raise NotNowError(
            "The link in this letter is closed, so the letter would be of no use. Ask this person "
            "again from the page of the request: that sends a new letter with a new link."
        )
    releasing.release(letter)

    audit.record(actor, Event.MAIL_RELEASED, letter.supervision_id, letter.id)

    db.session.commit()


def stop(actor: Actor, letter_id: str) -> None:
    """Be done with a letter that was not delivered. Raises NotFoundError, NotNowError."""
    letter = releasing.find(letter_id)
    releasing.stop(letter)

    audit.record(actor, Event.MAIL_STOPPED, letter.supervision_id, letter.id)

    db.session.commit()


def note_return(actor: Actor, letter_id: str) -> None:
    """Note that a sent letter came back. Raises NotFoundError, NotNowError."""
    letter = releasing.find(letter_id)
    if not releasing.note_return(letter):
        return

    audit.record(actor, Event.MAIL_CAME_BACK, letter.supervision_id, letter.id)

    db.session.commit()


def resume(actor: Actor) -> None:
    """Try the mail server now, though it had not let MARS in."""
    if not releasing.resume():
        return

    audit.record(actor, Event.MAIL_RESUMED)

    db.session.commit()
