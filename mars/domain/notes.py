"""A short note that goes with an end: looked at like every free text before it is kept."""

from mars.domain.errors import InvalidError
from mars.domain.wording import Finding, FindingKind, check

REPORT_FIRST = (
    "If a child may be at risk, report it today: MARS is not a way to report. If it is reported, "
    "or no new concern, tick the box."
)


def emergencies_in(note: str) -> tuple[Finding, ...]:
    """The words in `note` that may need reporting today."""
    return tuple(found for found in check(note) if found.kind is FindingKind.EMERGENCY)


def check_note(note: str, initials: str, looked_at: bool) -> None:
    """Refuse a note with something to look at again, unless its writer says that they have looked.

    Raises InvalidError on the field looked_at, naming the first finding. Source: local setting.
    """
    findings = check(note, initials)
    if looked_at or not findings:
        return
    first = next((f for f in findings if f.kind is FindingKind.EMERGENCY), findings[0])
    cure = (
        REPORT_FIRST
        if first.kind is FindingKind.EMERGENCY
        else "Take it out, or tick the box if it does not identify anyone."
    )
    raise InvalidError(
        f"Your note says “{first.excerpt}”. This may be {first.what}. {cure}", field="looked_at"
    )
