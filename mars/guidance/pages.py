"""What the guidance pages show: the models as timed agendas, the resources, whom to ask.

Reads the partnership's settings and nothing else; knows nothing of any request.
"""

from dataclasses import dataclass
from itertools import accumulate

from flask import current_app

from mars.domain.policies import Policies
from mars.domain.practice_models import WANTS, Model, agenda
from mars.domain.session_rules import SHARED_RULES, SOCIAL_GRACES, SOCIAL_GRACES_QUESTIONS
from mars.partnership import policies


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """Where to turn with a concern, and how long sessions are."""

    first_contact_phone: str
    shortest: int
    longest: int
    coordinator: str


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model in the list. `key` stands in its address."""

    key: str
    label: str
    suits: str
    minutes: int
    people: str
    in_guidance: bool


@dataclass(frozen=True, slots=True)
class WishRow:
    """What somebody wants, and the model to suggest."""

    label: str
    model_key: str
    model_label: str


@dataclass(frozen=True, slots=True)
class ModelsPage:
    """Every model, and which suits which wish."""

    wishes: tuple[WishRow, ...]
    models: tuple[ModelRow, ...]


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage with the minute at which it begins and ends, counted from the start."""

    name: str
    begins: int
    ends: int
    leads: str
    happens: str
    prompts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModelPage:
    """One model as a facilitator holds it in their hands. `graces` is for the systemic one only."""

    row: ModelRow
    notes: tuple[str, ...]
    stages: tuple[StageRow, ...]
    rules: tuple[str, ...]
    graces: tuple[str, ...]
    graces_questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ResourceRow:
    """A document by its title; `url` is empty until the partnership has set it."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class ResourcesPage:
    """The guidance's own resources, and those the partnership adds."""

    guidance: tuple[ResourceRow, ...]
    local: tuple[ResourceRow, ...]
    hub_email: str
    coordinator: str


@dataclass(frozen=True, slots=True)
class ContactsPage:
    """Whom to ask about MARS itself."""

    email: str
    phone: str


DFE_ADVICE = """
DfE non statutory information sharing advice for practitioners providing safeguarding services for
children, young people, parents and carers
""".replace("\n", " ").strip()

GUIDANCE_RESOURCES = (
    ("Tier 1 Childrens Safeguarding Information Sharing Agreement", "information_sharing_url"),
    ("Working together to safeguard children 2023", "working_together_url"),
    (DFE_ADVICE, "dfe_advice_url"),
    ("Group Supervision: DCC Signs of Safety templates", "signs_of_safety_url"),
    ("Group Supervision: Solution Circle briefing", "solution_circle_url"),
    ("Reflective Group Supervision through Early Help", "early_help_url"),
)
LOCAL_RESOURCES = (
    ("Threshold document", "threshold_document_url"),
    ("How professionals resolve a disagreement", "disagreements_url"),
)


def overview() -> OverviewPage:
    """The first page of the guidance."""
    lengths = [model.minutes for model in Model]
    return OverviewPage(
        first_contact_phone=policies().first_contact_phone,
        shortest=min(lengths),
        longest=max(lengths),
        coordinator=contacts().email,
    )


def models() -> ModelsPage:
    """All models, in the order in which they are offered."""
    wishes = (WishRow(wish.label, model.value, model.label) for wish, model in WANTS.items())
    return ModelsPage(tuple(wishes), tuple(_row(model) for model in Model))


def model(key: str) -> ModelPage | None:
    """The model with this key with the running minutes of its stages, or None."""
    chosen = next((model for model in Model if model.value == key), None)
    if chosen is None:
        return None
    systemic = chosen is Model.SYSTEMIC
    return ModelPage(
        row=_row(chosen),
        notes=chosen.notes,
        stages=_stages(chosen),
        rules=SHARED_RULES,
        graces=SOCIAL_GRACES if systemic else (),
        graces_questions=SOCIAL_GRACES_QUESTIONS if systemic else (),
    )


def resources() -> ResourcesPage:
    """The resources of the guidance (Resources and tools), with the partnership's addresses."""
    settings = policies()
    return ResourcesPage(
        guidance=_resources(GUIDANCE_RESOURCES, settings),
        local=_resources(LOCAL_RESOURCES, settings),
        hub_email=settings.early_help_hub_email,
        coordinator=contacts().email,
    )


def contacts() -> ContactsPage:
    """The address that answers MARS's letters, and the coordinator's phone number if it is set."""
    return ContactsPage(current_app.config["MARS"].mail_reply_to, policies().coordinator_phone)


def _row(model: Model) -> ModelRow:
    return ModelRow(
        key=model.value,
        label=model.label,
        suits=model.suits,
        minutes=model.minutes,
        people=model.people,
        in_guidance=model.in_guidance,
    )


def _stages(model: Model) -> tuple[StageRow, ...]:
    stages = agenda(model)
    ends = accumulate(stage.minutes for stage in stages)
    return tuple(
        StageRow(stage.name, end - stage.minutes, end, stage.leads, stage.happens, stage.prompts)
        for stage, end in zip(stages, ends, strict=True)
    )


def _resources(table: tuple[tuple[str, str], ...], settings: Policies) -> tuple[ResourceRow, ...]:
    return tuple(ResourceRow(title, _web_address(getattr(settings, name))) for title, name in table)


def _web_address(url: str) -> str:
    """`url` if a browser may follow it, else nothing."""
    return url if url.startswith(("https://", "http://")) else ""
