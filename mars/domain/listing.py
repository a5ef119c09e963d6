"""What the directory may hold: agency names, e-mail domains, leads. Knows no form and no row."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mars.domain.errors import InvalidError
from mars.domain.inviting import in_domains, same_address


@dataclass(frozen=True, slots=True)
class NewLead:
    """A lead as typed; `row` names the row of the form that a refusal belongs to."""

    row: str
    name: str
    job: str
    email: str


def split_domains(text: str) -> tuple[str, ...]:
    """The e-mail domains in a text, in lower case, each once; commas, spaces and @ are left out."""
    words = (word.removeprefix("@") for word in re.split(r"[\s,;]+", text.lower()))
    return tuple(dict.fromkeys(word for word in words if word))


def check_name(name: str, others: Iterable[str]) -> None:
    """Refuse the name of another agency, whatever its capitals and spaces. Raises InvalidError."""
    if any(_folded(name) == _folded(other) for other in others):
        raise InvalidError("An agency of this name is listed already. Enter another", field="name")


def check_leads(leads: Sequence[NewLead], domains: Sequence[str]) -> None:
    """Refuse a lead twice, or one whose address is not of the agency's domains.

    Raises InvalidError on the row's e-mail field.
    """
    for place, lead in enumerate(leads):
        if any(same_address(lead.email, other.email) for other in leads[:place]):
            raise InvalidError(
                "This address is in the list twice. Remove one", field=f"{lead.row}_email"
            )
        if not in_domains(lead.email, domains):
            raise InvalidError(
                f"The address must end in {' or '.join(domains)}. Change it, or add its domain",
                field=f"{lead.row}_email",
            )


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
