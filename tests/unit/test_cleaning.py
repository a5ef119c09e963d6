"""Whatever is typed: what is kept can be seen, is no longer than it was, and stays as it is."""

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from mars.domain.references import ALPHABET, is_reference
from mars.web.cleaning import composed, hidden_in, plain, visible

ANYTHING = st.text(st.characters(), max_size=60) | st.text(
    st.sampled_from(
        "a e\u0301\u0344\ud800\udfff\0\r\n\t\x85\u2028\u202e\u2066\u200b\ufeff\ufffe\u00a0"
    ),
    max_size=30,
)
REFERENCE = re.compile(f"MARS-[{ALPHABET}]{{6}}")


@given(ANYTHING, st.booleans())
def test_what_is_left_can_be_seen(text: str, lines: bool) -> None:
    left = visible(text, lines=lines)

    assert not hidden_in(left, lines=lines)
    assert left == left.strip()
    assert len(left) <= len(text)
    assert lines or "\n" not in left
    assert visible(left, lines=lines) == left
    left.encode()


@given(ANYTHING, st.integers(1, 20))
def test_what_is_composed_stays_so(text: str, limit: int) -> None:
    kept = composed(text, limit)

    if kept is None:
        assert len(unicodedata.normalize("NFC", text)) > limit or len(text) > 4 * limit
    else:
        assert len(kept) <= limit
        assert composed(kept, limit) == kept


@given(ANYTHING, st.integers(0, 20))
def test_a_plain_text_is_one_line_without_double_spaces(text: str, limit: int) -> None:
    kept = plain(text, limit)

    assert len(kept) <= limit
    assert kept == " ".join(kept.split())
    assert plain(kept, limit) == kept


@given(
    st.from_regex(REFERENCE)
    | st.text(st.sampled_from(f"{ALPHABET}-MARSmars \n\u0130"), min_size=9, max_size=13)
    | ANYTHING.map(lambda text: f"MARS-{text}")
)
def test_a_reference_is_of_its_alphabet_alone(text: str) -> None:
    assert is_reference(text) == bool(REFERENCE.fullmatch(text))
