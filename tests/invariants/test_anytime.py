"""What touches time holds at two awkward moments too; `make anytime` tries all, with all tests."""

import subprocess
import sys
from pathlib import Path

import pytest

from maintain import machine
from tests.conftest import lack
from tests.moments import elsewhere

HOUSE = Path(__file__).parents[2]
TOUCHING_TIME = (
    "tests/unit/test_clock.py",
    "tests/unit/test_dates.py",
    "tests/unit/test_offering.py",
    "tests/unit/test_chasing.py",
    "tests/unit/test_turns.py",
    "tests/integration/test_chasing.py",
    "tests/integration/test_moving.py",
    "tests/journeys/test_breaking.py::test_letters_wait_while_the_mail_server_is_down",
)


@pytest.mark.parametrize("name", ["years-end", "fall-back"])
def test_what_touches_time_holds_at_an_awkward_moment(name: str, tmp_path: Path) -> None:
    if machine.chromium() is None:
        lack("Chromium")
    own = (
        "--basetemp",
        str(tmp_path / "run"),
    )  # by its clock the folders of this run are years old
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *own, "-k", "not postgresql", *TOUCHING_TIME],
        cwd=HOUSE,
        env=elsewhere(name),
        capture_output=True,
        text=True,
        check=False,
    )

    assert not done.returncode, done.stdout[-4000:] + done.stderr[-1000:]
