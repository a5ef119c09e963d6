"""Plays a fictional partnership on the real verbs. Never part of a real council's start."""

from mars.rehearsal.stage import run

__all__ = ["run"]
