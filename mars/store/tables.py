"""Imports every table, so that the metadata is whole."""

from mars.store import (
    doors,
    entries,
    invitations,
    letters,
    limits,
    meetings,
    people,
    supervisions,
)

__all__ = [
    "doors",
    "entries",
    "invitations",
    "letters",
    "limits",
    "meetings",
    "people",
    "supervisions",
]
