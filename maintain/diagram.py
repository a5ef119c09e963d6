"""Writes the workflow's diagram into the README, from the table in mars/domain/changes.py."""

from pathlib import Path

from mars.domain.changes import CHANGES
from mars.domain.statuses import ENDS, Status

README = Path(__file__).parent.parent / "README.md"
BEGIN, END = "<!-- workflow: begin -->\n", "<!-- workflow: end -->\n"


def draw() -> str:
    """The diagram in Mermaid's language."""
    lines = ["stateDiagram-v2", *(f"    {_name(s)}: {s.label}" for s in Status)]
    for change in CHANGES:
        before = _name(change.before) if change.before else "[*]"
        after = _name(change.after) if change.after else "[*]"
        lines.append(f"    {before} --> {after}: {change.step.label}")
    lines += [f"    {_name(s)} --> [*]" for s in Status if s in ENDS]
    return "\n".join(lines)


def table() -> str:
    """The same as a table, for those who read rather than look."""
    rows = ["| step | from | to | who | letters |", "|---|---|---|---|---|"]
    for change in CHANGES:
        cells = (
            change.step.label,
            change.before.label if change.before else "–",
            change.after.label if change.after else "–",
            " or ".join(doer.label for doer in change.doers),
            ", ".join(kind.value for kind in change.letters) or "none",
        )
        rows.append("| " + " | ".join(cells) + " |")
    return "\n".join(rows)


def with_diagram(text: str) -> str:
    """The README's text with a fresh diagram between its two marks."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n```mermaid\n{draw()}\n```\n\n{table()}\n\n{END}{after}"


def _name(status: Status) -> str:
    return status.name.lower()


if __name__ == "__main__":
    README.write_text(with_diagram(README.read_text(encoding="utf-8")), encoding="utf-8")
