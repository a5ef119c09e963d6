"""From rows to facts: what decides the chasing of many supervisions, in a few queries for all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mars.chasing import rows
from mars.clock import local, now, today
from mars.domain.answering import Choice, NominationState, Reply, compute_gates
from mars.domain.chased import Copy, Facts, Person
from mars.domain.dates import reply_of, speaks_of_these
from mars.domain.turns import is_later
from mars.partnership import policies

Row = Any


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands beside a supervision's own row."""

    team: list[Row]
    nominee: Row | None
    copies: list[Row]
    leads: dict[str, list[Row]]
    written: dict[str, date]


def facts_of(keys: Sequence[str]) -> list[Facts]:
    """The facts of these supervisions. 6 queries, and 1 for the policies."""
    teams, copies = _by_supervision(rows.invitations(keys)), _by_supervision(rows.copies(keys))
    nominees = {row.supervision_id: row for row in rows.nominations(keys)}
    leads = rows.leads(row.agency_id for team in teams.values() for row in team)
    written = rows.written_on(keys)
    return [
        _facts(
            row,
            _Around(
                teams.get(row.id, []),
                nominees.get(row.id),
                copies.get(row.id, []),
                leads,
                written,
            ),
        )
        for row in rows.supervisions(keys)
    ]


def _facts(row: Row, around: _Around) -> Facts:
    taken = {row.requester_email, *(i.email for i in around.team)}
    if around.nominee is not None:
        taken.add(around.nominee.email)
    return Facts(
        key=row.id,
        status=row.status,
        team=tuple(_invited(i, row.offered_at, around, taken) for i in around.team),
        facilitator=_facilitator(around, row.offered_at),
        search_since=_search_since(row, around),
        enough=_is_enough(row.agency_id, around.team),
        session_on=_day(row.starts_at),
        begun=row.starts_at is not None and row.starts_at <= now(),
        recorded_on=_day(row.recorded_at),
        purpose=row.purpose,
        purpose_later=is_later(row.purpose, row.purpose_on, today()),
        outcome=row.outcome,
        outcome_later=is_later(row.outcome, row.outcome_on, today()),
        copies=tuple(
            Copy(copy.id, local(copy.sent_at).date(), copy.recorded_at is not None)
            for copy in around.copies
        ),
        asker_written_on=around.written.get(row.id),
    )


def _invited(row: Row, offered_at: datetime | None, around: _Around, taken: set[str]) -> Person:
    """Who has not spoken of the times now offered is asked since they were offered."""
    since = max(row.asked_at, offered_at) if offered_at else row.asked_at
    others = (x.id for x in around.leads.get(row.agency_id, ()) if x.email not in taken)
    return Person(
        key=row.id,
        asked_on=local(since).date(),
        answered=not _reply(row, offered_at).waits,
        comes=row.choice is Choice.COME,
        written_on=around.written.get(row.id),
        lead=next(others, ""),
    )


def _reply(row: Row, offered_at: datetime | None) -> Reply:
    return reply_of(row.agency_id, row.choice, row.reason, row.answered_at, offered_at)


def _facilitator(around: _Around, offered_at: datetime | None) -> Person | None:
    """As for the team: a yes from before is asked about since other times were offered."""
    row = around.nominee
    if row is None:
        return None
    accepted = row.state is NominationState.ACCEPTED
    asked_at = row.asked_at or row.created_at
    return Person(
        key=row.id,
        asked_on=local(max(asked_at, offered_at) if offered_at else asked_at).date(),
        answered=accepted and speaks_of_these(row.answered_at, offered_at),
        comes=accepted,
        written_on=around.written.get(row.id),
    )


def _search_since(row: Row, around: _Around) -> date | None:
    if not row.find_facilitator or around.nominee is not None:
        return None
    return local(max(row.asked_at, row.nominated_at or row.asked_at)).date()


def _is_enough(agency_id: str | None, team: list[Row]) -> bool:
    replies = [Reply(i.agency_id, i.choice) for i in team]
    gates = compute_gates(replies, agency_id or "", None, policies().minimum_agencies)
    return gates.buy_in.passed


def _by_supervision(found: Sequence[Row]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = {}
    for row in found:
        grouped.setdefault(row.supervision_id, []).append(row)
    return grouped


def _day(moment: datetime | None) -> date | None:
    return local(moment).date() if moment else None
