"""Letters to the people an agency has named. Plain values in, a letter out; never a row."""

from datetime import date

from mars.domain.answering import Choice
from mars.domain.workflow import LetterKind
from mars.post.letters import (
    About,
    Appointment,
    Calendar,
    Inviter,
    Letter,
    Link,
    Method,
    Recipient,
    plain,
)
from mars.post.phrases import say_day, say_when


def please_answer(
    to: Recipient,
    invitation_id: str,
    about: About,
    inviter: Inviter,
    url: str,
    answer_by: date | None = None,
    revision: int = 0,
    fixed: Appointment | None = None,
) -> Letter:
    """Ask an agency's lead to agree and to say which times suit (guidance, Purpose, paragraph 3).

    `fixed`: the session once its date is fixed; then nobody is asked for times. Asking again is a
    higher `revision`.
    """
    return Letter(
        kind=LetterKind.PLEASE_ANSWER,
        to=to,
        subject_id=invitation_id,
        about=about,
        words={
            "inviter": str(inviter),
            "fixed": say_when(fixed.starts_at, fixed.minutes) if fixed else "",
            "answer_by": say_day(answer_by) if answer_by else "",
        },
        link=Link(url, "Answer the invitation"),
        revision=revision,
    )


def answer_received(
    to: Recipient,
    invitation_id: str,
    about: About,
    choice: Choice | None,
    url: str,
    revision: int,
    *,
    partly: bool = False,
    sends_note_to: Recipient | None = None,
    cancelled: Appointment | None = None,
) -> Letter:
    """Thank for an answer to the address it was asked of. Each answer is a higher `revision`.

    `choice` None: they only asked to be rung first. `cancelled`: the appointment (with a higher
    sequence) that leaves the calendar of somebody who was coming and cannot any more.
    `sends_note_to`: who asked, to whom they said that they will send a note.
    """
    words = {
        "choice": choice.value if choice else "",
        "partly": "yes" if partly else "",
        "note_to": plain(sends_note_to.name) if sends_note_to else "",
        "note_at": sends_note_to.address if sends_note_to and sends_note_to.is_known else "",
    }
    return Letter(
        kind=LetterKind.ANSWER_RECEIVED,
        to=to,
        subject_id=invitation_id,
        about=about,
        words={**words, "in_calendar": "yes" if cancelled else ""},
        link=Link(url, "Change your answer"),
        calendar=Calendar(Method.CANCEL, cancelled) if cancelled else None,
        revision=revision,
    )


def colleague_asked(
    to: Recipient,
    invitation_id: str,
    about: About,
    inviter: Inviter,
    instead_of: str,
    url: str,
    answer_by: date | None = None,
    *,
    named: bool = True,
    fixed: Appointment | None = None,
) -> Letter:
    """Ask somebody to answer in place of `instead_of`, an invited person.

    `named`: whether that person named them, and not somebody else who had the link. `fixed`: the
    session once its date is fixed; then nobody is asked for times. `invitation_id` is the
    colleague's own, new invitation.
    """
    return Letter(
        kind=LetterKind.COLLEAGUE_ASKED,
        to=to,
        subject_id=invitation_id,
        about=about,
        words={
            "inviter": str(inviter),
            "instead_of": plain(instead_of),
            "named": "yes" if named else "",
            "fixed": say_when(fixed.starts_at, fixed.minutes) if fixed else "",
            "answer_by": say_day(answer_by) if answer_by else "",
        },
        link=Link(url, "Answer the invitation"),
    )


def colleague_told(
    to: Recipient,
    invitation_id: str,
    about: About,
    cancelled: Appointment | None = None,
    *,
    named: bool = True,
) -> Letter:
    """Tell an invited person that a colleague was asked in their place, and their link is dead.

    `named`: whether they named the colleague themselves. `cancelled`: the appointment (with a
    higher sequence) that leaves their calendar.
    """
    return Letter(
        kind=LetterKind.COLLEAGUE_TOLD,
        to=to,
        subject_id=invitation_id,
        about=about,
        words={"named": "yes" if named else "", "in_calendar": "yes" if cancelled else ""},
        calendar=Calendar(Method.CANCEL, cancelled) if cancelled else None,
    )


def colleague_proposed(to: Recipient, proposal_id: str, about: About, url: str) -> Letter:
    """Ask an invited person whether somebody else may answer in their place; never who."""
    return Letter(
        kind=LetterKind.COLLEAGUE_PROPOSED,
        to=to,
        subject_id=proposal_id,
        about=about,
        link=Link(url, "Say yes or no"),
    )


def no_longer_asked(
    to: Recipient, invitation_id: str, about: About, cancelled: Appointment
) -> Letter:
    """Tell somebody who was coming that they are not asked any more; never why.

    `cancelled`: the appointment (with a higher sequence) that leaves their calendar.
    """
    return Letter(
        kind=LetterKind.NO_LONGER_ASKED,
        to=to,
        subject_id=invitation_id,
        about=about,
        calendar=Calendar(Method.CANCEL, cancelled),
    )
