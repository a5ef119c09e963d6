"""Every field takes whatever is sent: it means the right thing, or a sentence says what is not."""

import re
from datetime import date, time
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from mars.web.forms import (
    Choice,
    Choices,
    DateParts,
    Email,
    Handle,
    LongText,
    MarsField,
    MarsForm,
    Option,
    Phone,
    Text,
    Tick,
    TimeOfDay,
    Whole,
)


class Plan(StrEnum):
    EARLY_HELP = "early_help"
    CHILD_IN_NEED = "child_in_need"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()


class Everything(MarsForm):
    initials = Text("Initials", limit=6, missing="Enter the child’s initials")
    stuck = LongText("What you are stuck on", limit=20)
    email = Email("Work email address")
    phone = Phone("Telephone number")
    children = Whole("Number of children", least=1, most=20)
    plan = Choice("Open to", Plan, missing="Select what the child is open to")
    times = Choices("Times", [Option(7, "Monday"), Option(8, "Tuesday")])
    agreed = Tick("I agree", missing="Tick to agree")
    day = DateParts(
        "Date", called="the date of the session", missing="Enter the date of the session"
    )
    start = TimeOfDay("Time", called="the time it starts")
    version = Handle()


GOOD = {
    "initials": "K.L.",
    "plan": "early_help",
    "agreed": "yes",
    "day-day": "27",
    "day-month": "3",
    "day-year": "2026",
}


def wide(text: str) -> str:
    """`text` as a keyboard for Chinese or Japanese types it."""
    return text.translate({plain: plain + 0xFEE0 for plain in range(0x21, 0x7F)})


def sent(*pairs: tuple[str, Any], **values: Any) -> Everything:
    """A form that got a good answer to each question but for what is given."""
    changed = {**GOOD, **{name.replace("__", "-"): value for name, value in values.items()}}
    body: MultiDict[str, Any] = MultiDict([*changed.items(), *pairs])
    return Everything(body, meta={"csrf": False})


def complaint(form: Everything, name: str) -> str:
    """What the form says of the field of that name; "" when nothing."""
    form.validate()
    errors = form[name].errors
    assert len(errors) < 2
    return str(errors[0]) if errors else ""


def test_a_good_answer_passes_and_means_what_was_said() -> None:
    form = sent()

    assert form.validate()
    assert form.error_list() == []
    assert form.initials.data == "K.L."
    assert form.plan.data is Plan.EARLY_HELP
    assert form.agreed.data is True
    assert form.day.data == date(2026, 3, 27)
    assert (form.stuck.data, form.children.data, form.times.data) == ("", None, ())


def test_an_empty_body_asks_for_all_that_is_needed_in_page_order() -> None:
    form = Everything(MultiDict(), meta={"csrf": False})

    assert not form.validate()
    assert form.error_list() == [
        ("Enter the child’s initials", "#initials"),
        ("Select what the child is open to", "#plan"),
        ("Tick to agree", "#agreed"),
        ("Enter the date of the session", "#day-day"),
    ]


def test_a_verb_can_add_what_it_found() -> None:
    form = sent()
    form.validate()

    form.add_error("email", "This person is already asked")
    form.add_error(None, "The session was fixed meanwhile")

    assert form.error_list() == [
        ("The session was fixed meanwhile", ""),
        ("This person is already asked", "#email"),
    ]


def test_first_values_are_shown() -> None:
    known = {"initials": "A.B.", "plan": Plan.CHILD_IN_NEED, "times": (8,), "agreed": True}
    form = Everything(
        fresh=True,
        meta={"csrf": False},
        data={**known, "day": date(2026, 1, 5), "start": time(9, 5)},
    )

    assert form.initials.typed == "A.B."
    assert form.plan.typed == "child_in_need"
    assert form.times.typed == ("8",)
    assert form.agreed.typed == "yes"
    assert form.day.parts == {"day": "5", "month": "1", "year": "2026"}
    assert form.start.typed == "09:05"


@pytest.mark.parametrize(
    "typed,kept",
    [
        ("  K.L. \t", "K.L."),
        ("e\u0301.", "é."),
        ("👩‍👩‍👧x", "👩‍👩‍👧x"),
        ("ŵŷ", "ŵŷ"),
        ("م.ك", "م.ك"),
        ("\ufeffK.", "K."),
        ("A\u2028B", "A B"),
    ],
)
def test_text_is_trimmed_and_composed(typed: str, kept: str) -> None:
    form = sent(initials=typed)

    assert form.validate()
    assert form.initials.data == kept


