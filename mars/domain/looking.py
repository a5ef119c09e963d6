"""Each thing found in a free text is answered by itself: changed, or ticked by its writer.

Knows texts by the names of their fields; keeps nothing of them. Source: local setting.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from mars.domain.errors import InvalidError
from mars.domain.wording import FindingKind, Initials, check, each

LOOKED_AT = "looked_at"
"""The field whose ticks answer what was found."""

REPORT_FIRST = (
    "If a child may be at risk, report it today: MARS is not a way to report. If it is reported, "
    "or no new concern, tick the box."
)
CURES = {
    FindingKind.EMERGENCY: REPORT_FIRST,
    FindingKind.IDENTIFYING: "Take it out, or tick the box if it does not identify anyone.",
}
"""What to do about a finding. Kinds that are not here stop nobody."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One finding as its writer is shown it: in which text, which words, what they may be."""

    field: str
    where: str
    kind: FindingKind
    excerpt: str
    what: str

    @property
    def mark(self) -> str:
        """Twelve letters that stand for it: a tick counts for these words in this text alone."""
        shown = f"{self.field}:{self.kind}:{self.excerpt}"
        return hashlib.sha256(shown.encode()).hexdigest()[:12]

    @property
    def sentence(self) -> str:
        """What it is, in words."""
        return f"“{self.excerpt}” in {self.where} may be {self.what}"

    @property
    def is_emergency(self) -> bool:
        """Whether it may need reporting today."""
        return self.kind is FindingKind.EMERGENCY


class LookAgainError(InvalidError):
    """A text holds something that is not answered yet. `remarks`: all of it, answered or not."""

    def __init__(self, remarks: tuple[Remark, ...], first: Remark) -> None:
        super().__init__(f"{first.sentence}. {CURES[first.kind]}", field=LOOKED_AT)
        self.remarks = remarks


def look(
    texts: Mapping[str, str], initials: Initials = (), where: Mapping[str, str] | None = None
) -> tuple[Remark, ...]:
    """What deserves a second look in `texts` (by field), each thing once in each text.

    `where` says in words which text a field is, such as "your note".
    """
    children = each(initials)
    found = (
        Remark(field, (where or {}).get(field, "your note"), one.kind, one.excerpt, one.what)
        for field, text in texts.items()
        for one in check(text, children)
        if one.kind in CURES
    )
    return tuple(dict.fromkeys(found))


def wishes_in(texts: Mapping[str, str]) -> frozenset[tuple[str, str]]:
    """Where `texts` ask for a decision, which a session cannot give: field and words."""
    return frozenset(
        (field, one.excerpt)
        for field, text in texts.items()
        for one in check(text)
        if one.kind is FindingKind.PLACE
    )


def check_looked_at(remarks: tuple[Remark, ...], ticked: Collection[str]) -> None:
    """Refuse what is not ticked, an emergency first. Raises LookAgainError on the ticks' field."""
    still_open = [remark for remark in remarks if remark.mark not in ticked]
    if still_open:
        first = next((one for one in still_open if one.is_emergency), still_open[0])
        raise LookAgainError(remarks, first)


def check_note(
    note: str, initials: Initials, ticked: Collection[str], where: str = "your note"
) -> None:
    """Refuse a note with something in it that its writer has not answered.

    Raises LookAgainError. Source: local setting.
    """
    check_looked_at(look({"note": note}, initials, {"note": where}), ticked)


def has_emergency(remarks: tuple[Remark, ...], ticked: Collection[str] = ()) -> bool:
    """Whether something that may need reporting today is not answered."""
    return any(remark.is_emergency and remark.mark not in ticked for remark in remarks)
