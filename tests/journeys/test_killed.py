"""The server's process is killed while it sends, and started again: every letter arrives."""

import os
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Browser, Error, Page
from sqlalchemy import select

import mars
from mars import clock
from mars.config import Settings
from mars.database import db
from mars.domain.posting import LetterState
from mars.post.sender import drain
from mars.rehearsal import stage
from mars.store.letters import OutboxLetter
from mars.store.supervisions import Supervision
from tests.invariants import rehearsed
from tests.journeys.people import ADDRESSES
from tests.mailbox import Mailbox
from tests.starting import started

HOUSE = Path(mars.__file__).parent.parent
SOME = 5


def test_no_letter_is_lost_when_the_server_is_killed(
    rehearsal: Path, tmp_path: Path, mailbox: Mailbox, browser: Browser
) -> None:
    folder = rehearsed.copy(rehearsal, tmp_path / "own")
    environment = stage.environment(folder, _free_port(), mailbox.port)
    with started(Settings.from_environment(environment)) as app, app.app_context():
        waiting, stood = _letters(LetterState.PENDING), _standing()
    page = browser.new_page(base_url=environment["MARS_BASE_URL"])

    with _serving(environment) as server:
        _ask_for_a_code(page)
        mailbox.wait_until(SOME)
        server.kill()
    assert SOME <= len(mailbox.letters) < len(waiting)
    with _serving(environment):
        _ask_for_a_code(page)
        mailbox.wait_until(len(waiting) - 1)  # one may have been in hand

    page.context.close()
    with started(Settings.from_environment(environment)) as app, app.app_context():
        for minutes in (10, 20):  # first the lease ends, then the wait before another try
            clock.set_ahead(timedelta(minutes=minutes))
            drain()
        assert waiting <= _letters(LetterState.ACCEPTED)
        assert _standing() == stood
    copies = Counter(str(letter["Message-ID"]) for letter in mailbox.letters)
    assert waiting <= set(copies)
    assert sum(copies.values()) <= len(copies) + 1


@contextmanager
def _serving(environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """MARS as it is served in earnest, on the port of its address."""
    port = environment["MARS_BASE_URL"].rpartition(":")[2]
    command = [sys.executable, "-m", "mars", "run", "--port", port]
    with subprocess.Popen(command, cwd=HOUSE, env=os.environ | environment) as server:
        try:
            yield server
        finally:
            server.terminate()


def _ask_for_a_code(page: Page) -> None:
    """Somebody signs in: the letter wakes the sender."""
    _open(page)
    page.get_by_label("Your work e-mail address").fill(ADDRESSES["Hana Osei"])
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_role("heading", name="Check your e-mail").wait_for()


def _open(page: Page, tries: int = 1000) -> None:
    """The sign-in page, as soon as the server answers."""
    for _ in range(tries):
        try:
            page.goto("/sign-in")
        except Error:
            continue
        return
    raise AssertionError("MARS does not answer")


def _letters(state: LetterState) -> set[str]:
    rows = db.session.scalars(select(OutboxLetter.message_id).where(OutboxLetter.state == state))
    return set(rows)


def _standing() -> list[tuple[str, str]]:
    rows = db.session.execute(
        select(Supervision.reference, Supervision.status).order_by("reference")
    )
    return [(row.reference, row.status.value) for row in rows]


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
    return port
