"""Form fields for who somebody is and how to reach them: name, job, e-mail address, number to ring.
They know the shape of an answer and what may stand in a letter; never whose it is."""

import re
from contextlib import suppress
from typing import Any

from email_validator import EmailNotValidError, validate_email

from mars.domain.addresses import find_addresses
from mars.domain.asking import SHORT_LIMIT
from mars.domain.called import NAME_LIMIT, strange_in_job, strange_in_name, tidied
from mars.shapes import as_a_labels
from mars.web.cleaning import name_of, plain, visible, wide_as_plain
from mars.web.fields import Text

# Narrower than the standard on purpose: nothing that a mail header could read as anything else.
_EMAIL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+'&-]{0,63}@[A-Za-z0-9.-]{1,189}")
PASTED_MOST = 400
"""So much of what is pasted is looked at: an address has 254 characters, and a name before it."""
_PHONE = re.compile(r"\+?[0-9 ().-]{7,25}(?:(?:ext|extension|x)\.? ?[0-9]{1,6})?", re.IGNORECASE)


class Name(Text):
    """What a person is called. data: str, with one kind of hyphen and apostrophe."""

    limit_of_kind = NAME_LIMIT
    find_strange = staticmethod(strange_in_name)
    may_have = "letters, spaces, hyphens and apostrophes"

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, limit=self.limit_of_kind, **kwargs)

    def read(self, text: str) -> str:
        kept = tidied(super().read(text))
        strange = self.find_strange(kept)
        if not strange:
            return kept
        self.typed = visible(text, strict=True)
        if strange == ".":
            raise ValueError(f"Put a space after each full stop in {self.called}")
        told = name_of(strange) if len(strange) == 1 else f"“{strange}”"
        raise ValueError(f"{self.subject} cannot have {told} in it. Use {self.may_have}")


class Job(Name):
    """What a job, an agency or a place is called, where letters say it. data: str."""

    limit_of_kind = SHORT_LIMIT
    find_strange = staticmethod(strange_in_job)
    may_have = "words, without links, addresses and phone numbers"


class Email(Text):
    """An e-mail address as people paste it, its domain in lower case and A-labels. Nothing is
    looked up. data: str; `took`: the address, if something beside it was typed."""

    strict = True
    took = ""

    def __init__(self, label: str, *, limit: int = 254, **kwargs: Any) -> None:
        super().__init__(label, limit=limit, **kwargs)

    def read(self, text: str) -> str:
        kept = read_address(text)
        if kept.casefold() != text.casefold():
            self.typed = self.took = kept
        return kept


class Sought(Text):
    """What somebody looks for: words, or an address as people paste it. data: str."""

    def read(self, text: str) -> str:
        with suppress(ValueError):
            return read_address(text) if "@" in text else super().read(text)
        return super().read(text)


class Phone(Text):
    """A telephone number as a person writes it, with an extension if need be. data: str."""

    strict = True

    def read(self, text: str) -> str:
        number = plain(text)
        digits = sum(letter.isdecimal() for letter in re.split("[ex]", number.lower())[0])
        if not _PHONE.fullmatch(number) or not 7 <= digits <= 15:
            raise ValueError("Enter a telephone number, like 01632 960 001 or 07700 900 982")
        return number


def read_address(text: str) -> str:
    """The one e-mail address in what was pasted, its domain in A-labels.

    Raises ValueError with the message for the person.
    """
    found = find_addresses(wide_as_plain(text[:PASTED_MOST]))
    if len(found.addresses) > 1:
        two = " and ".join(found.addresses[:2])
        raise ValueError(f"Enter one e-mail address. There are more than one: {two}")
    is_one = found.is_plain and len(text) <= PASTED_MOST
    local, _, domain = (found.addresses[0] if is_one else text).rpartition("@")
    odd = [letter for letter in local if not letter.isascii()]
    if is_one and odd:
        raise ValueError(f"An e-mail address cannot have {name_of(odd[0])} in it. Check it")
    try:
        address = f"{local}@{as_a_labels(domain)}"
        if not _EMAIL.fullmatch(address):
            raise ValueError
        parts = validate_email(address, check_deliverability=False, test_environment=True)
    except (EmailNotValidError, ValueError):
        raise ValueError(
            "Enter an e-mail address in the correct format, like name@agency.example"
        ) from None
    return f"{parts.local_part}@{parts.ascii_domain}"
