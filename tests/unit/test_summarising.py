"""The one-page summary: its shape, what it needs, what is looked at twice."""

import pytest

from mars.domain.errors import InvalidError
from mars.domain.looking import LookAgainError, check_looked_at
from mars.domain.nudging import nudges
from mars.domain.summarising import (
    LIMITS,
    Content,
    Part,
    can_send,
    check_can_send,
    check_shape,
    find_new,
    missing_parts,
)
from mars.domain.wording import FindingKind

WHOLE = Content(question="What helps?", reflections="We listened.", family_hears="Hana, on Monday")


def test_a_draft_lacks_its_needed_parts() -> None:
    assert missing_parts(Content()) == (Part.QUESTION, Part.REFLECTIONS, Part.HEARS)
    assert not can_send(Content())
    with pytest.raises(InvalidError, match="before you send"):
        check_can_send(Content())


def test_a_whole_summary_can_be_sent() -> None:
    assert can_send(WHOLE)
    check_can_send(WHOLE)


@pytest.mark.parametrize(
    "content",
    [
        Content(ideas="a\nb\nc\nd\ne\nf"),
        Content(ideas="x" * 151),
        Content(reflections="\n".join("abcdefghijk")),
        Content(question="a\nb\nc\nd"),
    ],
)
def test_what_would_not_fit_one_page_is_refused(content: Content) -> None:
    with pytest.raises(InvalidError) as refusal:
        check_shape(content)
    assert refusal.value.field in {part.value for part in Part}


def test_what_just_fits_is_kept() -> None:
    check_shape(Content(ideas="\n".join(["x" * 150] * 5), reflections="\n".join("abcdefghij")))
    assert LIMITS[Part.IDEAS] == len("\n".join(["x" * 150] * 5))


def test_a_name_is_found_once_and_then_known() -> None:
    typed = Content(reflections="Kayleigh Lamb likes school.")
    [found] = find_new(typed, Content(), "K.L.")
    assert found.field == Part.REFLECTIONS
    assert found.kind is FindingKind.IDENTIFYING
    assert find_new(typed, typed, "K.L.") == ()


def test_a_finding_needs_its_own_tick() -> None:
    written = Content(question="He was hit.", reflections="He was hit. Ring 07700 900 123.")
    found = find_new(written, Content(), ["K.L.", "M.T."])
    assert [one.field for one in found] == ["question", "reflections", "reflections"]
    marks = [one.mark for one in found]
    for missing in marks:
        with pytest.raises(LookAgainError) as refusal:
            check_looked_at(found, [mark for mark in marks if mark != missing])
        assert refusal.value.field == "looked_at"
        assert refusal.value.remarks == found
    check_looked_at(found, marks)


@pytest.mark.parametrize(
    "text",
    [
        "The school will ring the family by Friday.",
        "Action: visit",
        "We agreed to visit more often.",
        "It was decided that the plan ends.",
        "This meets the threshold.",
        "We spoke of a section 47 enquiry.",
        "The group scaled it 4 out of 10.",
        "Step down to Early Help.",
    ],
)
def test_what_reads_like_a_decision_or_a_task_is_pointed_at(text: str) -> None:
    assert nudges(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "We wondered what a good day looks like for him.",
        "The school might try a walk before lessons.",
        "She will be missed by her friends.",
        "People spoke by turns.",
    ],
)
def test_what_reads_like_reflection_is_left_alone(text: str) -> None:
    assert nudges(text) == ()


def test_each_nudge_is_given_once() -> None:
    assert len(nudges("Threshold, threshold and thresholds.")) == 1


def test_a_long_text_is_read_at_once() -> None:
    assert nudges("will must should need to " * 2000) == ()
