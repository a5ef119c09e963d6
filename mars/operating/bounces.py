"""A letter that came back, told by a monitored mailbox. Believes only which letter it was."""

from mars import audit
from mars.database import db
from mars.domain.actors import CLOCK
from mars.domain.errors import NotNowError
from mars.domain.workflow import Event
from mars.post import releasing
from mars.post.reports import read_report

NOT_OURS = "This is no report about a letter of MARS. Nothing was changed."
GOING_ON = "The mail server is still trying, or has delivered the letter. Nothing was changed."
KNOWN = "It was known that this letter came back. Nothing was changed."
NOTED = "Noted: the letter came back. The page of its request shows it."


def note_report(content: bytes) -> str:
    """Note what the bytes of a delivery report say. Returns what was done, in a sentence.

    Needs `database.writing()`.
    """
    report = read_report(content)
    letter = releasing.find_by_message_id(report.message_id) if report else None
    if report is None or letter is None:
        return NOT_OURS
    if not report.is_final:
        return GOING_ON
    try:
        if not releasing.note_return(letter):
            return KNOWN
    except NotNowError as refusal:
        return refusal.sentence
    audit.record(CLOCK, Event.MAIL_CAME_BACK, letter.supervision_id, letter.id)

    db.session.commit()
    return NOTED
