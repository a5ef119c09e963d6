"""Text that looks the same is judged the same, and each place leads back to what was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mars.domain.wording import check
from mars.domain.wording.folding import fold

HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\u2043\x1e"
BLANKS = "\t\u00a0\u2000\u2002\u2003\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u180e\u034f\ufe0f\u115f\u3164\u2061\x1f"
BREAKS = ("\n", "\r\n", "\u2028", "\x0b", " \n ")


@pytest.mark.parametrize("hyphen", HYPHENS)
@pytest.mark.parametrize("number", ["943-476-5919", "0191-498-0123", "03-04-2015"])
def test_a_number_is_found_with_any_hyphen(number: str, hyphen: str) -> None:
    text = f"It is {number.replace('-', hyphen)} here"
    (found,) = check(text)
    assert found.excerpt == number.replace("-", hyphen)


@pytest.mark.parametrize("blank", [*BLANKS, *BREAKS, "  ", " \t "])
@pytest.mark.parametrize(
    "detail", ["943 476 5919", "07700 900 123", "DH1 5UF", "Kayleigh Lamb", "3 May 2015"]
)
def test_a_detail_is_found_with_any_blank(detail: str, blank: str) -> None:
    typed = detail.replace(" ", blank)
    found = check(f"It says {typed}. Thank you.", "K.L.")
    assert found[0].start == 8
    assert found[-1].end == 8 + len(typed)


@pytest.mark.parametrize("mark", UNSEEN)
@pytest.mark.parametrize(
    "detail", ["9434765919", "DH15UF", "Kayleigh", "DOB 03/04/2015", "suicide"]
)
def test_a_mark_that_nobody_sees_hides_nothing(detail: str, mark: str) -> None:
    typed = detail[:4] + mark + detail[4:]
    (found,) = check(f"It says {typed} there", "K.L.")
    assert found.excerpt == typed


@pytest.mark.parametrize("zero", [0xFF10, 0x0660, 0x06F0, 0x0966, 0x1D7CE])
def test_digits_of_any_writing_count(zero: int) -> None:
    typed = "".join(chr(zero + int(digit)) for digit in "9434765919")
    (found,) = check(f"NHS {typed}")
    assert (found.excerpt, found.what) == (f"NHS {typed}"[4:], "an NHS number")


@pytest.mark.parametrize(
    "text, excerpt",
    [
        ("DOB 03-Apr-2015", "DOB 03-Apr-2015"),
        ("born 3-Apr-15", "born 3-Apr-15"),
        ("born 03\u2011Apr\u20112015", "born 03\u2011Apr\u20112015"),
        ("DOB: 03/Apr/2015", "DOB: 03/Apr/2015"),
        ("born 3.Apr.15.", "born 3.Apr.15"),
    ],
)
def test_the_health_services_short_date_is_a_date_of_birth(text: str, excerpt: str) -> None:
    (found,) = check(text)
    assert (found.excerpt, found.what) == (excerpt, "a date of birth")


@given(st.text())
def test_places_lead_back_in_order(text: str) -> None:
    folded = fold(text)
    assert len(folded.places) == len(folded.text) + 1
    assert list(folded.places) == sorted(folded.places)
    assert folded.places[-1] == len(text)


@given(st.text())
def test_what_is_folded_folds_to_itself(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once


@given(st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126)))
def test_plain_characters_stay_as_they_are(text: str) -> None:
    assert fold(text).text == text
