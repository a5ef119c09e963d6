"""Every letter: it can be written, says nothing it must not, and cannot be made to say more."""

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask, g
from hypothesis import given
from hypothesis import strategies as st

from mars.domain.answering import Choice
from mars.domain.policies import DEFAULTS
from mars.domain.workflow import LetterKind
from mars.post import to_everyone, to_invitees
from mars.post.builders import BUILDERS
from mars.post.composing import compose
from mars.post.letters import About, Inviter, Letter, Link, Recipient, plain
from tests.letter_examples import ABOUT, APPOINTMENT, BASE_URL, EXAMPLES, INVITER, ROW, TO, URL
from tests.starting import make_settings

TEMPLATES = Path(__file__).parents[2] / "templates"
HEADERS = {
    *("From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Auto-Submitted"),
    *("X-Auto-Response-Suppress", "MIME-Version", "Content-Type"),
}
PLAIN_ARGUMENTS = {
    *("person_id", "references"),
    *("to", "about", "url", "revision", "invitation_id", "nomination_id", "receipt_id", "code_id"),
    *("subject_id", "inviter", "instead_of", "named", "fixed", "proposal_id", "answer_by"),
    *("write_by", "appointment", "choice"),
    *("accepted", "agencies", "facilitator_asked", "helped", "digits"),
    *("reason", "is_ahead", "is_over", "led"),  # of a reason fixed words alone
    *("partly", "sends_note", "cancelled", "head", "day", "grant", "replaced"),
    *("leads", "figures", "sends_note_to"),
    "who",  # of an agency, to those who asked them
}


@pytest.fixture(autouse=True)
def letter_room(tmp_path: Path) -> Iterator[None]:
    """What letters are written in: the templates and the settings, without a database."""
    app = Flask("letters", template_folder=str(TEMPLATES))
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.config["MARS"] = make_settings(tmp_path, MARS_DATABASE_URL="sqlite:////unused.sqlite")
    with app.app_context():
        g.policies = replace(DEFAULTS, coordinator_phone="01632 960 001")
        yield


