"""Letters to the coordinators' mailbox. Plain values in, a letter out; never a row."""

from collections.abc import Collection

from mars.domain.workflow import LetterKind
from mars.post.letters import About, Inviter, Letter, Link, Recipient


def facilitator_wanted(
    to: Recipient, about: About, inviter: Inviter, url: str, revision: int
) -> Letter:
    """Ask the partnership to find a facilitator, as the requester wants it to.

    `url` is the page on which one is chosen. Asking again is a higher `revision`.
    """
    return _search(LetterKind.FACILITATOR_WANTED, to, about, inviter, url, revision)


def facilitator_still_wanted(
    to: Recipient, about: About, inviter: Inviter, url: str, revision: int
) -> Letter:
    """Remind of the same while nobody is asked; `revision` comes from the chase."""
    return _search(LetterKind.FACILITATOR_STILL_WANTED, to, about, inviter, url, revision)


def shut_out(
    to: Recipient, person_id: str, references: Collection[str], url: str, revision: int
) -> Letter:
    """Say in which requests somebody had a part who can use MARS no more; never who.

    `url` is the page of all requests. Shut out once more is a higher `revision`.
    """
    return Letter(
        kind=LetterKind.SHUT_OUT,
        to=to,
        subject_id=person_id,
        words={"references": ", ".join(references)},
        link=Link(url, "See all requests"),
        revision=revision,
    )


def _search(
    kind: LetterKind, to: Recipient, about: About, inviter: Inviter, url: str, revision: int
) -> Letter:
    return Letter(
        kind=kind,
        to=to,
        subject_id=about.supervision_id,
        about=about,
        words={"inviter": str(inviter)},
        link=Link(url, "Find a facilitator"),
        revision=revision,
    )
