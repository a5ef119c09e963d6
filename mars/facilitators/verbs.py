"""What is done about facilitators: keep the register, ask one for a request, release them."""

from collections.abc import Collection, Iterable

from sqlalchemy import select

from mars import audit, links
from mars.clock import now
from mars.database import db
from mars.domain.actors import Actor
from mars.domain.answering import NominationState
from mars.domain.errors import InvalidError, NotFoundError, NotNowError
from mars.domain.facilitating import (
    check_can_facilitate,
    check_can_step_down,
    check_reason_given,
    independence_warnings,
)
from mars.domain.inviting import check_still_inviting, same_address
from mars.domain.looking import check_note
from mars.domain.practice_models import Model
from mars.domain.workflow import Event, Step
from mars.facilitators import letters
from mars.partnership import check_not_shut_out
from mars.post import outbox
from mars.store.meetings import Meeting
from mars.store.people import Agency, Facilitator
from mars.store.supervisions import Nomination, Supervision
from mars.supervisions import (
    advance,
    changed_appointment,
    for_change,
    live_nomination,
    meeting_of,
    open_invitations,
)


def add(
    actor: Actor,
    name: str,
    job: str,
    agency_id: str,
    email: str,
    models: Iterable[Model] = (),
    note: str = "",
    looked_at: Collection[str] = (),
) -> str:
    """Put somebody on the register. Returns the key. Raises InvalidError for an address twice."""
    _check_entry(email, agency_id)
    check_note(note, (), looked_at, "the note")

    facilitator = Facilitator(name=name, job=job, agency_id=agency_id, email=email, note=note)
    facilitator.models = " ".join(models)
    db.session.add(facilitator)
    audit.record(actor, Event.DIRECTORY_CHANGED, object_id=facilitator.id)

    db.session.commit()
    return facilitator.id


def edit(
    actor: Actor,
    facilitator_id: str,
    name: str,
    job: str,
    agency_id: str,
    email: str,
    models: Iterable[Model] = (),
    note: str = "",
    looked_at: Collection[str] = (),
) -> None:
    """Change an entry of the register. Raises like `add`, and NotFoundError."""
    facilitator = _entry(facilitator_id)
    _check_entry(email, agency_id, facilitator)
    check_note(note if note != facilitator.note else "", (), looked_at, "the note")

    facilitator.name, facilitator.job, facilitator.agency_id = name, job, agency_id
    facilitator.email, facilitator.models, facilitator.note = email, " ".join(models), note
    audit.record(actor, Event.DIRECTORY_CHANGED, object_id=facilitator.id)

    db.session.commit()


def retire(actor: Actor, facilitator_id: str, *, back: bool = False) -> None:
    """Take somebody off the register, or put them back. Who is asked already stays asked."""
    facilitator = _entry(facilitator_id)

    facilitator.retired_at = None if back else now()
    audit.record(actor, Event.DIRECTORY_CHANGED, object_id=facilitator.id)

    db.session.commit()


def ask_listed(
    actor: Actor,
    supervision_id: str,
    facilitator_id: str,
    *,
    same_team: bool,
    line_manager: bool,
    knows_family: bool,
    reason: str = "",
    looked_at: Collection[str] = (),
) -> str:
    """Ask somebody from the register. Returns the nomination's key. Raises like `ask_named`."""
    chosen = _entry(facilitator_id)
    if chosen.retired_at is not None:
        raise InvalidError("They are no longer on the register. Choose again", field="facilitator")
    nomination = Nomination(
        supervision_id=supervision_id,
        facilitator_id=chosen.id,
        agency_id=chosen.agency_id,
        name=chosen.name,
        job=chosen.job,
        email=chosen.email,
        same_team=same_team,
        line_manager=line_manager,
        knows_family=knows_family,
        not_independent_reason=reason,
    )
    return _ask(actor, nomination, looked_at=looked_at, field="facilitator")


def ask_named(
    actor: Actor,
    supervision_id: str,
    name: str,
    job: str,
    agency_id: str,
    email: str,
    *,
    same_team: bool,
    line_manager: bool,
    knows_family: bool,
    reason: str = "",
    looked_at: Collection[str] = (),
) -> str:
    """Ask somebody outside the register to facilitate, by letter with a link. Returns the key.

    Raises InvalidError for the requester or an invited person, or where a reason is missing; and
    NotNowError while somebody else is asked. Source: guidance, Purpose, paragraph 3.
    """
    nomination = Nomination(
        supervision_id=supervision_id,
        agency_id=agency_id,
        name=name,
        job=job,
        email=email,
        same_team=same_team,
        line_manager=line_manager,
        knows_family=knows_family,
        not_independent_reason=reason,
    )
    return _ask(actor, nomination, looked_at=looked_at, field="email")


