"""What comes back by mail: our own letter is found in it, and nothing else in it is believed."""

import itertools
import re
from base64 import encodebytes
from email.message import EmailMessage
from email.policy import SMTP
from quopri import encodestring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mars.post.reports import Report, Said, read_report

OURS = "<0123456789abcdef@mars.example>"
SAM = "sam.carter@school.example"
WHOLE = ("message/rfc822", "message/global")
HEADERS = ("text/rfc822-headers", "message/rfc822-headers", "message/global-headers")
STATUSES = ("message/delivery-status", "message/global-delivery-status")
ENCODINGS = ("7bit", "8bit", "base64", "quoted-printable")
FOLDED = ("", "\r\n ", "\r\n\t")


def part(kind: str, body: str, encoding: str = "") -> str:
    """One part of a report, as RFC 2045 has it."""
    if encoding == "base64":
        body = encodebytes(body.encode()).decode()
    elif encoding == "quoted-printable":
        body = encodestring(body.replace("\r\n", "\n").encode()).decode()
    said = f"Content-Transfer-Encoding: {encoding}\r\n" if encoding else ""
    return f"\r\n--b\r\nContent-Type: {kind}\r\n{said}\r\n{body}"


def report(
    action: str = "failed",
    enclosed: str = "text/rfc822-headers",
    message_id: str = OURS,
    recipient: str = SAM,
    status: str = STATUSES[0],
    encoding: str = "",
    folded: str = "",
    outer: str = "",
) -> bytes:
    """What a mail server sends back, as RFC 3464 and RFC 6533 have it. `enclosed`: "" for none."""
    letter = f"Subject: x\r\nMessage-ID:{folded or ' '}{message_id}\r\n"
    letter += "\r\nHello\r\n" if enclosed in WHOLE else ""
    fields = (
        "Reporting-MTA: dns; mail.example\r\n\r\n"
        f"Final-Recipient:{folded or ' '}rfc822; {recipient}\r\n"
        f"Action: {action}\r\nStatus: 5.1.1\r\n"
    )
    return (
        "From: MAILER-DAEMON@mail.example\r\n"
        "To: mars@anytown.example\r\n"
        "Subject: Undelivered\r\n"
        f"{outer}"
        "MIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n'
        + part("text/plain", "Sorry.\r\n")
        + part(status, fields, encoding)
        + (part(enclosed, letter, encoding) if enclosed else "")
        + "\r\n--b--\r\n"
    ).encode()


def said_of(content: bytes, address: str = SAM) -> tuple[str, Said | None] | None:
    """The first letter that a report is about, and what it says of this address."""
    found = read_report(content)
    return (found.message_ids[0], found.said.get(address)) if found else None


@pytest.mark.parametrize(
    "status,enclosed,encoding,folded",
    list(itertools.product(STATUSES, (*WHOLE, *HEADERS), ("", *ENCODINGS), FOLDED)),
)
def test_every_form_of_report_that_the_rfcs_allow_is_read(
    status: str, enclosed: str, encoding: str, folded: str
) -> None:
    content = report(enclosed=enclosed, status=status, encoding=encoding, folded=folded)

    assert said_of(content) == (OURS, Said.FAILED)
    assert said_of(content.replace(b"\r\n", b"\n")) == (OURS, Said.FAILED)


@pytest.mark.parametrize("outer", ["In-Reply-To", "References"])
@pytest.mark.parametrize("status", STATUSES)
def test_a_report_that_encloses_nothing_names_the_letter_it_answers(
    outer: str, status: str
) -> None:
    named = f"{outer}: <first@mail.example>\r\n\t{OURS}\r\n"
    assert said_of(report(enclosed="", status=status, outer=named)) == (OURS, Said.FAILED)
    assert read_report(report(enclosed="", status=status)) is None


def exim(headers: str, encoding: str = "", failed: str = SAM) -> bytes:
    """A report in plain text, with a copy of the headers in it."""
    text = (
        "This message was created automatically by mail delivery software.\r\n\r\n"
        f"  {SAM}\r\n    Unrouteable address\r\n\r\n"
        f"------ This is a copy of the message's headers. ------\r\n\r\n{headers}\r\n"
    )
    body = part("text/plain; charset=utf-8", text, encoding).partition("Content-Type")[2]
    by_itself = "Auto-Submitted: auto-replied\r\n"
    return f"X-Failed-Recipients: {failed}\r\n{by_itself}Content-Type{body}".encode()


