"""Letters to those who keep MARS safe. About nobody: numbers alone."""

from datetime import date

from mars.domain.workflow import LetterKind
from mars.post.letters import Letter, Recipient
from mars.post.phrases import say_day


def audit_head(to: Recipient, head: str, day: date) -> Letter:
    """The number and MAC of the audit's last row. One letter for each day."""
    number, _, mac = head.partition(":")
    return Letter(
        kind=LetterKind.AUDIT_HEAD,
        to=to,
        subject_id="audit-head",
        words={"head": head, "number": number, "mac": mac, "day": say_day(day)},
        revision=day.toordinal(),
    )
