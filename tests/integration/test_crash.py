"""Senders killed at each of their steps and at random, two at once: a small “make crash”."""

import subprocess
import sys

from tests.moments import unmoved

COPIES = {
    "claimed": "| 2 | 0 | 0 |",
    "body sent": "| 2 | 0 | 0 |",
    "handing over": "| 2 | 0 | 0 |",
    "dot sent": "| 0 | 2 | 0 |",
    "accepted by the server": "| 0 | 2 | 0 |",
    "written down": "| 2 | 0 | 0 |",
}
"""Of two letters: how many the server took once and how many twice; how many are held."""


def test_letters_survive_senders_that_are_killed(database_url: str) -> None:
    options = ("--url", database_url, "--times", "2", "--letters", "20", "--workers", "2")

    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "bench.crash", *options],
        check=False,
        env=unmoved(),
        capture_output=True,
        text=True,
        timeout=110,
    )

    rows = {line.split(" | ")[2]: line for line in done.stdout.splitlines() if " | " in line}
    assert done.returncode == 0, done.stdout + done.stderr
    for step, copies in COPIES.items():
        assert copies in rows[step], rows[step]
    assert rows["at random"].endswith("| 0 |")
