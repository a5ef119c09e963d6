"""What people, jobs and agencies may be called: any script, and nothing to follow or to ring."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mars.domain.called import NAME_LIMIT, fit_name, strange_in_job, strange_in_name, tidied
from mars.domain.people import name_from_address

NAMES = [
    "Kim Lamb",
    "Siân O'Thompson",
    "Łukasz Żółć-Nowak",
    "Dr. A. Nasser",
    "Ng’ang’a wa Thiong’o",
    "Dot Cotton",
    "St. John-Smith Jr.",
    "محمد علی\u200cرضا",
    "李小龍",
    "प्रिया शर्मा",
    "Nguyễn Thị Minh Khai",
]
JOBS = [
    "Band 6 health visitor",
    "Year 3 teacher/SENCO",
    "Head (KS2), Year 7",
    "0-19 health visitor",
    "R&D lead",
    "Room 4.12, Floor 3",
    "24/7 crisis team",
    "St. Mary’s C. E. Primary School",
]
PHISHING = [
    ("Your NHS mail is locked, ring 0800 1234567", ",", "0800 1234567"),
    ("go to evil-site (dot) com", "(", "(dot)"),
    ("go to evil dot com", "dot", "dot"),
    ("evil-dot-com", "dot", "dot"),
    ("evil.com", ".", "."),
    ("www evil", "www", "www"),
    ("https evil", "https", "https"),
    ("kim@evil", "@", "@"),
    ("evil:8080", ":", ":"),
    ("Kim\u200bLamb", "\u200b", "\u200b"),
    ("Kim\u202eLamb", "\u202e", "\u202e"),
    ("ring 0 8 0 0 1 2 3", "0", "0 8 0 0 1 2 3"),
    ("Kim <b>", "<", "<"),
    ("“Kim”", "“", "“"),
    ("...", "...", "..."),
]
TRICKS = [
    "dot",
    "DOT",
    ".",
    "com",
    "www",
    "@",
    ":",
    "/",
    "0",
    "7",
    " ",
    "-",
    "Kim",
    "(",
    ")",
    "ü",
    "李",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_any_script_is_one(name: str) -> None:
    assert strange_in_name(tidied(name)) == ""
    assert strange_in_job(tidied(name)) == ""
    assert fit_name(name) == name


@pytest.mark.parametrize("job", JOBS)
def test_a_job_or_a_place_may_have_numbers_and_brackets(job: str) -> None:
    assert strange_in_job(tidied(job)) == ""


@pytest.mark.parametrize(("text", "in_name", "in_job"), PHISHING)
def test_what_could_be_followed_or_rung_is_no_name_and_no_job(
    text: str, in_name: str, in_job: str
) -> None:
    assert strange_in_name(tidied(text)) == in_name
    assert strange_in_job(tidied(text)) == in_job


@given(st.lists(st.sampled_from(TRICKS), max_size=14).map("".join) | st.text(max_size=40))
def test_what_passes_can_be_followed_by_no_mail_program(text: str) -> None:
    kept = tidied(text)
    if kept and not strange_in_name(kept):
        assert not any(c in "@:/0123456789" for c in kept)
        assert ".com" not in kept.lower()
        assert not any(before.isalpha() and after.isalpha() for before, after in around_dots(kept))
    if kept and not strange_in_job(kept):
        assert "@" not in kept
        assert "dot com" not in kept.lower().removeprefix("dot com")


def around_dots(text: str) -> list[tuple[str, str]]:
    return [(b, a) for b, dot, a in zip(text, text[1:], text[2:], strict=False) if dot == "."]


@given(st.text(max_size=80))
def test_a_tidied_name_stays_as_it_is(text: str) -> None:
    assert tidied(tidied(text)) == tidied(text)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("J.R. Smith", "J. R. Smith"), ("O`Neil", "O’Neil"), ("Smith–Jones", "Smith-Jones")],
)
def test_one_kind_of_mark_is_kept(typed: str, kept: str) -> None:
    assert tidied(typed) == kept


@pytest.mark.parametrize(
    ("given_there", "name"),
    [
        ("LAMB, Kim (Health)", "Kim LAMB"),
        ("Kim Lamb", "Kim Lamb"),
        ("evil.com", ""),
        ("ring 0800 123", ""),
        ("", ""),
    ],
)
def test_a_name_of_another_service_is_made_fit_or_left_out(given_there: str, name: str) -> None:
    assert fit_name(given_there) == name


@given(st.from_regex(r"[A-Za-z0-9._%+'&-]{1,64}", fullmatch=True))
def test_what_an_address_makes_of_a_name_is_one(local: str) -> None:
    name = name_from_address(f"{local}@anytown.example")

    assert 0 < len(name) <= NAME_LIMIT
    assert strange_in_name(name) == ""
