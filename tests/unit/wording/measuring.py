"""Sentences as practitioners write them, all made up: how many the check finds, and falsely finds.

    .venv/bin/python -m tests.unit.wording.measuring

Two parts: `build` was read while the check was built; of `judge` nobody looked at what was missed,
only at the counts. What was looked at moves to `build`, and new sentences take its place: this
happened seven times to every list, and three times more to the emergencies. A line of
identifying.txt has the child's initials, then the sentence, with «…» round each place to be found;
\\uXXXX is a character that cannot be seen.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mars.domain.wording import FindingKind, check

FOLDER = Path(__file__).parent
INITIALS = "K.L."
HIDDEN = re.compile(r"\\u([0-9a-f]{4})")


@dataclass(frozen=True)
class Figures:
    """Of one list: how many places or sentences, and how many of them were found."""

    found: int
    of: int

    @property
    def share(self) -> float:
        return self.found / self.of


def lines(half: str, name: str) -> list[str]:
    """The sentences of one list, with the characters that stand behind the escapes."""
    text = (FOLDER / half / f"{name}.txt").read_text("utf-8")
    text = HIDDEN.sub(lambda match: chr(int(match[1], 16)), text)
    return [line.replace("\\t", "\t").replace("\\n", "\n") for line in text.splitlines()]


def identifying(half: str) -> Figures:
    """How many of the marked places a finding touches."""
    hits = [hit for line in lines(half, "identifying") for hit in _places(line)]
    return Figures(sum(hits), len(hits))


def _places(line: str) -> Iterator[bool]:
    initials, _, marked = line.partition(" | ")
    sentence, spans = "", []
    for part in re.split("([«»])", marked):
        if part == "«":
            spans.append(len(sentence))
        elif part != "»":
            sentence += part
        else:
            spans.append(len(sentence))
    found = [one for one in check(sentence, initials) if one.kind is FindingKind.IDENTIFYING]
    for start, end in zip(spans[::2], spans[1::2], strict=True):
        yield any(one.start < end and start < one.end for one in found)


def set_off(half: str, name: str, *kinds: FindingKind) -> Figures:
    """In how many sentences of a list something of these kinds is found."""
    sentences = lines(half, name)
    return Figures(
        sum(any(one.kind in kinds for one in check(text, INITIALS)) for text in sentences),
        len(sentences),
    )


def measure(half: str) -> dict[str, Figures]:
    """Everything about one half, by the words under which it is published."""
    return {
        "identifying details found": identifying(half),
        "emergencies found": set_off(half, "emergencies", FindingKind.EMERGENCY),
        "ordinary sentences falsely stopped": set_off(
            half, "ordinary", FindingKind.EMERGENCY, FindingKind.IDENTIFYING
        ),
        "wishes for a decision found": set_off(half, "places", FindingKind.PLACE),
    }


if __name__ == "__main__":
    for half in sys.argv[1:] or ("build", "judge"):
        for words, figures in measure(half).items():
            sys.stdout.write(
                f"{half}: {words}: {figures.found} of {figures.of} ({figures.share:.1%})\n"
            )
