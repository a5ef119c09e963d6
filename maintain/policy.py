"""Writes the policy's table into the threat model, from the table in mars/web/policy.py."""

from pathlib import Path

from mars.rules.pages import PartRows, rules

THREAT_MODEL = Path(__file__).parent.parent / "docs" / "threat-model.md"
BEGIN, END = "<!-- policy: begin -->\n", "<!-- policy: end -->\n"
HEAD = "| page | what it shows or changes | who may | while the request stands at | by which door |"


def table() -> str:
    """The whole policy as one table a part."""
    return "\n\n".join(_part(part) for part in rules().parts)


def with_policy(text: str) -> str:
    """The threat model's text with a fresh table between its two marks."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table()}\n\n{END}{after}"


def _part(part: PartRows) -> str:
    lines = [f"**{part.title}**", "", HEAD, "|---|---|---|---|---|"]
    for row in part.rows:
        who = f"{row.who} may {row.does}"
        cells = (f"`{row.endpoint}`", row.about, who, row.when, row.doors)
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    THREAT_MODEL.write_text(with_policy(THREAT_MODEL.read_text(encoding="utf-8")), encoding="utf-8")
