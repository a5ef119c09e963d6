"""What guests do by their link: agree, decline, facilitate or not, use a code."""

from collections.abc import Collection, Iterable
from datetime import timedelta

from sqlalchemy import select

from mars import audit, codes, limits, links
from mars.answers import letters
from mars.answers.asked import offered, to_answer, to_facilitate
from mars.answers.lost import open_for
from mars.answers.recording import cancel, comes, note_ring, record, refuses, said
from mars.clock import now
from mars.database import db, writing
from mars.domain.actors import CLOCK, Actor
from mars.domain.answering import Choice, DeclineReason, NominationState
from mars.domain.errors import InvalidError
from mars.domain.inviting import has_begun
from mars.domain.looking import check_note
from mars.domain.phoning import Phoned
from mars.domain.statuses import Status
from mars.domain.workflow import Event
from mars.gates import tell_if_ready
from mars.kept import ended
from mars.post import codes_by_mail, engine, outbox
from mars.post.letters import About, Recipient
from mars.searching import ask_for_facilitator, tell_answered
from mars.store.base import new_id
from mars.store.invitations import AnswerTime
from mars.store.kept import AskedLink
from mars.store.supervisions import NominationTime

LOST_PER_HOUR, LOST_TO_ADDRESS, LOST_KEPT = 3, 6, timedelta(hours=1)
LOST_FROM, LOST_WINDOW = 20, timedelta(minutes=10)
NEWEST = "If we know this address, new links are in its mailbox already: use the newest email."


def agree(
    actor: Actor,
    invitation_id: str,
    time_ids: Iterable[str] = (),
    access_needs: str = "",
    *,
    partly: bool = False,
    ring_first: bool = False,
    looked_at: Collection[str] = (),
    phoned: Phoned | None = None,
) -> None:
    """Come. `time_ids`: the offered times that suit; none at all means that none does.

    `partly`: for part of the session. Raises InvalidError for a time that is not offered or a note
    to look at again, NotNowError once it has begun. Source: guidance, Purpose, paragraph 3.
    """
    supervision, invitation, meeting = to_answer(invitation_id, phoned)
    check_note(access_needs, (), looked_at, "what you need")
    chosen = offered(supervision, time_ids)
    was_coming, before = comes(invitation), said(supervision, invitation)

    answer = record(actor, invitation, Choice.COME, phoned=phoned)
    answer.access_needs, answer.partly = access_needs, partly
    if supervision.status is Status.ASKED:
        answer.times = [AnswerTime(offered_time_id=key) for key in chosen]
    if meeting is not None and not was_coming and letters.had_date(invitation):
        supervision.calendar_sequence += 1
    wants_ring = note_ring(actor, invitation, ring_first)

    if wants_ring or said(supervision, invitation) != before:
        letters.thank(supervision, invitation)
    if meeting is not None and not was_coming:
        letters.send_date(supervision, invitation, meeting)
    if wants_ring:
        letters.ask_to_ring(supervision, invitation)
    tell_if_ready(supervision)

    db.session.commit()


def decline(
    actor: Actor,
    invitation_id: str,
    reason: DeclineReason,
    *,
    sends_note: bool = False,
    phoned: Phoned | None = None,
) -> None:
    """Not come, for a reason from the list. `sends_note`: a note comes by their own secure mail.

    Once the date is fixed it leaves their calendar. Those who asked hear who it is. Raises
    NotNowError once the session has begun.
    """
    supervision, invitation, meeting = to_answer(invitation_id, phoned)
    cancelled, is_news = cancel(supervision, invitation, meeting), not refuses(invitation)
    before = said(supervision, invitation)
    answer = record(actor, invitation, Choice.CANNOT, phoned=phoned)
    answer.reason, answer.sends_note = reason, sends_note
    answer.access_needs, answer.times = "", []
    invitation.ring_first = False

    outbox.supersede(subject_id=invitation.id, kinds=letters.INTO_CALENDARS)
    if said(supervision, invitation) != before:
        letters.thank(supervision, invitation, cancelled)
    if is_news:
        letters.tell_no(actor, supervision, invitation, lost=cancelled is not None)
    tell_if_ready(supervision)

    db.session.commit()


def ask_to_be_rung(actor: Actor, invitation_id: str) -> None:
    """Be rung before answering; nothing more is kept. Asking again tells nobody again.

    Raises NotNowError once the session has begun.
    """
    supervision, invitation, _ = to_answer(invitation_id)

    if note_ring(actor, invitation, wanted=True):
        letters.thank(supervision, invitation)
        letters.ask_to_ring(supervision, invitation)

    db.session.commit()


