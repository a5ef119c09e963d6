"""Letters that MARS sends by itself while something is missing. Plain values in, never a row.

`revision` comes from the chase: it holds the day from which the reason counts.
"""

from collections.abc import Sequence
from dataclasses import replace

from mars.domain.workflow import LetterKind
from mars.post.letters import About, Appointment, Inviter, Letter, Link, Recipient, plain
from mars.post.phrases import say_when


def answer_reminder(
    to: Recipient,
    invitation_id: str,
    about: About,
    inviter: Inviter,
    url: str,
    revision: int,
    *,
    fixed: Appointment | None = None,
) -> Letter:
    """Remind somebody who was asked and has not answered. `fixed`: the session, if it has a day."""
    return Letter(
        kind=LetterKind.ANSWER_REMINDER,
        to=to,
        subject_id=invitation_id,
        about=about,
        words={
            "inviter": str(inviter),
            "fixed": say_when(fixed.starts_at, fixed.minutes) if fixed else "",
        },
        link=Link(url, "Answer the invitation"),
        revision=revision,
    )


def lead_asked(
    to: Recipient, invitation_id: str, about: About, inviter: Inviter, url: str, revision: int
) -> Letter:
    """Ask an agency's lead to see that somebody answers; the letter does not name who was asked."""
    return Letter(
        kind=LetterKind.LEAD_ASKED,
        to=to,
        subject_id=invitation_id,
        about=about,
        words={"inviter": str(inviter)},
        link=Link(url, "Answer for your agency"),
        revision=revision,
    )


def agency_silent(
    to: Recipient, about: About, url: str, revision: int, agencies: Sequence[tuple[str, bool]]
) -> Letter:
    """Tell those who asked which `agencies` do not answer; `url` is the team's page.

    With each agency goes whether its lead was asked too.
    """
    letter = _short(LetterKind.AGENCY_SILENT, to, about.supervision_id, about, url, revision)
    lines = [f"- {plain(a)}{', whose lead was asked too' if led else ''}" for a, led in agencies]
    return replace(letter, words={"agencies": "\n".join(lines)})


def facilitator_reminder(
    to: Recipient,
    nomination_id: str,
    about: About,
    inviter: Inviter,
    url: str,
    revision: int,
    *,
    accepted: bool = False,
) -> Letter:
    """Remind a facilitator who has not answered; `accepted`: only which new times suit is open."""
    return Letter(
        kind=LetterKind.FACILITATOR_REMINDER,
        to=to,
        subject_id=nomination_id,
        about=about,
        words={"inviter": str(inviter), "accepted": "yes" if accepted else ""},
        link=Link(url, "Say which times suit you" if accepted else "Say yes or no"),
        revision=revision,
    )


def facilitator_silent(
    to: Recipient,
    nomination_id: str,
    about: About,
    url: str,
    revision: int,
    appointment: Appointment | None = None,
) -> Letter:
    """Tell the requester that the facilitator does not answer; `url` is the facilitator's page.

    `appointment`: the date that waits for one, where it is fixed.
    """
    return Letter(
        kind=LetterKind.FACILITATOR_SILENT,
        to=to,
        subject_id=nomination_id,
        about=about,
        words=_when(appointment) if appointment else {"when": ""},
        link=Link(url, "Open the request"),
        revision=revision,
    )


def facilitator_missing(
    to: Recipient, about: About, appointment: Appointment, url: str, revision: int
) -> Letter:
    """Warn that a session is near that nobody agreed to facilitate, and say what can be done."""
    return Letter(
        kind=LetterKind.FACILITATOR_MISSING,
        to=to,
        subject_id=about.supervision_id,
        about=about,
        words=_when(appointment),
        link=Link(url, "Find a facilitator"),
        revision=revision,
    )


def below_minimum(
    to: Recipient, about: About, appointment: Appointment, url: str, revision: int, figures: str
) -> Letter:
    """Warn that too few agencies come, and say what can be done; `url` is the request's page.

    `figures`: how many there are of how many, in a sentence.
    """
    return Letter(
        kind=LetterKind.BELOW_MINIMUM,
        to=to,
        subject_id=about.supervision_id,
        about=about,
        words={**_when(appointment), "figures": figures},
        link=Link(url, "Open the request"),
        revision=revision,
    )


def purpose_reminder(to: Recipient, about: About, url: str, revision: int) -> Letter:
    """Ask whether the family was told the purpose (guidance, principle 7)."""
    kind = LetterKind.PURPOSE_REMINDER
    return _short(kind, to, about.supervision_id, about, url, revision)


def outcome_reminder(to: Recipient, about: About, url: str, revision: int) -> Letter:
    """Ask whether the family heard the outcome (guidance, principle 7)."""
    kind = LetterKind.OUTCOME_REMINDER
    return _short(kind, to, about.supervision_id, about, url, revision)


def session_near(
    to: Recipient,
    subject_id: str,
    about: About,
    appointment: Appointment,
    url: str,
    revision: int,
    *,
    led: bool,
) -> Letter:
    """Remind somebody who comes. `subject_id` as for the letter with the date.

    `led`: whether a facilitator has agreed.
    """
    return Letter(
        kind=LetterKind.SESSION_NEAR,
        to=to,
        subject_id=subject_id,
        about=about,
        words={**_when(appointment), "led": "yes" if led else ""},
        link=Link(url, "See the details"),
        revision=revision,
    )


def attendance_please(
    to: Recipient, nomination_id: str, about: About, url: str, revision: int
) -> Letter:
    """Ask the facilitator to record who came, or that the session was not held."""
    kind = LetterKind.ATTENDANCE_PLEASE
    return _short(kind, to, nomination_id, about, url, revision, "Record who came")


def summary_reminder(
    to: Recipient, nomination_id: str, about: About, url: str, revision: int
) -> Letter:
    """Remind the facilitator of the one-page summary (guidance, principle 7)."""
    kind = LetterKind.SUMMARY_REMINDER
    return _short(kind, to, nomination_id, about, url, revision, "Write the summary")


def record_reminder(
    to: Recipient, receipt_id: str, about: About, url: str, revision: int
) -> Letter:
    """Remind an agency to read the summary and record it (guidance, principle 7)."""
    kind = LetterKind.RECORD_REMINDER
    return _short(kind, to, receipt_id, about, url, revision, "Read the summary")


def _short(
    kind: LetterKind,
    to: Recipient,
    subject_id: str,
    about: About,
    url: str,
    revision: int,
    link_text: str = "Open the request",
) -> Letter:
    """A reminder that says nothing but what its template says."""
    return Letter(
        kind=kind,
        to=to,
        subject_id=subject_id,
        about=about,
        link=Link(url, link_text),
        revision=revision,
    )


def _when(appointment: Appointment) -> dict[str, str]:
    return {
        "when": say_when(appointment.starts_at, appointment.minutes),
        "place": appointment.place.label,
    }
