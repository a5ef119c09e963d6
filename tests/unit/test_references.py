"""References count nothing and spell nothing."""

from mars.domain.references import ALPHABET, is_reference, new_reference


def test_a_new_reference_looks_like_one() -> None:
    assert all(is_reference(new_reference()) for _ in range(200))


def test_the_alphabet_has_no_vowel_and_no_look_alikes() -> None:
    assert not set(ALPHABET) & set("AEIOUY" + "0O1ILSZ258B")


def test_what_is_not_a_reference() -> None:
    for text in ("", "MARS-", "K7QD4T", "MARS-K7QD4", "MARS-K7QD4TT", "mars-k7qd4t", "MARS-A7QD4T"):
        assert not is_reference(text)
