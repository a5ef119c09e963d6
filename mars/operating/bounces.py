"""What came back by mail: believes only which letter it was, to whom, and in what way.

A letter and an address are believed only together: the letter has to have gone there.
"""

from mars import audit
from mars.database import db
from mars.domain.actors import CLOCK
from mars.domain.errors import NotNowError
from mars.domain.workflow import Event
from mars.post import releasing
from mars.post.reports import Report, Said, read_report
from mars.store.letters import OutboxLetter

NOT_OURS = "This is no report about a letter of MARS. Nothing was changed."
GOING_ON = "The mail server is still trying, or has delivered the letter. Nothing was changed."
KNOWN = "It was known that this letter came back. Nothing was changed."
NOTED = "Noted: the letter came back. The page of its request shows it."
AUTOMATIC = "Noted: an automatic reply. The page of its request shows it."


def note_report(content: bytes) -> str:
    """Note what the bytes of a message say that came back. Returns what was done, in a sentence.

    Needs `database.writing()`.
    """
    found = _meant(read_report(content))
    if found is None:
        return NOT_OURS
    letter, said = found
    if said is Said.GOING_ON:
        return GOING_ON
    try:
        if said is Said.AUTOMATIC:
            event, done, is_news = Event.MAIL_ANSWERED_ITSELF, AUTOMATIC, releasing.note_reply
        else:
            event, done, is_news = Event.MAIL_CAME_BACK, NOTED, releasing.note_return
        if not is_news(letter):
            return KNOWN
    except NotNowError as refusal:
        return refusal.sentence
    audit.record(CLOCK, event, letter.supervision_id, letter.id)

    db.session.commit()
    return done


def _meant(report: Report | None) -> tuple[OutboxLetter, Said] | None:
    """The first letter of ours that went to an address of which the report speaks."""
    for message_id in report.message_ids if report else ():
        letter = releasing.find_by_message_id(message_id)
        said = report.said.get(letter.recipient.lower()) if report and letter else None
        if letter is not None and said is not None:
            return letter, said
    return None
