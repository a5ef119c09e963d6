"""Runs every test at moments that are awkward, and prints a row for each: “make anytime”.

The moments stand in tests/moments.py; the names of some choose those alone. The exit status is 1 if
a test failed at one of them.
"""

import os
import re
import subprocess
import sys
import time

from tests.moments import AT, MOMENTS

RED = re.compile(r"^(?:FAILED|ERROR) .*", re.MULTILINE)


def main(names: list[str]) -> int:
    """Run the tests at each of these moments (all, if none is named). Returns how many went red."""
    unknown = set(names) - set(MOMENTS)
    if unknown:
        print(f"No such moment: {', '.join(sorted(unknown))}. There are {', '.join(MOMENTS)}.")
        return 1
    print("| the tests begin | passed | failed | s |\n|---|---|---|---|", flush=True)
    red = 0
    for name in names or MOMENTS:
        begun = time.perf_counter()
        done = subprocess.run(
            ["sh", "maintain/test.sh"], env=os.environ | {AT: name}, capture_output=True, text=True
        )
        seconds = time.perf_counter() - begun
        last = (done.stdout.strip().splitlines() or [""])[-1]
        passed, failed = _count(last, "passed"), _count(last, "failed") + _count(last, "error")
        print(f"| {MOMENTS[name].label} | {passed} | {failed} | {seconds:.0f} |", flush=True)
        if done.returncode:
            red += 1
            print(
                *re.findall(r"^(?:FAILED|ERROR) .*", done.stdout, re.MULTILINE),
                sep="\n",
                flush=True,
            )
    return red


def _count(line: str, word: str) -> int:
    found = re.search(rf"(\d+) {word}", line)
    return int(found[1]) if found else 0


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
