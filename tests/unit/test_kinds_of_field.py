"""One rule for each kind of answer, in every form: addresses, names, jobs and phone numbers."""

import importlib
import pkgutil
from collections.abc import Iterator

from wtforms.fields.core import UnboundField

import mars
from mars.asking.children_forms import ChildForm
from mars.domain.drafts import CHILDREN_NAMED
from mars.web.contacts import Email, Job, Name, Phone
from mars.web.fields import MarsField
from mars.web.forms import MarsForm

KINDS = {"email": Email, "name": Name, "job": Job, "phone": Phone}
"""What an input is called, or ends in, and the kind of field it must be."""
OTHERS = {
    "system_name": "the name of a computer system, which no letter says",
    "AgencyForm.name": "an agency is judged like a job",
}


def forms(kind: type[MarsForm] = MarsForm) -> Iterator[type[MarsForm]]:
    for module in pkgutil.walk_packages(mars.__path__, "mars."):
        if module.name.endswith("forms"):
            importlib.import_module(module.name)
    for below in kind.__subclasses__():
        yield below
        yield from forms(below)


def fields() -> Iterator[tuple[str, str, type[MarsField]]]:
    """Form, name and class of every field of every form of the pages."""
    for form in set(forms()):
        if not form.__module__.startswith("mars."):
            continue
        for name in dir(form):
            field = getattr(form, name)
            if isinstance(field, UnboundField):
                yield form.__name__, name, field.field_class


def test_every_question_of_a_kind_is_asked_by_the_field_of_that_kind() -> None:
    found, wrong = 0, []
    for form, name, field in fields():
        kind = KINDS.get(name.rpartition("_")[2])
        if kind is None or name in OTHERS or f"{form}.{name}" in OTHERS:
            continue
        found += 1
        if not issubclass(field, kind):
            wrong.append(f"{form}.{name} is {field.__name__}, not {kind.__name__}")

    assert wrong == []
    assert found > 80


def test_what_a_child_is_known_by_takes_no_invisible_character_inside() -> None:
    found = [
        (name, getattr(ChildForm, name).kwargs.get("strict"))
        for name in dir(ChildForm)
        if name.startswith(("initials_", "reference_"))
    ]

    assert len(found) == 2 * CHILDREN_NAMED
    assert [name for name, strict in found if not strict] == []
