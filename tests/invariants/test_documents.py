"""The documents speak of what there is: tests, modules, settings, commands, columns, demands."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from mars.cli import main
from mars.store import tables  # noqa: F401 - makes the metadata whole
from mars.store.base import Base
from mars.store.sealed import Sealed

ROOT = Path(__file__).parents[2]
DOCUMENTS = (ROOT / "README.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").glob("*.md")))
ASVS, PRIVACY = ROOT / "docs" / "asvs.md", ROOT / "docs" / "privacy.md"
THREATS = ROOT / "docs" / "threat-model.md"

METADATA = Base.metadata

FOLDERS = "mars|tests|migrations|maintain|bench|deploy|docs|templates|requirements"
NAMED = re.compile(rf"`((?:{FOLDERS})/[^`\s…<>*]*)`")
REQUIREMENT = re.compile(r"\bv5\.0\.0-(\d+\.\d+\.\d+) \(L(\d)\)")

LEVELS = {
    "1.1": "22", "1.2": "1111122223", "1.3": "112222222223", "1.4": "222", "1.5": "123",
    "2.1": "122", "2.2": "112", "2.3": "12223", "2.4": "23",
    "3.1": "3", "3.2": "113", "3.3": "12223", "3.4": "11222233", "3.5": "11122333", "3.6": "3",
    "3.7": "22333",
    "4.1": "12233", "4.2": "23333", "4.3": "22", "4.4": "1222",
    "5.1": "2", "5.2": "112333", "5.3": "113", "5.4": "222",
    "6.1": "122", "6.2": "111111112222", "6.3": "11223333", "6.4": "112233", "6.5": "22222333",
    "6.6": "2223", "6.7": "33", "6.8": "2222",
    "7.1": "222", "7.2": "1111", "7.3": "22", "7.4": "11222", "7.5": "223", "7.6": "22",
    "8.1": "1233", "8.2": "1123", "8.3": "133", "8.4": "23",
    "9.1": "111", "9.2": "1222",
    "10.1": "22", "10.2": "223", "10.3": "22223", "10.4": "1111122222233333", "10.5": "22222",
    "10.6": "22", "10.7": "222",
    "11.1": "2233", "11.2": "22233", "11.3": "11233", "11.4": "1222", "11.5": "23", "11.6": "23",
    "11.7": "33",
    "12.1": "12233", "12.2": "11", "12.3": "22223",
    "13.1": "2333", "13.2": "222223", "13.3": "2233", "13.4": "1222233",
    "14.1": "22", "14.2": "12223333", "14.3": "122",
    "15.1": "12233", "15.2": "12233", "15.3": "1222222", "15.4": "3333",
    "16.1": "2", "16.2": "22222", "16.3": "2222", "16.4": "222", "16.5": "2223",
    "17.1": "23", "17.2": "22223333", "17.3": "22",
}  # fmt: skip
"""The level of each requirement of OWASP ASVS 5.0.0, by section, in the order of its numbers."""

ANSWERS = ("met", "in part", "not met", "the council")


def _texts() -> Iterator[tuple[str, str]]:
    for path in DOCUMENTS:
        yield path.name, path.read_text(encoding="utf-8")


def _rows(path: Path) -> list[list[str]]:
    """The cells of each line of a table."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in lines
        if line.startswith("| ")
    ]


def test_every_test_and_module_that_a_document_names_exists() -> None:
    wrong = []
    for document, text in _texts():
        for name in NAMED.findall(text):
            path, _, function = name.partition("::")
            file = ROOT / path
            found = file.exists()
            if found and function:
                found = f"def {function}(" in file.read_text(encoding="utf-8")
            if not found:
                wrong.append(f"{document}: {name}")
    assert not wrong, "\n".join(wrong)


def _is_command(words: str) -> bool:
    """Whether `mars` knows the command of these words; what follows a command is for itself."""
    command: click.Command | None = main
    for word in words.split():
        if isinstance(command, click.Group):
            command = command.commands.get(word)
    return command is not None