@pytest.mark.parametrize("typed", ["", "   ", "\u200b", "\u00a0\u3000", "\u200d\u2060"])
def test_what_nobody_can_see_is_no_answer(typed: str) -> None:
    assert complaint(sent(initials=typed), "initials") == "Enter the child’s initials"


@pytest.mark.parametrize(
    "typed",
    ["K\x00L", "K\ud800L", "K\u202eL", "K\u2066L", "K\x85L", "K\x1bL", "K\r\nBcc: L", "K\nL"],
)
def test_hidden_characters_are_refused_and_taken_out(typed: str) -> None:
    form = sent(initials=typed)

    assert complaint(form, "initials").startswith("Initials had hidden characters in it")
    assert form.initials.data == ""
    assert form.initials.typed.startswith("K")
    form.initials.typed.encode()
    assert sent(initials=form.initials.typed[:6]).validate()


def test_text_may_be_exactly_as_long_as_allowed() -> None:
    assert sent(initials="😀" * 6).validate()
    assert sent(stuck="a" * 20).validate()
    assert sent(stuck="e\u0301" * 20).validate()
    assert sent(stuck="a\r\n" * 9 + "ab").stuck.data == "a\n" * 9 + "ab"


def test_text_may_not_be_one_character_longer() -> None:
    form = sent(initials="😀" * 7, stuck="a" * 21)

    assert complaint(form, "initials") == "Initials must be 6 characters or fewer"
    assert complaint(form, "stuck") == "What you are stuck on must be 20 characters or fewer"
    assert form.initials.typed == "😀" * 7


def test_long_text_keeps_its_lines_but_a_line_of_text_has_none() -> None:
    form = sent(stuck=" one\r\ntwo\rthree\tx\n")

    assert form.validate()
    assert form.stuck.data == "one\ntwo\nthree\tx"


def test_a_bomb_of_combining_marks_is_too_long_and_quickly_found() -> None:
    form = sent(stuck="a" + "\u0301\u0316" * 30_000)

    assert complaint(form, "stuck").endswith("must be 20 characters or fewer")


@pytest.mark.parametrize(
    "typed,kept",
    [
        ("Ann.Lee@Agency.EXAMPLE", "Ann.Lee@agency.example"),
        (" a+b@x.test ", "a+b@x.test"),
        ("o'neil@nhs.example", "o'neil@nhs.example"),
    ],
)
def test_an_address_keeps_its_name_and_lowers_its_domain(typed: str, kept: str) -> None:
    form = sent(email=typed)

    assert form.validate()
    assert form.email.data == kept


@pytest.mark.parametrize(
    "typed",
    [
        "ann",
        "ann@",
        "@x.test",
        "ann@x",
        "ann@x..test",
        "a b@x.test",
        "Ann Lee ann@x.test",
        "ann@x.test " + "x" * 400,
        "=?utf-8?q?ann=40evil.test?=@x.test",
        '"ann lee"@x.test',
        "ann@[127.0.0.1]",
        "ann@-x.test",
        "a" * 65 + "@x.test",
        "a@" + "x." * 120 + "test",
        "a@" + "x" * 10_000,
    ],
)
def test_what_is_no_plain_address_is_refused(typed: str) -> None:
    assert complaint(sent(email=typed), "email").startswith(
        "Enter an e-mail address in the correct"
    )


PASTED = [
    "Smith, Jo <jo.smith@x.example>;",
    "<jo.smith@x.example>",
    "mailto:jo.smith@x.example",
    "mailto:jo.smith@x.example?subject=Hello%20there",
    "jo.smith@x.example;",
    "jo.smith@x.example,",
    "jo.smith@x.example.",
    "jo.smith@x.example\u200b",
    "\u00a0jo.smith@x.example\u00a0\u2060",
    "\u202ajo.smith@x.example\u202c",
    "Jo Smith [mailto:jo.smith@x.example]",
    "jo.smith@x.example <mailto:jo.smith@x.example>",
    "'jo.smith@x.example'",
    "E-mail: jo.smith@x.example",
    "“Smith, Jo (Health)” <jo.smith@X.Example>",
    wide("jo.smith@x.example"),
]


@pytest.mark.parametrize("typed", PASTED)
def test_an_address_is_taken_as_people_paste_it_and_shown_as_it_was_taken(typed: str) -> None:
    form = sent(email=typed)

    assert complaint(form, "email") == ""
    assert form.email.data == form.email.typed == "jo.smith@x.example"


@pytest.mark.parametrize(
    "typed", ["jo@münchen.example", "jo@MÜNCHEN.example", "jo@xn--mnchen-3ya.example"]
)
def test_a_domain_is_kept_and_shown_as_mail_systems_know_it(typed: str) -> None:
    form = sent(email=typed)

    assert complaint(form, "email") == ""
    assert form.email.data == form.email.typed == "jo@xn--mnchen-3ya.example"


