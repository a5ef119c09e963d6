"""The mailbox to which letters come back: each message is read once, over TLS that is checked."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mars.config import Mailbox
from mars.domain.errors import SettingError
from mars.operating import mailbox
from mars.post.reports import Said
from tests.imap import Inbox, open_to
from tests.integration.test_mailer import certificate, server_context
from tests.unit.test_reports import ENCODINGS, OURS, SAM, STATUSES, reply, report, said_of

MESSAGES = [report(status=STATUSES[1], encoding=encoding) for encoding in ENCODINGS]


@contextmanager
def served(folder: Path, inbox: Inbox, *, host: str = "127.0.0.1") -> Iterator[Mailbox]:
    """The settings of a mailbox that is open until the end of the block."""
    paths = certificate(folder, host=host)
    with open_to(inbox, server_context(paths)):
        yield Mailbox(
            host="127.0.0.1",
            port=inbox.port,
            username="mars@council.example",
            password="fictional",
            ca_file=str(paths[0]),
        )


def test_every_new_message_is_handed_on_whole_and_only_once(tmp_path: Path) -> None:
    inbox, got = Inbox([*MESSAGES, reply("auto-replied")]), list[bytes]()

    def note(content: bytes) -> str:
        assert len(inbox.seen) == len(got)  # marked after it was noted, not before
        got.append(content)
        return "noted"

    with served(tmp_path, inbox) as settings:
        assert mailbox.read(settings, note) == ["noted"] * 5
        assert mailbox.read(settings, note) == []

    assert [said_of(content) for content in got] == [(OURS, Said.FAILED)] * 4 + [
        (OURS, Said.AUTOMATIC)
    ]
    assert SAM in got[0].decode()
    assert inbox.seen == {1, 2, 3, 4, 5}


def test_what_was_not_noted_is_not_marked(tmp_path: Path) -> None:
    def fail(_: bytes) -> str:
        raise RuntimeError("the disk is full")

    inbox = Inbox(MESSAGES)
    with served(tmp_path, inbox) as settings, pytest.raises(RuntimeError):
        mailbox.read(settings, fail)
    assert inbox.seen == set()


@pytest.mark.parametrize("command", ["LOGIN", "SELECT", "UID SEARCH", "UID FETCH", "UID STORE"])
def test_a_server_that_hangs_up_is_told_in_a_sentence(tmp_path: Path, command: str) -> None:
    inbox = Inbox(MESSAGES, hangs_up_at=command)
    with (
        served(tmp_path, inbox) as settings,
        pytest.raises(SettingError, match="could not be read") as fault,
    ):
        mailbox.read(settings, lambda _: "noted")
    assert "fictional" not in fault.value.sentence


def test_a_wrong_password_is_told_in_a_sentence(tmp_path: Path) -> None:
    inbox = Inbox(MESSAGES, password="another")
    with served(tmp_path, inbox) as settings, pytest.raises(SettingError, match="could not be"):
        mailbox.read(settings, lambda _: "noted")


def test_a_server_that_cannot_prove_who_it_is_gets_no_password(tmp_path: Path) -> None:
    inbox = Inbox(MESSAGES)
    with (
        served(tmp_path, inbox, host="other.example") as settings,
        pytest.raises(SettingError, match="SSLCertVerificationError"),
    ):
        mailbox.read(settings, lambda _: "noted")
    assert inbox.commands == []


def test_a_server_that_says_nothing_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox, "TIMEOUT_SECONDS", 0.0001)
    with (
        served(tmp_path, Inbox(MESSAGES)) as settings,
        pytest.raises(SettingError, match="could not be read"),
    ):
        mailbox.read(settings, lambda _: "noted")
