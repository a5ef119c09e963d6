"""The page about the child or family: one row a child, without a name."""

from collections.abc import Iterator, Mapping
from typing import Any

from mars.asking.words import StepForm
from mars.domain.asking import INITIALS_LIMIT, REFERENCE_LIMIT, AgeBand
from mars.domain.drafts import CHILDREN_NAMED, Child, Children, Draft, check_initials
from mars.domain.errors import InvalidError
from mars.web.forms import Choice, Text, Whole

CHILDREN_MOST = 20
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
KEYS = range(1, CHILDREN_NAMED + 1)


def _initials(which: str) -> Text:
    return Text(
        f"Initials of the {which} child",
        limit=INITIALS_LIMIT,
        called=f"the {which} child’s initials",
        strict=True,
    )


def _reference(which: str) -> Text:
    return Text(
        f"Your reference for the {which} child",
        limit=REFERENCE_LIMIT,
        called=f"the {which} child’s reference",
        strict=True,
    )


class ChildForm(StepForm):
    """The child or family: a row for each with initials and the reference on one's own system."""

    watched = (*(f"reference_{key}" for key in KEYS), "system_name")

    initials_1 = Text(
        "Initials of the child or family",
        limit=INITIALS_LIMIT,
        missing="Enter the initials of the child or family",
        called="the initials",
        hint="For example, K.L. – initials only, no names",
        strict=True,
    )
    reference_1 = Text(
        "Your own reference for them",
        limit=REFERENCE_LIMIT,
        missing="Enter your own reference for the child or family",
        hint="The number your agency’s system knows them by. No NHS number",
        strict=True,
    )
    initials_2, reference_2 = _initials(ORDINALS[1]), _reference(ORDINALS[1])
    initials_3, reference_3 = _initials(ORDINALS[2]), _reference(ORDINALS[2])
    initials_4, reference_4 = _initials(ORDINALS[3]), _reference(ORDINALS[3])
    initials_5, reference_5 = _initials(ORDINALS[4]), _reference(ORDINALS[4])
    initials_6, reference_6 = _initials(ORDINALS[5]), _reference(ORDINALS[5])
    system_name = Text(
        "Which system is that from?",
        limit=REFERENCE_LIMIT,
        missing="Enter the system that the reference is from",
        called="the system",
        hint="For example, LCS, SystmOne or SIMS",
    )
    children = Whole(
        "How many children is this about?",
        least=1,
        most=CHILDREN_MOST,
        missing="Enter how many children this is about",
        called="the number of children",
        hint="Count an unborn child too",
    )
    age_band = Choice("How old are they?", AgeBand, missing="Choose how old they are")

    def __init__(self, draft: Draft) -> None:
        kept = draft.children
        at_first: dict[str, Any] = {
            "system_name": kept.system_name,
            "children": kept.count,
            "age_band": kept.age_band,
        }
        for key, child in enumerate(kept.named, start=1):
            at_first |= {f"initials_{key}": child.initials, f"reference_{key}": child.reference}
        super().__init__(draft, data=at_first)

    def rows(self) -> list[tuple[Text, Text]]:
        """The fields of each child in pairs."""
        return [(self[f"initials_{key}"], self[f"reference_{key}"]) for key in KEYS]

    def named(self) -> tuple[Child, ...]:
        """The rows in which something was written."""
        pairs = [(initials.data, reference.data) for initials, reference in self.rows()]
        return tuple(Child(*pair) for pair in pairs if any(pair))

    def has_more(self) -> bool:
        """Whether rows below the first hold something or need attention."""
        return any(field.typed or field.errors for pair in self.rows()[1:] for field in pair)

    def given(self) -> Children:
        return Children(self.named(), self.system_name.data, self.children.data, self.age_band.data)

    def unkeepable(self) -> Iterator[InvalidError]:
        for initials, _ in self.rows():
            try:
                if initials.data or initials.missing:
                    check_initials(initials.data, initials.name)
            except InvalidError as refusal:
                yield refusal

    def refuse(self) -> Iterator[InvalidError]:
        for place, (initials, reference) in enumerate(self.rows()):
            if reference.data and not initials.data:
                sentence = f"Enter the initials of the {ORDINALS[place]} child as well"
                yield InvalidError(sentence, field=initials.name)
        count, named = self.children.data, len(self.named())
        if count is not None and count < named:
            sentence = f"You gave the initials of {named} children, so enter {named} or more"
            yield InvalidError(sentence, field="children")

    def whose_initials(self) -> tuple[str, ...]:
        return self.given().initials

    def texts(self) -> Mapping[str, str]:
        """Every text of the draft: other initials can make a name of words already kept."""
        return {**self.draft.texts, **super().texts()}
