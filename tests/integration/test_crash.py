"""The sender killed at each of its steps: the letter still arrives, at most once too often."""

import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select

from mars.database import db, writing
from mars.domain.posting import LetterState
from mars.domain.workflow import LetterKind
from mars.post import claims, outbox
from mars.post.sender import drain
from mars.store.letters import OutboxLetter
from tests.crashing import STEPS
from tests.letter_examples import EXAMPLES
from tests.moody import Moods, serving
from tests.starting import make_settings, started

COPIES = {
    "claimed": 1,
    "body sent": 1,
    "handing over": 1,
    "dot sent": 2,
    "accepted by the server": 2,
    "written down": 1,
}
"""How often the server took the letter in the end."""


@pytest.mark.parametrize("step", STEPS)
def test_a_letter_survives_a_sender_that_is_killed(
    sqlite_url: str, tmp_path: Path, step: str
) -> None:
    moods = Moods()
    settings = make_settings(
        tmp_path,
        MARS_DATABASE_URL=sqlite_url,
        MARS_MAIL_HOST="127.0.0.1",
        MARS_MAIL_PORT=str(moods.port),
    )
    with serving(moods), started(settings) as app, app.app_context():
        with writing():
            outbox.queue(EXAMPLES[LetterKind.SIGN_IN_CODE]())
            db.session.commit()
        command = ("-m", "tests.crashing", step, sqlite_url, str(moods.port), str(tmp_path))
        killed = subprocess.run([sys.executable, *command], check=False, timeout=60)
        assert killed.returncode == -signal.SIGKILL

        later = datetime.now(UTC) + claims.LEASE
        for hours in range(3):
            with time_machine.travel(later + timedelta(hours=hours, seconds=1)):
                drain()

        states = list(db.session.scalars(select(OutboxLetter.state)))
        assert states == [LetterState.ACCEPTED]
    assert moods.copies() == [COPIES[step]]