@pytest.mark.parametrize(
    "typed",
    ["ann@x.test, bob@x.test", "Ann <ann@x.test>; Bob <bob@x.test>", "ann@x.test/bob@x.test"],
)
def test_two_addresses_in_a_field_for_one_are_named(typed: str) -> None:
    told = complaint(sent(email=typed), "email")

    assert told == "Enter one e-mail address. There are more than one: ann@x.test and bob@x.test"


@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [
        ("email", "jo\u200b.smith@x.example", "zero width space (U+200B) after “jo”"),
        ("email", "añn@x.test", "“ñ”"),
        ("phone", "01632\u2060 960 001", "word joiner (U+2060) after “01632”"),
        ("children", "1\u200d2", "zero width joiner (U+200D) after “1”"),
        ("start", "2\u200bpm", "zero width space (U+200B) after “2”"),
        ("initials", "K\x00L", "null (U+0000) after “K”"),
        ("initials", "K\u202eL", "right-to-left override (U+202E) after “K”"),
        ("stuck", "\x07ring", "control character (U+0007) at its beginning"),
    ],
)
def test_a_character_that_is_refused_is_named_and_not_given_back_unseen(
    name: str, typed: str, told: str
) -> None:
    form = sent(**{name: typed})

    assert told in complaint(form, name)
    assert form[name].typed.isprintable()


def test_a_hidden_character_in_a_part_of_a_date_is_named_and_taken_out() -> None:
    form = sent(day__day="2\u200b7")

    assert "zero width space (U+200B) after “2”" in complaint(form, "day")
    assert (form.day.parts["day"], form.day.anchor) == ("27", "day-day")


@pytest.mark.parametrize("typed", ["\u202a01632 960 001\u202c", "\u200b01632 960 001\u00a0\ufeff"])
def test_a_number_is_taken_without_the_invisible_ends_it_was_copied_with(typed: str) -> None:
    form = sent(phone=typed, children="\u200e3\u200f", initials="\u2060K.L.\u00ad")

    assert complaint(form, "phone") == ""
    assert (form.phone.data, form.children.data) == ("01632 960 001", 3)
    assert form.initials.data == "K.L."


@pytest.mark.parametrize(
    "typed",
    [
        "01632 960 001",
        "+44 (0)1632 960001",
        "07700-900982",
        "01632 960001 ext 22",
        wide("01632 960001"),
    ],
)
def test_a_telephone_number_is_taken_as_people_write_it(typed: str) -> None:
    assert complaint(sent(phone=typed), "phone") == ""


@pytest.mark.parametrize(
    "typed", ["12345", "ring me", "0" * 30, "01632 960001 call after 5", "+", "---------"]
)
def test_what_is_no_telephone_number_is_refused(typed: str) -> None:
    assert complaint(sent(phone=typed), "phone").startswith("Enter a telephone number")


@pytest.mark.parametrize("typed,kept", [("1", 1), ("20", 20), (" 07 ", 7), (wide("12"), 12)])
def test_a_whole_number(typed: str, kept: int) -> None:
    form = sent(children=typed)

    assert form.validate()
    assert form.children.data == kept


@pytest.mark.parametrize("typed", ["two", "1.5", "0x1", "1e3", "9" * 5_000, "²", "--1"])
def test_what_is_no_whole_number_is_refused(typed: str) -> None:
    message = "Number of children must be a whole number, like 1"
    assert complaint(sent(children=typed), "children") == message


@pytest.mark.parametrize("typed", ["0", "21", "-1"])
def test_a_number_out_of_range_is_refused(typed: str) -> None:
    message = "Number of children must be between 1 and 20"
    assert complaint(sent(children=typed), "children") == message


@pytest.mark.parametrize("typed", ["EARLY_HELP", "other", "early_help ok", "None", "\x00"])
def test_a_choice_that_was_not_offered_is_refused(typed: str) -> None:
    form = sent(plan=typed)

    assert complaint(form, "plan") != ""
    assert form.plan.data is None


def test_choices_keep_the_options_own_values() -> None:
    form = sent(("times", "8"), ("times", "7"), ("times", "8"))

    assert form.validate()
    assert form.times.data == (7, 8)


def test_one_choice_that_was_not_offered_spoils_them_all() -> None:
    form = sent(("times", "8"), ("times", "9"))

    assert complaint(form, "times") == "Choose times from the list"
    assert form.times.data == ()
    assert form.times.typed == ("8", "9")