def accept_facilitating(actor: Actor, nomination_id: str, time_ids: Iterable[str] = ()) -> None:
    """Agree to facilitate. `time_ids`: the offered times that suit; none means not said.

    Where the date is fixed already, it is for that date. Accepting again changes the times and
    tells nobody. Raises InvalidError for a time that is not offered, NotNowError for somebody who
    had accepted before the date was fixed. Source: guidance, Purpose, paragraph 3.
    """
    supervision, nomination, meeting = to_facilitate(nomination_id)
    chosen = offered(supervision, time_ids)
    is_news = nomination.state is not NominationState.ACCEPTED

    nomination.state, nomination.answered_at = NominationState.ACCEPTED, now()
    nomination.times = [NominationTime(offered_time_id=key) for key in chosen]
    audit.record(actor, Event.FACILITATOR_ACCEPTED, supervision.id, nomination.id)

    if is_news:
        tell_answered(supervision, nomination, accepted=True)
    if meeting is not None and not has_begun(meeting.starts_at, now()):
        supervision.calendar_sequence += 1
        letters.send_date(supervision, nomination, meeting)
    tell_if_ready(supervision)

    db.session.commit()


def decline_facilitating(actor: Actor, nomination_id: str) -> None:
    """Not facilitate: the link dies, and who looks for somebody else hears of it.

    Raises NotNowError for somebody who had accepted before the date was fixed.
    """
    supervision, nomination, _ = to_facilitate(nomination_id)

    nomination.state, nomination.answered_at = NominationState.DECLINED, now()
    nomination.times = []
    audit.record(actor, Event.FACILITATOR_DECLINED, supervision.id, nomination.id)

    links.revoke(nomination_id=nomination.id)
    outbox.supersede(subject_id=nomination.id)
    tell_answered(supervision, nomination, accepted=False)
    ask_for_facilitator(supervision)

    db.session.commit()


def ask_for_links(email: str, network: str, asker: codes.Asker) -> None:
    """Note that somebody wants a new link sent to this address; the clock looks what is open.

    Nothing is looked up here, so that nobody can tell by the time whether MARS knows the address.
    `network`: where the asking comes from. Raises TooManyError beyond 3 an hour for an address and
    the allowance of `asker`; and, from browsers that never proved the address, beyond 20 in 10
    minutes from a network or 6 an hour for an address.
    """
    hour = timedelta(hours=1)
    limits.hit("lost-link", f"{email} {asker.allowance}", LOST_PER_HOUR, hour, cure=NEWEST)
    if not asker.is_known:
        limits.hit("lost-link-from", network, LOST_FROM, LOST_WINDOW)
        limits.hit("lost-link-to", email, LOST_TO_ADDRESS, hour, cure=NEWEST)

    db.session.add(AskedLink(email=email, at=now()))

    engine.nudge_after_commit()

    db.session.commit()


def send_new_links() -> None:
    """Send what was asked for, each to the address on file, and wipe the asking. For the clock.

    What is older than an hour is only wiped. Needs no open transaction.
    """
    if db.session.scalar(select(AskedLink.id).limit(1)) is None:
        return
    with writing():
        _send_new_links()


def _send_new_links() -> None:
    asked = db.session.scalars(select(AskedLink).with_for_update(skip_locked=True)).all()
    recent = {one.email.casefold(): one.email for one in asked if one.at > now() - LOST_KEPT}
    found = [thing for email in recent.values() for thing in open_for(email)]

    for one in asked:
        db.session.delete(one)
    for thing in found:
        audit.record(CLOCK, Event.LINK_ASKED, thing.supervision_id, thing.subject_id)

    for thing in found:
        letters.send_new_link(thing)

    db.session.commit()


def sign_out(actor: Actor | None, link_ids: Iterable[str], visits: Iterable[str]) -> None:
    """End this browser's visits; the links stay open. `actor`: who is signed in beside them."""
    ended.end(actor, link_ids, visits)

    db.session.commit()


def send_code(actor: Actor, link: links.OpenLink, asker: codes.Asker) -> None:
    """E-mail eight digits to the address of this link. Raises TooManyError beyond the limits."""
    digits = codes.make(codes.link_subject(link.id), asker)

    audit.record(actor, Event.CODE_SENT, link.supervision_id, link.id)

    outbox.queue(
        codes_by_mail.guest_code(
            Recipient(link.name, link.email),
            new_id(),
            About(link.supervision_id, link.reference),
            digits,
        )
    )

    db.session.commit()


def give_code(actor: Actor, link: links.OpenLink, browser: str, typed: str) -> None:
    """Use up the code. Raises InvalidError if it is not right; the try is counted all the same."""
    try:
        codes.check(codes.link_subject(link.id), browser, typed)
    except InvalidError:
        db.session.commit()
        raise

    audit.record(actor, Event.CODE_ACCEPTED, link.supervision_id, link.id)

    db.session.commit()
