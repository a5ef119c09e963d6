"""Moves the clock of every Python process that a test starts, as the test's own was moved."""

import os
from datetime import UTC, datetime, timedelta

import time_machine

time_machine.travel(
    datetime.now(UTC) + timedelta(seconds=float(os.environ["TESTS_AHEAD"])), tick=True
).start()