def test_options_may_be_given_late() -> None:
    form = sent(("times", "12"))

    form.times.options = [Option(12, "Friday")]

    assert form.validate()
    assert form.times.data == (12,)


@pytest.mark.parametrize("typed", ["", "on", "1", "no"])
def test_a_box_is_ticked_only_by_its_own_value(typed: str) -> None:
    assert complaint(sent(agreed=typed), "agreed") == "Tick to agree"


@pytest.mark.parametrize(
    "day,month,year,message,anchor",
    [
        ("", "", "", "Enter the date of the session", "day"),
        ("1", "", "2026", "The date of the session must include a month", "month"),
        ("1", "", "", "The date of the session must include a month and year", "month"),
        ("", "2", "2026", "The date of the session must include a day", "day"),
        ("31", "2", "2026", "The date of the session must be a real date", "day"),
        ("29", "2", "2027", "The date of the session must be a real date", "day"),
        ("32", "1", "2026", "The date of the session must be a real date", "day"),
        ("1", "13", "2026", "The date of the session must be a real date", "month"),
        ("1", "x", "2026", "The date of the session must be a real date", "month"),
        ("1", "1", "1850", "The date of the session must be a real date", "year"),
        ("1", "1", "26", "The date of the session must include a year with 4 numbers", "year"),
        ("1", "1", "20266", "The date of the session must include a year with 4 numbers", "year"),
        ("9" * 5_000, "1", "2026", "The date of the session must be a real date", "day"),
        ("-1", "1", "2026", "The date of the session must be a real date", "day"),
    ],
)
def test_a_wrong_date_says_what_is_wrong_and_leads_there(
    day: str, month: str, year: str, message: str, anchor: str
) -> None:
    form = sent(day__day=day, day__month=month, day__year=year)

    assert complaint(form, "day").startswith(message)
    assert form.day.anchor == f"day-{anchor}"
    assert form.day.parts == {"day": day, "month": month, "year": year}
    assert form.day.data is None


@pytest.mark.parametrize("month", ["3", "03", "Mar", "march", "MAR.", wide("3")])
def test_a_month_may_be_a_number_or_a_name(month: str) -> None:
    form = sent(day__month=month)

    assert form.validate()
    assert form.day.data == date(2026, 3, 27)


@pytest.mark.parametrize(
    "typed,kept",
    [
        ("14:00", time(14)),
        ("14.30", time(14, 30)),
        ("1430", time(14, 30)),
        ("9:05", time(9, 5)),
        ("2pm", time(14)),
        ("2.30 p.m.", time(14, 30)),
        ("12am", time(0)),
        ("12:15 PM", time(12, 15)),
        ("midday", time(12)),
        ("midnight", time(0)),
        (wide("14:00"), time(14)),
    ],
)
def test_a_time_is_taken_as_people_write_it(typed: str, kept: time) -> None:
    form = sent(start=typed)

    assert form.validate()
    assert form.start.data == kept


@pytest.mark.parametrize(
    "typed", ["25:00", "14:60", "14", "13pm", "0am", "later", "2:3pm", "9" * 9_000]
)
def test_what_is_no_time_is_refused(typed: str) -> None:
    message = "The time it starts must be a time, like 9:30am or 14:00"
    assert complaint(sent(start=typed), "start") == message


@pytest.mark.parametrize(
    "name", ["initials", "plan", "agreed", "email", "children", "day-day", "start"]
)
def test_what_was_sent_twice_is_asked_for_again(name: str) -> None:
    form = sent((name, "yes"), (name, "1"))

    assert "was sent twice" in complaint(form, name.removesuffix("-day"))


def test_a_changed_handle_is_refused_without_leading_anywhere() -> None:
    form = sent(version="1; drop")

    assert not form.validate()
    assert [href for _, href in form.error_list()] == [""]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [*GOOD, "stuck", "email", "phone", "children", "times", "start", "version"]
            ),
            st.text(st.characters(), max_size=40)
            | st.sampled_from(["\x00", "a" * 10_000, "\ud800"]),
        ),
        max_size=16,
    )
)
def test_whatever_is_sent_ends_in_an_answer_or_in_sentences(pairs: list[tuple[str, str]]) -> None:
    form = Everything(MultiDict(pairs), meta={"csrf": False})

    good = form.validate()

    assert good is (form.error_list() == [])
    for text, href in form.error_list():
        assert re.fullmatch(r"[A-Z].*", text)
        assert href == "" or href.startswith("#")
    for field in form:
        assert isinstance(field, MarsField)
        str(field.typed).encode()