def test_every_setting_and_command_that_a_document_names_exists() -> None:
    settings = (ROOT / "deploy" / "example.env").read_text(encoding="utf-8")
    kept_for_the_demonstration = {"MARS_DEMONSTRATION", "MARS_DEMONSTRATION_MAIL"}
    known = set(re.findall(r"\bMARS_[A-Z_]+", settings)) | kept_for_the_demonstration
    wrong = []
    for document, text in _texts():
        wrong += [
            f"{document}: {n}" for n in re.findall(r"`(MARS_[A-Z_]+)", text) if n not in known
        ]
        commands = re.findall(r"`(?:[\w./-]+ -m )?mars ([a-z][a-z ]*)", text)
        wrong += [f"{document}: mars {words}" for words in commands if not _is_command(words)]
    assert not wrong, "\n".join(wrong)


def _told() -> Iterator[tuple[str, str]]:
    """Each column of the privacy page's tables, and how it says that it is kept at rest."""
    table = ""
    for line in PRIVACY.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            heading = re.match(r"### `(\w+)`", line)
            table = heading[1] if heading else ""
        elif table and line.startswith("| `"):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            assert len(cells) == 5, line
            assert all(cells), line
            yield from ((f"{table}.{name}", cells[4]) for name in re.findall(r"`(\w+)`", cells[0]))


def test_every_column_is_accounted_for_once() -> None:
    kept = [f"{t.name}.{c.name}" for t in METADATA.sorted_tables for c in t.columns]
    assert sorted(name for name, _ in _told()) == sorted(kept), (
        "say in docs/privacy.md why each column is kept"
    )


def test_what_is_said_to_be_sealed_is_sealed_and_nothing_else() -> None:
    sealed = {
        f"{table.name}.{column.name}"
        for table in METADATA.sorted_tables
        for column in table.columns
        if isinstance(column.type, Sealed) or column.name == "sealed"
    }
    assert {name for name, at_rest in _told() if at_rest == "sealed"} == sealed
    assert {at_rest for _, at_rest in _told()} == {"sealed", "hashed", "clear"}


def test_every_requirement_of_the_first_two_levels_stands_once_with_its_level() -> None:
    text = ASVS.read_text(encoding="utf-8")
    listed = Counter(REQUIREMENT.findall(text))
    wanted = {
        (f"{section}.{number}", level)
        for section, levels in LEVELS.items()
        for number, level in enumerate(levels, start=1)
        if level in "12"
    }
    assert (len(wanted), sum(level == "1" for _, level in wanted)) == (253, 70)
    assert set(listed) == wanted
    assert max(listed.values()) == 1
    assert text.count("v5.0.0-") == len(wanted), "a number is not followed by its level"


def test_every_requirement_is_answered_and_the_count_is_right() -> None:
    answered = Counter(dict.fromkeys(ANSWERS, 0))
    for row in _rows(ASVS):
        numbers = REQUIREMENT.findall(row[0])
        if len(row) == 4 and numbers:
            assert row[2] in ANSWERS, row
            assert len(row[3]) > 10, row
            answered[row[2]] += len(numbers)
        elif numbers:
            answered["does not apply"] += len(numbers)
    told = {row[0]: row[1] for row in _rows(ASVS) if len(row) == 2 and row[1].isdigit()}
    assert told == {answer: str(count) for answer, count in answered.items()}


@pytest.mark.parametrize("number", range(1, 21))
def test_every_threat_has_its_control_its_proof_and_what_remains(number: int) -> None:
    [row] = [row for row in _rows(THREATS) if row[0] == str(number)]
    _, threat, control, proof, remains, carrier = row
    assert threat
    assert "`mars/" in control
    assert "::test_" in proof or "No test" in proof
    assert remains
    assert carrier
