"""Wipes what was kept for a while and nobody came back for. A round of the background clock."""

from mars import kept_forms, kept_texts, once


def go_round() -> None:
    """Wipe what is over; done twice it does no harm. Needs no open transaction."""
    once.forget()
    kept_texts.forget()
    kept_forms.wipe_old()