def release(actor: Actor, supervision_id: str) -> None:
    """No longer ask the facilitator: link and calendar entry go. Raises NotNowError for none."""
    supervision, nomination, meeting = _asked(supervision_id)

    nomination.state = NominationState.RELEASED
    audit.record(actor, Event.FACILITATOR_RELEASED, supervision.id, nomination.id)

    links.revoke(nomination_id=nomination.id)
    outbox.supersede(subject_id=nomination.id)
    if meeting is not None:
        letters.free(supervision, nomination, changed_appointment(supervision, meeting))

    db.session.commit()


def step_down(actor: Actor, supervision_id: str) -> None:
    """Withdraw as the facilitator who accepted. A date that is fixed stands, for somebody else.

    Raises NotNowError once the session has begun, or for somebody who does not facilitate it.
    """
    supervision, nomination, meeting = _asked(supervision_id)
    check_can_step_down(nomination.state, meeting.starts_at if meeting else None, now())

    nomination.state, nomination.answered_at = NominationState.WITHDREW, now()
    nomination.times = []
    advance(actor, supervision, Step.STEP_DOWN)

    links.revoke(nomination_id=nomination.id)
    outbox.supersede(subject_id=nomination.id)
    changed = changed_appointment(supervision, meeting) if meeting else None
    letters.tell_withdrawn(supervision, nomination, changed)

    db.session.commit()


def _ask(actor: Actor, nomination: Nomination, *, looked_at: Collection[str], field: str) -> str:
    supervision = _asking(nomination.supervision_id)
    if live_nomination(supervision.id) is not None:
        raise NotNowError("Somebody is asked to facilitate already. Release them first.")
    team = [invitation.email for invitation in open_invitations(supervision.id)]
    to, asker = nomination.email, actor.email
    check_not_shut_out(to, field)
    check_can_facilitate(to, supervision.requester_email, team, asker=asker, field=field)
    distance = nomination.same_team, nomination.line_manager, nomination.knows_family
    warnings = independence_warnings(*distance)
    check_reason_given(warnings, nomination.not_independent_reason)
    check_note(nomination.not_independent_reason, supervision.initials, looked_at, "your reason")

    nomination.state = NominationState.ASKED
    nomination.created_at = nomination.asked_at = now()
    if not warnings:
        nomination.not_independent_reason = ""
    db.session.add(nomination)
    db.session.flush()
    audit.record(actor, Event.FACILITATOR_ASKED, supervision.id, nomination.id)

    letters.ask(supervision, nomination)

    db.session.commit()
    return nomination.id


def _asking(supervision_id: str) -> Supervision:
    """The supervision, locked, while a facilitator can be asked: also for a date that is fixed."""
    supervision = for_change(supervision_id)
    check_still_inviting(supervision.status)
    return supervision


def _asked(supervision_id: str) -> tuple[Supervision, Nomination, Meeting | None]:
    """The same with who is asked or accepted, and the session if it is in their calendar."""
    supervision = _asking(supervision_id)
    nomination = live_nomination(supervision.id)
    if nomination is None:
        raise NotNowError("Nobody is asked to facilitate now.")
    accepted = nomination.state is NominationState.ACCEPTED
    return supervision, nomination, meeting_of(supervision.id) if accepted else None


def _entry(facilitator_id: str) -> Facilitator:
    found = db.session.get(Facilitator, facilitator_id)
    if found is None:
        raise NotFoundError("There is no such facilitator.")
    return found


def _check_entry(email: str, agency_id: str, itself: Facilitator | None = None) -> None:
    if db.session.get(Agency, agency_id) is None:
        raise InvalidError("Choose the facilitator’s agency", field="agency")
    addresses = db.session.execute(select(Facilitator.id, Facilitator.email))
    if any(same_address(a, email) for key, a in addresses if itself is None or key != itself.id):
        raise InvalidError("Somebody with this address is on the register already", field="email")
