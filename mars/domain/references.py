"""The MARS reference: random, so it counts nothing; without vowels, so it spells nothing."""

import secrets

ALPHABET = "CDFGHJKMNPQRTVWX34679"
PREFIX = "MARS-"
LENGTH = 6


def new_reference() -> str:
    """A fresh reference such as MARS-K7QD4T."""
    return PREFIX + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def is_reference(text: str) -> bool:
    """Whether `text` has the shape of a reference."""
    tail = text.removeprefix(PREFIX)
    return len(text) == len(PREFIX) + LENGTH and len(tail) == LENGTH and set(tail) <= set(ALPHABET)
