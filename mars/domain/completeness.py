"""What a draft still lacks before it can be sent: each gap with its page and a sentence."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from mars.domain.asking import AskStep, Hope
from mars.domain.drafts import (
    Asker,
    Candidate,
    Children,
    Draft,
    FamilyKnows,
    Offer,
    Shape,
    Way,
    looks_like_initials,
)
from mars.domain.errors import InvalidError
from mars.domain.facilitating import check_can_facilitate, check_reason_given, independence_warnings
from mars.domain.inviting import same_address
from mars.domain.offering import Slot, find_faults, find_shortage
from mars.domain.practice_models import Model
from mars.domain.telling import check_telling


@dataclass(frozen=True, slots=True)
class Limits:
    """What the rules need to know besides the draft: the day, and the partnership's settings."""

    today: date
    earliest: date
    agreement_first: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing: the page that cures it, whether its second screen, a sentence."""

    step: AskStep
    sentence: str
    more: bool = False


def missing(draft: Draft, slots: tuple[Slot, ...], limits: Limits) -> tuple[Gap, ...]:
    """Everything that stands between this draft and sending it, in the order of the pages.

    `slots`: the offered times with their London days. Source: guidance, Purpose; local settings.
    """
    return (
        *_place(draft),
        *(Gap(AskStep.WHO, sentence) for sentence in _asker(draft.asker)),
        *(Gap(AskStep.CHILD, sentence) for sentence in _children(draft.children)),
        *_plan(draft),
        *_stuck(draft),
        *(Gap(AskStep.MODEL, sentence) for sentence in _shape(draft.shape)),
        *_team(draft),
        *_facilitator(draft),
        *_family(draft, limits),
        *(Gap(AskStep.TIMES, sentence) for sentence in _offer(draft.offer, slots, limits)),
    )


def can_send(draft: Draft, slots: tuple[Slot, ...], limits: Limits) -> bool:
    """Whether nothing is missing: the same rule."""
    return not missing(draft, slots, limits)


def _place(draft: Draft) -> Iterator[Gap]:
    if draft.right_place.hope_for is not Hope.REFLECT:
        yield Gap(AskStep.PLACE, "Say that you hope for space to think together")


def _asker(asker: Asker) -> Iterator[str]:
    if not asker.name:
        yield "Enter your name"
    if not asker.job:
        yield "Enter your role"
    if not asker.agency_id:
        yield "Choose your agency"
    if not asker.phone:
        yield "Enter your telephone number"


def _children(children: Children) -> Iterator[str]:
    named = children.named
    if not named or not all(looks_like_initials(child.initials) for child in named):
        yield "Enter the initials of the child or family"
    if not named or not named[0].reference:
        yield "Enter your own reference for the child or family"
    if not children.system_name:
        yield "Enter the system that the reference is from"
    if children.count is None:
        yield "Enter how many children there are"
    if children.age_band is None:
        yield "Choose the children’s ages"


def _plan(draft: Draft) -> Iterator[Gap]:
    if draft.plan.open_to is None:
        yield Gap(AskStep.OPEN_TO, "Choose what the family is open to")
    elif draft.plan.offers_group and not draft.plan.own_session_reason:
        sentence = "Say why you want a session of your own and not the monthly group"
        yield Gap(AskStep.OPEN_TO, sentence, more=True)


def _stuck(draft: Draft) -> Iterator[Gap]:
    if not draft.stuck.stuck:
        yield Gap(AskStep.STUCK, "Enter what you are stuck on")
    if not draft.stuck.hope:
        yield Gap(AskStep.STUCK, "Enter what you hope for")


def _shape(shape: Shape) -> Iterator[str]:
    if shape.model is None:
        yield "Choose the shape of the session"
    elif shape.model is Model.OWN and not shape.own_model:
        yield "Enter the name of your own model"


def _team(draft: Draft) -> Iterator[Gap]:
    if not draft.team:
        yield Gap(AskStep.TEAM, "Add at least one person to ask")
    if any(same_address(member.email, draft.requester_email) for member in draft.team):
        yield Gap(AskStep.TEAM, "Take yourself out of the team. You are coming anyway")


def _facilitator(draft: Draft) -> Iterator[Gap]:
    candidate = draft.candidate
    if candidate.way is None:
        yield Gap(AskStep.FACILITATOR, "Choose a facilitator, or ask us to find one")
    elif candidate.way is Way.NAMED and not (candidate.name and candidate.email and candidate.job):
        yield Gap(AskStep.FACILITATOR, "Enter who the facilitator is", more=True)
    elif candidate.in_mind:
        yield from _independence(draft, candidate)


def _independence(draft: Draft, candidate: Candidate) -> Iterator[Gap]:
    answers = (candidate.same_team, candidate.line_manager, candidate.knows_family)
    if None in answers:
        sentence = "Answer the three questions about the facilitator"
        yield Gap(AskStep.FACILITATOR, sentence, more=True)
    try:
        check_can_facilitate(
            candidate.email, draft.requester_email, [member.email for member in draft.team]
        )
        check_reason_given(independence_warnings(*answers), candidate.reason)
    except InvalidError as refusal:
        yield Gap(AskStep.FACILITATOR, refusal.sentence, more=refusal.field == "reason")


def _family(draft: Draft, limits: Limits) -> Iterator[Gap]:
    family = draft.family
    if family.told is None:
        yield Gap(AskStep.FAMILY, "Say whether the family knows")
    else:
        try:
            check_knows(family, limits.today)
        except InvalidError as refusal:
            yield Gap(AskStep.FAMILY, refusal.sentence, more=True)
    if lacks_agreement(draft, agreement_first=limits.agreement_first):
        sentence = "The family must agree before anybody is asked, because it is open to Early Help"
        yield Gap(AskStep.FAMILY, sentence)


def check_knows(family: FamilyKnows, today: date) -> None:
    """Raise InvalidError on the field that is missing or cannot be true; `told` must be given."""
    if family.told is not None:
        check_telling(
            family.told,
            family.by_whom,
            family.on_day,
            family.reason,
            family.manager,
            family.consulted_on,
            today,
        )


def lacks_agreement(draft: Draft, *, agreement_first: bool) -> bool:
    """Whether an Early Help family has still to agree before invitations go (local setting)."""
    return agreement_first and draft.plan.offers_group and draft.family.family_agrees is not True


def _offer(offer: Offer, slots: tuple[Slot, ...], limits: Limits) -> Iterator[str]:
    shortage = find_shortage(len(offer.times))
    if shortage:
        yield shortage
    if find_faults(slots, limits.today, limits.earliest):
        yield "Change the times that are over, too soon, or too far ahead"
    if offer.place is None:
        yield "Choose in person or online"
    if offer.minutes is None:
        yield "Enter how long the session should be"
