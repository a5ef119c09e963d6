"""Each thing found in a text is answered by itself, in every form that has free text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wtforms.fields.core import UnboundField

from mars.asking.words import StepForm
from mars.domain.drafts import LABELS
from mars.domain.looking import (
    CURES,
    LookAgainError,
    check_looked_at,
    check_note,
    has_emergency,
    look,
    wishes_in,
)
from mars.domain.wording import FindingKind
from mars.web.fields import LongText, Text
from mars.web.looking import LookedAt
from tests.unit.test_kinds_of_field import fields, forms

WHO = "says who told, answered or agreed: a name or role of somebody at work"
NOT_JUDGED = {
    "q": "what is looked for is kept nowhere",
    "code": "digits that we sent",
    "by_whom": WHO,
    "manager": WHO,
    "job": "a job is judged like every job",
    **{f"initials_{n}": "held on purpose, and nothing but initials" for n in range(1, 7)},
}
FOUR = "Jayden Thompson, DOB 03/04/2015, NHS 943 476 5919, ring 07700 900 123."


def test_every_form_with_free_text_has_a_tick_for_each_finding() -> None:
    found = list(fields())
    ticking = {form for form, _, kind in found if issubclass(kind, LookedAt)}
    free = {(form, name) for form, name, kind in found if kind in (Text, LongText)}
    missing = {pair for pair in free if pair[0] not in ticking and pair[1] not in NOT_JUDGED}

    assert missing == set()
    assert len(free) > 20


def test_every_page_of_the_request_form_reads_all_its_free_texts() -> None:
    read = 0
    for form in {form for form in forms(StepForm) if form.__module__.startswith("mars.")}:
        texts = {
            name
            for name in dir(form)
            if isinstance(field := getattr(form, name), UnboundField)
            and field.field_class in (Text, LongText)
        }
        watched = getattr(form, "watched", ())
        assert texts - set(watched) <= set(NOT_JUDGED), form
        assert set(watched) <= set(LABELS)
        read += len(texts)
    assert read > 8


def test_four_details_need_four_ticks() -> None:
    remarks = look({"note": FOUR}, "J.T.")
    marks = [remark.mark for remark in remarks]
    assert len(marks) == len(set(marks)) == 4

    for left_out in marks:
        with pytest.raises(LookAgainError) as refusal:
            check_note(FOUR, "J.T.", [mark for mark in marks if mark != left_out])
        (still_open,) = [one for one in refusal.value.remarks if one.mark == left_out]
        assert still_open.excerpt in refusal.value.sentence
    check_note(FOUR, "J.T.", marks)


def test_a_tick_counts_for_these_words_in_this_text_alone() -> None:
    here = look({"stuck": "Ring 07700 900 123"})
    there = look({"hope": "Ring 07700 900 123"})
    other = look({"stuck": "Ring 07700 900 124"})
    marks = {one.mark for remarks in (here, there, other) for one in remarks}
    assert len(marks) == 3


def test_an_emergency_is_named_first() -> None:
    remarks = look({"note": "Jayden Thompson was hit."}, "J.T.")
    with pytest.raises(LookAgainError, match="report it today"):
        check_looked_at(remarks, ())
    (emergency,) = [one for one in remarks if one.is_emergency]
    assert has_emergency(remarks)
    assert not has_emergency(remarks, [emergency.mark])
    with pytest.raises(LookAgainError, match="does not identify anyone"):
        check_looked_at(remarks, [emergency.mark])


def test_a_wish_for_a_decision_stops_nobody() -> None:
    text = "We need the group to decide this meets child protection."
    assert look({"stuck": text}) == ()
    assert {field for field, _ in wishes_in({"stuck": text, "hope": "To think."})} == {"stuck"}
    assert FindingKind.PLACE not in CURES


def test_the_initials_of_several_children_are_all_looked_for() -> None:
    for text, name in (("Kayleigh Lamb", "Kayleigh Lamb"), ("Xan Quill", "Xan Quill")):
        (found,) = look({"note": f"We met {text}."}, ["K.L.", "M.T.", "X.Q."])
        assert found.excerpt == name


@given(st.text(), st.lists(st.text(max_size=5), max_size=6))
def test_whatever_is_found_can_be_ticked(text: str, initials: list[str]) -> None:
    remarks = look({"note": text}, initials)
    check_looked_at(remarks, [remark.mark for remark in remarks])
