"""Delivery reports: our own letter is found in them, and nothing else in them is believed."""

from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mars.post.reports import Report, read_report

OURS = "<0123456789abcdef@mars.example>"


def report(
    action: str = "failed", enclosed: str = "text/rfc822-headers", message_id: str = OURS
) -> bytes:
    """What a mail server sends back, as RFC 3464 has it."""
    if enclosed == "message/rfc822":
        kept = f"Message-ID: {message_id}\r\nSubject: x\r\n\r\nHello\r\n"
    else:
        kept = f"Subject: x\r\nMessage-ID: {message_id}\r\n"
    return (
        "From: MAILER-DAEMON@mail.example\r\n"
        "To: mars@anytown.example\r\n"
        "Subject: Undelivered\r\n"
        "MIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n'
        "\r\n--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        "\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mail.example\r\n\r\n"
        "Final-Recipient: rfc822; sam.carter@school.example\r\n"
        f"Action: {action}\r\nStatus: 5.1.1\r\n"
        f"\r\n--b\r\nContent-Type: {enclosed}\r\n\r\n{kept}\r\n--b--\r\n"
    ).encode()


@pytest.mark.parametrize("enclosed", ["text/rfc822-headers", "message/rfc822"])
@pytest.mark.parametrize(
    "action,is_final",
    [("failed", True), ("FAILED (gone)", False), ("Failed", True), ("delayed", False)],
)
def test_a_report_tells_of_which_letter_and_whether_for_good(
    enclosed: str, action: str, is_final: bool
) -> None:
    assert read_report(report(action, enclosed)) == Report(OURS, is_final)


@pytest.mark.parametrize(
    "message_id", ["", "<someone-else@mail.example>", "<0123456789abcdef@x>\r\nX: <y@z>", OURS * 2]
)
def test_a_report_about_somebody_elses_letter_is_none_of_ours(message_id: str) -> None:
    found = read_report(report(message_id=message_id))
    assert found is None or found.message_id == "<0123456789abcdef@x>"


def test_an_ordinary_letter_is_no_report() -> None:
    letter = EmailMessage(policy=SMTP)
    letter["Subject"] = "Out of office"
    letter["In-Reply-To"] = OURS
    letter.set_content(f"Action: failed\nMessage-ID: {OURS}")
    assert read_report(letter.as_bytes()) is None


@given(st.binary(max_size=400), st.integers(0, 600))
def test_a_mangled_report_is_read_or_not_and_never_a_fault(noise: bytes, place: int) -> None:
    whole = report(enclosed="message/rfc822")
    read_report(whole[:place] + noise + whole[place:])
    read_report(noise)


def test_a_report_nested_without_end_is_no_report() -> None:
    deep = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n)
        for n in range(5000)
    )
    assert read_report(deep) is None
    assert read_report(b"Content-Type: message/rfc822\r\n\r\n" * 5000) is None
