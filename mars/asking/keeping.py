"""Puts a page of the form onto the rows of the draft. The verb that calls it checks and commits."""

from functools import singledispatch

from mars.asking.drafts import purpose_of
from mars.clock import now
from mars.database import db
from mars.domain.answering import NominationState
from mars.domain.drafts import (
    Asker,
    Candidate,
    Children,
    FamilyKnows,
    Offer,
    Piece,
    Plan,
    RightPlace,
    Shape,
    Stuck,
    Way,
)
from mars.domain.errors import InvalidError
from mars.domain.holding import Telling
from mars.store.people import Facilitator, Person
from mars.store.supervisions import Child, FamilyUpdate, Nomination, OfferedTime, Supervision


@singledispatch
def keep(piece: Piece, _: Supervision) -> None:
    """Put what one page says onto the supervision, in the open transaction."""
    raise TypeError(f"no page of the form gives {piece!r}")


@keep.register
def _(piece: RightPlace, supervision: Supervision) -> None:
    supervision.hope_for = piece.hope_for


@keep.register
def _(piece: Asker, supervision: Supervision) -> None:
    supervision.requester_name = piece.name
    supervision.requester_job = piece.job
    supervision.requester_phone = piece.phone
    supervision.agency_id = piece.agency_id
    person = db.session.get_one(Person, supervision.requester_id)
    person.name = piece.name or person.name
    person.job = piece.job or person.job
    person.phone = piece.phone or person.phone
    person.agency_id = piece.agency_id or person.agency_id


@keep.register
def _(piece: Children, supervision: Supervision) -> None:
    kept = {row.position: row for row in supervision.whom}
    supervision.whom = [
        kept.get(place) or Child(position=place) for place in range(1, len(piece.named) + 1)
    ]
    for row, child in zip(supervision.whom, piece.named, strict=True):
        row.initials, row.reference = child.initials, child.reference
    supervision.system_name = piece.system_name
    supervision.children = piece.count
    supervision.age_band = piece.age_band


@keep.register
def _(piece: Plan, supervision: Supervision) -> None:
    supervision.open_to = piece.open_to
    supervision.own_session_reason = piece.own_session_reason if piece.offers_group else ""


@keep.register
def _(piece: Stuck, supervision: Supervision) -> None:
    supervision.stuck = piece.stuck
    supervision.hope = piece.hope


@keep.register
def _(piece: Shape, supervision: Supervision) -> None:
    supervision.model = piece.model
    supervision.own_model = piece.own_model


@keep.register
def _(piece: Candidate, supervision: Supervision) -> None:
    supervision.find_facilitator = piece.way is Way.FIND
    if not piece.in_mind:
        supervision.nominations = []
        return
    listed = _listed(piece)
    row = supervision.nominations[-1] if supervision.nominations else Nomination(created_at=now())
    row.facilitator_id = piece.facilitator_id
    row.agency_id = listed.agency_id if listed else None
    row.name = listed.name if listed else piece.name
    row.job = listed.job if listed else piece.job
    row.email = listed.email if listed else piece.email
    row.state = NominationState.CONSIDERED
    row.same_team, row.line_manager = piece.same_team, piece.line_manager
    row.knows_family = piece.knows_family
    row.not_independent_reason = piece.reason
    supervision.nominations = [row]


def _listed(piece: Candidate) -> Facilitator | None:
    """The entry of the register that was chosen. Raises InvalidError if it is there no longer."""
    if piece.way is not Way.REGISTER:
        return None
    found = db.session.get(Facilitator, piece.facilitator_id or "")
    if found is None or found.retired_at is not None:
        raise InvalidError("Choose a person from the register", field="facilitator_id")
    return found


@keep.register
def _(piece: FamilyKnows, supervision: Supervision) -> None:
    row = purpose_of(supervision)
    if piece.told is None:
        supervision.tellings = []
        return
    if row is None:
        row = FamilyUpdate(telling=Telling.PURPOSE)
        supervision.tellings.append(row)
    row.told = piece.told
    row.by_whom, row.on_day = piece.by_whom, piece.on_day
    row.reason, row.manager = piece.reason, piece.manager
    row.consulted_on = piece.consulted_on
    row.family_agrees = piece.family_agrees
    row.noted_at = now()


@keep.register
def _(piece: Offer, supervision: Supervision) -> None:
    kept = {row.starts_at: row for row in supervision.times}
    supervision.times = [kept.get(at) or OfferedTime(starts_at=at) for at in piece.times]
    supervision.place, supervision.where = piece.place, piece.where
    supervision.minutes, supervision.access_needs = piece.minutes, piece.access_needs
