"""What the pages of the request form show. A frozen value each; no row reaches a template."""

from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from mars.asking import drafts
from mars.database import db
from mars.domain.asking import STEPS, AskStep, step_before
from mars.domain.calendar_hints import Week
from mars.domain.completeness import Gap
from mars.domain.drafts import LABELS, Draft, Member, Piece, wants_more
from mars.domain.inviting import same_address
from mars.domain.looking import Remark, look, wishes_in
from mars.domain.policies import Policies
from mars.domain.practice_models import Model
from mars.partnership import day_hints, policies, weeks_ahead
from mars.store.people import Agency, Facilitator
from mars.web.forms import Option


@dataclass(frozen=True, slots=True)
class StepPage:
    """One page of the form. `more`: its second screen. `change`: reached from the check page."""

    draft: Draft
    step: AskStep
    more: bool
    change: bool
    policies: Policies
    suggested: Model | None = None

    @property
    def wishes(self) -> tuple[str, ...]:
        """The words of this page that ask for a decision, which a session cannot give."""
        return tuple(sorted(words for _, words in wishes_in(self.draft.texts)))

    @property
    def number(self) -> int:
        """Its place among the steps, from 1."""
        return STEPS.index(self.step) + 1

    @property
    def total(self) -> int:
        """How many steps there are."""
        return len(STEPS)

    @property
    def weeks(self) -> tuple[Week, ...]:
        """What to know of the weeks to come before dates are typed."""
        return weeks_ahead()

    @staticmethod
    def hint(moment: datetime) -> str:
        """What is particular about the day of an offered time."""
        return ". ".join(day_hints(moment))

    @property
    def action(self) -> str:
        """Where the form is posted to: this page itself."""
        return self._address(self.step, more=self.more)

    @property
    def back(self) -> str:
        """The page before."""
        before = step_before(self.step)
        if self.more:
            return self._address(self.step)
        if self.change:
            return url_for("asking.check", ref=self.draft.reference)
        return self._address(before) if before else url_for("home.index")

    def _address(self, step: AskStep, *, more: bool = False) -> str:
        return url_for(
            "asking.step",
            ref=self.draft.reference,
            step=step.value,
            more=1 if more else None,
            change=1 if self.change else None,
        )


@dataclass(frozen=True, slots=True)
class TeamPage(StepPage):
    """The team as far as it is written, and whom the agencies have named."""

    agencies: tuple[Option, ...] = ()
    leads: tuple[Option, ...] = ()
    changing: Member | None = None


@dataclass(frozen=True, slots=True)
class CheckPage(StepPage):
    """The whole draft before it is sent, with what it still lacks, and what may stay in it."""

    gaps: tuple[Gap, ...] = ()

    @property
    def let_through(self) -> tuple[Remark, ...]:
        """What was found in the texts and ticked as what may stay."""
        return look(self.draft.texts, self.draft.children.initials, LABELS)


def find_step_page(
    supervision_id: str, step: AskStep, *, more: bool, change: bool, suggested: str = ""
) -> StepPage:
    """One page of the form; `more` asks for its second screen, if the draft has one. 4 queries."""
    draft = drafts.load(supervision_id)
    model = next((model for model in Model if model.value == suggested), None)
    return StepPage(draft, step, more and _has_more(draft, step), change, policies(), model)


def _has_more(draft: Draft, step: AskStep) -> bool:
    """Whether what is kept calls for the second screen of this step."""
    pieces: dict[AskStep, Piece] = {
        AskStep.OPEN_TO: draft.plan,
        AskStep.FACILITATOR: draft.candidate,
        AskStep.FAMILY: draft.family,
    }
    return step in pieces and wants_more(pieces[step])


def find_team_page(supervision_id: str, *, change: bool, person: str = "") -> TeamPage:
    """The page about the team; `person` is the key of the one to change, if any. 6 queries."""
    draft = drafts.load(supervision_id)
    agencies = db.session.scalars(
        select(Agency)
        .where(Agency.retired_at.is_(None))
        .options(selectinload(Agency.leads))
        .order_by(Agency.name)
    ).all()
    taken = (draft.requester_email, *(member.email for member in draft.team))
    return TeamPage(
        draft,
        AskStep.TEAM,
        more=False,
        change=change,
        policies=policies(),
        agencies=tuple(Option(agency.id, agency.name) for agency in agencies),
        leads=tuple(
            Option(lead.id, f"{agency.name} – {lead.name}, {lead.job}")
            for agency in agencies
            for lead in agency.leads
            if not any(same_address(lead.email, address) for address in taken)
        ),
        changing=next((member for member in draft.team if person and member.id == person), None),
    )


def find_check_page(supervision_id: str) -> CheckPage:
    """The page before sending. 4 queries."""
    draft = drafts.load(supervision_id)
    return CheckPage(
        draft,
        AskStep.CHECK,
        more=False,
        change=False,
        policies=policies(),
        gaps=drafts.gaps(draft, policies()),
    )


def agency_options() -> tuple[Option, ...]:
    """Every agency to choose from. 1 query."""
    rows = db.session.execute(
        select(Agency.id, Agency.name).where(Agency.retired_at.is_(None)).order_by(Agency.name)
    )
    return tuple(Option(row.id, row.name) for row in rows)


def register_options() -> tuple[Option, ...]:
    """Everybody on the register of facilitators, with agency and models. 1 query."""
    rows = db.session.scalars(
        select(Facilitator)
        .where(Facilitator.retired_at.is_(None))
        .options(joinedload(Facilitator.agency))
        .order_by(Facilitator.name)
    )
    return tuple(Option(row.id, f"{row.name} – {row.job}, {row.agency.name}") for row in rows)
