"""The policy in words, by part of the site. Reads the table in the code, never the database."""

from collections.abc import Iterator
from dataclasses import dataclass

from mars.domain.statuses import Status
from mars.web.policy import POLICY, Rule, Who
from mars.web.policy_notes import NOTES, PARTS


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One row of the policy in words."""

    endpoint: str
    about: str
    does: str
    who: str
    when: str
    doors: str


@dataclass(frozen=True, slots=True)
class PartRows:
    """The rows of one part of the site."""

    title: str
    rows: tuple[RuleRow, ...]


@dataclass(frozen=True, slots=True)
class RulesPage:
    """The rows that were looked for, and how many of how many they are."""

    parts: tuple[PartRows, ...]
    found: int
    total: int


def rules(wanted: str = "", who: Who | None = None) -> RulesPage:
    """The rows that hold every word of `wanted` and let `who` in; no query."""
    rows = tuple(rule for rule in POLICY if _is_wanted(rule, wanted, who))
    parts = tuple(_parts(rows))
    return RulesPage(parts, len(rows), len(POLICY))


def _parts(rules: tuple[Rule, ...]) -> Iterator[PartRows]:
    for part in dict.fromkeys((*PARTS, *(_part_of(rule) for rule in rules))):
        rows = tuple(_row(rule) for rule in rules if _part_of(rule) == part)
        if rows:
            yield PartRows(PARTS.get(part, part), rows)


def _part_of(rule: Rule) -> str:
    return rule.endpoint.partition(".")[0]


def _row(rule: Rule) -> RuleRow:
    return RuleRow(
        endpoint=rule.endpoint,
        about=NOTES.get(rule.endpoint, ""),
        does=_does(rule),
        who=_joined(who.label for who in reversed(Who) if who in rule.who),
        when=_when(rule),
        doors=_joined(door.label for door in sorted(rule.doors, reverse=True)),
    )


def _does(rule: Rule) -> str:
    return {"GET": "see", "GET POST": "see and do", "POST": "do"}[" ".join(sorted(rule.methods))]


def _when(rule: Rule) -> str:
    if rule.statuses is None:
        return "anywhere"
    return _joined((f"“{s.label}”" for s in Status if s in rule.statuses), last="or")


def _joined(words: Iterator[str], *, last: str = "and") -> str:
    *first, end = words
    return f"{', '.join(first)} {last} {end}" if first else end


def _is_wanted(rule: Rule, wanted: str, who: Who | None) -> bool:
    row = _row(rule)
    text = f"{rule.endpoint} {PARTS.get(_part_of(rule), '')} {row.about}".casefold()
    return all(word in text for word in wanted.casefold().split()) and _lets_in(rule, who)


def _lets_in(rule: Rule, who: Who | None) -> bool:
    """Whether a row serves `who`: also by being for anybody, or for anybody signed in."""
    if who is None or who in rule.who or Who.ANYBODY in rule.who:
        return True
    by_link = who in {Who.ANYBODY, Who.LINK, Who.PROVED}
    if by_link:
        return who is Who.PROVED and Who.LINK in rule.who
    return Who.SIGNED_IN in rule.who
