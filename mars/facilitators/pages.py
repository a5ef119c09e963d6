"""What is shown of one facilitator, and of the search for one for a request. Writes nothing."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from mars.clock import now
from mars.database import db
from mars.domain.answering import NominationState
from mars.domain.errors import NotFoundError
from mars.domain.facilitating import independence_warnings
from mars.domain.inviting import has_begun
from mars.domain.practice_models import Model
from mars.store.people import Agency, Facilitator
from mars.store.supervisions import Nomination, Supervision
from mars.supervisions import LIVE_NOMINATIONS, coming, meeting_of, open_invitations


@dataclass(frozen=True, slots=True)
class EntryPage:
    """One entry to edit: what the form shows first, and whether it is retired."""

    name: str
    retired: bool
    filled_in: dict[str, object]


@dataclass(frozen=True, slots=True)
class NominationRow:
    """Somebody who was asked to facilitate this request."""

    name: str
    about: str
    state: NominationState
    asked_at: datetime | None
    answered_at: datetime | None
    warnings: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class ChoosePage:
    """Finding a facilitator for one request."""

    live: NominationRow | None
    """The one who is asked now or has accepted."""
    earlier: tuple[NominationRow, ...]
    model: str
    wants_help: bool
    """The requester left it to the coordinator."""
    starts_at: datetime | None
    """The date that is fixed already; None while times are on offer."""
    has_begun: bool


@dataclass(frozen=True, slots=True)
class StepDownPage:
    """The session that its facilitator withdraws from: its date, if it is fixed, and who hears."""

    starts_at: datetime | None
    has_begun: bool
    told: tuple[str, ...]


def agencies() -> tuple[tuple[str, str], ...]:
    """Key and name of each agency that is not retired. 1 query."""
    rows = db.session.execute(
        select(Agency.id, Agency.name).where(Agency.retired_at.is_(None)).order_by(Agency.name)
    )
    return tuple((row.id, row.name) for row in rows)


def entry(facilitator_id: str) -> EntryPage:
    """One entry of the register. 1 query. Raises NotFoundError."""
    row = db.session.get(Facilitator, facilitator_id)
    if row is None:
        raise NotFoundError("There is no such facilitator.")
    return EntryPage(
        name=row.name,
        retired=row.retired_at is not None,
        filled_in={
            "name": row.name,
            "job": row.job,
            "agency": row.agency_id,
            "email": row.email,
            "models": tuple(Model(word) for word in row.models.split()),
            "note": row.note,
        },
    )


def to_step_down(supervision_id: str) -> StepDownPage:
    """What withdrawing means, for the facilitator. 4 queries."""
    requester = db.session.scalars(
        select(Supervision.requester_name).where(Supervision.id == supervision_id)
    ).one()
    meeting = meeting_of(supervision_id)
    comes = coming(open_invitations(supervision_id, addresses=False)) if meeting else []
    return StepDownPage(
        starts_at=meeting.starts_at if meeting else None,
        has_begun=has_begun(meeting.starts_at if meeting else None, now()),
        told=(requester, *(f"{i.name} ({i.agency.name})" for i in comes)),
    )


def search_for(supervision_id: str) -> ChoosePage:
    """Who was asked to facilitate, what the request wants, and its date. 3 queries."""
    rows = db.session.scalars(
        select(Nomination)
        .where(
            Nomination.supervision_id == supervision_id,
            Nomination.state != NominationState.CONSIDERED,
        )
        .options(joinedload(Nomination.agency))
        .order_by(Nomination.created_at.desc())
    ).all()
    supervision = db.session.execute(
        select(Supervision.model, Supervision.own_model, Supervision.find_facilitator).where(
            Supervision.id == supervision_id
        )
    ).one()
    meeting = meeting_of(supervision_id)
    live = next((row for row in rows if row.state in LIVE_NOMINATIONS), None)
    return ChoosePage(
        live=_row(live) if live else None,
        earlier=tuple(_row(row) for row in rows if row is not live),
        model=supervision.own_model or (supervision.model.label if supervision.model else ""),
        wants_help=supervision.find_facilitator,
        starts_at=meeting.starts_at if meeting else None,
        has_begun=has_begun(meeting.starts_at if meeting else None, now()),
    )


def _row(row: Nomination) -> NominationRow:
    agency = row.agency.name if row.agency else ""
    return NominationRow(
        name=row.name,
        about=", ".join(filter(None, (row.job, agency))),
        state=row.state,
        asked_at=row.asked_at,
        answered_at=row.answered_at,
        warnings=independence_warnings(row.same_team, row.line_manager, row.knows_family),
        reason=row.not_independent_reason,
    )
