"""Puts payloads into every text that people type, in every row: what every page then has to show.

A column is either typed by people, or it is one of ours or held to a strict shape: a test wants
each in one of the two.
"""

from collections.abc import Iterable, Iterator

from sqlalchemy import String, Text, select
from sqlalchemy.orm import Mapper

from mars.database import db
from mars.store.base import Base
from mars.store.sealed import Sealed
from tests.hostile import payloads

TYPED: dict[str, tuple[str, ...]] = {
    "Supervision": (
        "end_note",
        "requester_name",
        "requester_job",
        "system_name",
        "own_session_reason",
        "stuck",
        "hope",
        "own_model",
        "where",
        "access_needs",
    ),
    "Child": ("initials", "reference"),
    "Nomination": ("name", "job", "not_independent_reason"),
    "FamilyUpdate": ("by_whom", "manager"),
    "Invitation": ("name", "job"),
    "Answer": ("access_needs", "phoned_by"),
    "Meeting": ("where", "below_minimum_reason"),
    "Attendance": ("job",),
    "Summary": ("question", "reflections", "lived_experience", "learnt", "ideas", "family_hears"),
    "Person": ("name", "job"),
    "Agency": ("name",),
    "Lead": ("name", "job"),
    "Facilitator": ("name", "job", "note"),
}
SHAPED = (
    {"reference", "email", "phone", "requester_email", "requester_phone", "domains", "roles"}
    | {"models", "themes", "fidelity", "value", "recipient", "message_id", "subject"}
    | {"owner", "account", "address", "saying", "allowance", "proposed_roles"}
)  # fmt: skip
"""Made by us, or let through only in a strict shape: no sign that means anything in a page."""


def untold() -> list[str]:
    """The columns of text of which nothing is said here."""
    return [
        f"{mapper.class_.__name__}.{attribute.key}"
        for mapper in _mappers()
        for attribute in mapper.column_attrs
        if type(attribute.columns[0].type) in {Sealed, String, Text}
        and not attribute.columns[0].foreign_keys
        and not attribute.key.endswith(("_id", "_hash", "_kind", "mark"))
        and attribute.key not in SHAPED | set(TYPED.get(mapper.class_.__name__, ()))
        and not attribute.columns[0].primary_key
    ]


def poison(*, limited: bool) -> int:
    """Replace every typed text: by all the payloads, or by as many as the field takes. Commits.

    Limited, initials stay as they are: nothing else passes for them.

    Returns how many texts were replaced. Needs the right to write.
    """
    count = 0
    for mapper in _mappers():
        for row in db.session.scalars(select(mapper.class_)).all():
            for name in TYPED.get(mapper.class_.__name__, ()):
                if getattr(row, name) and not (limited and name == "initials"):
                    limit = _limit(mapper, name)
                    text = payloads.some(count, limit) if limited else payloads.all_of_them(count)
                    setattr(row, name, text or getattr(row, name))
                    count += 1
    db.session.commit()
    return count


def _limit(mapper: Mapper[Base], name: str) -> int:
    kind = mapper.columns[name].type if name in mapper.columns else None
    return (kind.length if isinstance(kind, String) else None) or 300


def _mappers() -> Iterator[Mapper[Base]]:
    mappers: Iterable[Mapper[Base]] = Base.registry.mappers
    return iter(sorted(mappers, key=lambda mapper: mapper.class_.__name__))
