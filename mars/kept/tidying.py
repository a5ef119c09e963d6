"""Wipes what was kept for a while and nobody came back for. A round of the background clock."""

from mars.kept import late, once, texts


def go_round() -> None:
    """Wipe what is over; done twice it does no harm. Needs no open transaction."""
    once.wipe_old()
    texts.wipe_old()
    late.wipe_old()
