"""Who may facilitate, and how independent they are. A lack of distance warns and never forbids."""

from collections.abc import Iterable
from datetime import datetime

from mars.domain.answering import NominationState
from mars.domain.errors import InvalidError, NotNowError
from mars.domain.inviting import same_address
from mars.domain.labels import Labelled

REASON_LIMIT = 300


class Willing(Labelled):
    """What somebody who is asked to facilitate can answer."""

    YES = "yes", "Yes, I will facilitate"
    NO = "no", "No, I cannot"


def independence_warnings(
    same_team: bool | None, line_manager: bool | None, knows_family: bool | None
) -> tuple[str, ...]:
    """What stands against this person's independence, a sentence each; empty if nothing does.

    None counts as no. Source: guidance, “consider an independent person within your organisation”.
    """
    found = (
        (same_team, "They work in the same team as the person who asks."),
        (line_manager, "They manage the person who asks."),
        (knows_family, "They know the family."),
    )
    return tuple(sentence for against, sentence in found if against)


def independence_facts(
    same_team: bool | None, line_manager: bool | None, knows_family: bool | None
) -> tuple[str, ...]:
    """What was said of a facilitator's distance, to themself, a sentence each. None: not said."""
    found = (
        (same_team, "You work in the same team.", "You do not work in the same team."),
        (line_manager, "You are their line manager.", "You are not their line manager."),
        (knows_family, "You know the family.", "You do not know the family."),
    )
    return tuple(yes if said else no for said, yes, no in found if said is not None)


def check_can_facilitate(
    email: str,
    requester: str,
    invitees: Iterable[str],
    *,
    asker: str = "",
    field: str = "email",
) -> None:
    """Raise InvalidError on `field` if this person is the requester, one of the invited, or the
    one who asks them: nobody makes herself a facilitator, since it opens what was written.

    Source: guidance, “a facilitator must be identified”; local setting.
    """
    if same_address(email, requester):
        raise InvalidError(
            "This is the address of the person who asks. Somebody else must facilitate",
            field=field,
        )
    if asker and same_address(email, asker):
        raise InvalidError("This is you. Somebody else has to ask you to facilitate", field=field)
    if any(same_address(email, invitee) for invitee in invitees):
        raise InvalidError(
            "This person is asked to come for an agency. Somebody else must facilitate",
            field=field,
        )


def check_can_step_down(
    state: NominationState, starts_at: datetime | None, moment: datetime
) -> None:
    """Raise NotNowError for somebody who has not accepted, and once the session has begun.

    `starts_at` is None while its date is not fixed.
    """
    if state is not NominationState.ACCEPTED:
        raise NotNowError("You do not facilitate this session.")
    if starts_at is not None and starts_at <= moment:
        raise NotNowError("The session has begun. Record who came, or that it was not held.")


def check_is_led(state: NominationState | None) -> None:
    """Raise NotNowError for a session that nobody agreed to facilitate.

    Source: guidance, “a facilitator must be identified”.
    """
    if state is not NominationState.ACCEPTED:
        raise NotNowError(
            "Nobody has agreed to facilitate this session. Ask whoever led it to facilitate, or "
            "record that it was not held."
        )


def can_facilitate(email: str, requester: str, invitees: Iterable[str]) -> bool:
    """Whether this person may facilitate: the same rule as `check_can_facilitate`."""
    try:
        check_can_facilitate(email, requester, invitees)
    except InvalidError:
        return False
    return True


def check_reason_given(warnings: tuple[str, ...], reason: str) -> None:
    """Raise InvalidError if there are independence warnings and no reason to go on all the same."""
    if warnings and not reason:
        raise InvalidError(
            "Enter why you choose them all the same, or choose somebody else", field="reason"
        )
