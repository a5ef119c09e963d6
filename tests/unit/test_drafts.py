"""Initials are taken, names are not."""

import pytest

from mars.domain.drafts import check_initials, looks_like_initials, say_child
from mars.domain.errors import InvalidError


@pytest.mark.parametrize("text", ["K.L.", "KL", "k.l.", "KLM", "Ż.Ó.", "K L"])
def test_initials_are_taken(text: str) -> None:
    assert looks_like_initials(text)
    check_initials(text, "initials_1")


@pytest.mark.parametrize("text", ["", "Kayleigh", "Kay", "lamb", "KAYLEIGH", "4410", "K. Lamb"])
def test_what_may_be_a_name_is_not(text: str) -> None:
    assert not looks_like_initials(text)
    with pytest.raises(InvalidError, match="no name") as caught:
        check_initials(text, "initials_2")
    assert caught.value.field == "initials_2"


@pytest.mark.parametrize("text", ["KL and JM", "K.L., J.L.", "KL/JM", "K.L. & M.L."])
def test_a_row_is_for_one_child(text: str) -> None:
    with pytest.raises(InvalidError, match="one child in each row"):
        check_initials(text, "initials_1")


def test_a_child_is_shown_in_one_line() -> None:
    assert say_child("K.L.", "LCS", "4410-F") == "K.L., LCS 4410-F"
    assert say_child("M.L.", "LCS", "") == "M.L."
