"""A supervision at every status, played in the order in which such things happen."""

from dataclasses import replace

from mars import clock
from mars.asking import verbs as asking
from mars.domain import drafts
from mars.domain.actors import Role
from mars.domain.answering import DeclineReason
from mars.domain.asking import Hope, Theme
from mars.domain.holding import EndReason, Fidelity, NotHeldReason, Telling, Told
from mars.domain.summarising import Content
from mars.domain.workflow import Step
from mars.families import verbs as families
from mars.rehearsal import acts
from mars.rehearsal.script import (
    BASELINE,
    CHARITY,
    FIXED,
    GP,
    MIND,
    PAST,
    POLICE,
    READY,
    SCHOOL,
    SOCIAL_CARE,
    Script,
)
from mars.requests import verbs as requests
from mars.sessions import verbs as sessions

CONTENT = Content(
    question="What keeps us going round in the same circle with this family?",
    reflections="Each agency meets the family at a different hour of the day, and so knows a "
    "different family. The school sees effort; the evenings are hard. We noticed that our "
    "worry makes us offer more, and that more offers look like more watching. Strengths: "
    "an aunt who is trusted, mornings that work, and a mother who rings back.",
    lived_experience="Home is loud and warm. There are many grown-ups with lanyards, and it is "
    "hard to know who is coming today.",
    learnt="Health visiting can stay involved beyond five when there is a younger child.",
    ideas="Ask the aunt to the next meeting\nOne shared calendar of visits\nA words-and-pictures "
    "story with the children",
    themes=(Theme.ENGAGEMENT, Theme.DOMESTIC_ABUSE),
    family_hears="That we met to think about how we help, and that fewer of us will visit at "
    "once. Hana tells them this week.",
    fidelity=(Fidelity.CHILD, Fidelity.VOICES, Fidelity.REFLECTIVE, Fidelity.PARKED),
)


def play() -> None:
    """Fill the rehearsal's empty database: first what is long ago, then what is now."""
    with acts.days_ago(40):
        _closed()
    with acts.days_ago(30):
        _withdrawn()
        _not_agreed()
        _redirected()
    with acts.days_ago(24):
        _not_held()
        summarised = _fixed(replace(BASELINE, initials="D.W.", reference="4102-A"))
    with acts.days_ago(16):
        held = _fixed(PAST)
    acts.hold(summarised, absent=(GP,))
    with acts.days_ago(8):
        acts.summarise(summarised, CONTENT)
        acts.record(summarised, but=3)
    acts.hold(held)
    with acts.days_ago(5):
        _fixed(FIXED)
    with acts.days_ago(4):
        _ready()
    with acts.days_ago(2):
        _asked()
    with acts.days_ago(1):
        acts.propose("Ada Quill", "Owen Tate", Role.AUDITOR)
    _draft()


def _closed() -> None:
    key = _fixed(replace(BASELINE, initials="M.J.", reference="3990-D"))
    acts.hold(key, absent=(GP,))
    with acts.days_ago(-16):
        acts.summarise(key, CONTENT)
        acts.record(key)
        who = acts.staff(BASELINE.requester)
        families.note(
            who, key, Telling.OUTCOME, Told.YES, by_whom="Hana Osei", on_day=clock.today()
        )
        requests.close(who, key, "", ())


def _withdrawn() -> None:
    key = acts.ask(replace(READY, initials="P.N.", reference="2750-E"))
    _end(READY, key, Step.WITHDRAW, EndReason.CHANGED)


def _not_agreed() -> None:
    script = replace(
        BASELINE, initials="S.T.", reference="3555-G", siblings=(drafts.Child("J.T.", "3556-G"),)
    )
    key = acts.ask(script)
    for name in (POLICE, GP, SCHOOL):
        acts.decline(key, name, DeclineReason.DISPUTED)
    _end(script, key, Step.END_NOT_AGREED, EndReason.NO_AGREEMENT)


def _redirected() -> None:
    script = replace(READY, initials="", reference="")
    key = acts.write(replace(script, team=()), drafts.RightPlace(Hope.THRESHOLD))
    asking.redirect(acts.staff(script.requester), key)


def _not_held() -> None:
    key = _fixed(replace(FIXED, initials="L.C.", reference="2666-H"))
    who = acts.facilitator(key)
    with acts.days_ago(-10):
        sessions.record_not_held(who, key, NotHeldReason.TOO_FEW)


def _fixed(script: Script) -> str:
    """A request as far as its date. Returns its key."""
    key = acts.ask(script)
    acts.look_for_facilitator(script, key)
    acts.facilitator_accepts(key)
    acts.agree(key, script.team)
    acts.fix_date(script, key)
    return key


def _ready() -> None:
    key = acts.ask(READY)
    acts.look_for_facilitator(READY, key)
    acts.facilitator_accepts(key)
    acts.agree(key, (SCHOOL,), times=slice(0, 2))
    acts.agree(key, (MIND, "Ruth Adeyemi"), times=slice(1, 3))


def _asked() -> None:
    key = acts.ask(BASELINE)
    acts.look_for_facilitator(BASELINE, key)
    acts.agree(key, (SOCIAL_CARE, CHARITY), times=slice(0, 2))
    acts.agree(key, (SCHOOL,), times=slice(1, 3))
    acts.be_refused(key, GP)


def _draft() -> None:
    script = replace(BASELINE, initials="E.F.", reference="4512-J", team=(SCHOOL,))
    acts.write(script, *script.pieces()[:4])


def _end(script: Script, key: str, step: Step, reason: EndReason) -> None:
    requests.end(acts.staff(script.requester), key, step, reason, "", ())
