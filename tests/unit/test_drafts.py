"""Initials are taken, names are not."""

import pytest

from mars.domain.drafts import check_initials, looks_like_initials
from mars.domain.errors import InvalidError


@pytest.mark.parametrize(
    "text", ["K.L.", "KL", "k.l.", "KL and JM", "K.L., J.L.", "KLM", "Ż.Ó.", "K L"]
)
def test_initials_are_taken(text: str) -> None:
    assert looks_like_initials(text)
    check_initials(text)


@pytest.mark.parametrize("text", ["", "Kayleigh", "Kay", "lamb", "KAYLEIGH", "4410", "K. Lamb"])
def test_what_may_be_a_name_is_not(text: str) -> None:
    assert not looks_like_initials(text)
    with pytest.raises(InvalidError, match="no name") as caught:
        check_initials(text)
    assert caught.value.field == "initials"
