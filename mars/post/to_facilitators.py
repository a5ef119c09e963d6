"""Letters to facilitators. Plain values in, a letter out; never a row."""

from datetime import date

from mars.domain.workflow import LetterKind
from mars.post.letters import About, Inviter, Letter, Link, Recipient
from mars.post.phrases import say_day


def facilitator_asked(
    to: Recipient,
    nomination_id: str,
    about: About,
    inviter: Inviter,
    url: str,
    answer_by: date | None = None,
    revision: int = 0,
) -> Letter:
    """Ask somebody to facilitate (guidance, Purpose, paragraph 3). Again: a higher `revision`."""
    return Letter(
        kind=LetterKind.FACILITATOR_ASKED,
        to=to,
        subject_id=nomination_id,
        about=about,
        words={"inviter": str(inviter), "answer_by": say_day(answer_by) if answer_by else ""},
        link=Link(url, "Say yes or no"),
        revision=revision,
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
