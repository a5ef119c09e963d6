"""Nothing names a package registry's host or a path of one machine."""

import re

from tests.invariants import tree

REGISTRIES = re.compile(
    r"pyp[i]\.org|pythonhos[t]ed|npm[j]s\.(org|com)|deb\.deb[i]an\.org|proxy\.gol[a]ng|crates\.i[o]\b"
)
MACHINES = re.compile(r"(?<![\w.})/-])/(work|root|tmp|home|Users)/[A-Za-z.]")
PIN = re.compile(r"^([a-z0-9.-]+)==(\S+)", re.MULTILINE)


def test_no_file_names_the_host_of_a_package_registry() -> None:
    assert _found(REGISTRIES) == []


def test_no_file_names_a_path_of_one_machine() -> None:
    assert _found(MACHINES) == []


def test_the_locked_requirements_hold_hashes_and_no_address() -> None:
    for name in ("run", "dev"):
        text = (tree.ROOT / f"requirements/{name}.txt").read_text(encoding="utf-8")
        requirements = re.split(r"\n(?! )", text.strip())

        assert "://" not in text
        assert [line for line in requirements if line.startswith("-")] == []
        assert [line for line in requirements if "--hash=sha256:" not in line] == []


def test_what_is_run_is_what_was_tested() -> None:
    run, dev = (
        dict(PIN.findall((tree.ROOT / f"requirements/{name}.txt").read_text(encoding="utf-8")))
        for name in ("run", "dev")
    )

    assert run.items() <= dev.items()


def _found(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}: {found.group()}"
        for name, text in tree.texts()
        for found in pattern.finditer(text)
    ]
