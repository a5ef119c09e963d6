"""What a person decides about a letter: let it go, stop it, note that it came back, hold them all.

Nothing here commits, and nothing reads a letter's words.
"""

from typing import Any

from sqlalchemy import ColumnElement, CursorResult, delete, select, update

from mars.clock import now
from mars.database import db
from mars.domain.errors import NotFoundError, NotNowError
from mars.domain.posting import MOVES, NEEDS_A_PERSON, TRYING, LetterState, Outcome
from mars.post import engine
from mars.store.letters import OutboxLetter, OutboxPause

STOPPED_BY_MARS = (LetterState.HELD, LetterState.REJECTED)


def find(letter_id: str) -> OutboxLetter:
    """The letter of this key, for a change. Raises NotFoundError."""
    letter = db.session.get(OutboxLetter, letter_id, with_for_update=True, populate_existing=True)
    if letter is None:
        raise NotFoundError("There is no such letter.")
    return letter


def release(letter: OutboxLetter) -> None:
    """Let MARS try a held or refused letter afresh. Raises NotNowError for any other."""
    if letter.state not in STOPPED_BY_MARS or letter.message is None:
        raise NotNowError(f"You cannot send this letter again: {letter.state.label.lower()}.")
    letter.state = LetterState.PENDING
    letter.trying_since = letter.due_at = now()
    letter.attempts = letter.uncertain = 0
    engine.nudge_after_commit()


def stop(letter: OutboxLetter) -> None:
    """Be done with a letter that was not delivered. Raises NotNowError for any other."""
    if letter.state not in NEEDS_A_PERSON:
        raise NotNowError(f"You cannot stop this letter: {letter.state.label.lower()}.")
    letter.state, letter.message = LetterState.SUPERSEDED, None


def note_return(letter: OutboxLetter) -> bool:
    """Note that a sent letter came back. False if that is known; NotNowError if it was not sent."""
    if letter.state is LetterState.BOUNCED:
        return False
    if LetterState.BOUNCED not in MOVES[letter.state]:
        raise NotNowError(f"This letter cannot have come back: {letter.state.label.lower()}.")
    letter.state, letter.last_outcome = LetterState.BOUNCED, Outcome.CAME_BACK
    return True


def note_reply(letter: OutboxLetter) -> bool:
    """Note that a mailbox answered by itself. False if that is known, or if more is known."""
    if letter.state is not LetterState.ACCEPTED or letter.last_outcome is Outcome.AUTOMATIC_REPLY:
        return False
    letter.last_outcome = Outcome.AUTOMATIC_REPLY
    return True


def find_by_message_id(message_id: str) -> OutboxLetter | None:
    """The letter that went out under this Message-ID, for a change."""
    return db.session.scalar(
        select(OutboxLetter).where(OutboxLetter.message_id == message_id).with_for_update()
    )


def hold_all() -> int:
    """Hold every letter that has not gone, after a backup was restored. Returns how many."""
    return _change(
        OutboxLetter.state.in_(TRYING),
        state=LetterState.HELD,
        last_outcome=Outcome.RESTORED,
        claim=OutboxLetter.claim + 1,
        leased_until=None,
    )


def resume() -> bool:
    """Let all letters go out again now, though the mail server had not let MARS in.

    Returns whether they were resting.
    """
    result = db.session.execute(delete(OutboxPause))
    engine.nudge_after_commit()
    return isinstance(result, CursorResult) and result.rowcount > 0


def _change(*where: ColumnElement[bool], **values: Any) -> int:
    result = db.session.execute(update(OutboxLetter).where(*where).values(**values))
    return result.rowcount if isinstance(result, CursorResult) else 0
