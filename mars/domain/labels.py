"""The one way to give a word its label: what is stored, and what a person reads."""

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """Members are written `NAME = "stored-word", "What a person reads"`."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """A member whose value is the stored word, with its label beside it."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member