@pytest.mark.parametrize("encoding", ["", *ENCODINGS])
@pytest.mark.parametrize("copied", [f"Message-ID: {OURS}", f"> Message-Id:\r\n\t{OURS}"])
def test_a_report_in_plain_text_is_read_by_the_copy_of_the_headers(
    encoding: str, copied: str
) -> None:
    content = exim(f"Subject: x\r\n{copied}\r\nTo: {SAM}", encoding)
    assert said_of(content) == (OURS, Said.FAILED)
    assert said_of(exim(copied, encoding, f"jo@x.example,\r\n {SAM}")) == (OURS, Said.FAILED)
    assert read_report(exim("Subject: x", encoding)) is None


@pytest.mark.parametrize("enclosed", [*WHOLE, *HEADERS])
@pytest.mark.parametrize(
    "action,said",
    [
        ("failed", Said.FAILED),
        ("FAILED (gone)", Said.FAILED),
        ("Failed", Said.FAILED),
        ("delayed", Said.GOING_ON),
    ],
)
def test_a_report_tells_of_which_letter_and_whether_for_good(
    enclosed: str, action: str, said: Said
) -> None:
    assert said_of(report(action, enclosed)) == (OURS, said)


@pytest.mark.parametrize(
    "recipient,status",
    [
        (f"{SAM.upper()}", STATUSES[0]),
        (f"<{SAM}>", STATUSES[0]),
    ],
)
def test_an_address_is_known_however_it_is_written(recipient: str, status: str) -> None:
    assert said_of(report(recipient=recipient, status=status)) == (OURS, Said.FAILED)


@pytest.mark.parametrize("domain", ["münchen.example", "m\\x{FC}nchen.example"])
def test_an_international_address_is_compared_by_its_a_label(domain: str) -> None:
    content = report(recipient=f"jo@{domain}", status=STATUSES[1]).replace(b"rfc822; ", b"utf-8; ")
    found = read_report(content)
    assert found is not None
    assert found.said == {"jo@xn--mnchen-3ya.example": Said.FAILED}


def test_each_address_has_its_own_end() -> None:
    content = report().replace(
        b"Status: 5.1.1\r\n",
        b"Status: 5.1.1\r\n\r\nFinal-Recipient: rfc822; jo@x.example\r\nAction: relayed\r\n",
    )
    found = read_report(content)
    assert found == Report((OURS,), {SAM: Said.FAILED, "jo@x.example": Said.GOING_ON})


@pytest.mark.parametrize(
    "message_id", ["", "<someone-else@mail.example>", "<0123456789abcdef@x>\r\nX: <y@z>", OURS * 2]
)
def test_a_report_about_somebody_elses_letter_is_none_of_ours(message_id: str) -> None:
    found = read_report(report(message_id=message_id))
    assert found is None or found.message_ids == ("<0123456789abcdef@x>",)


def reply(submitted: str | None, named: str = "In-Reply-To") -> bytes:
    """What a mailbox sends by itself while its owner is away."""
    letter = EmailMessage(policy=SMTP)
    letter["From"] = f"Sam Carter <{SAM}>"
    letter["Subject"] = "Out of office"
    letter[named] = OURS
    if submitted is not None:
        letter["Auto-Submitted"] = submitted
    letter.set_content(f"Action: failed\nMessage-ID: {OURS}")
    return letter.as_bytes()


@pytest.mark.parametrize("submitted", ["auto-replied", "Auto-Replied; owner", "auto-generated"])
@pytest.mark.parametrize("named", ["In-Reply-To", "References"])
def test_a_reply_that_nobody_wrote_is_told_from_a_letter_that_came_back(
    submitted: str, named: str
) -> None:
    assert said_of(reply(submitted, named)) == (OURS, Said.AUTOMATIC)


@pytest.mark.parametrize("submitted", [None, "no", "No"])
def test_what_somebody_wrote_is_no_report(submitted: str | None) -> None:
    assert read_report(reply(submitted)) is None


@given(st.binary(max_size=400), st.integers(0, 600), st.sampled_from(["", *ENCODINGS]))
def test_a_mangled_report_is_read_or_not_and_never_a_fault(
    noise: bytes, place: int, encoding: str
) -> None:
    for whole in (report(enclosed="message/rfc822", encoding=encoding), exim("x", encoding)):
        found = read_report(whole[:place] + noise + whole[place:])
        named = found.message_ids if found else ()
        assert all(re.fullmatch(r"<[0-9a-f]{16}@[A-Za-z0-9.:-]+>", one) for one in named)
    assert read_report(noise) is None


def test_a_report_nested_without_end_is_no_report() -> None:
    deep = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n)
        for n in range(5000)
    )
    assert read_report(deep) is None
    assert read_report(b"Content-Type: message/rfc822\r\n\r\n" * 5000) is None
