"""Letters to all who take part: requester, invited people, facilitator. Never a row.

`subject_id` is the key of what ties the reader to the session: their invitation, their nomination,
or the supervision itself for the requester.
"""

from datetime import date

from mars.domain.holding import REASONS_TOLD, EndReason, NotHeldReason
from mars.domain.workflow import LetterKind
from mars.post.letters import About, Appointment, Calendar, Inviter, Letter, Link, Method, Recipient
from mars.post.phrases import say_day, say_when


def date_fixed(
    to: Recipient,
    subject_id: str,
    about: About,
    appointment: Appointment,
    url: str,
    inviter: Inviter | None = None,
    *,
    leads: bool = False,
) -> Letter:
    """Tell the date, with a calendar file. Another date is a higher `appointment.sequence`.

    To somebody who said no, give the `inviter`: they are still welcome, and get no calendar file.
    `leads`: to the facilitator.
    """
    return Letter(
        kind=LetterKind.DATE_FIXED,
        to=to,
        subject_id=subject_id,
        about=about,
        words={**_when(appointment), **_reader(inviter, leads)},
        link=Link(url, "Say whether you can come" if inviter else "See the details"),
        calendar=None if inviter else Calendar(Method.REQUEST, appointment),
        revision=appointment.sequence,
    )


def date_moved(
    to: Recipient,
    subject_id: str,
    about: About,
    appointment: Appointment,
    url: str,
    inviter: Inviter | None = None,
    *,
    leads: bool = False,
) -> Letter:
    """Tell what a fixed date was changed to: give a higher `appointment.sequence`.

    Those who come have it changed in their calendar. To somebody who does not come so far, give the
    `inviter`: they are asked whether they can come now, and their calendar is left alone.
    `leads`: to the facilitator.
    """
    return Letter(
        kind=LetterKind.DATE_MOVED,
        to=to,
        subject_id=subject_id,
        about=about,
        words={**_when(appointment), **_reader(inviter, leads)},
        link=Link(url, "Say whether you can come" if inviter else "See the details"),
        calendar=None if inviter else Calendar(Method.REQUEST, appointment),
        revision=appointment.sequence,
    )


def new_times(
    to: Recipient,
    subject_id: str,
    about: About,
    url: str,
    revision: int,
    *,
    inviter: Inviter | None = None,
    answer_by: date | None = None,
    cancelled: Appointment | None = None,
) -> Letter:
    """Ask which of other times suit; each offer is a higher `revision`.

    Without `inviter` it tells the requester, who is not asked. `cancelled`: the date that was fixed
    (with a higher sequence), which leaves the reader's calendar.
    """
    return Letter(
        kind=LetterKind.NEW_TIMES,
        to=to,
        subject_id=subject_id,
        about=about,
        words={
            "inviter": str(inviter) if inviter else "",
            "answer_by": say_day(answer_by) if answer_by else "",
            "when": say_when(cancelled.starts_at, cancelled.minutes) if cancelled else "",
        },
        link=Link(url, "Say which times suit you" if inviter else "See who has answered"),
        calendar=Calendar(Method.CANCEL, cancelled) if cancelled else None,
        revision=revision,
    )


def facilitator_withdrew(
    to: Recipient,
    subject_id: str,
    about: About,
    appointment: Appointment,
    url: str = "",
    *,
    helped: bool = False,
) -> Letter:
    """Tell that the facilitator withdrew and that the date stands; each a higher sequence.

    `url`: the page on which another is chosen, for those who can; the others have nothing to do.
    `helped`: the requester left the search to the partnership.
    """
    return Letter(
        kind=LetterKind.FACILITATOR_WITHDREW,
        to=to,
        subject_id=subject_id,
        about=about,
        words={**_when(appointment), "helped": "yes" if helped else ""},
        link=Link(url, "Find another facilitator") if url else None,
        revision=appointment.sequence,
    )


def session_cancelled(
    to: Recipient, subject_id: str, about: About, appointment: Appointment, reason: EndReason
) -> Letter:
    """Cancel a fixed date, in the reader's calendar too: give a higher `appointment.sequence`.

    Of the reason the fixed words alone are told, never what somebody added.
    """
    return Letter(
        kind=LetterKind.SESSION_CANCELLED,
        to=to,
        subject_id=subject_id,
        about=about,
        words={**_when(appointment), "reason": reason.label},
        calendar=Calendar(Method.CANCEL, appointment),
        revision=appointment.sequence,
    )


def not_going_ahead(to: Recipient, subject_id: str, about: About) -> Letter:
    """Tell those who were asked, before any date, that there will be no session; never why."""
    return Letter(kind=LetterKind.NOT_GOING_AHEAD, to=to, subject_id=subject_id, about=about)


def session_not_held(
    to: Recipient,
    subject_id: str,
    about: About,
    appointment: Appointment,
    reason: NotHeldReason,
    url: str = "",
    *,
    is_ahead: bool,
) -> Letter:
    """Tell those who were to come that a session was not held, or will not be: which, and why.

    Of the reason the words about nobody are told (REASONS_TOLD). `url`: where other times are
    offered, for the requester. `is_ahead`: it leaves the reader's calendar; give a higher sequence.
    """
    return Letter(
        kind=LetterKind.SESSION_NOT_HELD,
        to=to,
        subject_id=subject_id,
        about=about,
        words={
            **_when(appointment),
            "reason": REASONS_TOLD[reason],
            "is_ahead": "yes" if is_ahead else "",
        },
        link=Link(url, "Offer other times") if url else None,
        calendar=Calendar(Method.CANCEL, appointment) if is_ahead else None,
        revision=appointment.sequence,
    )


def summary_ready(
    to: Recipient, receipt_id: str, about: About, url: str, revision: int = 0
) -> Letter:
    """Ask an agency to read the summary and record it (guidance, principle 7).

    A new version has a receipt of its own; asking again is a higher `revision`.
    """
    return Letter(
        kind=LetterKind.SUMMARY_READY,
        to=to,
        subject_id=receipt_id,
        about=about,
        link=Link(url, "Read the summary"),
        revision=revision,
    )


def keep_quiet(to: Recipient, subject_id: str, about: About, revision: int) -> Letter:
    """Ask everybody who was asked before not to speak to the family from now on; never why."""
    return Letter(
        kind=LetterKind.KEEP_QUIET,
        to=to,
        subject_id=subject_id,
        about=about,
        revision=revision,
    )


def new_link(to: Recipient, subject_id: str, about: About, url: str, revision: int) -> Letter:
    """A new link for somebody who lost theirs, to the address on file; each a higher `revision`."""
    return Letter(
        kind=LetterKind.NEW_LINK,
        to=to,
        subject_id=subject_id,
        about=about,
        link=Link(url, "Open your page"),
        revision=revision,
    )


def _reader(inviter: Inviter | None, leads: bool) -> dict[str, str]:
    return {"inviter": str(inviter) if inviter else "", "leads": "yes" if leads else ""}


def _when(appointment: Appointment) -> dict[str, str]:
    return {
        "when": say_when(appointment.starts_at, appointment.minutes),
        "place": appointment.place.label,
    }
