"""Letters to the person who asked for the session. Plain values in, a letter out; never a row."""

from mars.domain.workflow import LetterKind
from mars.post.letters import About, Letter, Link, Recipient

YOUR_REQUEST = "Open your request"


def request_sent(
    to: Recipient,
    about: About,
    url: str,
    agencies: int,
    *,
    facilitator_asked: bool,
    helped: bool,
) -> Letter:
    """Confirm that the request went to this many `agencies`; `url` is the request's own page.

    `helped`: the partnership looks for a facilitator.
    """
    return Letter(
        kind=LetterKind.REQUEST_SENT,
        to=to,
        subject_id=about.supervision_id,
        about=about,
        words={
            "agencies": "one agency" if agencies == 1 else f"{agencies} agencies",
            "facilitator_asked": "yes" if facilitator_asked else "",
            "helped": "yes" if helped else "",
        },
        link=Link(url, YOUR_REQUEST),
    )


def facilitator_answered(
    to: Recipient,
    nomination_id: str,
    about: About,
    url: str,
    *,
    accepted: bool,
    helped: bool,
    revision: int = 0,
) -> Letter:
    """Say whether the facilitator accepted. Changing their mind later is a higher `revision`.

    `helped`: if not, the partnership looks for somebody else.
    """
    return Letter(
        kind=LetterKind.FACILITATOR_ANSWERED,
        to=to,
        subject_id=nomination_id,
        about=about,
        words={"accepted": "yes" if accepted else "", "helped": "yes" if helped else ""},
        link=Link(url, YOUR_REQUEST),
        revision=revision,
    )


def ready_to_fix(to: Recipient, about: About, url: str, revision: int = 0) -> Letter:
    """Say that the three gates are passed. Passed again later is a higher `revision`."""
    return Letter(
        kind=LetterKind.READY_TO_FIX,
        to=to,
        subject_id=about.supervision_id,
        about=about,
        link=Link(url, "Fix the date"),
        revision=revision,
    )


def please_ring(to: Recipient, invitation_id: str, about: About, url: str, revision: int) -> Letter:
    """Say that one of those who were asked wants to be rung before they answer, not who."""
    return Letter(
        kind=LetterKind.PLEASE_RING,
        to=to,
        subject_id=invitation_id,
        about=about,
        link=Link(url, "See whom to ring"),
        revision=revision,
    )


def agency_cannot(
    to: Recipient,
    invitation_id: str,
    about: About,
    url: str,
    revision: int,
    who: str,
    *,
    sends_note: bool = False,
) -> Letter:
    """Say to those who asked that `who` (of an agency) said no, and what they can do; never why."""
    return Letter(
        kind=LetterKind.AGENCY_CANNOT,
        to=to,
        subject_id=invitation_id,
        about=about,
        words={"who": who, "sends_note": "yes" if sends_note else ""},
        link=Link(url, "See the team"),
        revision=revision,
    )


def no_longer_coming(
    to: Recipient,
    invitation_id: str,
    about: About,
    url: str,
    revision: int,
    who: str,
    *,
    sends_note: bool = False,
    replaced: bool = False,
) -> Letter:
    """Say the same of `who` was coming, now that the date is fixed.

    `replaced`: a colleague is asked in their place.
    """
    return Letter(
        kind=LetterKind.NO_LONGER_COMING,
        to=to,
        subject_id=invitation_id,
        about=about,
        words={
            "who": who,
            "sends_note": "yes" if sends_note else "",
            "replaced": "yes" if replaced else "",
        },
        link=Link(url, "See who comes"),
        revision=revision,
    )


def colleague_to_confirm(to: Recipient, proposal_id: str, about: About, url: str) -> Letter:
    """Say that somebody new would answer for an agency and waits for a yes; never who."""
    return Letter(
        kind=LetterKind.COLLEAGUE_TO_CONFIRM,
        to=to,
        subject_id=proposal_id,
        about=about,
        link=Link(url, "Check who it is"),
    )
