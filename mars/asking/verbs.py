"""What a person does to a request before the team knows of it: begin, write, throw away, send."""

from sqlalchemy import select

from mars import audit
from mars.asking import drafts, letters
from mars.asking.keeping import keep
from mars.clock import now
from mars.database import db
from mars.domain.actors import Actor
from mars.domain.answering import NominationState
from mars.domain.asking import TEAM_LIMIT
from mars.domain.changes import check_step
from mars.domain.drafts import Candidate, Member, Piece
from mars.domain.errors import InvalidError, NotFoundError, NotNowError
from mars.domain.facilitating import check_can_facilitate
from mars.domain.inviting import check_can_invite, in_domains, say_ring
from mars.domain.references import new_reference
from mars.domain.statuses import Status
from mars.domain.workflow import Event, Step
from mars.partnership import check_not_shut_out, policies
from mars.post import outbox
from mars.searching import ask_for_facilitator
from mars.store.invitations import Invitation
from mars.store.people import Agency, Lead, Person
from mars.store.supervisions import Nomination, Supervision
from mars.supervisions import advance, for_change


def begin(actor: Actor) -> str:
    """A new draft, after the safety gate, with what is known of the actor: its reference."""
    change = check_step(Step.BEGIN, None)
    person = db.session.get_one(Person, actor.id)

    supervision = Supervision(
        reference=new_reference(),
        status=change.after,
        created_at=now(),
        requester_id=person.id,
        requester_name=person.name,
        requester_job=person.job,
        requester_email=person.email,
        requester_phone=person.phone,
        agency_id=person.agency_id or _agency_by_address(person.email),
    )
    db.session.add(supervision)
    audit.record(actor, change.event, supervision.id)

    db.session.commit()
    return supervision.reference


def save(actor: Actor, supervision_id: str, piece: Piece) -> None:
    """Keep what one page of the form says; a page may be half filled.

    Raises InvalidError for a facilitator who asks or is asked for an agency, NotNowError once sent.
    """
    supervision = _draft(supervision_id)

    keep(piece, supervision)
    if isinstance(piece, Candidate) and piece.in_mind:
        _check_facilitator(supervision)
    _record_saved(actor, supervision)

    db.session.commit()


def add_lead(actor: Actor, supervision_id: str, lead_id: str, *, agreed: bool) -> None:
    """Add the person an agency has named. Raises InvalidError, NotNowError."""
    lead = db.session.get(Lead, lead_id)
    if lead is None:
        raise InvalidError("Choose a person", field="lead")

    member = Member(lead.agency_id, lead.name, lead.job, lead.email, agreed)
    _put_member(actor, supervision_id, member, field="lead")

    db.session.commit()


def put_member(actor: Actor, supervision_id: str, member: Member) -> None:
    """Add a person to the team, or change the one whose id `member` has.

    Raises InvalidError on agency_id or email, NotFoundError, NotNowError.
    """
    _put_member(actor, supervision_id, member, field="email")

    db.session.commit()


def remove_member(actor: Actor, supervision_id: str, member_id: str) -> None:
    """Take a person out of the team; one who is not in it is no fault. Raises NotNowError."""
    supervision = _draft(supervision_id)

    for row in drafts.team_of(supervision_id):
        if row.id == member_id:
            db.session.delete(row)
            _record_saved(actor, supervision)

    db.session.commit()


def note_emergency(actor: Actor, supervision_id: str) -> None:
    """Keep that the safety page was shown for something written; never what was written."""
    audit.record(actor, Event.EMERGENCY_SHOWN, supervision_id)

    db.session.commit()


def redirect(actor: Actor, supervision_id: str) -> None:
    """End the draft because its question belongs elsewhere. Raises NotNowError."""
    supervision = for_change(supervision_id)

    advance(actor, supervision, Step.REDIRECT)

    db.session.commit()


def discard(actor: Actor, supervision_id: str) -> None:
    """Throw the draft away with everything in it. Raises NotNowError."""
    supervision = for_change(supervision_id)

    advance(actor, supervision, Step.DISCARD)
    db.session.delete(supervision)

    db.session.commit()


