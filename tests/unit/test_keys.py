"""The key file and the keyring: what opens what, and what stops the start."""

import base64
import json
import os
from pathlib import Path

import pytest

from mars import keys
from mars.domain.errors import SettingError, UnreadableError
from tests.starting import KEYS, put_keys

ROW = "0011223344556677"
PLACE = ("supervision", "stuck", ROW)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return put_keys(tmp_path / "keys")


@pytest.mark.parametrize("clear", ["", "a", "Bachgen bach – Łukasz 🙂", "x" * 5000])
def test_what_is_sealed_opens(file: Path, clear: str) -> None:
    ring = keys.load(file)
    sealed = ring.seal(*PLACE, clear)
    assert ring.open(*PLACE, sealed) == clear
    assert sealed[:6] == b"\x01" + bytes.fromhex(KEYS[1].id)
    assert ring.seal(*PLACE, clear) != sealed  # a nonce of its own each time


@pytest.mark.parametrize(
    "elsewhere",
    [
        ("summary", "stuck", ROW),
        ("supervision", "hope", ROW),
        ("supervision", "stuck", "0011223344556678"),
        ("supervisio", "nstuck", ROW),
    ],
)
def test_it_opens_nowhere_else(file: Path, elsewhere: tuple[str, str, str]) -> None:
    ring = keys.load(file)
    with pytest.raises(UnreadableError):
        ring.open(*elsewhere, ring.seal(*PLACE, "clear"))


def test_no_byte_of_it_can_be_changed_or_left_out(file: Path) -> None:
    ring = keys.load(file)
    sealed = ring.seal(*PLACE, "clear")
    flipped = [sealed[:n] + bytes([sealed[n] ^ 1]) + sealed[n + 1 :] for n in range(len(sealed))]
    for wrong in flipped + [sealed[:n] for n in range(len(sealed))]:
        with pytest.raises(UnreadableError):
            ring.open(*PLACE, wrong)


def test_each_purpose_has_a_hash_of_its_own_and_a_new_key_changes_none(file: Path) -> None:
    before = keys.load(file)
    after = keys.add(file, "2026-06-01T09:00:00+00:00")
    assert before.mac("audit", b"row") == after.mac("audit", b"row")
    assert len({before.mac(purpose, b"row") for purpose in ("audit", "address", "log")}) == 3


def test_a_new_key_seals_and_the_old_ones_open(file: Path) -> None:
    running = keys.KeyFile(file)
    old = running.now().seal(*PLACE, "clear")
    added = keys.add(file, "2026-06-01T09:00:00+00:00")

    assert running.now().head == added.head != old[:6]
    assert running.now().open(*PLACE, old) == "clear"
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_running_mars_keeps_its_keys_while_the_file_is_away(file: Path) -> None:
    running = keys.KeyFile(file)
    before = running.now()
    text = file.read_text()
    file.write_text("{")
    assert running.now() is before
    file.unlink()
    assert running.now() is before
    put_keys(file).write_text(text)
    assert running.now().head == before.head


def test_a_made_file_is_ones_own_and_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "made"
    keys.create(path, "2026-01-05T09:00:00+00:00")
    assert path.stat().st_mode & 0o777 == 0o600
    assert [key.use for key in keys.load(path).sealing] == ["seal"]
    with pytest.raises(FileExistsError):
        keys.create(path, "2026-01-05T09:00:00+00:00")


def test_no_key_stands_where_a_log_could_show_it(file: Path) -> None:
    ring = keys.load(file)
    shown = f"{ring!r}{ring.sealing[0]!r}"
    assert "ssss" not in shown
    assert "AESGCM" not in shown


def _line(**changes: str) -> str:
    whole = {"id": "00000000c3", "made": "", "use": "seal", "key": KEYS[1].line.split('"')[-2]}
    return json.dumps(whole | changes)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not JSON",
        "[]",
        KEYS[0].line,
        KEYS[1].line,
        KEYS[0].line * 2 + KEYS[1].line,
        KEYS[0].line + KEYS[1].line * 2,
        KEYS[0].line + "{}",
        KEYS[0].line + _line(id="C3"),
        KEYS[0].line + _line(use="open"),
        KEYS[0].line + _line(key="short"),
        KEYS[0].line + _line(key=base64.b64encode(b"k" * 31).decode()),
        KEYS[0].line + KEYS[1].line + "ü",
    ],
)
def test_a_malformed_file_stops_the_start(file: Path, text: str) -> None:
    file.write_text(text)
    with pytest.raises(SettingError, match="MARS_KEYS_FILE"):
        keys.KeyFile(file)


def test_a_file_that_is_missing_or_that_others_can_read_stops_the_start(file: Path) -> None:
    for mode in (0o644, 0o660, 0o602):
        file.chmod(mode)
        with pytest.raises(SettingError, match="others may read"):
            keys.KeyFile(file)
    file.unlink()
    with pytest.raises(SettingError, match="cannot be read"):
        keys.KeyFile(file)


def test_the_group_of_the_service_may_read_it_and_no_other(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.chmod(0o640)
    keys.KeyFile(file)

    monkeypatch.setattr(os, "getegid", lambda: 65_000)
    monkeypatch.setattr(os, "getgroups", lambda: [65_001])
    with pytest.raises(SettingError, match="640 with the group"):
        keys.KeyFile(file)


def test_a_file_keeps_its_mark_when_a_key_is_added_and_another_has_its_own(file: Path) -> None:
    before = keys.load(file).mark

    assert keys.add(file, "2026-01-06T09:00:00+00:00").mark == before
    other = file.with_name("other")
    keys.create(other, "2026-01-06T09:00:00+00:00")
    assert keys.load(other).mark != before


def test_a_rotation_leaves_the_file_to_whom_it_belongs(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.chmod(0o640)
    given: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "fchown", lambda _, user, group: given.append((user, group)))

    keys.add(file, "2026-01-06T09:00:00+00:00")

    assert file.stat().st_mode & 0o777 == 0o640
    assert given == [(file.stat().st_uid, file.stat().st_gid)]
