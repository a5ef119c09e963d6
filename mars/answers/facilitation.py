"""The verbs of somebody asked to facilitate, by their link: accept, decline."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from mars import audit, links
from mars.clock import now
from mars.database import db
from mars.domain.actors import Actor
from mars.domain.answering import NominationState
from mars.domain.errors import InvalidError, NotFoundError, NotNowError
from mars.domain.statuses import Status
from mars.domain.workflow import Event, LetterKind
from mars.post import outbox, to_requesters
from mars.store.supervisions import Nomination, NominationTime, Supervision
from mars.supervisions import (
    LIVE_NOMINATIONS,
    about,
    for_change,
    page_address,
    requester,
    tell_if_ready,
)


def accept(actor: Actor, nomination_id: str, time_ids: Iterable[str] = ()) -> None:
    """Agree to facilitate. `time_ids`: the offered times that suit; none means not said.

    Accepting again changes the times and tells nobody. Raises InvalidError for a time that is not
    offered, NotNowError once the date is fixed. Source: guidance, Purpose, paragraph 3.
    """
    supervision, nomination = _to_answer(nomination_id)
    chosen = set(time_ids)
    if not chosen <= {time.id for time in supervision.times}:
        raise InvalidError("Choose from the times that are offered", field="times")
    is_news = nomination.state is not NominationState.ACCEPTED

    nomination.state, nomination.answered_at = NominationState.ACCEPTED, now()
    nomination.times = [NominationTime(offered_time_id=key) for key in sorted(chosen)]
    audit.record(actor, Event.FACILITATOR_ACCEPTED, supervision.id, nomination.id)

    if is_news:
        _tell_requester(supervision, nomination, accepted=True)
    tell_if_ready(supervision)

    db.session.commit()


def decline(actor: Actor, nomination_id: str) -> None:
    """Not facilitate: the link dies and the requester looks for somebody else.

    Raises NotNowError once the date is fixed.
    """
    supervision, nomination = _to_answer(nomination_id)

    nomination.state, nomination.answered_at = NominationState.DECLINED, now()
    nomination.times = []
    audit.record(actor, Event.FACILITATOR_DECLINED, supervision.id, nomination.id)

    links.revoke(nomination_id=nomination.id)
    outbox.supersede(subject_id=nomination.id)
    _tell_requester(supervision, nomination, accepted=False)

    db.session.commit()


def _to_answer(nomination_id: str) -> tuple[Supervision, Nomination]:
    """The supervision, locked, and the live nomination. Raises NotFoundError and NotNowError."""
    supervision_id = db.session.scalar(
        select(Nomination.supervision_id).where(Nomination.id == nomination_id)
    )
    supervision = for_change(supervision_id or "")
    if supervision.status is not Status.ASKED:
        raise NotNowError(
            "The date is fixed already. Ring the person who asks if something changed."
        )
    nomination = db.session.scalar(
        select(Nomination)
        .where(Nomination.id == nomination_id, Nomination.state.in_(LIVE_NOMINATIONS))
        .options(selectinload(Nomination.times))
        .execution_options(populate_existing=True)
    )
    if nomination is None:
        raise NotFoundError("You are no longer asked to facilitate this session.")
    return supervision, nomination


def _tell_requester(supervision: Supervision, nomination: Nomination, *, accepted: bool) -> None:
    revision = outbox.next_revision(LetterKind.FACILITATOR_ANSWERED, nomination.id)
    outbox.queue(
        to_requesters.facilitator_answered(
            requester(supervision),
            nomination.id,
            about(supervision),
            page_address(supervision),
            accepted=accepted,
            revision=revision,
        )
    )
