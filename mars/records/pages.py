"""The record as a page: of one request with names, of the house with keys alone. Never writes.

Every row shown is checked against the row before it; one that was spoiled says so in its place.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, false, func, or_, select

from mars.audit import proving, trail
from mars.audit.trail import Before
from mars.clock import local
from mars.database import db
from mars.domain.history import EVENTS, Part
from mars.domain.references import is_reference
from mars.domain.sheets import Sheet, sheet_of
from mars.domain.workflow import Event
from mars.keys import current_keys
from mars.records import names
from mars.store.base import ID_ALPHABET, ID_LENGTH
from mars.store.entries import AuditEntry
from mars.store.supervisions import Supervision

ROWS = 50
LATEST = 1000
UNKNOWN = "did something that can no longer be read"


@dataclass(frozen=True, slots=True)
class Line:
    """One change in plain words."""

    at: datetime | None
    who: str
    did: str
    whom: str
    sound: bool
    times: int = 1
    """How often the same was done without anything else between."""


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Changes of one request, the newest first, by day; None for a day that cannot be read."""

    days: tuple[tuple[date | None, tuple[Line, ...]], ...]
    sheet: Sheet


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the record as the administrator sees it: keys, never a name."""

    sequence: int
    at: datetime | None
    did: str
    kind: str
    who: str
    about: str
    thing: str
    sound: bool


@dataclass(frozen=True, slots=True)
class RecordPage:
    """Rows, the newest first, and what came of checking the latest of all."""

    rows: tuple[Row, ...]
    sheet: Sheet
    verdict: proving.Verdict


def history(supervision_id: str, part: Part | None, number: int) -> HistoryPage:
    """What was done about one request. 2 queries.

    `number`: the sheet from 1; beyond the last one, the last is shown.
    """
    where: list[ColumnElement[bool]] = [AuditEntry.supervision_id == supervision_id]
    if part is not None:
        where.append(_is_one_of(EVENTS[part]))
    sheet = _sheet(where, number)
    keys = current_keys()
    lines = []
    for row in _rows(names.joined(trail.selected(Before.mac, *names.COLUMNS)), where, sheet):
        entry = trail.entry_of(row)
        lines.append(
            Line(
                at=entry.at,
                who=names.actor(entry.words[0], row),
                did=entry.event.label if entry.event else UNKNOWN,
                whom=names.thing(row),
                sound=entry.fits(trail.mac_before(row, entry), keys),
            )
        )
    days = groupby(lines, key=lambda line: local(line.at).date() if line.at else None)
    by_day = tuple((day, tuple(_together(of_day))) for day, of_day in days)
    return HistoryPage(by_day, sheet)


def index(wanted: str, part: Part | None, number: int) -> RecordPage:
    """Rows about what is `wanted`, and the check of the latest rows. 4 queries."""
    where = [_about(wanted)] if wanted else []
    if part is not None:
        where.append(_is_one_of(EVENTS[part]))
    sheet = _sheet(where, number)
    keys = current_keys()
    rows = []
    for row in _rows(trail.selected(Before.mac), where, sheet):
        entry = trail.entry_of(row)
        kind, who, done, about, thing = entry.words
        did = entry.event.label if entry.event else done
        sound = entry.fits(trail.mac_before(row, entry), keys)
        rows.append(Row(entry.sequence, entry.at, did, kind, who, about, thing, sound))
    return RecordPage(tuple(rows), sheet, proving.verify(latest=LATEST))


def _together(lines: Iterable[Line]) -> Iterator[Line]:
    """The same done many times on one day as one line, with the time of the last."""
    for _, group in groupby(lines, key=lambda line: (line.who, line.did, line.whom, line.sound)):
        first, *others = group
        yield replace(first, times=1 + len(others))


def _rows(statement: Any, where: Sequence[ColumnElement[bool]], sheet: Sheet) -> Any:
    return db.session.execute(
        statement.outerjoin(Before, Before.sequence == AuditEntry.sequence - 1)
        .where(*where)
        .order_by(AuditEntry.sequence.desc())
        .limit(sheet.rows)
        .offset(sheet.start)
    )


def _sheet(where: Sequence[ColumnElement[bool]], number: int) -> Sheet:
    found = db.session.scalar(select(func.count()).select_from(AuditEntry).where(*where)) or 0
    return sheet_of(found, number, ROWS)


def _about(wanted: str) -> ColumnElement[bool]:
    """A reference, a key, a row's number, or else a word of what was done."""
    if is_reference(wanted.upper()):
        own = select(Supervision.id).where(Supervision.reference == wanted.upper())
        return AuditEntry.supervision_id == own.scalar_subquery()
    if len(wanted) == ID_LENGTH and set(wanted.lower()) <= set(ID_ALPHABET):
        keys = (AuditEntry.actor_id, AuditEntry.supervision_id, AuditEntry.object_id)
        return or_(*(key == wanted.lower() for key in keys))
    if wanted.isascii() and wanted.isdecimal() and len(wanted) < 10:
        return AuditEntry.sequence == int(wanted)
    return _is_one_of({event for event in Event if wanted.casefold() in event.label.casefold()})


def _is_one_of(events: frozenset[Event] | set[Event]) -> ColumnElement[bool]:
    return AuditEntry.event.in_(sorted(events)) if events else false()
