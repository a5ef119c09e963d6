"""Chasing, so that nobody has to: finds what falls due and queues its letters. Knows no page."""

from mars.chasing.rounds import go_round

__all__ = ["go_round"]