def ask(actor: Actor, supervision_id: str) -> None:
    """Send the request: the team and the facilitator in mind are asked by letter, once.

    Where finding a facilitator is left to the partnership, its coordinators are asked to.

    Raises InvalidError while something is missing, NotNowError when it was sent already.
    """
    supervision = for_change(supervision_id)
    check_step(Step.ASK, supervision.status)
    gaps = drafts.gaps(drafts.load(supervision_id), policies())
    if gaps:
        raise InvalidError("Finish the parts that are missing, then send the request")

    team = drafts.team_of(supervision_id)
    people: list[Invitation | Nomination] = [*team, *supervision.nominations]
    for person in people:
        check_not_shut_out(person.email, field=None, who=person.name)
    supervision.asked_at = supervision.offered_at = now()
    for invitation in team:
        invitation.asked_at = supervision.asked_at
    for nomination in supervision.nominations:
        nomination.state, nomination.asked_at = NominationState.ASKED, supervision.asked_at
        audit.record(actor, Event.FACILITATOR_ASKED, supervision.id, nomination.id)
    advance(actor, supervision, Step.ASK)
    db.session.flush()

    for letter in letters.on_sending(supervision, team, policies()):
        outbox.queue(letter)
    ask_for_facilitator(supervision)

    db.session.commit()


def _draft(supervision_id: str) -> Supervision:
    supervision = for_change(supervision_id)
    if supervision.status is not Status.DRAFT:
        raise NotNowError("The request was sent already, so it cannot be changed here.")
    return supervision


def _record_saved(actor: Actor, supervision: Supervision) -> None:
    supervision.version += 1
    audit.record(actor, Event.DRAFT_SAVED, supervision.id)


def _agency_by_address(address: str) -> str | None:
    """The agency that alone lists the domain of this address."""
    agencies = db.session.scalars(select(Agency).where(Agency.retired_at.is_(None)))
    found = [a.id for a in agencies if a.domains and in_domains(address, a.domains.split())]
    return found[0] if len(found) == 1 else None


def _check_facilitator(supervision: Supervision) -> None:
    nomination = supervision.nominations[-1]
    field = "facilitator_id" if nomination.facilitator_id else "email"
    check_not_shut_out(nomination.email, field)
    check_can_facilitate(
        nomination.email,
        supervision.requester_email,
        [row.email for row in drafts.team_of(supervision.id)],
        field=field,
    )


def _put_member(actor: Actor, supervision_id: str, member: Member, field: str) -> None:
    supervision = _draft(supervision_id)
    team = drafts.team_of(supervision_id)
    row = next((row for row in team if row.id == member.id), None)
    if member.id and row is None:
        raise NotFoundError("This person is not in the team any more.")
    _check_member(supervision, team, member, field)
    if row is None:
        position = max((other.position for other in team), default=0) + 1
        row = Invitation(supervision_id=supervision_id, position=position)
        db.session.add(row)
    row.agency_id = member.agency_id
    row.name, row.job, row.email = member.name, member.job, member.email
    row.agreed_already = member.agreed_already
    _record_saved(actor, supervision)


def _check_member(
    supervision: Supervision, team: list[Invitation], member: Member, field: str
) -> None:
    agency = db.session.get(Agency, member.agency_id)
    if agency is None or agency.retired_at is not None:
        raise InvalidError("Choose their agency", field="agency_id" if field == "email" else field)
    if not member.id and len(team) >= TEAM_LIMIT:
        raise InvalidError(f"You can ask {TEAM_LIMIT} people at most. Remove one first")
    nominations = supervision.nominations
    check_not_shut_out(member.email, field)
    check_can_invite(
        member.email,
        agency=agency.name,
        domains=agency.domains.split(),
        others=[row.email for row in team if row.id != member.id],
        requester=supervision.requester_email,
        facilitator=nominations[-1].email if nominations else "",
        ring=say_ring(agency.name, agency.phone, policies().coordinator_phone),
        field=field,
    )
