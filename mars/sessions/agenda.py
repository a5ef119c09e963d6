"""Lays a model's agenda along the clock, from the start of a session. Knows no supervision."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from mars.domain.agendas.stage import Stage


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """One stage with the moments at which it begins and ends."""

    name: str
    minutes: int
    starts_at: datetime
    ends_at: datetime
    leads: str
    happens: str
    prompts: tuple[str, ...]


def lay_out(stages: Iterable[Stage], starts_at: datetime) -> tuple[AgendaRow, ...]:
    """Each stage with its running times, the first at `starts_at` (aware)."""
    rows = []
    for stage in stages:
        ends_at = starts_at + timedelta(minutes=stage.minutes)
        rows.append(
            AgendaRow(
                stage.name,
                stage.minutes,
                starts_at,
                ends_at,
                stage.leads,
                stage.happens,
                stage.prompts,
            )
        )
        starts_at = ends_at
    return tuple(rows)
