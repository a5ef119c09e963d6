"""Imports every table, so that the metadata is whole."""

from mars.store import (
    beats,
    doors,
    edits,
    entries,
    invitations,
    kept,
    letters,
    limits,
    marks,
    meetings,
    people,
    supervisions,
)

__all__ = [
    "beats",
    "doors",
    "edits",
    "entries",
    "invitations",
    "kept",
    "letters",
    "limits",
    "marks",
    "meetings",
    "people",
    "supervisions",
]