def write(letter: Letter) -> EmailMessage:
    message = message_from_bytes(raw(letter), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def raw(letter: Letter) -> bytes:
    return compose(letter, "0011223344556677").as_bytes()


def body(message: EmailMessage, kind: str = "plain") -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_every_kind_has_a_builder_an_example_and_a_template() -> None:
    assert set(BUILDERS) == set(EXAMPLES) == set(LetterKind)
    for kind in LetterKind:
        assert (TEMPLATES / "letters" / f"{kind.value.replace('-', '_')}.txt").is_file()


def test_no_builder_can_be_given_anything_about_a_child() -> None:
    for builder in BUILDERS.values():
        assert set(inspect.signature(builder).parameters) <= PLAIN_ARGUMENTS


@pytest.mark.parametrize("kind", LetterKind)
def test_each_letter_is_what_its_kind_says(kind: LetterKind) -> None:
    letter = EXAMPLES[kind]()
    message = write(letter)

    assert letter.kind is kind
    tail = " (MARS-K7QD4T)" if letter.about else ""
    assert message["Subject"] == kind.label + tail
    assert body(message).startswith("Hello Sam Carter\n\n")
    assert body(message).rstrip().endswith("MARS, Anytown Council")


@pytest.mark.parametrize("kind", LetterKind)
def test_each_letter_goes_to_one_person_with_safe_headers(kind: LetterKind) -> None:
    message = write(EXAMPLES[kind]())

    assert set(message.keys()) == HEADERS
    assert len(message.keys()) == len(HEADERS)
    assert message["To"] == "Sam Carter <sam.carter@school.example>"
    assert message["From"] == '"MARS, Anytown Council" <mars@anytown.example>'
    assert message["Reply-To"] == "coordinator@anytown.example"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["Message-ID"] == "<0011223344556677@localhost>"


@pytest.mark.parametrize("kind", LetterKind)
def test_each_letter_reads_the_same_as_text_and_as_html(kind: LetterKind) -> None:
    letter = EXAMPLES[kind]()
    message = write(letter)

    html = re.sub(r"<title>.*?</title>", "", body(message, "html"))
    if letter.link:
        html = html.replace(f">{letter.link.text}<", f">{letter.link.url}<")
    text = re.sub(r"^- ", "", body(message), flags=re.MULTILINE)
    assert re.sub(r"<[^>]*>", " ", html).split() == text.split()


@pytest.mark.parametrize("kind", LetterKind)
def test_each_letter_holds_its_one_link_and_loads_nothing(kind: LetterKind) -> None:
    letter = EXAMPLES[kind]()
    message = write(letter)
    html = body(message, "html")

    found = re.findall(r"https?://\S+", body(message))
    assert found == ([URL] if letter.link else [])
    assert html.count("://") == len(found)
    assert not re.search(r"<(img|link|script|style|iframe)|src=|style=", html)


@pytest.mark.parametrize("kind", LetterKind)
def test_each_letter_travels_as_short_ascii_lines(kind: LetterKind) -> None:
    content = raw(EXAMPLES[kind]())

    assert content.isascii()
    assert content.count(b"\n") == content.count(b"\r\n") == content.count(b"\r")
    assert max(len(line) for line in content.split(b"\r\n")) <= 100


@pytest.mark.parametrize("kind", LetterKind)
def test_each_letter_says_what_mars_is_not_and_whom_to_ask(kind: LetterKind) -> None:
    text = " ".join(body(write(EXAMPLES[kind]())).split())

    if kind is LetterKind.SIGN_IN_CODE:
        assert "ignore this e-mail" in text
    else:
        assert "Reply to this e-mail or ring 01632 960 001." in text
        assert "This is not a way to report a concern." in text


def test_without_a_phone_number_the_letter_asks_only_for_a_reply() -> None:
    g.policies = DEFAULTS
    text = body(write(EXAMPLES[LetterKind.PLEASE_ANSWER]()))

    assert "Questions? Reply to this e-mail.\n" in text


def test_without_a_name_the_letter_still_greets() -> None:
    message = write(replace(EXAMPLES[LetterKind.SIGN_IN_CODE](), to=Recipient("", TO.address)))

    assert message["To"] == "sam.carter@school.example"
    assert body(message).startswith("Hello\n\n")


def test_without_a_deadline_the_letter_names_none() -> None:
    text = body(write(to_invitees.please_answer(TO, ROW, ABOUT, INVITER, URL)))

    assert "Please answer by" not in text
    assert "None" not in text


@pytest.mark.parametrize("choice", Choice)
def test_a_receipt_says_the_answer_back(choice: Choice) -> None:
    text = " ".join(
        body(write(to_invitees.answer_received(TO, ROW, ABOUT, choice, URL, 1))).split()
    )

    said = {
        Choice.COME: "agree and will come",
        Choice.COLLEAGUE: "a colleague will come",
        Choice.CANNOT: "you cannot come",
    }
    assert [c for c, words in said.items() if words in text] == [choice]


def test_the_code_stands_alone_in_two_groups() -> None:
    assert "\n\n1234 5678\n\n" in body(write(EXAMPLES[LetterKind.GUEST_CODE]()))


def test_the_calendar_goes_along_twice_as_mail_programs_want_it() -> None:
    message = write(EXAMPLES[LetterKind.DATE_FIXED]())

    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == [
        *("multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar"),
        "application/ics",
    ]
    calendar, attachment = list(message.walk())[-2:]
    assert calendar.get_param("method") == "REQUEST"
    assert calendar.get_payload(decode=True) == attachment.get_payload(decode=True)
    assert attachment.get_filename() == "session.ics"


def test_a_link_elsewhere_is_refused() -> None:
    for url in ("http://evil.example/a/x", f"{BASE_URL}.evil.example/a/x", f"{BASE_URL}@evil"):
        letter = replace(EXAMPLES[LetterKind.READY_TO_FIX](), link=Link(url, "Open"))
        with pytest.raises(ValueError, match="base URL"):
            raw(letter)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "a@b",
        "a b@school.example",
        "a@school.example, b@school.example",
        "a@school.example\r\nBcc: b@school.example",
        "<a@school.example>",
        "ä@school.example",
        f"{'a' * 65}@school.example",
        f"a@{'b.' * 130}example",
    ],
)
def test_a_strange_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="address"):
        Recipient("Sam Carter", address)


