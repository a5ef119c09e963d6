"""Letters to facilitators. Plain values in, a letter out; never a row."""

from datetime import date

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
)
from mars.post.phrases import say_day, say_when


def facilitator_asked(
    to: Recipient,
    nomination_id: str,
    about: About,
    inviter: Inviter,
    url: str,
    answer_by: date | None = None,
    revision: int = 0,
    *,
    appointment: Appointment | None = None,
    is_over: bool = False,
) -> Letter:
    """Ask somebody to facilitate (guidance, Purpose, paragraph 3). Again: a higher `revision`.

    `appointment`: the date, where it is fixed already; nothing goes into a calendar by it.
    `is_over`: its hour has come, and they are to say that they led it.
    """
    when = say_when(appointment.starts_at, appointment.minutes) if appointment else ""
    return Letter(
        kind=LetterKind.FACILITATOR_ASKED,
        to=to,
        subject_id=nomination_id,
        about=about,
        words={
            "inviter": str(inviter),
            "answer_by": say_day(answer_by) if answer_by else "",
            "when": when,
            "place": appointment.place.label if appointment else "",
            "is_over": "yes" if is_over else "",
        },
        link=Link(url, "Say yes or no"),
        revision=revision,
    )


def facilitator_freed(
    to: Recipient, nomination_id: str, about: About, appointment: Appointment
) -> Letter:
    """Take the session out of the calendar of a facilitator who withdrew or is no longer asked.

    The session itself stands. Give a higher `appointment.sequence`.
    """
    return Letter(
        kind=LetterKind.FACILITATOR_FREED,
        to=to,
        subject_id=nomination_id,
        about=about,
        words={
            "when": say_when(appointment.starts_at, appointment.minutes),
            "place": appointment.place.label,
        },
        calendar=Calendar(Method.CANCEL, appointment),
        revision=appointment.sequence,
    )


def summary_please(
    to: Recipient,
    nomination_id: str,
    about: About,
    url: str,
    write_by: date | None = None,
    revision: int = 0,
) -> Letter:
    """Ask for the one-page summary (guidance, principle 7). A nudge is a higher `revision`."""
    return Letter(
        kind=LetterKind.SUMMARY_PLEASE,
        to=to,
        subject_id=nomination_id,
        about=about,
        words={"write_by": say_day(write_by) if write_by else ""},
        link=Link(url, "Write the summary"),
        revision=revision,
    )
