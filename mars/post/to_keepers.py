"""Letters to those who keep MARS safe: the audit's head, and who was given a role. No request."""

from dataclasses import dataclass
from datetime import date

from mars.domain.workflow import LetterKind
from mars.post.letters import Letter, Link, Recipient, plain
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


@dataclass(frozen=True, slots=True)
class Grant:
    """Roles of one of the staff, in words, and by whom they were proposed or given."""

    person_id: str
    name: str
    address: str
    roles: str
    by: str


def role_proposed(to: Recipient, grant: Grant, url: str, revision: int = 0) -> Letter:
    """Ask a second person to confirm a role. `url` is the page on which they do."""
    return Letter(
        kind=LetterKind.ROLE_PROPOSED,
        to=to,
        subject_id=grant.person_id,
        words=_words(grant),
        link=Link(url, "Confirm or refuse"),
        revision=revision,
    )


def role_given(to: Recipient, grant: Grant, revision: int = 0) -> Letter:
    """Tell a coordinator who holds a role now, so that a wrong one is noticed."""
    return Letter(
        kind=LetterKind.ROLE_GIVEN,
        to=to,
        subject_id=grant.person_id,
        words=_words(grant),
        revision=revision,
    )


def _words(grant: Grant) -> dict[str, str]:
    name, by = plain(grant.name), plain(grant.by)
    return {"name": name, "address": grant.address, "roles": grant.roles, "by": by}
