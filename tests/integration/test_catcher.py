"""The demonstration's mail server: what is sent is caught, and can be read as its reader would."""

import smtplib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from mars.domain.workflow import LetterKind
from mars.post import catcher
from mars.post.composing import compose
from mars.post.letters import Letter
from tests.letter_examples import EXAMPLES, URL
from tests.moody import Moods
from tests.starting import make_settings, started


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path) -> Iterator[Flask]:
    with started(make_settings(tmp_path, MARS_DATABASE_URL=sqlite_url)) as app:
        yield app


def catch(app: Flask, folder: Path, *letters: Letter) -> list[catcher.CaughtLetter]:
    """The letters as they are caught by the demonstration's own server."""
    port = Moods().port
    with catcher.catching(folder, port), smtplib.SMTP("127.0.0.1", port) as server:
        for number, letter in enumerate(letters):
            with app.app_context():
                content = compose(letter, f"{number:016}").as_bytes()
            server.sendmail("mars@anytown.example", letter.to.address, content)
    return catcher.caught(folder)


def test_an_empty_folder_is_made_and_holds_nothing(tmp_path: Path) -> None:
    assert catcher.caught(tmp_path / "new" / "mail") == []


def test_a_caught_letter_reads_as_it_was_written(app: Flask, tmp_path: Path) -> None:
    [letter] = catch(app, tmp_path / "mail", EXAMPLES[LetterKind.DATE_FIXED]())

    assert (letter.to, letter.address) == ("Sam Carter", "sam.carter@school.example")
    assert letter.subject == "The date of the reflective session (MARS-K7QD4T)"
    assert letter.text.startswith("Hello Sam Carter\n\n")
    assert (letter.link, letter.code, letter.has_calendar) == (URL, "", True)
    assert catcher.read(tmp_path / "mail", letter.key) == letter


def test_a_caught_code_can_be_seen(app: Flask, tmp_path: Path) -> None:
    [letter] = catch(app, tmp_path / "mail", EXAMPLES[LetterKind.GUEST_CODE]())

    assert (letter.link, letter.code, letter.has_calendar) == ("", "1234 5678", False)


def test_the_newest_letter_comes_first(app: Flask, tmp_path: Path) -> None:
    first = EXAMPLES[LetterKind.SUMMARY_READY]()
    found = catch(app, tmp_path / "mail", first, replace(first, kind=LetterKind.COLLEAGUE_TOLD))

    assert len(found) == 2
    assert [letter.at for letter in found] == sorted((x.at for x in found), reverse=True)


@pytest.mark.parametrize("key", ["", "nothing", "../../secret", "..", "\x00"])
def test_a_key_that_names_no_letter_finds_none(tmp_path: Path, key: str) -> None:
    (tmp_path / "secret").write_text("secret", encoding="ascii")

    assert catcher.read(tmp_path / "a" / "mail", key) is None