HOSTILE = (
    "Sam\r\nBcc: evil@evil.example",
    "=?utf-8?q?Sam=0d=0aBcc:_evil@evil.example?=",
    "=?utf-8?b?U2FtDQpCY2M6IGV2aWxAZXZpbC5leGFtcGxl?=",
    'Sam" <evil@evil.example>, "Carter',
    "Sam, Carter; evil@evil.example",
    "<script>alert(1)</script>",
    "{{ config }} {% raw %}",
    "http://evil.example/ evil.example",
    "Sam\x00\x1b[31m\u202egnol\u2028\u2029",
    "\ud800 Sam",
    "e\u0301" * 300,
    "Siân Ó Súilleabháin-Łukasz عمر 😀",
    ".\r\n.\r\n",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_stay_names(text: str) -> None:
    letter = to_invitees.colleague_asked(
        Recipient(text, TO.address), ROW, ABOUT, Inviter(text, text, text), text, URL
    )
    message = write(letter)

    assert set(message.keys()) == HEADERS
    assert len(message.keys()) == len(HEADERS)
    assert [a.addr_spec for a in message["To"].addresses] == [TO.address]
    assert re.findall(r"https?://\S+", body(message)) == [URL]
    assert "evil.example" not in body(message)
    assert "<script" not in body(message, "html")


@given(st.text(max_size=300))
def test_a_name_is_always_one_short_line_of_words(text: str) -> None:
    name = plain(text)

    assert len(name) <= 100
    assert name == name.strip()
    assert not re.search(r"[\r\n\t<>@=?:/\"\\{}\x00-\x1f\x7f\u202a-\u202e\ud800-\udfff]", name)


def test_ordinary_names_are_left_alone() -> None:
    for name in ("Ana Petrov", "Dr. Seán O’Neill-Jones", "Siân (Locum)", "Ελένη", "محمد", "李"):
        assert plain(name) == name


def test_a_strange_reference_cannot_break_the_subject() -> None:
    letter = to_invitees.colleague_told(TO, ROW, About("x", "MARS-1\r\nBcc: evil@evil.example"))

    with pytest.raises(ValueError, match="linefeed"):
        raw(letter)


@pytest.mark.parametrize("builder", [to_everyone.date_fixed, to_everyone.date_moved])
def test_the_facilitator_is_told_what_is_behind_the_link_and_not_that_there_is_nothing(
    builder: Callable[..., Letter],
) -> None:
    text, other = (
        " ".join(body(write(builder(TO, ROW, ABOUT, APPOINTMENT, URL, leads=leads))).split())
        for leads in (True, False)
    )
    assert "the agenda, the page on which you record who came, and the one-page summary" in text
    assert "nothing to prepare" not in text
    assert "nothing to prepare" in other


def test_who_sends_a_note_is_told_to_whom_and_to_which_address() -> None:
    text = " ".join(body(write(EXAMPLES[LetterKind.ANSWER_RECEIVED]())).split())
    assert "Please send it to Sam Carter at sam.carter@school.example, by your agency’s own" in text


def test_too_few_agencies_come_with_their_figures_and_other_times_to_offer() -> None:
    text = " ".join(body(write(EXAMPLES[LetterKind.BELOW_MINIMUM]())).split())
    assert "2 of at least 3 agencies" in text
    assert "Offer other times" in text


def test_the_standing_text_of_a_letter_is_two_lines() -> None:
    standing = (TEMPLATES / "letters" / "_ending.txt").read_text(encoding="utf-8")
    assert len([line for line in standing.splitlines() if line.strip()]) == 2
